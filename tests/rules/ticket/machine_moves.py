"""What anybody may do to a ticket, for the machine that does it in any order: all of it, and what fits each state."""

from collections.abc import Mapping

from hypothesis import strategies as st

from queueing.city.switches import RevisitWay
from queueing.ticket.commands.dispatching import DenyReturn, Dispatch, UpholdReturn
from queueing.ticket.commands.handling import (
    AskExtension,
    AskReturn,
    AssistWith,
    Contact,
    DenyExtension,
    GoOn,
    GrantExtension,
    Pause,
    ProlongPause,
    ReachSite,
    Sign,
)
from queueing.ticket.commands.intake import (
    AnswerDirectly,
    HandOn,
    HandOver,
    Reclassify,
    Refuse,
)
from queueing.ticket.commands.oversight import Escalate, Instruct, ReferToDiscipline, Urge
from queueing.ticket.commands.replying import AskHardCase, DenyHardCase, FileHardCase, HoldAgain, PassGate, ReplyWith
from queueing.ticket.commands.revisiting import EndRevisit, RecordRevisit, Reopen, StrikeOff
from queueing.ticket.facts import (
    Answer,
)
from queueing.ticket.states import TicketState

UNITS = ("城管局", "水务局", "市场监管局")
COMMANDS = st.one_of(
    st.builds(
        Dispatch, unit=st.sampled_from(UNITS), appoint=st.booleans(), assisting=st.sampled_from([(), ("供电公司",)])
    ),
    st.sampled_from(
        [
            Sign(),
            Contact(),
            ReachSite(),
            Pause(why="等材料"),
            GoOn(),
            ProlongPause(why="材料在途"),
            AskExtension(limit="2 wd", why="协调"),
            AskExtension(limit="5 h", why="协调"),
            AskExtension(limit="1 month", why="协调"),
            AskExtension(limit="999 wd", why="协调"),
            GrantExtension(),
            DenyExtension(why="不必"),
            AskReturn(why="非我职责"),
            UpholdReturn(),
            DenyReturn(why="是你职责"),
            AssistWith(text="已配合"),
            ReplyWith(text="已办", answer=Answer.SOLVED, signer="王"),
            PassGate(),
            HoldAgain(why="重办"),
            RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意"),
            RecordRevisit(way=RevisitWay.SMS, reached=True, grade="不满意"),
            RecordRevisit(way=RevisitWay.SMS, reached=False),
            EndRevisit(why="已多次联系"),
            Reopen(why="又坏了"),
            StrikeOff(grade="满意"),
            AnswerDirectly(text="已解释"),
            Refuse(reason="纪检监察事项", text="请拨12388"),
            Reclassify(kind="举报"),
            Reclassify(kind="咨询", priority="紧急"),
            Reclassify(kind="投诉", category="停水", priority="一般"),
            HandOver(to="8009"),
            HandOn(),
            Urge(why="催"),
            Escalate(why="超期"),
            Instruct(leader="市长", text="重办", reopen=True),
            ReferToDiscipline(people=("wang",), why="推诿"),
            AskHardCase(why="难", answer="已列入计划", hard_case_id="H1", signer="王"),
            FileHardCase(text="已列入计划"),
            DenyHardCase(why="能办"),
        ]
    ),
)


_REPLY = ReplyWith(text="已办", answer=Answer.SOLVED, signer="王")
_SEND = Dispatch(unit="城管局")
PLAIN: Mapping[TicketState, object] = {
    TicketState.REGISTERED: _SEND,
    TicketState.REOPENED: _SEND,
    TicketState.DISPATCHED: Sign(),
    TicketState.SIGNED: _REPLY,
    TicketState.IN_HAND: _REPLY,
    TicketState.SECOND_HOLD: _REPLY,
    TicketState.PAUSED: GoOn(),
    TicketState.RETURN_ASKED: UpholdReturn(),
    TicketState.HARD_ASKED: DenyHardCase(why="能办"),
    TicketState.IN_REVIEW: PassGate(),
    TicketState.REVISIT: RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意"),
}
_WORK = (
    Pause(why="等材料"),
    AskExtension(limit="2 wd", why="协调"),
    AskExtension(limit="5 h", why="协调"),
    GrantExtension(),
    AskReturn(why="非我职责"),
    AskHardCase(why="难", answer="已列入计划", hard_case_id="H1", signer="王"),
    ReachSite(),
    Contact(),
    Reclassify(kind="咨询", priority="紧急"),
    Reclassify(kind="投诉", complexity="复杂"),
)
FITTING: Mapping[TicketState, tuple[object, ...]] = {
    TicketState.REGISTERED: (Refuse(reason="纪检监察事项", text="请拨12388"), AnswerDirectly(text="已解释"), HandOn()),
    TicketState.REOPENED: (AnswerDirectly(text="已解释"), Reclassify(kind="咨询")),
    TicketState.DISPATCHED: (AskReturn(why="非我职责"), AssistWith(text="已配合")),
    TicketState.SIGNED: _WORK,
    TicketState.IN_HAND: _WORK,
    TicketState.SECOND_HOLD: _WORK,
    TicketState.PAUSED: (
        GoOn(),
        GrantExtension(),
        ProlongPause(why="材料在途"),
        Reclassify(kind="咨询"),
        Reclassify(kind="投诉", complexity="复杂"),
    ),
    TicketState.RETURN_ASKED: (UpholdReturn(), DenyReturn(why="是你职责")),
    TicketState.HARD_ASKED: (FileHardCase(text="已列入计划"), DenyHardCase(why="能办")),
    TicketState.IN_REVIEW: (HoldAgain(why="重办"), Instruct(leader="市长", text="重办", reopen=True)),
    TicketState.REVISIT: (
        Reopen(why="又坏了"),
        RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="不满意"),
        RecordRevisit(way=RevisitWay.SMS, reached=True, grade="不满意"),
        EndRevisit(why="已多次联系"),
    ),
    TicketState.UNSATISFIED: (Reopen(why="又坏了"), StrikeOff(grade="满意")),
    TicketState.CLOSED: (Reopen(why="又坏了"), Instruct(leader="市长", text="重办", reopen=True)),
    TicketState.NOT_ACCEPTED: (Reopen(why="应当受理"),),
}
