"""Tickets that stand where nobody would find them, or as no ticket can: what is wrong, and what frees them. Pure.

The engine of today makes none of these (its state machine is held to that); ledgers of older versions, and units that
went away since, do. Whatever can be freed without a judgement is freed by what the rule would have written itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from queueing.city.profiles import ClockKind
from queueing.ticket import facts as f
from queueing.ticket.clockwork import missing, start_missing, stop_all
from queueing.ticket.commands.merging import Follow, follow
from queueing.ticket.commands.revisiting import revisit_due_at
from queueing.ticket.pen import Pen, Rules, Who
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import ENDED, STANDING, WITH_OFFICE, WITH_UNIT, TicketState


class Fault(StrEnum):
    """Why a ticket would never come to its end."""

    MAIN_GONE = "main_gone"
    MAIN_MERGED = "main_merged"
    MAIN_UNAWARE = "main_unaware"
    MAIN_REFUSED = "main_refused"
    MAIN_ANSWERED = "main_answered"
    MAIN_OVER = "main_over"
    NO_CLOCK = "no_clock"
    NO_REVISIT = "no_revisit"
    NO_GRADE = "no_grade"
    UNIT_GONE = "unit_gone"
    NOTHING_ASKED = "nothing_asked"
    RUNS_ON = "runs_on"


TOLD: dict[Fault, str] = {
    Fault.MAIN_GONE: "merged into a ticket that is not there",
    Fault.MAIN_MERGED: "merged into a ticket that is itself merged",
    Fault.MAIN_UNAWARE: "merged into a ticket that does not know of it and will not tell it",
    Fault.MAIN_REFUSED: "merged into a ticket that was refused; its own caller was told nothing",
    Fault.MAIN_ANSWERED: "merged into a ticket that was answered; its own caller was told nothing",
    Fault.MAIN_OVER: "merged into a ticket that ended without a reply",
    Fault.NO_CLOCK: "is worked on, and no deadline runs that the city's rules give it",
    Fault.NO_REVISIT: "waits for a revisit that nobody will be asked to make",
    Fault.NO_GRADE: "is on the register of the dissatisfied, and nobody said so: no revisit gave a grade",
    Fault.UNIT_GONE: "lies with a unit that is not there or works no more",
    Fault.NOTHING_ASKED: "waits for a decision that nobody asked for",
    Fault.RUNS_ON: "is over, and a deadline still runs",
}
NEEDS: dict[Fault, str] = {  # what a person does about those that no rule may decide
    Fault.MAIN_GONE: "look at both in the ledger",
    Fault.MAIN_MERGED: "look at both in the ledger",
    Fault.MAIN_UNAWARE: "merge another repeat into the main ticket, or reopen the main ticket",
    Fault.MAIN_OVER: "reopen the main ticket (重新办理)",
    Fault.NO_GRADE: "strike it off with a grade (销号), or reopen it",
    Fault.UNIT_GONE: "dispatch it to another unit (改派)",
    Fault.NOTHING_ASKED: "dispatch it anew",
}
MENDED = frozenset(Fault) - NEEDS.keys()


_RULE = Who(name=f.BY_RULE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is looked at beside a ticket: its main ticket, None when there is none, and whether a unit works."""

    main: TicketRecord | None
    works: Callable[[str], bool]


def faults_of(record: TicketRecord, rules: Rules, around: Around, at: float) -> tuple[Fault, ...]:
    """What is wrong with where a ticket stands; nearly always nothing."""
    pen = Pen(record=record, at=max(at, record.last_at), who=_RULE, rules=rules)
    return (*_merged(record, around.main), *_at_work(pen, around.works), *_asked(record, rules), *_over(record))


def _merged(record: TicketRecord, main: TicketRecord | None) -> Iterator[Fault]:
    if record.state is not TicketState.MERGED:
        return
    if main is None or main.state in (TicketState.DRAFT, TicketState.VOID):
        yield Fault.MAIN_GONE
    elif main.state is TicketState.MERGED:
        yield Fault.MAIN_MERGED
    elif main.state is TicketState.NOT_ACCEPTED:
        yield Fault.MAIN_REFUSED
    elif main.state in STANDING:
        yield Fault.MAIN_ANSWERED if main.reply else Fault.MAIN_OVER
    elif record.ticket_id not in main.repeats:
        yield Fault.MAIN_UNAWARE


def _at_work(pen: Pen, works: Callable[[str], bool]) -> Iterator[Fault]:
    record = pen.record
    if record.state in WITH_UNIT and not works(record.unit):
        yield Fault.UNIT_GONE
    watched = any(one.kind is ClockKind.DUTY for one in record.running())
    owed = any(rule.kind is ClockKind.DUTY for rule, _ in missing(pen))
    if record.state in (*WITH_UNIT, *WITH_OFFICE) and owed and not watched:
        yield Fault.NO_CLOCK
    if record.state in (TicketState.RETURN_ASKED, TicketState.HARD_ASKED) and record.asking is None:
        yield Fault.NOTHING_ASKED


def _asked(record: TicketRecord, rules: Rules) -> Iterator[Fault]:
    if record.state is TicketState.UNSATISFIED and not record.grade:
        yield Fault.NO_GRADE
    left = len(record.tries_of_plan) < len(record.ways)
    undecided = any(one.grade and not one.satisfied for one in record.tries_now)  # then a person decides
    if record.state is TicketState.REVISIT and revisit_due_at(record, rules) is None and (left or not undecided):
        yield Fault.NO_REVISIT


def _over(record: TicketRecord) -> Iterator[Fault]:
    if record.state in (*ENDED, TicketState.MERGED) and record.running():
        yield Fault.RUNS_ON


def free(fault: Fault, pen: Pen, main: Pen | None) -> None:
    """Write what the rule would have written; nothing for what a person has to decide.

    Args:
        fault: what is wrong with the ticket.
        pen: of the ticket.
        main: of its main ticket; of a refused one with the refusal among its facts.
    """
    match fault:
        case Fault.MAIN_REFUSED if main is not None:
            follow(Follow.REFUSED, main, pen)
        case Fault.MAIN_ANSWERED if main is not None:
            follow(Follow.ANSWERED, main, pen)
        case Fault.NO_CLOCK:
            start_missing(pen)
        case Fault.NO_REVISIT:
            _ask_anew(pen)
        case Fault.RUNS_ON:
            stop_all(pen, "closed")
        case _:
            return


def _ask_anew(pen: Pen) -> None:
    """By the city's plan; where the city asks nobody, or has asked as often as it does, the ticket ends."""
    at, ticket_id, ways = pen.at, pen.record.ticket_id, pen.rules.profile.switches.revisit
    if len(pen.record.tries_of_plan) < len(ways):
        pen.write(f.RevisitOpened(at=at, ticket_id=ticket_id, by=f.BY_RULE, ways=ways))
        return
    stop_all(pen, "closed")
    pen.write(f.TicketClosed(at=at, ticket_id=ticket_id, by=f.BY_RULE, closing=_closing(pen.record)))


def _closing(record: TicketRecord) -> f.Closing:
    if not record.tries_now:
        return f.Closing.NO_REVISIT
    return f.Closing.NO_COMMENT if any(one.reached for one in record.tries_now) else f.Closing.NOT_REACHED
