"""Figures -> the fields of each payload. Pure; nothing here knows a caller."""

import re
from datetime import datetime, tzinfo

from dashboards.directory import Directory
from dashboards.pacing import Body
from dashboards.sessions import Running
from queueing.callers.missed_book import MissedCounts
from queueing.events import LineState, OperatorStatus
from queueing.figures import Activity, Figures, OperatorFigures
from queueing.outlook.half_hours import HalfHourAhead, Outlook

_CODE = re.compile(r"[a-z_]+(:[a-z_]+)?")  # a word of ours: no digits, no Chinese, so no number and no name typed in


def summary(now: float, figures: Figures) -> Body:
    """The whole hotline."""
    line, total, team = figures.line(now), figures.today(now), figures.staff(now)
    drafts, registered = figures.tickets(now)
    return {
        "waiting": line.waiting,
        "longest_wait_s": seconds(line.longest_wait_s),
        "talking": line.talking,
        "ready": team.ready,
        "on_break": team.on_break,
        "wrap_up": team.wrap_up,
        "signed_in": team.signed_in,
        "offered": total.offered,
        "answered": total.answered,
        "abandoned": total.abandoned,
        "answer_rate": rate(total.answer_rate),
        "within_15s_rate": rate(total.within_rate),
        "asa_s": seconds(total.asa_s),
        "aht_s": seconds(total.aht_s),
        "occupancy": rate(team.occupancy),
        "tickets_draft": drafts,
        "tickets_registered": registered,
    }


def queue_status(now: float, figures: Figures, directory: Directory, queue: str) -> Body:
    """One queue."""
    line, today = figures.line(now, queue), figures.today(now, queue)
    return {
        "queue": queue,
        "title": directory.title(queue),
        "waiting": line.waiting,
        "longest_wait_s": seconds(line.longest_wait_s),
        "talking": line.talking,
        "ready": sum(directory.in_queue(one, queue) for one in figures.ready()),
        "offered": today.offered,
        "answered": today.answered,
        "abandoned": today.abandoned,
        "answer_rate": rate(today.answer_rate),
        "within_15s_rate": rate(today.within_rate),
    }


def operator_view(operator_id: str, operator: OperatorFigures | None, name: str | None, began: float) -> Body:
    """One operator; one whom no fact has named yet is signed out since the board began."""
    head: Body = {"operator": operator_id, "name": name}
    if operator is None:
        return head | _UNSEEN | {"since": began}
    times = operator.times_s
    return head | {
        "status": operator.status.value,
        "reason": shown_reason(operator.reason),
        "state": operator.line.value,
        "reachable": operator.reachable,
        "since": began if operator.since is None else operator.since,
        "answered": operator.answered,
        "missed": operator.missed,
        "talk_s": seconds(times[Activity.TALKING]),
        "hold_s": seconds(times[Activity.HOLD]),
        "wrap_s": seconds(times[Activity.WRAP_UP]),
        "training_s": seconds(times[Activity.TRAINING]),
        "signed_in_s": seconds(operator.signed_in_s),
        "occupancy": rate(operator.occupancy),
        "occupancy_15m": rate(operator.occupancy_window),
        "rest_since": operator.rest_since,
    }


_UNSEEN: Body = {
    "status": OperatorStatus.SIGNED_OUT.value,
    "reason": "",
    "state": LineState.IDLE.value,
    "reachable": False,
    "answered": 0,
    "missed": 0,
    "talk_s": 0.0,
    "hold_s": 0.0,
    "wrap_s": 0.0,
    "training_s": 0.0,
    "signed_in_s": 0.0,
    "occupancy": None,
    "occupancy_15m": None,
    "rest_since": None,
}


def forecast(outlook: Outlook, zone: tzinfo) -> Body:
    """The next half hours."""
    asked = outlook.question
    return {
        "half_hours": [_half_hour(one, zone) for one in outlook.half_hours],
        "days": asked.days,
        "level": rate(asked.level),
        "handle_s": seconds(asked.handle_s),
        "patience_s": seconds(asked.patience_s),
    }


def _half_hour(ahead: HalfHourAhead, zone: tzinfo) -> Body:
    planned = ahead.planned
    return {
        "begins": datetime.fromtimestamp(planned.begins_at, zone).strftime("%H:%M"),
        "begins_at": planned.begins_at,
        "calls": round(planned.calls.mean, 1),
        "calls_low": planned.calls.low,
        "calls_high": planned.calls.high,
        "needed": ahead.needed,
        "needed_high": ahead.needed_high,
        "rostered": planned.rostered,
        "short": ahead.short,
    }


def missed(counts: MissedCounts) -> Body:
    """The missed-call list in numbers."""
    return {
        "listed": counts.listed,
        "short_only": counts.short,
        "red": counts.red,
        "taken": counts.taken,
        "withheld": counts.withheld,
        "oldest_at": counts.oldest_at,
    }


def session(running: Running, name: str | None) -> Body:
    """A guest at the queue."""
    return {
        "session": running.session_id,
        "operator": running.operator_id,
        "name": name,
        "since": running.since,
        "until": running.until,
        "calls": running.calls,
    }


def shown_reason(reason: str) -> str:
    """The reason if it is one of our code words, `other` for anything a person typed."""
    return reason if not reason or _CODE.fullmatch(reason) else "other"


def seconds(value: float | None) -> float | None:
    """Seconds to the millisecond."""
    return None if value is None else round(value, 3)


def rate(value: float | None) -> float | None:
    """A ratio to one ten-thousandth."""
    return None if value is None else round(value, 4)
