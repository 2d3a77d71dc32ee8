"""What the show board remembers, and the table of what may follow what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from queueing.events import TransitionError
from queueing.show.facts import AirAnswer, AirDumped, EntryEnd, EntryKind, StudioNote


class EntryState(StrEnum):
    """Where an entry stands."""

    RINGING = "ringing"  # waits for a producer
    SCREENING = "screening"  # a producer talks with the caller, or reads the message
    READY = "ready"  # 候播
    NEXT = "next"  # 下一位: one at most
    ON_AIR = "on_air"  # 直播中
    OFF_AIR = "off_air"  # 下线, the caller is still there
    GONE = "gone"


class Phase(StrEnum):
    """Where the show stands."""

    PREPARING = "preparing"
    OPEN = "open"  # lines open, screening
    LIVE = "live"  # the programme runs: only now can anything go on air
    SIGNED_OFF = "signed_off"
    CLOSED = "closed"


class Role(StrEnum):
    """What a person may do at the board."""

    PRODUCER = "producer"
    HOST = "host"


S = EntryState
WAITING = (S.RINGING, S.SCREENING, S.READY, S.NEXT)  # not yet on air
ENTRY_TABLE: Mapping[EntryState, frozenset[EntryState]] = {
    S.RINGING: frozenset({S.SCREENING, S.GONE}),
    S.SCREENING: frozenset({S.READY, S.RINGING, S.GONE}),
    S.READY: frozenset({S.SCREENING, S.NEXT, S.ON_AIR, S.GONE}),
    S.NEXT: frozenset({S.READY, S.ON_AIR, S.GONE}),
    S.ON_AIR: frozenset({S.OFF_AIR, S.GONE}),
    S.OFF_AIR: frozenset({S.READY, S.GONE}),
    S.GONE: frozenset(),
}

PHASE_TABLE: Mapping[Phase, frozenset[Phase]] = {
    Phase.PREPARING: frozenset({Phase.OPEN}),
    Phase.OPEN: frozenset({Phase.LIVE, Phase.SIGNED_OFF}),
    Phase.LIVE: frozenset({Phase.SIGNED_OFF}),
    Phase.SIGNED_OFF: frozenset({Phase.CLOSED}),
    Phase.CLOSED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who gives a command."""

    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRules:
    """A station's numbers for the show."""

    air_positions: int = 2  # the studio's lines: so many callers on air at once
    topic_most: int = 20  # characters the host can read at a glance
    delay_s: float = 0.0  # legal delay: 6 s radio, 20 s with television; 0: none
    most_waiting: int = 50  # entries not yet on air
    double_click_s: float = 0.0  # nobody else goes on air by the same hand within this


@dataclass(slots=True, kw_only=True)
class Entry:
    """One thing the host may take. Owner: ShowBoard; changed only by fold.apply."""

    entry_id: str
    kind: EntryKind
    call_id: str
    joined_at: float
    order: int  # place among those who are ready; lower goes first
    state: EntryState = EntryState.RINGING
    producer: str = ""  # who screens it now: nobody else may touch it
    phone: str = ""  # where that producer talks
    address: str = ""
    area: str = ""
    topic: str = ""
    source: str = ""
    text: str = ""
    repeat: bool = False
    calls_before: int = 0
    shows_before: int = 0
    unit_fits: bool = True
    position: int = 0
    locked: bool = False
    aired_at: float | None = None  # first time on air
    air_s: float = 0.0
    on_air_since: float = 0.0
    ready_at: float = 0.0
    stored: bool = False  # 储存电话: in reserve
    recording: str = ""  # the sound that is played, when it is a recording
    recording_s: float = 0.0
    recorded_call: str = ""
    end: EntryEnd | None = None
    answer: AirAnswer | None = None
    answer_words: str = ""
    answer_due: date | None = None
    ticket_id: str = ""
    reason: str = ""

    @property
    def settled(self) -> bool:
        """Whether the show owes nothing more: a ticket or a reason; and on air also an answer.

        A recording that was not played owes nothing: its call is another show's or the hotline's.
        """
        if self.kind is EntryKind.RECORDING and self.aired_at is None:
            return True
        return bool(self.ticket_id or self.reason) and (self.aired_at is None or self.answer is not None)


@dataclass(slots=True, kw_only=True)
class BoardState:
    """One show as it is now. Owner: ShowBoard."""

    show_id: str
    phase: Phase = Phase.PREPARING
    seq: int = 0  # facts so far: screens tell by it which picture is the later one
    title: str = ""
    units: tuple[str, ...] = ()
    ends_at: float = 0.0
    delay_s: float = 0.0
    opened_at: float = 0.0
    blocked: bool = False
    next_id: str = ""
    live_at: float = 0.0
    signed_off_at: float = 0.0
    last_air: tuple[str, float] = ("", 0.0)  # by whose hand somebody last went on air, and when
    orders: int = 0
    tops: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)
    notes: list[StudioNote] = field(default_factory=list)
    dumps: list[AirDumped] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)  # presses that were taken

    def entry(self, entry_id: str) -> Entry:
        """The entry of that name.

        Raises:
            TransitionError: there is none.
        """
        if entry_id not in self.entries:
            raise TransitionError(f"entry {entry_id}", "one on this show's board", "none")
        return self.entries[entry_id]

    def of_call(self, call_id: str) -> Entry | None:
        """The entry of a caller who is still here."""
        here = (one for one in self.entries.values() if one.call_id == call_id and one.state is not EntryState.GONE)
        return next(here, None)

    def among(self, *states: EntryState) -> list[Entry]:
        """Entries in those states, in the order they would go to air."""
        return sorted((one for one in self.entries.values() if one.state in states), key=lambda one: one.order)

    def free_position(self, positions: int) -> int:
        """The lowest studio line nobody is on, 0 when all are taken."""
        taken = {one.position for one in self.entries.values() if one.state is EntryState.ON_AIR}
        return next((line for line in range(1, positions + 1) if line not in taken), 0)


def check_entry(entry: Entry, to: EntryState) -> None:
    """Refuse a move that the table does not know.

    Raises:
        TransitionError: with the states that would be right.
    """
    if to not in ENTRY_TABLE[entry.state]:
        right = sorted(one for one, after in ENTRY_TABLE.items() if to in after)
        raise TransitionError(f"entry {entry.entry_id}", " or ".join(right), str(entry.state))
