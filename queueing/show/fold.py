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
    EntryKind,
    EntryLeft,
    EntryMovedUp,
    EntryReady,
    EntryStored,
    EntryTicketed,
    NewCallsBlocked,
    NextChosen,
    RepeatFound,
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
    state.seq += 1
    _APPLY[type(fact)](state, fact)


def _opened(state: BoardState, fact: ShowOpened) -> None:
    state.phase, state.delay_s, state.opened_at = Phase.OPEN, fact.delay_s, fact.at
    state.title, state.units, state.ends_at = fact.title, fact.units, fact.ends_at


def _live(state: BoardState, fact: ShowWentLive) -> None:
    state.phase, state.live_at = Phase.LIVE, fact.at


def _signed_off(state: BoardState, fact: ShowSignedOff) -> None:
    state.phase, state.signed_off_at = Phase.SIGNED_OFF, fact.at


def _closed(state: BoardState, fact: ShowClosed) -> None:  # noqa: ARG001 - every fold has one shape
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
        text=fact.text,
        recording=fact.recording,
        recording_s=fact.recording_s,
        recorded_call=fact.recorded_call,
    )
    if fact.kind is EntryKind.RECORDING:  # it was screened as a call
        state.entries[fact.entry_id].state, state.entries[fact.entry_id].ready_at = EntryState.READY, fact.at


def _repeat(state: BoardState, fact: RepeatFound) -> None:
    entry = state.entries[fact.entry_id]
    entry.repeat, entry.calls_before, entry.shows_before = True, fact.calls, fact.shows


def _screening(state: BoardState, fact: ScreeningStarted) -> None:
    entry = state.entries[fact.entry_id]
    entry.state, entry.producer, entry.phone, entry.stored = EntryState.SCREENING, fact.by, fact.phone, False


def _lost(state: BoardState, fact: ScreeningLost) -> None:
    entry = state.entries[fact.entry_id]
    entry.state, entry.producer, entry.phone = EntryState.RINGING, "", ""


def _described(state: BoardState, fact: EntryDescribed) -> None:
    entry = state.entries[fact.entry_id]
    entry.address, entry.area, entry.topic, entry.unit_fits = fact.address, fact.area, fact.topic, fact.unit_fits


def _ready(state: BoardState, fact: EntryReady) -> None:
    entry = state.entries[fact.entry_id]
    if entry.state is EntryState.NEXT:
        state.next_id = ""
    else:
        entry.ready_at = fact.at
    entry.state, entry.producer, entry.phone = EntryState.READY, "", ""


def _moved_up(state: BoardState, fact: EntryMovedUp) -> None:
    state.tops += 1
    state.entries[fact.entry_id].order = -state.tops


def _stored(state: BoardState, fact: EntryStored) -> None:
    state.entries[fact.entry_id].stored = fact.stored


def _next(state: BoardState, fact: NextChosen) -> None:
    entry = state.entries[fact.entry_id]
    entry.state, entry.stored = EntryState.NEXT, False
    state.next_id = fact.entry_id


def _on_air(state: BoardState, fact: WentOnAir) -> None:
    entry = state.entries[fact.entry_id]
    if state.next_id == fact.entry_id:
        state.next_id = ""
    entry.state, entry.position, entry.on_air_since = EntryState.ON_AIR, fact.position, fact.at
    entry.stored, state.last_air = False, (fact.by, fact.at)
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
    entry.state, entry.end, entry.stored = EntryState.GONE, fact.how, False
    entry.producer, entry.phone = "", ""


def _answered(state: BoardState, fact: AirAnswered) -> None:
    entry = state.entries[fact.entry_id]
    entry.answer, entry.answer_words, entry.answer_due = fact.answer, fact.words, fact.due


def _ticketed(state: BoardState, fact: EntryTicketed) -> None:
    state.entries[fact.entry_id].ticket_id = fact.ticket_id


def _excused(state: BoardState, fact: EntryExcused) -> None:
    state.entries[fact.entry_id].reason = fact.reason


def _dumped(state: BoardState, fact: AirDumped) -> None:
    state.dumps.append(fact)
    _pressed(state, fact.key)


def _said(state: BoardState, fact: StudioNote) -> None:
    state.notes.append(fact)
    _pressed(state, fact.key)


def _pressed(state: BoardState, key: str) -> None:
    if key:
        state.keys.add(key)


_APPLY: Mapping[type, Callable[[BoardState, Any], None]] = {
    ShowOpened: _opened,
    ShowWentLive: _live,
    ShowSignedOff: _signed_off,
    ShowClosed: _closed,
    NewCallsBlocked: _blocked,
    EntryJoined: _joined,
    RepeatFound: _repeat,
    ScreeningStarted: _screening,
    ScreeningLost: _lost,
    EntryDescribed: _described,
    EntryReady: _ready,
    EntryMovedUp: _moved_up,
    EntryStored: _stored,
    NextChosen: _next,
    WentOnAir: _on_air,
    AirLockChanged: _air_lock,
    WentOffAir: _off_air,
    EntryLeft: _left,
    AirAnswered: _answered,
    AirDumped: _dumped,
    EntryTicketed: _ticketed,
    EntryExcused: _excused,
    StudioNote: _said,
}
