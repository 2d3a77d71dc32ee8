"""A ticket office on a real database, with a clock the test moves, for any city."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from callcenter.calendars import load_calendar
from callcenter.profiles import load_profile
from callcenter.store.database import Database
from callcenter.store.facts import LedgerFact
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.ticket_work import Work
from callcenter.store.tickets import Change, Tickets
from callcenter.ticketing.office import OfficePorts, Order, TicketOffice
from callcenter.ticketing.rule_book import RuleBook
from queueing.city.profiles import Profile
from queueing.days.office import Office
from queueing.ticket.commands.intake import Accept
from queueing.ticket.pen import Rules, Who

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
DESK = Who(name="8001")


def book_of(profile: Profile) -> RuleBook:
    office = Office(calendar=load_calendar().calendar, hours=profile.hours, zone=SHANGHAI)
    return RuleBook(rules=Rules(profile=profile, office=office))


@dataclass(slots=True, kw_only=True)
class World:
    """The office, its clock, and what it published."""

    database: Database
    office: TicketOffice
    clock: list[float]
    heard: list[LedgerFact] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock[0], SHANGHAI)

    def later(self, minutes: float) -> None:
        self.clock[0] += minutes * 60

    def at(self, when: datetime) -> None:
        self.clock[0] = when.timestamp()

    async def accepted(
        self, name: str, kind: str = "投诉", fields: Mapping[str, TicketField] | None = None, **chosen: object
    ) -> Work:
        """A ticket of a call, drafted and confirmed; `fields` instead of its title."""
        title = TicketField(value=f"{name}路灯不亮", locked=True)
        draft = DraftTicket(
            ticket_id=name,
            call_id=f"call-{name}",
            operator_id="8001",
            caller_number="13800000000",
            ended_at=self.clock[0] - 60,
            fields=fields or {"title": title},
        )
        saved = await Tickets(self.database).save_draft(draft, self.now)
        change = Change(ticket_id=name, version=saved.version, actor="8001", at=self.now)
        return await self.office.accept(change, Accept(number="", kind=kind, **chosen), DESK)  # type: ignore[arg-type]

    async def do(self, ticket_id: str, command: object, who: Who = DESK, version: int | None = None) -> Work:
        return await self.office.act(Order(ticket_id=ticket_id, version=version, who=who, command=command))


def world(database: Database, city: str = "changzhou", profile: Profile | None = None) -> World:
    clock, heard = [FRIDAY.timestamp()], []  # type: ignore[var-annotated]
    ports = OfficePorts(
        database=database,
        book=book_of(profile or load_profile(city)),
        now=lambda: clock[0],
        publish=heard.extend,
    )
    return World(database=database, office=TicketOffice(ports=ports), clock=clock, heard=heard)
