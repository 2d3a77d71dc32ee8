"""One list of promises, whoever heard them: found live or taken down in a recorded edition; how each stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from queueing.days.calendar import Calendar, workdays_between
from queueing.show.due_days import DueDay, on_workday
from queueing.show.promises import Spoken, Today, promises

NEAR_WORKDAYS = 3  # so many working days before its day a promise is due soon, and its unit is reminded


class PromiseState(StrEnum):
    """How a promise stands."""

    TO_CONFIRM = "to_confirm"  # found or taken down; nobody has said by which day
    RUNNING = "running"
    DUE = "due"  # today, or within NEAR_WORKDAYS
    BROKEN = "broken"  # its day is over
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({PromiseState.TO_CONFIRM, PromiseState.RUNNING, PromiseState.DUE, PromiseState.BROKEN})
FOLLOWED = frozenset({PromiseState.RUNNING, PromiseState.DUE, PromiseState.BROKEN})  # confirmed, and not kept
_URGENCY = (
    PromiseState.BROKEN,
    PromiseState.DUE,
    PromiseState.TO_CONFIRM,
    PromiseState.RUNNING,
    PromiseState.KEPT_LATE,
    PromiseState.KEPT,
    PromiseState.WITHDRAWN,
)


class Origin(StrEnum):
    """Where it was made."""

    LIVE = "live"  # on air; it hangs on a ticket once there is one
    TV = "tv"  # in a recorded edition, taken down by the producer


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What became of a promise. `on` None: nothing yet. A ticket's clock knows more than the day: `late`, `failed`."""

    on: date | None = None
    late: bool = False
    withdrawn: bool = False
    failed: bool = False  # its time is over, or its ticket ended without it


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedPromise:
    """A line of the list. `edition_id` is the show's id; `place_ms`: in the call's recording."""

    promise_id: str
    origin: Origin
    edition_id: str
    unit: str
    words: str
    due: date | None
    state: PromiseState
    said_at: float  # Unix seconds
    who: str = ""  # the leader who made it, where somebody noted that
    proposed: DueDay | None = None  # the day its words name, while nobody has confirmed one
    kept_on: date | None = None
    result: str = ""
    ticket_id: str = ""
    number: str = ""  # of the ticket
    flags: str = ""
    call_id: str = ""
    entry_id: str = ""
    start_ms: int = 0
    end_ms: int = 0

    @property
    def heard(self) -> bool:
        """Whether its place in the sound is known."""
        return bool(self.call_id and self.end_ms)


def standing(due: date | None, kept: Kept, today: date, calendar: Calendar) -> PromiseState:
    """How a promise stands: what a person said of it, else its day."""
    if kept.withdrawn:
        return PromiseState.WITHDRAWN
    if kept.on is not None:
        late = kept.late or (due is not None and kept.on > due)
        return PromiseState.KEPT_LATE if late else PromiseState.KEPT
    if due is None:
        return PromiseState.TO_CONFIRM
    if kept.failed or today > due:
        return PromiseState.BROKEN
    return PromiseState.DUE if workdays_between(calendar, today, due) <= NEAR_WORKDAYS else PromiseState.RUNNING


def day_in(words: str, today: Today) -> DueDay | None:
    """The first day that words taken down by hand name, on the working-day calendar; None when they name none."""
    said = [Spoken(utterance_id="", speaker="leader", text=words)]
    found = next((one for one in promises(said, today) if one.due is not None), None)
    if found is None or found.due is None:
        return None
    return on_workday(found.due, today.calendar, provisional=found.provisional)


def in_order(found: Iterable[BookedPromise]) -> list[BookedPromise]:
    """What somebody should see to first stands first: broken, due, to be confirmed, running, and then what is over."""
    return sorted(found, key=lambda one: (_URGENCY.index(one.state), one.due or date.max, one.said_at, one.promise_id))


def to_ask(found: Iterable[BookedPromise], units: Sequence[str]) -> list[BookedPromise]:
    """What the host asks about when a show opens: promises that are due or broken, those of today's units first."""
    pressing = [one for one in in_order(found) if one.state in (PromiseState.DUE, PromiseState.BROKEN)]
    return sorted(pressing, key=lambda one: one.unit not in units)
