"""Figures: every number a screen or a report shows, folded from facts one at a time.

Call figures belong to the day, hour and minute the call arrived in, also when it is answered after midnight; an
operator's time belongs to the day it passed in. What depends on the time of asking is computed when asked.
"""

from dataclasses import dataclass

from queueing.events import FACTS, Fact, TicketDrafted, TicketRegistered
from queueing.figures.calls import CallBook, Takes
from queueing.figures.days import Calendar, Day, Days, DayStart
from queueing.figures.definition import Definition
from queueing.figures.handling import Handling
from queueing.figures.operators import OperatorFigures
from queueing.figures.people import OperatorBook
from queueing.figures.rolling import Rolling
from queueing.figures.staff import Staff, is_ready, staff
from queueing.figures.tally import Counts, Tally, counts


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNow:
    """Who waits and who talks at an instant, in one queue or in all."""

    waiting: int  # ringing included
    longest_wait_s: float | None  # None when nobody waits
    talking: int  # on hold included


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything at one instant."""

    at: float
    day_start: float
    now: LineNow
    now_by_queue: dict[str, LineNow]
    total: Counts
    by_queue: dict[str, Counts]
    by_number: dict[str, Counts]
    by_hour: dict[int, Counts]  # whole hours since the day began
    rolling: Counts  # the last 24 h; times and handling are not kept there and read 0
    staff: Staff
    operators: dict[str, OperatorFigures]
    drafts: int  # tickets drafted today and not yet registered
    registered: int  # today


class Figures:
    """Owns all counters. `feed` costs the same however many facts came before; nothing but `feed` changes a figure."""

    def __init__(self, day_start: DayStart, definition: Definition | None = None) -> None:
        self.definition = definition or Definition()
        self._calendar = Calendar(day_start)
        self._days = Days(self._calendar)
        self._rolling = Rolling(self.definition.rolling_s)
        self._calls = CallBook(self.definition, self._days, self._rolling)
        self._handling = Handling(self._calls.cells)
        self._people = OperatorBook(self.definition, self._calendar, self._calls.is_probe)
        tickets: Takes = {TicketDrafted: self._drafted, TicketRegistered: self._registered}
        tables = (self._calls.takes, self._handling.takes, self._people.takes, tickets)
        self._takes = {kind: tuple(one[kind] for one in tables if kind in one) for kind in FACTS}

    def feed(self, fact: Fact) -> None:
        """Take one fact. Facts of one call, and of one operator, come in the order they happened."""
        for take in self._takes.get(type(fact), ()):
            take(fact)

    def snapshot(self, now: float) -> Snapshot:
        """Everything at `now`, not earlier than the last fact fed."""
        day = self._days.today(now)
        return Snapshot(
            at=now,
            day_start=day.start,
            now=self.line(now),
            now_by_queue={queue: self.line(now, queue) for queue in sorted({*day.queues, *self._calls.queues()})},
            total=counts(day.total, self.definition),
            by_queue=self._counted(day.queues),
            by_number=self._counted(day.numbers),
            by_hour={hour: counts(tally, self.definition) for hour, tally in sorted(day.hours.items())},
            rolling=self.rolling(now),
            staff=self.staff(now),
            operators=self.operators(now),
            drafts=len(day.drafts),
            registered=day.registered,
        )

    def line(self, now: float, queue: str | None = None) -> LineNow:
        """Who waits and talks at `now` in one queue, or in all."""
        since = self._calls.waiting_since(queue)
        return LineNow(
            waiting=self._calls.waiting(queue),
            longest_wait_s=None if since is None else max(0.0, now - since),
            talking=self._calls.talking(queue),
        )

    def today(self, now: float, queue: str | None = None) -> Counts:
        """The calls that arrived on the day of `now`, in one queue or in all."""
        day = self._days.today(now)
        tally = day.total if queue is None else day.queues.get(queue, Tally())
        return counts(tally, self.definition)

    def day(self, at: float) -> Day:
        """The counters of the day `at` falls in, to read only; empty unless it is one of the newest two."""
        return self._days.today(at)

    def rolling(self, now: float) -> Counts:
        """The calls that arrived in the last 24 h (`Definition.rolling_s`)."""
        return counts(self._rolling.window(now), self.definition)

    def lowest_rolling(self, since: float, now: float) -> tuple[float, float] | None:
        """The worst answer rate over any 24 h that end between `since` and `now`: (end of that window, rate)."""
        return self._rolling.lowest(since, now, self.definition)

    def operator(self, operator_id: str, now: float) -> OperatorFigures | None:
        """One operator at `now`; None when no fact named them."""
        track = self._people.tracks.get(operator_id)
        return track.figures(now) if track else None

    def waiting(self, queue: str | None = None) -> int:
        """How many wait now, ringing included, in one queue or in all."""
        return self._calls.waiting(queue)

    def on_duty(self) -> list[str]:
        """The operators who are signed in, or still busy after signing out."""
        return [ident for ident, track in self._people.tracks.items() if track.present is not None]

    def is_on_duty(self, operator_id: str) -> bool:
        """Whether that operator is signed in, or still busy after signing out."""
        track = self._people.tracks.get(operator_id)
        return track is not None and track.present is not None

    def ready(self) -> list[str]:
        """The operators a call could be offered to now."""
        return [ident for ident, track in self._people.tracks.items() if is_ready(track)]

    def staff(self, now: float) -> Staff:
        """The operators together at `now`, at little cost however many they are."""
        return staff(self._people.tracks.values(), now, self._calendar.start_of(now))

    def operators(self, now: float) -> dict[str, OperatorFigures]:
        """Every operator a fact named, by staff number."""
        return {ident: track.figures(now) for ident, track in sorted(self._people.tracks.items())}

    def tickets(self, now: float) -> tuple[int, int]:
        """(drafted today and not yet registered, registered today)."""
        day = self._days.today(now)
        return len(day.drafts), day.registered

    def _drafted(self, fact: TicketDrafted) -> None:
        self._days.day(fact.at).drafts.add(fact.ticket_id)

    def _registered(self, fact: TicketRegistered) -> None:
        day = self._days.day(fact.at)
        day.drafts.discard(fact.ticket_id)
        day.registered += 1

    def _counted(self, tallies: dict[str, Tally]) -> dict[str, Counts]:
        return {name: counts(tally, self.definition) for name, tally in sorted(tallies.items())}
