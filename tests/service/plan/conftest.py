"""A plan desk of Changzhou in 2020 on a real database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from callcenter.show.plan_desk import PlanDesk
from callcenter.show.plan_import import Order, Proposal
from callcenter.store.database import Database
from callcenter.store.edition_papers import EditionPapers
from callcenter.store.editions import Deed, Editions
from callcenter.store.show_required import RequiredUnits
from callcenter.ticketing.rule_book import RuleBook, open_rule_book
from queueing.units.unit_tree import Unit, UnitKind, UnitTree
from tests.rules.deadlines.offices import KNOWN, SHANGHAI
from tests.service.plan.notice import as_csv

ANNOUNCED = date(2020, 3, 13)
TREE = UnitTree(
    [
        Unit(unit_id="U0", name="常州市", kind=UnitKind.CITY),
        Unit(unit_id="U1", name="市公安局", kind=UnitKind.DEPARTMENT, parent_id="U0", aliases=("公安局",)),
    ]
)


@dataclass(slots=True, kw_only=True)
class Clerk:
    """A desk, its clock, and a hand that imports."""

    desk: PlanDesk
    clock: list[float] = field(default_factory=list)

    def at(self, day: date, hour: int = 10) -> float:
        """Let it be that day."""
        self.clock[0] = datetime.combine(day, time(hour), SHANGHAI).timestamp()
        return self.clock[0]

    def order(self, content: bytes, announced: date = ANNOUNCED, year: int = 2020) -> Order:
        return Order(content=content, file="附件1.csv", year=year, announced=announced, by="li", at=self.clock[0])

    async def take(self, content: bytes) -> Proposal:
        """Look, then store."""
        importer, order = self.desk.importer(), self.order(content)
        return await importer.take(order, (await importer.propose(order)).token)

    def switch(self, **to: bool) -> None:
        """Let the city have it so from now on."""
        book = self.desk.book
        book.rules = replace(book.rules, profile=replace(book.profile, switches=replace(book.profile.switches, **to)))

    def deed(self, what: str = "test") -> Deed:
        return Deed(by="li", at=self.clock[0], what=what)


def rule_book() -> RuleBook:
    book = open_rule_book("changzhou", SHANGHAI)
    return RuleBook(rules=replace(book.rules, office=replace(book.office, calendar=KNOWN)))


@pytest.fixture
async def clerk(tmp_path: Path) -> AsyncIterator[Clerk]:
    clock = [0.0]
    async with Database(f"sqlite:///{tmp_path}/desk.db") as database:
        desk = PlanDesk(
            editions=Editions(database),
            papers=EditionPapers(database),
            required=RequiredUnits(database),
            book=rule_book(),
            tree=lambda: TREE,
            now=lambda: clock[0],
        )
        made = Clerk(desk=desk, clock=clock)
        made.at(ANNOUNCED)
        yield made


@pytest.fixture
async def year(clerk: Clerk) -> Clerk:
    """The clerk with all forty shows in the plan."""
    await clerk.take(as_csv())
    return clerk
