"""The studio: the single writer over the show boards. Commands and signals in; facts, orders and pictures out."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

import structlog

from callcenter.show.air_orders import Sound, give, orders_after, orders_again
from callcenter.show.lookups import Lookups
from callcenter.show.ports import (
    AirPath,
    CallerJoined,
    CallerLeft,
    ProgrammeHeard,
    RecordingOver,
    ScreeningFailed,
    ScreeningHeard,
    ShowSignal,
    StudioLineChanged,
    TalkBackChanged,
    TalkBackState,
)
from callcenter.store.facts import LedgerFact
from callcenter.store.faults import NotFoundError
from callcenter.store.shows import Shows
from queueing.events import CallEnded, Fact, TransitionError
from queueing.show.board import Facts, Programme, ShowBoard
from queueing.show.facts import EntryJoined, EntryKind, ShowFact
from queueing.show.state import BoardState, Entry, EntryState, Person, Phase, ShowRules

KEYS_KEPT = 2000  # presses remembered beside the ledger: a repeated request answers as it was answered
CLOSED_KEPT = 8  # boards of closed shows read lately

RUNNING = (Phase.OPEN, Phase.LIVE)
Command = Callable[[ShowBoard, float], Facts]
_log = structlog.get_logger("studio")


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioPorts:
    """What the studio works with."""

    air: AirPath
    shows: Shows
    now: Callable[[], float]
    append: Callable[[Iterable[LedgerFact]], None]  # into the ledger, without waiting
    alive: Callable[[str], bool]  # whether a call still goes on
    lookups: Lookups
    programme: Callable[[str], Awaitable[Programme | None]] | None = None  # what the year's plan knows of a show


@dataclass(slots=True, kw_only=True)
class Lines:
    """What is heard of the studio's lines and producers' phones; told by telephony, never written down."""

    up: dict[int, StudioLineChanged] = field(default_factory=dict)
    programme: ProgrammeHeard | None = None  # of this show
    talk_backs: dict[str, TalkBackChanged] = field(default_factory=dict)  # by call: the newest that is not over
    talking: set[str] = field(default_factory=set)  # calls in screening whose producer hears them


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a command. `again`: the same request was answered before and did nothing now."""

    seq: int
    facts: tuple[ShowFact, ...] = ()
    again: bool = False


