"""A ticket's record as the rows that lists and the timer ask for. Pure."""

from typing import Any

from queueing.city.profiles import ClockKind, Moment
from queueing.days.clocks import Face, read
from queueing.ticket.clockwork import cards_of, waits_for_review
from queueing.ticket.commands.revisiting import revisit_due_at, unanswered_at
from queueing.ticket.facts import Alert
from queueing.ticket.pen import Rules
from queueing.ticket.record import TicketClock, TicketRecord
from queueing.ticket.states import ENDED, TicketState

Row = dict[str, Any]
AFTER_S = 1.0  # a deadline is missed after it, not at it
_BADNESS = ("", Alert.YELLOW, Alert.MISSED, Alert.RED)


def work_row(record: TicketRecord, rules: Rules) -> Row:
    """The ticket's own row, without version and words."""
    due, first = _next_due(record, rules), _burns_first(record, rules)
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
        "card": max((card_of(one) for one in record.running()), key=_BADNESS.index, default=""),
        "revisit_at": _revisit_at(record, rules),
    }


def clock_rows(record: TicketRecord, rules: Rules) -> list[Row]:
    """One row for each clock the ticket ever had."""
    return [_clock_row(record, number, one, rules) for number, one in enumerate(record.clocks)]


def unit_rows(record: TicketRecord) -> list[Row]:
    """Which units have it in their inbox."""
    units = [(record.unit, True), *((unit, False) for unit in record.assisting)]
    return [{"ticket_id": record.ticket_id, "unit": unit, "leads": leads} for unit, leads in units if unit]


def people_rows(record: TicketRecord) -> list[Row]:
    """Who sees it, once it is restricted."""
    return [{"ticket_id": record.ticket_id, "name": name} for name in record.restricted_to]


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
    return "extension" if record.asking else ""


def _next_due(record: TicketRecord, rules: Rules) -> tuple[float, str] | None:
    """The duty that is due first; guides and rights burn nobody."""
    faces = [
        (face.due.at.timestamp(), one.rule_id)
        for one in record.running()
        if one.kind is ClockKind.DUTY and not one.soft and (face := _face(one, rules)).due
    ]
    return min(faces, default=None)


def _burns_first(record: TicketRecord, rules: Rules) -> tuple[float, bool] | None:
    """The duty or the guide (soft) that is due first, and whether it is a guide; of equals the duty."""
    faces = [
        (face.due.at.timestamp(), one.soft)
        for one in record.running()
        if one.kind is ClockKind.DUTY and (face := _face(one, rules)).due
    ]
    return min(faces, default=None)


def _revisit_at(record: TicketRecord, rules: Rules) -> float | None:
    said = record.revisit_due > len(record.tries_of_plan)
    return unanswered_at(record, rules) if said else revisit_due_at(record, rules)


def _face(one: TicketClock, rules: Rules) -> Face:
    return read(one.clock, one.clock.started_at, rules.office, cards_of(one, rules))


def _clock_row(record: TicketRecord, number: int, one: TicketClock, rules: Rules) -> Row:
    face = _face(one, rules)
    yellow, red = (at.timestamp() if at else None for at in (face.yellow_at, face.red_at))
    due_at = face.due.at.timestamp() if face.due else None
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
        "provisional": bool(face.due and face.due.provisional),
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
