"""A recorded day from the ledger: its calls, and who was at work when."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callcenter.settings import Settings, SettingsError
from callcenter.simulation.recorded import RecordedCall
from callcenter.simulation.roster import DAY_S, Duty
from callcenter.store.database import Database
from callcenter.store.journal import Journal
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallMarked,
    Fact,
    OperatorStatus,
    StatusChanged,
)


@dataclass(slots=True)
class RecordedDay:
    """Owns what the facts of one day told; `start` and `end` in Unix seconds."""

    start: float
    end: float
    calls: dict[str, RecordedCall] = field(default_factory=dict)
    duties: list[Duty] = field(default_factory=list)
    _since: dict[str, float] = field(default_factory=dict)

    def feed(self, fact: Fact) -> None:
        """Take one fact; calls that arrived on another day are left out, those of this day end when they end."""
        match fact:
            case CallArrived() if self.start <= fact.at < self.end:
                self.calls[fact.call_id] = RecordedCall(
                    at_s=fact.at - self.start, waited_s=0.0, talk_s=None, queue=fact.queue, dialled=fact.dialled
                )
            case CallAnswered() if (call := self.calls.get(fact.call_id)) and call.talk_s is None:
                self.calls[fact.call_id] = replace(call, waited_s=fact.waited_s, talk_s=0.0)
            case CallMarked() if call := self.calls.get(fact.call_id):
                self.calls[fact.call_id] = replace(call, hard=fact.hard)
            case CallEnded() if call := self.calls.get(fact.call_id):
                self._ended(fact, call)
            case StatusChanged():
                self._status(fact)
            case _:
                pass

    def close(self) -> None:
        """The day is over: whoever is still ready was so until midnight."""
        for operator_id in list(self._since):
            self._duty(operator_id, self.end)

    def _ended(self, fact: CallEnded, call: RecordedCall) -> None:
        if call.talk_s is None:
            self.calls[fact.call_id] = replace(call, waited_s=fact.waited_s)
        else:
            self.calls[fact.call_id] = replace(call, talk_s=fact.talk_s)

    def _status(self, fact: StatusChanged) -> None:
        if fact.status is OperatorStatus.READY:
            self._since.setdefault(fact.operator_id, fact.at)
        elif fact.operator_id in self._since:
            self._duty(fact.operator_id, fact.at)

    def _duty(self, operator_id: str, until: float) -> None:
        begin, end = max(self._since.pop(operator_id), self.start) - self.start, min(until, self.end) - self.start
        if 0.0 <= begin < end:
            self.duties.append(Duty(operator_id=operator_id, start_s=begin, end_s=end))


def fold_day(facts: Iterable[Fact], start: float, end: float = 0.0) -> RecordedDay:
    """The day that begins at `start` (Unix seconds) as the facts tell it."""
    day = RecordedDay(start, end or start + DAY_S)
    for fact in facts:
        day.feed(fact)
    day.close()
    return day


async def read_ledger(settings: Settings, day: date) -> RecordedDay:
    """Read one day of the site's ledger; people who signed in the evening before are counted from midnight.

    Raises:
        StoreError: the database cannot be used.
        SettingsError: that day has no call.

    """
    zone = ZoneInfo(settings.site.timezone)
    start = datetime.combine(day, time(), zone).timestamp()
    end = datetime.combine(day + timedelta(days=1), time(), zone).timestamp()
    async with Database(settings.store.url) as database:
        facts = [fact async for fact in _until(Journal(database).replay(start - DAY_S), end + DAY_S / 4)]
    found = fold_day(facts, start, end)
    if not found.calls:
        raise SettingsError(f"{settings.store.url}: expected calls on {day}, found none in the ledger")
    return found


async def _until(facts: AsyncIterator[Fact], end: float) -> AsyncIterator[Fact]:
    async for fact in facts:
        if fact.at >= end:
            return
        yield fact
