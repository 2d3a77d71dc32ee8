"""Every command on a ticket: its path, who may give it, what it is called. Data; the routes are made from it."""

from dataclasses import dataclass

from callcenter.store.identity import Role
from queueing.ticket.commands.airing import CheckReply
from queueing.ticket.commands.dispatching import DenyReturn, Dispatch, UpholdReturn
from queueing.ticket.commands.handling import (
    AskExtension,
    AskReturn,
    AssistWith,
    Contact,
    DenyExtension,
    GoOn,
    GrantExtension,
    NameHandlers,
    Pause,
    ProlongPause,
    ReachSite,
    Sign,
)
from queueing.ticket.commands.intake import (
    AddNote,
    AnswerDirectly,
    AnswerFromRegister,
    HandOn,
    HandOver,
    Reclassify,
    Refuse,
    SetConfidential,
)
from queueing.ticket.commands.oversight import CallMeeting, ConcludeMeeting, Escalate, Instruct, ReferToDiscipline, Urge
from queueing.ticket.commands.replying import AskHardCase, DenyHardCase, FileHardCase, HoldAgain, PassGate, ReplyWith
from queueing.ticket.commands.revisiting import EndRevisit, RecordRevisit, Reopen, StrikeOff

ABOVE = frozenset({Role.SUPERVISOR, Role.ADMIN})
DISPATCH = ABOVE | {Role.DISPATCHER}
TAKING = ABOVE | {Role.OPERATOR, Role.DISPATCHER, Role.REVIEWER}
REVIEW = ABOVE | {Role.REVIEWER}
GATES = REVIEW | {Role.LEADER, Role.UNIT}  # who stands at the gate decides, see the engine
UNIT = ABOVE | {Role.UNIT}
ASKING = REVIEW | {Role.OPERATOR, Role.LEADER, Role.UNIT}
LEADERS = ABOVE | {Role.LEADER}
EVERYBODY = TAKING | {Role.UNIT, Role.LEADER}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRoute:
    """One command. `given`: fields that the service puts in, not the asker."""

    path: str
    command: type
    roles: frozenset[Role]
    title: str
    given: tuple[str, ...] = ()


COMMAND_ROUTES = (
    CommandRoute(path="reclassify", command=Reclassify, roles=TAKING, title="Judge kind, topic, area, urgency anew"),
    CommandRoute(path="confidential", command=SetConfidential, roles=TAKING, title="保密, or no longer"),
    CommandRoute(path="hand-over", command=HandOver, roles=TAKING, title="首问负责: pass the ownership on"),
    CommandRoute(path="refuse", command=Refuse, roles=TAKING, title="不予受理, with the reason and what was told"),
    CommandRoute(path="answer", command=AnswerDirectly, roles=TAKING, title="直接答复"),
    CommandRoute(path="answer-from-register", command=AnswerFromRegister, roles=TAKING, title="按疑难备案答复"),
    CommandRoute(path="note", command=AddNote, roles=EVERYBODY, title="Leave a remark"),
    CommandRoute(path="hand-on", command=HandOn, roles=TAKING, title="反馈至栏目组"),
    CommandRoute(path="dispatch", command=Dispatch, roles=DISPATCH, title="派单", given=("unit_name",)),
    CommandRoute(path="uphold-return", command=UpholdReturn, roles=DISPATCH | REVIEW, title="同意退单"),
    CommandRoute(path="deny-return", command=DenyReturn, roles=DISPATCH | REVIEW, title="不同意退单"),
    CommandRoute(path="sign", command=Sign, roles=UNIT, title="签收"),
    CommandRoute(path="name-handlers", command=NameHandlers, roles=UNIT, title="分管负责人、经办人"),
    CommandRoute(path="contact", command=Contact, roles=UNIT, title="已联系群众"),
    CommandRoute(path="reach-site", command=ReachSite, roles=UNIT, title="到达现场"),
    CommandRoute(path="pause", command=Pause, roles=UNIT, title="待补充材料"),
    CommandRoute(path="go-on", command=GoOn, roles=UNIT | TAKING, title="材料已补充"),
    CommandRoute(path="prolong-pause", command=ProlongPause, roles=REVIEW | DISPATCH, title="同意继续等待"),
    CommandRoute(path="ask-extension", command=AskExtension, roles=UNIT, title="申请延期"),
    CommandRoute(path="grant-extension", command=GrantExtension, roles=REVIEW | DISPATCH, title="同意延期"),
    CommandRoute(path="deny-extension", command=DenyExtension, roles=REVIEW | DISPATCH, title="不同意延期"),
    CommandRoute(path="ask-return", command=AskReturn, roles=UNIT, title="申请退单"),
    CommandRoute(path="assist", command=AssistWith, roles=frozenset({Role.UNIT}), title="协办意见"),
    CommandRoute(path="reply", command=ReplyWith, roles=UNIT, title="答复"),
    CommandRoute(path="ask-hard-case", command=AskHardCase, roles=UNIT, title="申请疑难备案", given=("hard_case_id",)),
    CommandRoute(path="file-hard-case", command=FileHardCase, roles=REVIEW, title="疑难备案", given=("text",)),
    CommandRoute(path="deny-hard-case", command=DenyHardCase, roles=REVIEW, title="不予备案"),
    CommandRoute(path="pass", command=PassGate, roles=GATES, title="审核通过"),
    CommandRoute(path="hold-again", command=HoldAgain, roles=GATES, title="二次留单"),
    CommandRoute(
        path="check-reply", command=CheckReply, roles=REVIEW | DISPATCH, title="核对: a flagged reply may stand"
    ),
    CommandRoute(path="revisit", command=RecordRevisit, roles=ASKING, title="回访结果"),
    CommandRoute(path="end-revisit", command=EndRevisit, roles=REVIEW, title="结束回访"),
    CommandRoute(path="reopen", command=Reopen, roles=REVIEW, title="重新办理"),
    CommandRoute(path="strike-off", command=StrikeOff, roles=REVIEW | LEADERS, title="销号"),
    CommandRoute(
        path="call-meeting", command=CallMeeting, roles=DISPATCH | LEADERS, title="联席会议", given=("meeting_id",)
    ),
    CommandRoute(
        path="conclude-meeting",
        command=ConcludeMeeting,
        roles=DISPATCH | LEADERS,
        title="联席会议结论",
        given=("unit_name",),
    ),
    CommandRoute(path="urge", command=Urge, roles=TAKING | LEADERS, title="催办"),
    CommandRoute(path="escalate", command=Escalate, roles=DISPATCH | LEADERS, title="督办"),
    CommandRoute(path="refer", command=ReferToDiscipline, roles=LEADERS, title="线索移交纪检监察"),
    CommandRoute(path="instruct", command=Instruct, roles=LEADERS, title="批示"),
)
