"""A reply and who looks at it: signed by somebody, passed gate after gate, held again, then asked about."""

from dataclasses import dataclass

from queueing.city.profiles import Moment
from queueing.ticket import facts as f
from queueing.ticket.clockwork import IN_REVIEW, hold, release, start, stop, stop_all
from queueing.ticket.commands.airing import flag_reply, settle_promises
from queueing.ticket.commands.table import Table
from queueing.ticket.moments import ANSWERED
from queueing.ticket.pen import NotYoursError, Pen
from queueing.ticket.states import TicketState

OFFICE_GATE = "热线审核"  # where the city only wants the hotline to look


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWith:
    """答复 by the lead unit."""

    text: str
    answer: f.Answer
    signer: str = ""
    public_text: str = ""
    unsolved_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassGate:
    """审核通过 at the gate where the reply lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAgain:
    """二次留单: the unit handles and replies anew."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHardCase:
    """疑难备案申请: the unit's stamped answer, to be filed under the ticket's topic. The service gives the id."""

    why: str
    answer: str
    hard_case_id: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileHardCase:
    """备案: the register takes it, and the citizen is answered with it. The service puts in the unit's answer."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyHardCase:
    """Not a hard case."""

    why: str


def gates_of(pen: Pen) -> tuple[str, ...]:
    """Who looks at the reply to this matter, in order: the city's gates as far as they look at such matters."""
    profile, record = pen.rules.profile, pen.record
    rules = {rule.gate: rule for rule in profile.gate_rules}
    gates = tuple(
        gate
        for gate in profile.switches.gates
        if gate not in rules or rules[gate].looks_at(record.kind, record.category, record.priority)
    )
    return gates or ((OFFICE_GATE,) if profile.switches.second_hold else ())


def conclude(pen: Pen, reply: f.TicketReplied) -> None:
    """Put a reply down and lead it on: to its gates, to the revisit, or to the end."""
    pen.write(reply)
    flag_reply(pen)
    gates = () if reply.direct else gates_of(pen)
    if gates:
        hold(pen, IN_REVIEW)  # what is left at the reply goes on, should it be held again
        pen.write(f.ReviewOpened(at=pen.at, ticket_id=pen.record.ticket_id, by=f.BY_RULE, gates=gates))
        return
    after_review(pen)


def after_review(pen: Pen) -> None:
    """The reply stands: the deadline is met or not as of the reply; the citizen is asked, or it ends."""
    _stop_as_of_reply(pen)
    record, switches = pen.record, pen.rules.profile.switches
    direct = record.reply is not None and record.reply.direct
    done = record.reply is not None and record.reply.answer in (f.Answer.SOLVED, f.Answer.EXPLAINED)
    if switches.revisit and not (direct and done):  # what the hotline could not solve itself is asked about
        pen.write(f.RevisitOpened(at=pen.at, ticket_id=record.ticket_id, by=f.BY_RULE, ways=switches.revisit))
        return
    closing = f.Closing.DIRECT if direct else f.Closing.NO_REVISIT
    stop_all(pen, "closed")
    pen.write(f.TicketClosed(at=pen.at, ticket_id=record.ticket_id, by=f.BY_RULE, closing=closing))


def _stop_as_of_reply(pen: Pen) -> None:
    """Only a reply that stands ends what waited for one: a reply that is held again was none."""
    replied_at = pen.record.happened(Moment.REPLIED)
    settle_promises(pen)
    for one in pen.record.running():
        if one.stops in ANSWERED and one.starts is not Moment.PROMISED:
            stop(pen, one, str(one.stops), as_of=replied_at)
    start(pen, Moment.REPLIED, pen.at if replied_at is None else replied_at)


def _reply(pen: Pen, command: ReplyWith) -> None:
    pen.expect(TicketState.SIGNED, TicketState.IN_HAND, TicketState.SECOND_HOLD)
    pen.expect_lead()
    if not command.text.strip():
        raise pen.refuse("a reply with text", "none")
    if pen.rules.profile.switches.signed_reply and not command.signer.strip():
        raise pen.refuse("somebody who signed the reply", "nobody")
    if command.answer is f.Answer.NOT_SOLVED and not command.unsolved_why.strip():
        raise pen.refuse("why it was not solved", "no reason")
    conclude(
        pen,
        f.TicketReplied(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            text=command.text,
            answer=command.answer,
            unit=pen.record.unit,
            signer=command.signer,
            public_text=command.public_text,
            unsolved_why=command.unsolved_why,
        ),
    )


def _pass(pen: Pen, _command: PassGate) -> None:
    pen.expect(TicketState.IN_REVIEW)
    gate = _at_gate(pen)
    pen.write(f.GatePassed(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, gate=gate))
    if pen.record.state is TicketState.REPLIED:
        after_review(pen)


def _hold_again(pen: Pen, command: HoldAgain) -> None:
    pen.expect(TicketState.IN_REVIEW)
    gate = _at_gate(pen)
    if not command.why.strip():
        raise pen.refuse("a reason", "none")
    pen.write(f.HeldAgain(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, gate=gate, why=command.why))
    release(pen)


def _at_gate(pen: Pen) -> str:
    """The gate it waits at; only who stands there decides."""
    gate = pen.record.gate
    if gate != OFFICE_GATE and gate not in pen.who.posts:
        raise NotYoursError(pen.name, f"somebody who is {gate}", "、".join(pen.who.posts) or "no such post")
    return gate


def _ask_hard(pen: Pen, command: AskHardCase) -> None:
    pen.expect(TicketState.SIGNED, TicketState.IN_HAND)
    pen.expect_lead()
    if not pen.rules.profile.switches.hard_case_register:
        raise pen.refuse("a city with a register of hard cases", "none")
    if not pen.record.topic:
        raise pen.refuse("a ticket with a topic, by which the same kind is known", "no topic")
    if not command.answer.strip() or not command.why.strip():
        raise pen.refuse("the answer that citizens are to be given, and the reason", "one of them missing")
    if pen.rules.profile.switches.signed_reply and not command.signer.strip():
        raise pen.refuse("somebody who signed the reply", "nobody")
    pen.write(
        f.HardCaseAsked(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            hard_case_id=command.hard_case_id,
            why=command.why,
            signer=command.signer,
        )
    )


def _file(pen: Pen, command: FileHardCase) -> None:
    pen.expect(TicketState.HARD_ASKED)
    record, asking = pen.record, pen.record.asking
    case_id = asking.hard_case_id if asking else ""
    pen.write(f.HardCaseFiled(at=pen.at, ticket_id=record.ticket_id, by=pen.who.name, hard_case_id=case_id))
    conclude(
        pen,
        f.TicketReplied(
            at=pen.at,
            ticket_id=record.ticket_id,
            by=pen.who.name,
            text=command.text,
            answer=f.Answer.EXPLAINED,
            unit=record.unit,
            signer=asking.signer if asking else "",
            hard_case_id=case_id,
        ),
    )


def _deny_hard(pen: Pen, command: DenyHardCase) -> None:
    pen.expect(TicketState.HARD_ASKED)
    asking = pen.record.asking
    pen.write(
        f.HardCaseDenied(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            why=command.why,
            hard_case_id=asking.hard_case_id if asking else "",
        )
    )


TABLE: Table = {
    ReplyWith: _reply,
    PassGate: _pass,
    HoldAgain: _hold_again,
    AskHardCase: _ask_hard,
    FileHardCase: _file,
    DenyHardCase: _deny_hard,
}
