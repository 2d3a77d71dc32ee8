"""What the show does with a ticket: notes what was said on air, puts promises on it, looks at flagged replies."""

from dataclasses import dataclass
from datetime import date

from queueing.city.profiles import Moment
from queueing.show.facts import AirAnswer
from queueing.show.replies import Found, ReplyFlag, Said, look
from queueing.ticket import facts as f
from queueing.ticket.clockwork import fire, start_promise, stop
from queueing.ticket.commands.table import Table
from queueing.ticket.pen import Pen
from queueing.ticket.record import PublicPromise
from queueing.ticket.states import ENDED, TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteShow:
    """The ticket is of an un-aired entry of a show."""

    show_id: str
    entry_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAir:
    """The matter was on air; a later answer takes the place of an earlier one."""

    show_id: str
    entry_id: str
    answer: AirAnswer
    text: str = ""
    minutes: str = ""
    aired_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePromise:
    """A promise with the day that a person confirmed: a clock of its own."""

    promise_id: str
    text: str
    due: date
    said_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPromise:
    """It was done."""

    promise_id: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPromise:
    """It was none, or holds no longer."""

    promise_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReply:
    """核对: the reply may stand although it was flagged."""

    note: str


def _note_show(pen: Pen, command: NoteShow) -> None:
    if pen.record.show_id:
        raise pen.refuse("a ticket of no show", f"show {pen.record.show_id}")
    pen.write(
        f.ShowNoted(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            show_id=command.show_id,
            entry_id=command.entry_id,
        )
    )
    fire(pen, Moment.HANDED_ON)


def _note_air(pen: Pen, command: NoteAir) -> None:
    _same_show(pen, command.show_id)
    pen.write(
        f.AirNoted(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            show_id=command.show_id,
            entry_id=command.entry_id,
            answer=command.answer,
            text=command.text,
            minutes=command.minutes,
            aired_at=command.aired_at,
        )
    )
    fire(pen, Moment.HANDED_ON)


def _same_show(pen: Pen, show_id: str) -> None:
    if pen.record.state in (TicketState.DRAFT, TicketState.VOID):
        raise pen.refuse("a registered ticket", str(pen.record.state))
    if pen.record.show_id not in ("", show_id):
        raise pen.refuse(f"a ticket of show {show_id}", f"show {pen.record.show_id}")


def _take(pen: Pen, command: TakePromise) -> None:
    if pen.record.state in (TicketState.DRAFT, *ENDED):
        raise pen.refuse("a ticket that is being worked on", str(pen.record.state))
    if any(one.promise_id == command.promise_id for one in pen.record.promises):
        raise pen.refuse("a promise that is not on it yet", command.promise_id)
    pen.write(
        f.PromiseTaken(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            promise_id=command.promise_id,
            text=command.text,
            due=command.due.isoformat(),
            said_at=command.said_at,
        )
    )
    start_promise(pen, command.promise_id, command.due, command.said_at)


def _keep(pen: Pen, command: KeepPromise) -> None:
    one = _open(pen, command.promise_id)
    pen.write(
        f.PromiseKept(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            promise_id=one.promise_id,
            note=command.note,
        )
    )
    _end_clock(pen, one.promise_id, "kept", counted=True)


def _withdraw(pen: Pen, command: WithdrawPromise) -> None:
    one = _open(pen, command.promise_id)
    if not command.why.strip():
        raise pen.refuse("a reason", "none")
    pen.write(
        f.PromiseWithdrawn(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            promise_id=one.promise_id,
            why=command.why,
        )
    )
    _end_clock(pen, one.promise_id, "withdrawn", counted=False)


def _open(pen: Pen, promise_id: str) -> PublicPromise:
    found = next((one for one in pen.record.promises if one.promise_id == promise_id), None)
    if found is None or not found.open:
        raise pen.refuse("an open promise of this ticket", f"{promise_id}, {'ended' if found else 'none'}")
    return found


def _end_clock(pen: Pen, promise_id: str, why: str, *, counted: bool) -> None:
    clock = pen.record.clock(promise_id)
    if clock is not None:
        stop(pen, clock, why, counted=counted)


def _check(pen: Pen, command: CheckReply) -> None:
    if not pen.record.flags:
        raise pen.refuse("a reply that was flagged", "none")
    if not command.note.strip():
        raise pen.refuse("what was found", "nothing")
    pen.write(f.ReplyChecked(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, note=command.note))


def flag_reply(pen: Pen) -> None:
    """By rule: hold the reply that was just written against what was said on air; say what a person should look at."""
    record, reply = pen.record, pen.record.reply
    if record.air is None or reply is None or not pen.rules.profile.switches.reply_matches_air:
        return
    said = Said(answer=record.air.answer, words=record.air.text, minutes=record.air.minutes)
    found = look(said, reply.text, reply.answer, pen.rules.after.reply)
    for flag in ReplyFlag:
        because = [one for one in found if one.flag is flag]
        if because:
            pen.write(_flagged(pen, flag, because))


def _flagged(pen: Pen, flag: ReplyFlag, because: list[Found]) -> f.ReplyFlagged:
    return f.ReplyFlagged(
        at=pen.at,
        ticket_id=pen.record.ticket_id,
        flag=flag.value,
        doubts=tuple(one.doubt.value for one in because),
        note="；".join(one.detail for one in because if one.detail),
    )


def settle_promises(pen: Pen) -> None:
    """The matter is solved by a reply that stands: what was promised about it is done as of the reply."""
    reply, replied_at = pen.record.reply, pen.record.happened(Moment.REPLIED)
    if reply is None or reply.answer is f.Answer.NOT_SOLVED:
        return
    for one in pen.record.promises:
        clock = pen.record.clock(one.promise_id)
        if one.open and clock is not None:
            stop(pen, clock, str(Moment.RESOLVED), as_of=replied_at)
            pen.write(
                f.PromiseKept(
                    at=pen.at, ticket_id=pen.record.ticket_id, by=f.BY_RULE, promise_id=one.promise_id, note="办结"
                )
            )


TABLE: Table = {
    NoteShow: _note_show,
    NoteAir: _note_air,
    TakePromise: _take,
    KeepPromise: _keep,
    WithdrawPromise: _withdraw,
    CheckReply: _check,
}
