"""What goes on after a show, as a part of the service: closing, promises, media, settling what operators did."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import structlog

from callcenter.directory import Directory
from callcenter.show.closing_desk import ClosingDesk
from callcenter.show.entry_ticket import TicketPorts
from callcenter.show.in_show import ClosingPorts
from callcenter.show.media_desk import MediaDesk
from callcenter.show.promise_desk import PromiseDesk
from callcenter.store.facts import LedgerFact
from callcenter.store.faults import NotFoundError, StoreError
from callcenter.store.shows import Shows
from callcenter.store.stores import Stores
from callcenter.store.ticket_lists import handed_to_show
from callcenter.ticketing.office import Order, TicketOffice
from queueing.events import TransitionError
from queueing.ticket.commands.intake import HandOn
from queueing.ticket.facts import TicketAccepted, TicketFact, TicketVoided
from queueing.ticket.pen import Who

RETRY_S = 2.0
_log = structlog.get_logger("aftershow")


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterShowPorts:
    """What it works with. `publish` hears facts of tickets and shows that are in the ledger already."""

    stores: Stores
    office: TicketOffice
    directory: Directory
    now: Callable[[], float]
    zone: ZoneInfo
    publish: Callable[[Sequence[LedgerFact]], None]
    renew: Callable[[str], None] = lambda _show_id: None  # see ClosingPorts


@dataclass(slots=True, kw_only=True)
class AfterShow:
    """Owns the desks of closing, promises and media, and the waking of the one who looks what operators settled."""

    ports: AfterShowPorts
    shows: Shows = field(init=False)
    closing: ClosingDesk = field(init=False)
    promises: PromiseDesk = field(init=False)
    media: MediaDesk = field(init=False)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        ports, directory = self.ports, self.ports.directory
        tickets = TicketPorts(office=ports.office, knowledge=directory.knowledge, now=ports.now, zone=ports.zone)
        closing = ClosingPorts(
            stores=ports.stores,
            tickets=tickets,
            units=lambda: tuple(directory.known.tree.units.values()),
            publish=ports.publish,
            tell=ports.publish,
            renew=ports.renew,
        )
        self.shows = Shows(ports.stores.database)
        self.closing, self.promises = ClosingDesk(closing), PromiseDesk(ports=closing)
        self.media = MediaDesk(ports=closing)

    def take_fact(self, fact: TicketFact) -> None:
        """A ticket was made or put aside: it may be the one of a caller whom a show returned."""
        if isinstance(fact, TicketAccepted | TicketVoided):
            self._woken.set()

    async def run(self) -> None:
        """Settle what operators settled, at the start and whenever they do; ends by cancellation."""
        while True:
            self._woken.clear()
            try:
                await self.look()
            except StoreError as fault:
                _log.warning("shows wait for the database", why=str(fault))
                await asyncio.sleep(RETRY_S)
                self._woken.set()
            await self._woken.wait()

    async def hand_on(self, who: Who) -> int:
        """反馈至栏目组: hand on everything the hotline took for the show; return how many."""
        database = self.ports.stores.database
        rows = await database.read(lambda connection: handed_to_show(connection, self.ports.now()))
        return sum([await self._handed(row["ticket_id"], who) for row in rows if row["handed_at"] is None])

    async def _handed(self, ticket_id: str, who: Who) -> bool:
        try:
            await self.ports.office.act(Order(ticket_id=ticket_id, version=None, who=who, command=HandOn()))
        except TransitionError:
            return False  # somebody was faster, or it is over
        return True

    async def look(self) -> int:
        """Look at every show that is not closed; return how many entries are settled by what operators did."""
        return sum([await self._settled(show_id) for show_id in await self.shows.not_closed()])

    async def _settled(self, show_id: str) -> int:
        try:
            return await self.closing.reconcile(show_id)
        except NotFoundError:
            return 0
