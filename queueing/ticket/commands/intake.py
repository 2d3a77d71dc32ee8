"""The hotline takes a matter in: accepts, judges, refuses, answers at once, hands on."""

from dataclasses import dataclass, replace

from queueing.city.profiles import Moment
from queueing.days.ticket_clocks import SHOW_SOURCE
from queueing.ticket import facts as f
from queueing.ticket.clockwork import fire, rejudge, start, stop_all
from queueing.ticket.commands.replying import conclude
from queueing.ticket.commands.table import Table
from queueing.ticket.hard_case import answering
from queueing.ticket.pen import Pen
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """受理: confirm the draft. `call_ended_at` 0: the call goes on, or there was none."""

    number: str
    kind: str
    call_id: str = ""
    source: str = ""
    category: str = ""
    topic: str = ""
    area: str = ""
    priority: str = ""
    complexity: str = ""
    anonymous: bool = False
    confidential: bool = False
    call_ended_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCallEnd:
    """The call of an accepted ticket is over: what runs from the hang-up begins."""

    ended_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reclassify:
    """Judge the matter anew; '' leaves a thing as it is."""

    kind: str = ""
    category: str = ""
    topic: str = ""
    area: str = ""
    priority: str = ""
    complexity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetConfidential:
    """The citizen asks for confidentiality, or no longer."""

    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """首问负责: pass the ownership on."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """无效: the call held no matter."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """不予受理 for one of the city's reasons; `text` is what the citizen was told."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDirectly:
    """直接答复 by the hotline itself."""

    text: str
    answer: f.Answer = f.Answer.EXPLAINED
    public_text: str = ""
    unsolved_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFromRegister:
    """Answer from the hard case that fits (疑难备案)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """更正 what was written down wrongly; the words themselves are the store's."""

    names: tuple[str, ...]  # of the fields
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """Leave a remark."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOn:
    """反馈至栏目组."""


def _accept(pen: Pen, command: Accept) -> None:
    profile = pen.rules.profile
    pen.expect(TicketState.DRAFT)
    _known(pen, "kind", command.kind, profile.types)
    if command.anonymous and not profile.switches.anonymous_ok:
        raise pen.refuse("a caller with a name or number: the city takes no anonymous matters", "anonymous")
    pen.write(
        f.TicketAccepted(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            number=command.number,
            kind=command.kind,
            call_id=command.call_id,
            source=command.source,
            category=command.category,
            topic=command.topic,
            area=command.area,
            priority=command.priority or profile.priorities[0],
            complexity=command.complexity or profile.complexities[0],
            anonymous=command.anonymous,
            confidential=command.confidential,
        )
    )
    fire(pen, Moment.ACCEPTED)
    if command.source == SHOW_SOURCE:
        fire(pen, Moment.COLLECTED)
    if command.call_ended_at:
        fire(pen, Moment.CALL_END, command.call_ended_at)


def _call_ended(pen: Pen, command: NoteCallEnd) -> None:
    """Start the clocks of the hang-up, once for a ticket however often it is told."""
    begun = any(one.starts is Moment.CALL_END and not one.carried_from for one in pen.record.clocks)
    if pen.record.state is TicketState.REGISTERED and not begun:
        start(pen, Moment.CALL_END, command.ended_at)


def _reclassify(pen: Pen, command: Reclassify) -> None:
    record, profile = pen.record, pen.rules.profile
    pen.expect(*_JUDGEABLE)
    chosen = {name: getattr(command, name) or getattr(record, name) for name in _JUDGED}
    if all(chosen[name] == getattr(record, name) for name in _JUDGED):
        raise pen.refuse("something judged otherwise than before", "the same")
    for name, allowed in (
        ("kind", profile.types),
        ("priority", profile.priorities),
        ("complexity", profile.complexities),
    ):
        _known(pen, name, chosen[name], allowed)
    pen.write(f.TicketReclassified(at=pen.at, ticket_id=record.ticket_id, by=pen.who.name, **chosen))
    rejudge(pen)


def _confidential(pen: Pen, command: SetConfidential) -> None:
    if pen.record.confidential is command.confidential:
        raise pen.refuse("a change of confidentiality", "the same")
    pen.expect(*_OPEN)
    pen.write(
        f.ConfidentialitySet(
            at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, confidential=command.confidential
        )
    )


def _hand_over(pen: Pen, command: HandOver) -> None:
    pen.expect(*_OPEN)
    if command.to in ("", pen.record.owner):
        raise pen.refuse(f"somebody else than {pen.record.owner}", command.to or "nobody")
    pen.write(f.OwnerHanded(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, to=command.to))


def _void(pen: Pen, command: Void) -> None:
    pen.expect(TicketState.DRAFT)
    if not command.why.strip():
        raise pen.refuse("a reason", "none")
    pen.write(f.TicketVoided(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, why=command.why))


def _refuse(pen: Pen, command: Refuse) -> None:
    _known(pen, "reason", command.reason, pen.rules.profile.not_accepted)
    pen.expect(TicketState.REGISTERED)
    if not command.text.strip():
        raise pen.refuse("what the citizen was told", "nothing")
    pen.write(
        f.TicketRefused(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            reason=command.reason,
            text=command.text,
        )
    )
    stop_all(pen, "not accepted")


def _answer(pen: Pen, command: AnswerDirectly) -> None:
    pen.expect(TicketState.REGISTERED, TicketState.REOPENED)
    if command.answer is f.Answer.NOT_SOLVED and not command.unsolved_why.strip():
        raise pen.refuse("why it was not solved", "no reason")
    reply = _direct(pen.record, pen, command.text, command.answer, command.public_text)
    conclude(pen, replace(reply, unsolved_why=command.unsolved_why))


def _from_register(pen: Pen, _command: AnswerFromRegister) -> None:
    pen.expect(TicketState.REGISTERED, TicketState.REOPENED)
    record = pen.record
    case = answering(pen.rules.hard_cases, kind=record.kind, topic=record.topic, area=record.area)
    if case is None:
        raise pen.refuse("a hard case on file for this topic", "none")
    conclude(pen, _direct(record, pen, case.answer, f.Answer.EXPLAINED, "", case.hard_case_id))


def _direct(
    record: TicketRecord, pen: Pen, text: str, answer: f.Answer, public_text: str, hard_case_id: str = ""
) -> f.TicketReplied:
    if not text.strip():
        raise pen.refuse("a reply with text", "none")
    return f.TicketReplied(
        at=pen.at,
        ticket_id=record.ticket_id,
        by=pen.who.name,
        text=text,
        answer=answer,
        signer=pen.who.name if pen.rules.profile.switches.signed_reply else "",  # who answers, answers for it
        public_text=public_text,
        direct=True,
        hard_case_id=hard_case_id,
    )


def _note(pen: Pen, command: AddNote) -> None:
    pen.expect(*_OPEN, TicketState.CLOSED)  # a leader's review comes after the end, too
    pen.write(f.NoteAdded(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, text=command.text))


def _correct(pen: Pen, command: Correct) -> None:
    pen.expect(*_OPEN)
    if not command.names:
        raise pen.refuse("another value than is written there", "the same")
    if not command.why.strip():
        raise pen.refuse("a reason", "none")
    pen.write(
        f.FieldsCorrected(
            at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, names=command.names, why=command.why.strip()
        )
    )


def _hand_on(pen: Pen, _command: HandOn) -> None:
    pen.expect(*_OPEN)
    if pen.record.source != SHOW_SOURCE or pen.record.happened(Moment.HANDED_ON):
        raise pen.refuse("a matter of the show that was not handed on yet", pen.record.source or "no source")
    pen.write(f.HandedOn(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name))
    fire(pen, Moment.HANDED_ON)


def _known(pen: Pen, name: str, found: str, allowed: tuple[str, ...]) -> None:
    if found not in allowed:
        raise pen.refuse(f"{name} to be one of {'、'.join(allowed)}", found or "none")


_JUDGED = ("kind", "category", "topic", "area", "priority", "complexity")
_OPEN = tuple(
    state
    for state in TicketState
    if state not in (TicketState.DRAFT, TicketState.VOID, TicketState.NOT_ACCEPTED, TicketState.CLOSED)
)
# What a merged ticket weighs is its main ticket's: judge that one, or part them.
_JUDGEABLE = tuple(state for state in _OPEN if state is not TicketState.MERGED)

TABLE: Table = {
    Accept: _accept,
    NoteCallEnd: _call_ended,
    Reclassify: _reclassify,
    SetConfidential: _confidential,
    HandOver: _hand_over,
    Void: _void,
    Refuse: _refuse,
    AnswerDirectly: _answer,
    AnswerFromRegister: _from_register,
    AddNote: _note,
    Correct: _correct,
    HandOn: _hand_on,
}
