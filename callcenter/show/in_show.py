"""One command after a show as one writing transaction: the show's facts, its tickets and its promises together.

A crash leaves an entry settled or not settled and nothing between. The studio and the screens are told afterwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeVar

from sqlalchemy import Connection

from callcenter.show.entry_ticket import TicketPorts
from callcenter.store.facts import LedgerFact
from callcenter.store.faults import NotFoundError
from callcenter.store.journal import of_show
from callcenter.store.stores import Stores
from callcenter.store.ticket_work import append
from callcenter.ticketing.office import Order, TicketOffice
from queueing.events import TransitionError
from queueing.show.board import ShowBoard
from queueing.show.facts import ShowFact
from queueing.show.state import BoardState, Phase, ShowRules
from queueing.units.unit_tree import Unit

T = TypeVar("T")
RULES = ShowRules()  # what is asked of a board after the show does not depend on the station's numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingPorts:
    """What is worked with. `publish` hears ticket facts, `tell` show facts; both are in the ledger already."""

    stores: Stores
    tickets: TicketPorts
    units: Callable[[], Sequence[Unit]]
    publish: Callable[[Sequence[LedgerFact]], None]
    tell: Callable[[Sequence[ShowFact]], None]
    renew: Callable[[str], None] = lambda _show_id: None  # the lists of that show are to be made anew

    def now(self) -> float:
        """Unix seconds."""
        return self.tickets.now()

    def day(self, at: float) -> date:
        """The day of a moment, where the city is."""
        return datetime.fromtimestamp(at, UTC).astimezone(self.tickets.zone).date()


@dataclass(slots=True, kw_only=True)
class Doing:
    """Owns one transaction: the board as the ledger has it, and what came of it."""

    connection: Connection
    ports: ClosingPorts
    board: ShowBoard
    show_facts: list[ShowFact]
    new: list[ShowFact] = field(default_factory=list)
    told: list[LedgerFact] = field(default_factory=list)

    @property
    def now(self) -> float:
        """Unix seconds."""
        return self.ports.now()

    @property
    def office(self) -> TicketOffice:
        """Where tickets are decided about."""
        return self.ports.tickets.office

    def note(self, facts: Sequence[ShowFact]) -> None:
        """Write what the board said into the ledger."""
        append(self.connection, facts)
        self.new += facts
        self.show_facts += facts

    def act(self, order: Order) -> None:
        """Let the ticket engine decide about a ticket."""
        self.told += self.office.act_in(self.connection, order).facts


async def in_show(ports: ClosingPorts, show_id: str, work: Callable[[Doing], T]) -> T:
    """Do something with a show as it is now, commit, then tell everybody.

    Raises:
        NotFoundError: no such show; and whatever `work` raises: nothing changed.
    """

    def do(connection: Connection) -> tuple[T, Doing]:
        facts = of_show(connection, show_id)
        board = restored(show_id, facts)
        doing = Doing(connection=connection, ports=ports, board=board, show_facts=list(facts))
        return work(doing), doing

    result, doing = await ports.stores.database.write(do)
    if doing.told:
        ports.publish(doing.told)
    if doing.new:
        ports.tell(doing.new)
    return result


def restored(show_id: str, facts: Sequence[ShowFact]) -> ShowBoard:
    """The board that these facts made.

    Raises:
        NotFoundError: there are none.
    """
    if not facts:
        raise NotFoundError("show", show_id)
    board = ShowBoard(show_id, RULES)
    board.restore(facts)
    return board


def expect_open(state: BoardState) -> None:
    """Refuse a closed show."""
    if state.phase is Phase.CLOSED:
        raise TransitionError(f"show {state.show_id}", "one that is not closed", str(state.phase))
