"""并单: repeats go with one main ticket; each of their callers is answered."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import assert_never

from queueing.city.profiles import Moment
from queueing.ticket import facts as f
from queueing.ticket.clockwork import fire, stop_all, stop_for_referral
from queueing.ticket.commands.parting import run_again
from queueing.ticket.heavier import take_over
from queueing.ticket.pen import Pen
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import ENDED, MERGEABLE, STANDING, TicketState

_MAIN = frozenset(TicketState) - ENDED - {TicketState.DRAFT, TicketState.MERGED}


def merge(repeat: Pen, main: Pen, children: Sequence[Pen] = ()) -> None:
    """Let a ticket go with a main one; what had been merged into it goes along.

    Args:
        repeat: the one that ends as an own matter.
        main: the one that is worked on.
        children: the repeats that `repeat` had taken, each in its own pen.

    Raises:
        TransitionError: they are the same, the main one is itself merged or over, or the repeat is too far on.
    """
    if repeat.record.ticket_id == main.record.ticket_id:
        raise repeat.refuse("another ticket as the main one", "the same")
    if main.record.state not in _MAIN:
        raise repeat.refuse("a main ticket that is being worked on", f"{main.record.number} {main.record.state}")
    repeat.expect(*sorted(MERGEABLE))
    if set(repeat.record.restricted_to) != set(main.record.restricted_to):
        raise repeat.refuse("two tickets that the same people may know of", "one that fewer may know of")
    going = [one for one in children if _waits_with(one, repeat.record.ticket_id)]
    for pen in (repeat, *going):
        before = pen.record
        stop_all(pen, "merged")
        _join(pen, main.record.ticket_id, pen.who.name)
        main.write(
            f.RepeatTaken(at=main.at, ticket_id=main.record.ticket_id, by=main.who.name, repeat=before.ticket_id)
        )
        take_over(main, before)


def _join(pen: Pen, main_id: str, by: str) -> None:
    pen.write(f.TicketMerged(at=pen.at, ticket_id=pen.record.ticket_id, by=by, main=main_id))


def _waits_with(repeat: Pen, main_id: str) -> bool:
    """Whether it still goes with that main ticket; some of its repeats have an answer, or went on alone."""
    return repeat.record.state is TicketState.MERGED and repeat.record.main == main_id


class Follow(StrEnum):
    """What a main ticket's step means for its repeats."""

    ANSWERED = "answered"  # its reply stands: theirs too
    REFUSED = "refused"  # 不予受理, for the same reason
    REOPENED = "reopened"  # what they were told no longer stands
    REFERRED = "referred"  # 线索移交: they are the same matter, and fewer may know of it


def follows(before: TicketState, main: Pen) -> Follow | None:
    """What the repeats of a main ticket are now to be told; None when nothing."""
    after = main.record.state
    if main.record.repeats and any(isinstance(fact, f.DisciplineReferred) for fact in main.facts):
        return Follow.REFERRED
    if not main.record.repeats or after is before:
        return None
    if after is TicketState.REOPENED:
        return Follow.REOPENED
    if after is TicketState.NOT_ACCEPTED:
        return Follow.REFUSED
    return Follow.ANSWERED if after in STANDING and before not in STANDING else None


def follow(how: Follow, main: Pen, repeat: Pen) -> None:
    """Let a repeat go the way of its main ticket, if it still waits with it."""
    match how:
        case Follow.ANSWERED:
            inherit(repeat, main)
        case Follow.REFUSED:
            _refuse_too(repeat, main)
        case Follow.REOPENED:
            _wait_again(repeat, main.record.ticket_id)
        case Follow.REFERRED:
            _refer_too(repeat, main)
        case _:
            assert_never(how)


def inherit(repeat: Pen, main: Pen) -> None:
    """Give a repeat the reply of its main ticket, and have its own caller asked, or end it where none is asked."""
    reply, ways, ticket_id = main.record.reply, main.rules.profile.switches.revisit, repeat.record.ticket_id
    if reply is None or not _waits_with(repeat, main.record.ticket_id):
        return
    if _secret(main.record):
        _owe_answer(repeat, main.record.ticket_id)
        return
    text, at, by = reply.public_text or reply.text, repeat.at, f.BY_RULE
    repeat.write(f.AnswerInherited(at=at, ticket_id=ticket_id, by=by, main=main.record.ticket_id, text=text))
    if ways:
        repeat.write(f.RevisitOpened(at=at, ticket_id=ticket_id, by=by, ways=ways))
    else:
        repeat.write(f.TicketClosed(at=at, ticket_id=ticket_id, by=by, closing=f.Closing.NO_REVISIT))


def _refuse_too(repeat: Pen, main: Pen) -> None:
    """A repeat is the same matter: refused with the main one, and its own caller is told the same."""
    told = next((fact for fact in reversed(main.facts) if isinstance(fact, f.TicketRefused)), None)
    if told is None or not _waits_with(repeat, main.record.ticket_id):
        return
    if _secret(main.record):
        _owe_answer(repeat, main.record.ticket_id)
    else:
        repeat.write(replace(told, at=repeat.at, ticket_id=repeat.record.ticket_id, by=f.BY_RULE))


def _secret(main: TicketRecord) -> bool:
    """Whether what was said in a ticket is for nobody but its own caller."""
    return main.confidential or bool(main.restricted_to)


def _owe_answer(repeat: Pen, main_id: str) -> None:
    """Tell a repeat that its matter was dealt with; its caller is answered by the office, in words of their own."""
    repeat.write(f.AnswerOwed(at=repeat.at, ticket_id=repeat.record.ticket_id, by=f.BY_RULE, main=main_id))
    run_again(repeat)


def _refer_too(repeat: Pen, main: Pen) -> None:
    """A repeat tells the same: whoever may not know of the main ticket may not know of it, answered or not."""
    told = next((fact for fact in reversed(main.facts) if isinstance(fact, f.DisciplineReferred)), None)
    if told is None or repeat.record.main != main.record.ticket_id:
        return
    repeat.write(replace(told, at=repeat.at, ticket_id=repeat.record.ticket_id))
    stop_for_referral(repeat)
    if repeat.record.state not in _TOLD | {TicketState.MERGED}:
        fire(repeat, Moment.REFERRED)


_CONTENT = (f.Closing.SATISFIED, f.Closing.STRUCK_OFF)
_TOLD = STANDING | {TicketState.NOT_ACCEPTED}


def _wait_again(repeat: Pen, main_id: str) -> None:
    """The answer is being worked on anew: whoever is not content with the old one waits for the next."""
    record = repeat.record
    if record.main != main_id or record.alone or record.state not in _TOLD or record.closing in _CONTENT:
        return
    stop_all(repeat, "merged")
    repeat.write(f.TicketReopened(at=repeat.at, ticket_id=record.ticket_id, by=f.BY_RULE, why="主单重新办理"))
    _join(repeat, main_id, f.BY_RULE)


def answered_before(main: Pen) -> bool:
    """Whether a main ticket's reply went out before: who joins it now is told the same at once."""
    return main.record.state in STANDING and main.record.reply is not None
