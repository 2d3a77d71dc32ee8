"""What the service knows of units, duties, grids and people right now; a change takes effect without a restart."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog

from callcenter.drafting import Knowledge
from callcenter.drafting.keywords import WordIndex
from callcenter.store.faults import StoreError
from callcenter.store.lists import Lists
from callcenter.store.records import revisions
from callcenter.store.units import turn_id
from queueing.units.call_out import OnCall
from queueing.units.duty_directory import Duty, unit_words
from queueing.units.persons import Grid, Match, Need, Person, PersonKind, best_people, nearest_grid
from queueing.units.unit_tree import Unit, UnitTree

CITY_WIDE = "全市"  # an area that holds every place
_log = structlog.get_logger("directory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All lists as they were read last."""

    tree: UnitTree
    duties: tuple[Duty, ...] = ()
    grids: tuple[Grid, ...] = ()
    people: tuple[Person, ...] = ()
    roster: tuple[OnCall, ...] = ()
    members: Mapping[str, str]


class Directory:
    """Owns the lists in memory, and the drafting knowledge made of them; the database is where they are changed."""

    def __init__(self, lists: Lists, knowledge: Knowledge, today: Callable[[], date]) -> None:
        """Take the site's knowledge; its words for units are replaced by what the lists say."""
        self._lists, self._base, self._today = lists, knowledge, today
        self._revisions: Mapping[str, int] | None = None
        self._day: date | None = None
        self._knowledge = knowledge
        self.known = Known(tree=UnitTree(()), members={})

    async def open(self, seed: Sequence[Unit]) -> None:
        """Fill an empty database with the units of the word list, then read everything."""
        if await self._lists.units.seed(seed):
            _log.info("units seeded from the city's word list", units=len(seed))
        await self.refresh()

    async def refresh(self) -> None:
        """Read the lists if any of them has changed, here or in another process."""
        found = await revisions(self._lists.database)
        if found != self._revisions:
            self.known = await self._read()
            self._revisions, self._day = found, None

    async def watch(self, every_s: float) -> None:
        """Refresh again and again; ends by cancellation."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.refresh()
            except (StoreError, ValueError) as fault:
                _log.warning("lists not refreshed; the last ones stay", why=str(fault))

    def knowledge(self) -> Knowledge:
        """What drafting goes by today: entries of the directory begin and end by date."""
        today = self._today()
        if today != self._day:
            words = unit_words(self.known.tree.units.values(), self.known.duties, today)
            self._knowledge = self._with_units(words) if words else self._base
            self._day = today
        return self._knowledge

    def _with_units(self, words: Mapping[str, Sequence[str]]) -> Knowledge:
        """Take the words of the lists instead of the word list's, and their units' names beside its."""
        active = [unit for unit in self.known.tree.units.values() if unit.active]
        named = {alias: unit.name for unit in active for alias in (unit.name, *unit.aliases) if len(alias) > 1}
        return replace(self._base, units=WordIndex(words), unit_names=self._base.unit_names.with_names(named))

    def seen_by(self, subject: str) -> frozenset[str]:
        """The units whose matters a user or token may see: their own and those under it; none without a unit."""
        return self.known.tree.below(self.known.members.get(subject, ""))

    def unit_of(self, subject: str) -> Unit | None:
        """The unit a user or token belongs to."""
        return self.known.tree.units.get(self.known.members.get(subject, ""))

    def whereabouts(self, place: str) -> tuple[str, ...]:
        """Return a place and what it lies in, nearest first, as the gazetteer knows them."""
        hits = self._base.gazetteer.hits(place)
        found = [name for hit in reversed(hits) for name in (hit.place.name, hit.place.area)]
        return tuple(dict.fromkeys(name for name in (*(found or [place]), CITY_WIDE) if name))

    def best_people(
        self, at: datetime, place: str, skills: frozenset[str], kind: PersonKind | None, load: Mapping[str, int]
    ) -> tuple[tuple[Match, ...], Grid | None]:
        """Return who fits best with reasons, and the grid the place lies in."""
        need = Need(at=at, skills=skills, whereabouts=self.whereabouts(place), kind=kind)
        near = nearest_grid(self.known.grids, need.whereabouts)
        return best_people(self.known.people, self.known.grids, need, load), near[0] if near else None

    async def _read(self) -> Known:
        lists = self._lists
        return Known(
            tree=UnitTree(await lists.units.all()),
            duties=await lists.duties.all(),
            grids=await lists.grids.all(),
            people=await lists.people.all(),
            roster=tuple(sorted(await lists.roster.all(), key=turn_id)),
            members=await lists.units.members(),
        )
