"""What the year's plan knows of a show: the edition's title, who is on it, when it ends."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callcenter.store.editions import Editions
from callcenter.store.faults import NotFoundError
from queueing.show.board import Programme
from queueing.show.edition import Edition


class PlannedShows:
    """Reads editions of the plan as the studio needs them. An edition's id is its show's."""

    def __init__(self, editions: Editions, zone: ZoneInfo, now: Callable[[], float]) -> None:
        self._editions, self._zone, self._now = editions, zone, now

    async def programme(self, show_id: str) -> Programme | None:
        """What is planned under that id; None: it is not in the plan."""
        try:
            return self.of(await self._editions.one(show_id))
        except NotFoundError:
            return None

    async def today(self) -> list[tuple[str, Programme]]:
        """The editions of today that are to be on air."""
        found = await self._editions.on(self._day())
        return [(one.edition_id, self.of(one)) for one in found if one.planned]

    def of(self, edition: Edition) -> Programme:
        """An edition as the board takes it; a day without an hour has no planned end."""
        ends = edition.ends(self._zone)
        return Programme(title=edition.title, units=edition.units, ends_at=ends.timestamp() if ends else 0.0)

    def _day(self) -> date:
        return datetime.fromtimestamp(self._now(), self._zone).date()
