"""What each show fact does to the board: one small function a fact, nothing decided here."""

from collections.abc import Callable, Mapping
from typing import Any

from queueing.show.facts import (
    AirAnswered,
    AirDumped,
    AirLockChanged,
    EntryDescribed,
    EntryExcused,
    EntryJoined,
    EntryLeft,
    EntryMovedUp,
    EntryReady,
    EntryTicketed,
    NewCallsBlocked,
    NextChosen,
    ScreeningLost,
    ScreeningStarted,
    ShowClosed,
    ShowFact,
    ShowOpened,
    ShowSignedOff,
    ShowWentLive,
    StudioNote,
    WentOffAir,
    WentOnAir,
)
from queueing.show.state import BoardState, Entry, EntryState, Phase


def apply(state: BoardState, fact: ShowFact) -> None:
    """Change the board as the fact says."""
    _APPLY[type(fact)](state, fact)


def _opened(state: BoardState, fact: ShowOpened) -> None:
    state.phase, state.delay_s = Phase.OPEN, fact.delay_s


def _live(state: BoardState, fact: ShowWentLive) -> None:
    state.phase, state.live_at = Phase.LIVE, fact.at


def _signed_off(state: BoardState, fact: ShowSignedOff) -> None:  # noqa: ARG001 - every fold has one shape
    state.phase = Phase.SIGNED_OFF


def _closed(state: BoardState, fact: ShowClosed) -> None:  # noqa: ARG001
    state.phase = Phase.CLOSED


def _blocked(state: BoardState, fact: NewCallsBlocked) -> None:
    state.blocked = fact.blocked


def _joined(state: BoardState, fact: EntryJoined) -> None:
    state.orders += 1
    state.entries[fact.entry_id] = Entry(
        entry_id=fact.entry_id,
        kind=fact.kind,
        call_id=fact.call_id,
        joined_at=fact.at,
        order=state.orders,
        address=fact.address,
        area=fact.area,
        topic=fact.topic,
        source=fact.source,
        repeat=fact.repeat,
    )


def _screening(state: BoardState, fact: ScreeningStarted) -> None:
    entry = state.entries[fact.entry_id]
    entry.state, entry.producer = EntryState.SCREENING, fact.by


def _lost(state: BoardState, fact: ScreeningLost) -> None:
    entry = state.entries[fact.entry_id]
    entry.state, entry.producer = EntryState.RINGING, ""


def _described(state: BoardState, fact: EntryDescribed) -> None:
    entry = state.entries[fact.entry_id]
    entry.address, entry.area, entry.topic, entry.unit_fits = fact.address, fact.area, fact.topic, fact.unit_fits


def _ready(state: BoardState, fact: EntryReady) -> None:
    entry = state.entries[fact.entry_id]
    if entry.state is EntryState.NEXT:
        state.next_id = ""
    else:
        entry.ready_at = fact.at
    entry.state, entry.producer = EntryState.READY, ""


def _moved_up(state: BoardState, fact: EntryMovedUp) -> None:
    state.tops += 1
    state.entries[fact.entry_id].order = -state.tops


def _next(state: BoardState, fact: NextChosen) -> None:
    state.entries[fact.entry_id].state = EntryState.NEXT
    state.next_id = fact.entry_id


def _on_air(state: BoardState, fact: WentOnAir) -> None:
    entry = state.entries[fact.entry_id]
    if state.next_id == fact.entry_id:
        state.next_id = ""
    entry.state, entry.position, entry.on_air_since = EntryState.ON_AIR, fact.position, fact.at
    entry.aired_at = fact.at if entry.aired_at is None else entry.aired_at


def _air_lock(state: BoardState, fact: AirLockChanged) -> None:
    state.entries[fact.entry_id].locked = fact.locked


def _off_air(state: BoardState, fact: WentOffAir) -> None:
    entry = state.entries[fact.entry_id]
    entry.air_s += fact.at - entry.on_air_since
    entry.state, entry.position, entry.locked = EntryState.OFF_AIR, 0, False


def _left(state: BoardState, fact: EntryLeft) -> None:
    entry = state.entries[fact.entry_id]
    if state.next_id == fact.entry_id:
        state.next_id = ""
    entry.state, entry.end, entry.producer = EntryState.GONE, fact.how, ""


def _answered(state: BoardState, fact: AirAnswered) -> None:
    state.entries[fact.entry_id].answer = fact.answer


def _ticketed(state: BoardState, fact: EntryTicketed) -> None:
    state.entries[fact.entry_id].ticket_id = fact.ticket_id


def _excused(state: BoardState, fact: EntryExcused) -> None:
    state.entries[fact.entry_id].reason = fact.reason


def _nothing(state: BoardState, fact: ShowFact) -> None:
    """For facts that are only told: a dump belongs to the recordings, a note to the screens."""


_APPLY: Mapping[type, Callable[[BoardState, Any], None]] = {
    ShowOpened: _opened,
    ShowWentLive: _live,
    ShowSignedOff: _signed_off,
    ShowClosed: _closed,
    NewCallsBlocked: _blocked,
    EntryJoined: _joined,
    ScreeningStarted: _screening,
    ScreeningLost: _lost,
    EntryDescribed: _described,
    EntryReady: _ready,
    EntryMovedUp: _moved_up,
    NextChosen: _next,
    WentOnAir: _on_air,
    AirLockChanged: _air_lock,
    WentOffAir: _off_air,
    EntryLeft: _left,
    AirAnswered: _answered,
    AirDumped: _nothing,
    EntryTicketed: _ticketed,
    EntryExcused: _excused,
    StudioNote: _nothing,
}
