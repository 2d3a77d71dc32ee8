"""The plan of a year as its clerk sees it: each edition with what is done and missing, both 100 %, what to remember."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from callcenter.show.hundreds import Hundreds, hundreds_of
from callcenter.show.plan_import import USUAL, Importer
from callcenter.store.edition_papers import EditionPapers
from callcenter.store.editions import Editions
from callcenter.store.show_required import RequiredUnits
from callcenter.ticketing.rule_book import RuleBook
from queueing.city.profiles import Show as ShowRules
from queueing.days.milestones import Binds
from queueing.show.edition import Edition
from queueing.show.preparation import Filed, Lack, Reminder, Step, asked_late, lacks, reminders, steps
from queueing.units.unit_tree import UnitTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An edition with all that is filed for it and how its milestones stand today."""

    edition: Edition
    filed: Filed
    steps: tuple[Step, ...]
    lacks: Mapping[Lack, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanYear:
    """A year. `hundreds` None: the city has no 两个100%."""

    year: int
    today: date
    editions: tuple[Prepared, ...]
    hundreds: Hundreds | None
    reminders: tuple[Reminder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDesk:
    """Owns nothing: reads the stores and counts by the rules in force. `tree`: the city's units as they are now."""

    editions: Editions
    papers: EditionPapers
    required: RequiredUnits
    book: RuleBook
    tree: Callable[[], UnitTree]
    now: Callable[[], float]

    @property
    def rules(self) -> ShowRules:
        """The city's show; a city without one plans the usual one."""
        return self.book.profile.show or USUAL

    @property
    def today(self) -> date:
        """The day at the site."""
        return datetime.fromtimestamp(self.now(), self.book.office.zone).date()

    def importer(self) -> Importer:
        """What compares and takes over a schedule, by today's rules."""
        knows = self.tree()
        return Importer(
            editions=self.editions,
            profile=self.book.profile,
            office=self.book.office,
            knows=lambda unit: knows.named(unit) is not None,
        )

    async def year(self, year: int) -> PlanYear:
        """Look at a year."""
        found = await self.editions.year(year)
        prepared = await self.prepare(found)
        told = [one for item in prepared for one in reminders(item.edition, item.steps, self.today)]
        return PlanYear(
            year=year,
            today=self.today,
            editions=prepared,
            hundreds=await self._hundreds(year, found),
            reminders=tuple(sorted(told, key=lambda one: (one.due, one.air_day))),
        )

    async def _hundreds(self, year: int, found: Sequence[Edition]) -> Hundreds | None:
        if not self.book.profile.switches.two_100:
            return None
        return hundreds_of(year, found, await self.required.of(year), self.today)

    async def reminders(self) -> tuple[Reminder, ...]:
        """What is near, due or missed for the editions to come, the next one's first."""
        today = self.today
        prepared = await self.prepare(await self.editions.between(today, today.replace(year=today.year + 1, day=1)))
        told = [one for item in prepared for one in reminders(item.edition, item.steps, today)]
        return tuple(sorted(told, key=lambda one: (one.due, one.air_day)))

    async def one(self, edition_id: str) -> Prepared:
        """Look at one edition.

        Raises:
            NotFoundError: there is none.

        """
        (prepared,) = await self.prepare([await self.editions.one(edition_id)])
        return prepared

    async def prepare(self, editions: Sequence[Edition]) -> tuple[Prepared, ...]:
        """Put what is filed beside each edition, and count its milestones."""
        filed = await self.papers.filed([one.edition_id for one in editions])
        return tuple(self._prepared(one, filed[one.edition_id]) for one in editions)

    def _prepared(self, edition: Edition, filed: Filed) -> Prepared:
        book, today = self.book, self.today
        return Prepared(
            edition=edition,
            filed=filed,
            steps=tuple(steps(edition, book.profile.milestones, book.office, filed, today)),
            lacks=dict(lacks(edition, filed, today)),
        )

    def asked_late(self, binds: Binds, air: date, asked: date) -> bool:
        """Whether leave or another date was asked for too late."""
        return asked_late(self.book.profile.milestones, binds, air, asked, self.book.office)

    def seen_units(self, edition: Edition, unit_ids: frozenset[str]) -> tuple[str, ...]:
        """Those of an edition's units that belong to these ids, as the city's list names them now."""
        tree = self.tree()
        named = ((seat.unit, tree.named(seat.unit)) for seat in edition.seats)
        return tuple(unit for unit, found in named if found is not None and found.unit_id in unit_ids)
