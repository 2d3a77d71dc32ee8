"""The plan of a year as its clerk sees it: each edition with what is done and missing, both 100 %, what to remember."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from callcenter.show.plan_import import USUAL, Importer
from callcenter.store.edition_papers import EditionPapers
from callcenter.store.editions import Editions
from callcenter.store.show_required import Required, RequiredUnits
from callcenter.ticketing.rule_book import RuleBook
from queueing.city.profiles import Show as ShowRules
from queueing.days.milestones import Binds
from queueing.show.edition import Edition, appearances, as_planned
from queueing.show.plan import Coverage, coverage
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
    """A year. `assumed`: nobody has said which units must appear, so it is those of the plan."""

    year: int
    today: date
    editions: tuple[Prepared, ...]
    coverage: Coverage
    assumed: bool
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
        listed = await self.required.of(year)
        prepared = await self.prepare(found)
        told = [one for item in prepared for one in reminders(item.edition, item.steps, self.today)]
        return PlanYear(
            year=year,
            today=self.today,
            editions=prepared,
            coverage=_coverage(found, listed, self.today),
            assumed=not listed,
            reminders=tuple(sorted(told, key=lambda one: (one.due, one.air_day))),
        )

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


def _coverage(editions: Sequence[Edition], listed: Sequence[Required], today: date) -> Coverage:
    """Both 100 %; while nobody has made a list, every unit of the plan must appear."""
    planned = as_planned(editions)
    units = [one.unit for one in listed if one.as_unit] if listed else [u for show in planned for u in show.units]
    leaders = [one.unit for one in listed if one.as_leader] if listed else units
    came = [one for one in appearances(editions) if one.day <= today]
    return coverage(units, came, planned, today, leaders)