class Studio:
    """Owns the boards of all shows that are not closed, and who watches them."""

    def __init__(self, ports: StudioPorts, rules: ShowRules) -> None:
        self.ports, self.rules = ports, rules
        self.lines = Lines()
        self._boards: dict[str, ShowBoard] = {}
        self._closed: OrderedDict[str, ShowBoard] = OrderedDict()
        self._current = ""
        self._sound = Sound()
        self._answered: OrderedDict[str, Done] = OrderedDict()
        self._watchers: list[Callable[[], None]] = []
        self._hearers: list[Callable[[ShowFact], None]] = []
        ports.air.listen(self.on_signal)

    # --- looking ---------------------------------------------------------------------------------------------

    @property
    def current(self) -> BoardState | None:
        """The show on the screens: the one that runs, else the last one."""
        board = self._boards.get(self._current) or self._closed.get(self._current)
        return board.state if board else None

    async def board(self, show_id: str) -> ShowBoard:
        """The board of any show that was opened; of a closed one to read only.

        Raises:
            NotFoundError: no show of that id was ever opened.
        """
        known = self._boards.get(show_id) or self._closed.get(show_id)
        if known is not None:
            return known
        facts = await self.ports.shows.facts_of(show_id)
        if not facts:
            raise NotFoundError("show", show_id)
        return self._boards.get(show_id) or self._keep(self._restored(show_id, facts))

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Hear that the picture changed, until the returned function is called."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def hear(self, hearer: Callable[[ShowFact], None]) -> None:
        """Hear each fact of each show, in order: for the parts that follow a show (tickets, recordings, promises)."""
        self._hearers.append(hearer)

    # --- commands --------------------------------------------------------------------------------------------

    async def open(
        self, show_id: str, who: Person, delay_confirmed_s: float, programme: Programme, key: str = ""
    ) -> Done:
        """Open a show; what the plan knows of it fills what was not said.

        Raises:
            TransitionError: it was opened before, another one runs, or another delay was confirmed.
        """
        planned = await self.ports.programme(show_id) if self.ports.programme else None
        earlier = await self.ports.shows.facts_of(show_id)
        if key and key in self._answered:
            return self._again(key)
        running = self.current
        if running is not None and running.phase in RUNNING:
            raise TransitionError(f"show {show_id}", "no other show that runs", f"{running.show_id}: {running.phase}")
        board = self._boards.get(show_id) or self._closed.get(show_id) or self._restored(show_id, earlier)
        facts = board.open(self.ports.now(), who, delay_confirmed_s, _filled(programme, planned))
        self._boards[show_id], self._current, self._sound = board, show_id, Sound()
        self.lines.programme = None
        return self._settle(board, facts, key)

    async def act(self, show_id: str, command: Command, key: str = "") -> Done:
        """Let a command act on a show's board. The same `key` again answers as before and does nothing.

        Raises:
            NotFoundError: no such show or it is closed; TransitionError: nothing has changed.
        """
        if key and key in self._answered:
            return self._again(key)
        board = await self.board(show_id)
        if board.state.phase is Phase.CLOSED:
            raise TransitionError(f"show {show_id}", "one that is not closed", str(board.state.phase))
        return self._settle(board, command(board, self.ports.now()), key)

    def act_now(self, command: Command) -> Done:
        """The same at once on the show that runs: for signals and machines.

        Raises:
            TransitionError: no show runs, or the board refuses; nothing has changed.
        """
        board = self._boards.get(self._current)
        if board is None or board.state.phase not in RUNNING:
            raise TransitionError("show", "one that runs", "none")
        return self._settle(board, command(board, self.ports.now()))

    async def join(self, joined: EntryJoined, key: str = "") -> Done:
        """Put a person or a message on the board; the same entry again is the one that is there.

        Raises:
            NotFoundError, TransitionError: as for `act`.
        """
        board = await self.board(joined.show_id)
        if joined.entry_id in board.state.entries:
            return Done(seq=board.state.seq, again=True)
        return await self.act(joined.show_id, lambda found, _now: found.join(joined), key)

    def take_kept(self, facts: Sequence[ShowFact]) -> None:
        """Take in facts that somebody else has written into the ledger: tickets, reasons."""
        for fact in facts:
            if fact.show_id in self._boards:
                self._boards[fact.show_id].restore([fact])
        self._tell(facts)

    def talk_back(self, call_id: str, phone: str, *, on: bool) -> None:
        """Let a producer speak to somebody who waits or is on air; the studio does not hear it.

        Raises:
            TransitionError: the caller is not with the show that runs.
        """
        state = self.current
        if state is None or state.phase not in RUNNING or state.of_call(call_id) is None:
            raise TransitionError(f"call {call_id}", "a caller of the show", "none")
        self.ports.air.talk_back(call_id, phone, on)

    # --- signals ---------------------------------------------------------------------------------------------

    def on_signal(self, signal: ShowSignal) -> None:
        """What telephony tells; a signal about somebody who has gone meanwhile changes nothing."""
        match signal:
            case CallerJoined():
                self._came(signal)
            case CallerLeft():
                self.caller_left(signal.call_id)
            case ScreeningHeard():
                self.lines.talking.add(signal.call_id)
            case ScreeningFailed():
                self._screening_failed(signal)
            case StudioLineChanged():
                self.lines.up[signal.position] = signal
            case TalkBackChanged():
                self.lines.talk_backs[signal.call_id] = signal
                if signal.state is TalkBackState.OVER:
                    del self.lines.talk_backs[signal.call_id]
            case RecordingOver():
                self._recording_over(signal)
            case ProgrammeHeard():
                self.lines.programme = signal
            case _:
                pass  # OnAirHeard: the board said so before; recordings keep the moment
        self.refresh()

    def take_fact(self, fact: Fact) -> None:
        """A call that ended anywhere is on the board no more."""
        if isinstance(fact, CallEnded):
            self.caller_left(fact.call_id)

    def caller_left(self, call_id: str) -> None:
        """Say once that a caller is gone; a call nobody knows is nothing to the show."""
        entry = self._here(call_id)
        if entry is not None:
            self.act_now(lambda board, now: board.caller_left(now, entry.entry_id))

    def _came(self, signal: CallerJoined) -> None:
        board = self._boards.get(self._current)
        if board is None or self._here(signal.call_id) is not None:
            return
        refused = board.refusal(EntryKind.CALL)
        if refused:
            _log.info("caller not taken into the show", call_id=signal.call_id, why=refused)
            self.ports.air.to_hotline(signal.call_id)
            return
        joined = EntryJoined(
            at=self.ports.now(),
            show_id=board.state.show_id,
            entry_id=_entry_id(board.state, signal.call_id),
            kind=EntryKind.CALL,
            call_id=signal.call_id,
            source=signal.source,
        )
        self._settle(board, board.join(joined))
        self.ports.lookups.ask(joined)

    def found_again(self, joined: EntryJoined, calls: int, shows: int) -> None:
        """The past of a caller's number was read."""
        board = self._boards.get(joined.show_id)
        if board is not None and self._here(joined.call_id) is not None:
            self._settle(board, board.found_again(self.ports.now(), joined.entry_id, calls, shows))

    def _recording_over(self, signal: RecordingOver) -> None:
        on_air = self.current.among(EntryState.ON_AIR) if self.current else []
        for entry in [one for one in on_air if one.recording == signal.recording]:
            self.act_now(
                lambda board, now, at=entry: board.recording_over(now, at.entry_id, played=signal.played)  # type: ignore[misc]
            )

    def _screening_failed(self, signal: ScreeningFailed) -> None:
        entry = self._here(signal.call_id)
        self.lines.talking.discard(signal.call_id)
        if entry is None or entry.state is not EntryState.SCREENING or entry.phone != signal.phone:
            return
        _log.info("screening failed", call_id=signal.call_id, why=signal.why)
        self._sound.heard.pop(signal.call_id, None)  # the caller hears the programme again already
        self.act_now(lambda board, now: board.producer_lost(now, entry.producer))

    def _here(self, call_id: str) -> Entry | None:
        state = self.current
        return state.of_call(call_id) if state and state.phase in RUNNING else None

    # --- start -----------------------------------------------------------------------------------------------

    async def restore(self) -> None:
        """Take the shows that are not closed out of the ledger, and make the sound fit the board again."""
        for show_id in await self.ports.shows.not_closed():
            self._boards[show_id] = self._restored(show_id, await self.ports.shows.facts_of(show_id))
            self._current = show_id
        running = [one.state.show_id for one in self._boards.values() if one.state.phase in RUNNING]
        if not running:
            self.ports.air.close()  # signed off in the last moment before an earlier service died
            return
        self._current = running[-1]
        board = self._boards[self._current]
        for fact in await self.ports.shows.facts_of(self._current):
            orders_after(fact, self._sound)
        self._let_go_who_is_gone(board)
        for order in orders_again(board.state):
            give(self.ports.air, order)
        self._take_who_is_there()
        _log.info("show goes on", show_id=self._current, entries=len(board.state.entries))

    def _let_go_who_is_gone(self, board: ShowBoard) -> None:
        """Callers whose call ended while nobody wrote it on the board."""
        for entry in list(board.state.entries.values()):
            if entry.call_id and entry.state is not EntryState.GONE and not self.ports.alive(entry.call_id):
                self._settle(board, board.caller_left(self.ports.now(), entry.entry_id))

    def _take_who_is_there(self) -> None:
        """Lines that are up, and callers who came while nobody wrote it on the board."""
        now = self.ports.now()
        self.lines.up = {
            position: StudioLineChanged(at=now, position=position, up=up)
            for position, up in self.ports.air.lines_up().items()
        }
        for caller in self.ports.air.present():
            self._came(caller)

    # --- inside ----------------------------------------------------------------------------------------------

    def _restored(self, show_id: str, facts: Iterable[ShowFact]) -> ShowBoard:
        board = ShowBoard(show_id, self.rules)
        board.restore(facts)
        return board

    def _keep(self, board: ShowBoard) -> ShowBoard:
        """Remember a board; the few closed ones read lately, every other one for good."""
        if board.state.phase is not Phase.CLOSED:
            self._boards[board.state.show_id] = board
            return board
        self._closed[board.state.show_id] = board
        while len(self._closed) > CLOSED_KEPT:
            self._closed.popitem(last=False)
        return board

    def _settle(self, board: ShowBoard, facts: Facts, key: str = "") -> Done:
        """Write down, let it be heard, show it: the one way a decision takes."""
        self.ports.append(facts)
        if board.state.show_id == self._current:
            self._order(facts)
        if board.state.phase is Phase.CLOSED:
            self._keep(self._boards.pop(board.state.show_id, board))
        done = Done(seq=board.state.seq, facts=tuple(facts))
        if key:
            self._remember(key, done)
        self._tell(facts)
        return done

    def _order(self, facts: Facts) -> None:
        for fact in facts:
            for order in orders_after(fact, self._sound):
                self.lines.talking.discard(order.call_id)
                give(self.ports.air, order)

    def _tell(self, facts: Sequence[ShowFact]) -> None:
        for hearer in self._hearers:
            for fact in facts:
                _safely(hearer, fact)
        if facts:
            self.refresh()

    def refresh(self) -> None:
        """Let every screen have the present picture."""
        for watcher in list(self._watchers):
            watcher()

    def _remember(self, key: str, done: Done) -> None:
        self._answered[key] = done
        while len(self._answered) > KEYS_KEPT:
            self._answered.popitem(last=False)

    def _again(self, key: str) -> Done:
        before = self._answered[key]
        return Done(seq=before.seq, facts=before.facts, again=True)


def _safely(hearer: Callable[[ShowFact], None], fact: ShowFact) -> None:
    try:
        hearer(fact)
    except Exception:  # noqa: BLE001 - the edge: one follower must not stop the show
        _log.exception("a follower of the show failed", fact=type(fact).__name__)


def _filled(said: Programme, planned: Programme | None) -> Programme:
    plan = planned or Programme()
    return Programme(
        title=said.title or plan.title, units=said.units or plan.units, ends_at=said.ends_at or plan.ends_at
    )


def _entry_id(state: BoardState, call_id: str) -> str:
    """The call's own id; a caller who comes a second time has a second entry."""
    times = sum(1 for one in state.entries.values() if one.call_id == call_id)
    return call_id if not times else f"{call_id}.{times + 1}"
