"""A ticket's record as the rows that lists and the timer ask for. Pure."""

from typing import Any

from queueing.city.profiles import ClockKind, Moment
from queueing.days.clocks import due_of, moments
from queueing.ticket.clockwork import cards_of, waits_for_review
from queueing.ticket.commands.revisiting import revisit_due_at, unanswered_at
from queueing.ticket.facts import Alert
from queueing.ticket.pen import Rules
from queueing.ticket.record import TicketClock, TicketRecord
from queueing.ticket.states import ENDED, WITH_OFFICE, TicketState
from queueing.ticket.waiting import PAUSE, waited_too_long

Row = dict[str, Any]
AFTER_S = 1.0  # a deadline is missed after it, not at it
_BADNESS = ("", Alert.YELLOW, Alert.MISSED, Alert.RED)


def work_row(record: TicketRecord, rules: Rules) -> Row:
    """The ticket's own row, without version and words."""
    burning = _burning(record, rules)
    due, first = _next_due(burning), _burns_first(burning)
    plain = {name: getattr(record, name) for name in _AS_THEY_ARE}
    return {
        **plain,
        "state": record.state.value,
        "restricted": bool(record.restricted_to),
        "asking": _asking(record),
        "gate": record.gate,
        "grade": record.grade,
        "closing": record.closing.value if record.closing else "",
        "repeats": len(record.repeats),
        "tries": len(record.tries_now),
        "flags": ",".join(one.flag for one in record.flags),
        "accepted_at": record.happened(Moment.ACCEPTED) or record.last_at,
        "dispatched_at": record.happened(Moment.DISPATCHED),
        "replied_at": record.happened(Moment.REPLIED),
        "closed_at": record.last_at if record.state in ENDED else None,
        "changed_at": record.last_at,
        "due_at": due[0] if due else None,
        "due_rule": due[1] if due else "",
        "next_at": first[0] if first else None,
        "next_soft": bool(first and first[1]),
        "card": max(map(card_of, _carded(record)), key=_BADNESS.index, default=""),
        "revisit_at": _revisit_at(record, rules),
    }


def clock_rows(record: TicketRecord, rules: Rules) -> list[Row]:
    """One row for each clock the ticket ever had."""
    return [clock_row(record, number, rules) for number in range(len(record.clocks))]


def same_row(before: TicketRecord, after: TicketRecord, number: int) -> bool:
    """Whether a clock's row says the same of both, as long as the rules are the same."""
    was, one = before.clocks[number], after.clocks[number]
    if before.unit != after.unit or not (was is one or was == one):
        return False
    return not one.running or waits_for_review(was, before) == waits_for_review(one, after)


def unit_rows(record: TicketRecord) -> list[Row]:
    """Which units have it in their inbox."""
    units = [(record.unit, True), *((unit, False) for unit in record.assisting)]
    return [{"ticket_id": record.ticket_id, "unit": unit, "leads": leads} for unit, leads in units if unit]


def people_rows(record: TicketRecord) -> list[Row]:
    """Who sees it, once it is restricted."""
    return [{"ticket_id": record.ticket_id, "name": name} for name in record.restricted_to]


def _carded(record: TicketRecord) -> list[TicketClock]:
    """The clocks whose cards are the ticket's; the reminder of a pause is an asking, not a card."""
    return [one for one in record.running() if one.rule_id != PAUSE]


def card_of(one: TicketClock) -> str:
    """The worst that was said of a clock."""
    return max(one.alerts, key=_BADNESS.index, default="")


_AS_THEY_ARE = (
    "ticket_id",
    "number",
    "kind",
    "category",
    "topic",
    "area",
    "priority",
    "complexity",
    "source",
    "owner",
    "unit",
    "person",
    "confidential",
    "anonymous",
    "appointed",
    "rung",
    "main",
    "hard_case_id",
    "urged",
    "dispatches",
    "returns",
    "handlings",
    "held_again",
    "show_id",
)


def _asking(record: TicketRecord) -> str:
    if record.state is TicketState.RETURN_ASKED:
        return "return"
    if record.state is TicketState.HARD_ASKED:
        return "hard_case"
    if record.asking:
        return "extension"
    if record.answer_owed and record.state in WITH_OFFICE:
        return "answer"
    return "pause" if waited_too_long(record) else ""


Burning = tuple[float, TicketClock]


def _burning(record: TicketRecord, rules: Rules) -> list[Burning]:
    """The duties and guides that run, with when each is due."""
    duties = [one for one in record.running() if one.kind is ClockKind.DUTY]
    return [(due.at.timestamp(), one) for one in duties if (due := due_of(one.clock, rules.office)) is not None]


def _next_due(burning: list[Burning]) -> tuple[float, str] | None:
    """The duty that is due first; guides and rights burn nobody."""
    return min(((at, one.rule_id) for at, one in burning if not one.soft), default=None)


def _burns_first(burning: list[Burning]) -> tuple[float, bool] | None:
    """The duty or the guide (soft) that is due first, and whether it is a guide; of equals the duty."""
    return min(((at, one.soft) for at, one in burning), default=None)


def _revisit_at(record: TicketRecord, rules: Rules) -> float | None:
    said = record.revisit_due > len(record.tries_of_plan)
    return unanswered_at(record, rules) if said else revisit_due_at(record, rules)


def clock_row(record: TicketRecord, number: int, rules: Rules) -> Row:
    """The row of one clock."""
    one = record.clocks[number]
    due, *cards = moments(one.clock, rules.office, cards_of(one, rules))
    yellow, red = (at.timestamp() if at else None for at in cards)
    due_at = due.at.timestamp() if due else None
    return {
        "ticket_id": record.ticket_id,
        "ordinal": number,
        "rule_id": one.rule_id,
        "title": one.title,
        "policy": one.clock.policy,
        "limit": str(one.clock.limit),
        "starts": one.starts.value,
        "stops": one.stops.value,
        "kind": one.kind.value,
        "soft": one.soft,
        "unit": record.unit,
        "started_at": one.clock.started_at.timestamp(),
        "due_at": due_at,
        "provisional": bool(due and due.provisional),
        "yellow_at": yellow,
        "red_at": red,
        "paused": one.paused,
        "card": card_of(one),
        "stopped_at": one.stopped_at,
        "met": one.met,
        "counted": one.counted,
        "next_at": None
        if waits_for_review(one, record)
        else _next_at(one, {Alert.YELLOW: yellow, Alert.MISSED: due_at, Alert.RED: red}),
    }


def _next_at(one: TicketClock, times: dict[Alert, float | None]) -> float | None:
    """When the next thing is to be said of a clock; None when nothing is left to say."""
    if not one.running or one.paused or one.kind is not ClockKind.DUTY:
        return None
    left = [at + AFTER_S * (alert is Alert.MISSED) for alert, at in times.items() if at and alert not in one.alerts]
    return min(left, default=None)
