"""A report office on a real store with tickets that went through the real engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from callcenter.hot_rules import load_hot_rules
from callcenter.known_places import load_known_places
from callcenter.kpis import load_kpis
from callcenter.profiles import load_profile
from callcenter.reports.office import ReportOffice, ReportPorts
from callcenter.store.database import Database
from callcenter.store.identity import Role
from queueing.city.switches import RevisitWay, Switches
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Contact, NameHandlers, Sign
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from tests.contracts.store.office import SHANGHAI, World, world

__all__ = ["DAY", "LIGHTS", "Role", "Stage", "staged"]
LIGHTS = "市城市管理局"
DAY = "2026-11-20"


class Stage:
    """The office, and hands to move tickets."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.world: World = world(database)
        self.folder = folder
        self.switches: Switches = replace(load_profile("demo").switches, weekly_media=True)
        self.office = ReportOffice(
            ReportPorts(
                database=database,
                folder=folder / "reports",
                zone=SHANGHAI,
                site="常州市",
                kpis=load_kpis("changzhou"),
                hot=load_hot_rules("demo"),
                known=load_known_places("demo"),
                office=lambda: self.world.office.ports.book.office,
                switches=lambda: self.switches,
                now=lambda: self.world.clock[0],
            )
        )

    async def dispatched(self, name: str, unit: str = LIGHTS, **chosen: object) -> None:
        await self.world.accepted(name, **chosen)  # type: ignore[arg-type]
        await self.world.do(name, Dispatch(unit=unit))

    async def answered(self, name: str, unit: str = LIGHTS, grade: str = "满意", **chosen: object) -> None:
        """A ticket from the call to the revisit, a few minutes a step."""
        await self.dispatched(name, unit, **chosen)
        people = Who(name=f"{unit}的人", unit=unit)
        self.world.later(10)
        for step in (Sign(), Contact(), NameHandlers(responsible="张局长", handler="李明")):
            await self.world.do(name, step, people)
        self.world.later(30)
        await self.world.do(name, ReplyWith(text="已更换灯具。", answer=Answer.SOLVED, signer="张局长"), people)
        await self.world.do(name, PassGate())
        self.world.later(5)
        await self.world.do(name, RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade=grade))


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """Open a store in a folder of its own."""
    async with Database(f"sqlite:///{folder}/desk.db") as database:
        yield Stage(database, folder)
