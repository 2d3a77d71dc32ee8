"""The live missed-call list: feeds the one book with facts, takes operators' commands, tells walls and desks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from callcenter.clock import day_start_s
from callcenter.timers import Timers
from queueing.callers.missed import Missed
from queueing.callers.missed_book import MissedBook, MissedCounts
from queueing.events import Fact
from queueing.facts.missed import MissedFact, TryResult

LOOK_EVERY_S = 15.0  # entries turn red and locks run out by time alone

Dial = Callable[[Missed, str], str]
"""Place the call to an entry's number for an operator; answers its call id (TransitionError: not now)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedPorts:
    """What the list acts on."""

    timers: Timers
    publish: Callable[[Sequence[Fact]], None]
    dial: Dial


class MissedDesk:
    """Owns the missed-call list of a running service. All methods are synchronous, on the event loop."""

    def __init__(self, book: MissedBook, ports: MissedPorts, zone: ZoneInfo) -> None:
        self._book, self._ports, self._zone = book, ports, zone
        self._told: MissedCounts | None = None
        self._listeners: list[Callable[[MissedCounts], None]] = []

    # --- facts -----------------------------------------------------------------------------------------------

    def load(self, entries: Iterable[Missed]) -> None:
        """Begin with what the store has folded, and look at the clock now and then."""
        self._book.load(entries)
        self._look()

    def remember(self, fact: Fact) -> None:
        """Follow calls in progress: for the replay of the ledger at start."""
        self._book.remember(fact)

    def take_fact(self, fact: Fact) -> None:
        """Take one fact that just happened; those of the list itself were applied when they were stated."""
        if not isinstance(fact, MissedFact) and self._book.feed(fact):
            self._tell()

    def listen(self, listener: Callable[[MissedCounts], None]) -> Callable[[], None]:
        """Hear the counts whenever they change, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # --- looking ---------------------------------------------------------------------------------------------

    @property
    def book(self) -> MissedBook:
        """The list, to read only."""
        return self._book

    def counts(self) -> MissedCounts:
        """The list in numbers; withheld calls are today's."""
        now = self._ports.timers.now()
        return self._book.counts(now, day_start_s(now, self._zone))

    # --- commands --------------------------------------------------------------------------------------------

    def take(self, entry_id: str, operator_id: str) -> Missed:
        """Lock an entry to an operator (TransitionError: see MissedBook.take)."""
        self._do(self._book.take(self._ports.timers.now(), entry_id, operator_id))
        return self._book.entry(entry_id)

    def release(self, entry_id: str, operator_id: str) -> None:
        """Give an entry back (TransitionError: see MissedBook.release)."""
        self._do(self._book.release(self._ports.timers.now(), entry_id, operator_id))

    def tried(self, entry_id: str, operator_id: str, result: TryResult, next_at: float | None = None) -> None:
        """Note what came of a call back (TransitionError: see MissedBook.tried)."""
        self._do(self._book.tried(self._ports.timers.now(), entry_id, operator_id, result, next_at))

    def call_back(self, entry_id: str, operator_id: str) -> str:
        """Take the entry if need be and call its number for that operator; answers the call's id.

        Raises:
            TransitionError: it cannot be taken, or no call can be placed now; an entry just taken stays taken.

        """
        return self._ports.dial(self.take(entry_id, operator_id), operator_id)

    def forget(self, number: str) -> None:
        """Call a number back no more: its erasing is in the ledger already (see MissedBook.forget)."""
        self._book.forget(self._ports.timers.now(), number)
        self._tell()

    # --- inside ----------------------------------------------------------------------------------------------

    def _do(self, facts: Sequence[Fact]) -> None:
        if facts:
            self._ports.publish(facts)
            self._tell()

    def _tell(self) -> None:
        counts = self.counts()
        if counts != self._told:
            self._told = counts
            for listener in list(self._listeners):
                listener(counts)

    def _look(self) -> None:
        self._do(self._book.tick(self._ports.timers.now()))
        self._tell()
        self._ports.timers.after(LOOK_EVERY_S, self._look)
