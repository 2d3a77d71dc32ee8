"""Which orders to the air path follow from which facts of the board: a pure table, and the sound each caller has now.

The board says who is where; `Sound` remembers what a caller hears, so that nobody is parked twice and a caller who has
hung up gets no order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, assert_never

from callcenter.show.ports import AirPath
from queueing.show.facts import (
    EntryEnd,
    EntryJoined,
    EntryKind,
    EntryLeft,
    EntryReady,
    NewCallsBlocked,
    ScreeningLost,
    ScreeningStarted,
    ShowFact,
    ShowOpened,
    ShowSignedOff,
    WentOffAir,
    WentOnAir,
)
from queueing.show.state import BoardState, EntryState, Phase


class Verb(StrEnum):
    """The orders of an AirPath that follow from the board."""

    OPEN = "open"
    BLOCK = "block"
    CLOSE = "close"
    SCREEN = "screen"
    PARK = "park"
    AIR = "air"
    OFF_AIR = "off_air"
    TO_HOTLINE = "to_hotline"
    THANK = "thank"
    DROP = "drop"
    PLAY = "play"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class AirOrder:
    """One order; what its verb does not need is empty."""

    verb: Verb
    call_id: str = ""
    phone: str = ""
    position: int = 0
    on: bool = False
    show_id: str = ""
    recording: str = ""


class Heard(StrEnum):
    """What a caller hears."""

    PROGRAMME = "programme"
    PRODUCER = "producer"
    STUDIO = "studio"


@dataclass(slots=True, kw_only=True)
class Sound:
    """What each caller who is still with the show hears. Owner: Studio; changed by `orders_after` only."""

    heard: dict[str, Heard] = field(default_factory=dict)  # by call
    calls: dict[str, str] = field(default_factory=dict)  # entry -> call
    recordings: dict[str, str] = field(default_factory=dict)  # entry -> the sound that is played
    playing: dict[str, int] = field(default_factory=dict)  # entry -> studio line


Orders = list[AirOrder]
_END: Mapping[EntryEnd, Verb | None] = {
    EntryEnd.AIRED: Verb.THANK,
    EntryEnd.RETURNED: Verb.TO_HOTLINE,
    EntryEnd.DROPPED: Verb.DROP,
    EntryEnd.LEFT: None,  # hung up: nobody there to order anything for
    EntryEnd.UNSERVED: None,  # messages and persons
}


def orders_after(fact: ShowFact, sound: Sound) -> Orders:
    """What has to be heard now that this happened."""
    made = _ORDERS.get(type(fact))
    return made(fact, sound) if made else []


def orders_again(state: BoardState) -> Orders:
    """All orders that lead to the board as it is, for a service that starts again; what is so already stays."""
    if state.phase not in (Phase.OPEN, Phase.LIVE):
        return []
    calls = [
        one for one in state.entries.values() if (one.call_id or one.recording) and one.state is not EntryState.GONE
    ]
    said = [AirOrder(verb=Verb.OPEN, show_id=state.show_id), AirOrder(verb=Verb.BLOCK, on=state.blocked)]
    for one in sorted(
        calls, key=lambda entry: entry.state is EntryState.ON_AIR
    ):  # lines are freed before they are taken
        if one.recording:
            on = one.state is EntryState.ON_AIR
            said += [AirOrder(verb=Verb.PLAY, recording=one.recording, position=one.position)] if on else []
        elif one.state is EntryState.ON_AIR:
            said.append(AirOrder(verb=Verb.AIR, call_id=one.call_id, position=one.position))
        elif one.state is EntryState.SCREENING:
            said.append(AirOrder(verb=Verb.SCREEN, call_id=one.call_id, phone=one.phone))
        else:
            said.append(AirOrder(verb=Verb.PARK, call_id=one.call_id))
    return said


def give(air: AirPath, order: AirOrder) -> None:  # noqa: C901, PLR0912 - one line a verb
    """Give one order."""
    match order.verb:
        case Verb.OPEN:
            air.open(order.show_id)
        case Verb.BLOCK:
            air.block(order.on)
        case Verb.CLOSE:
            air.close()
        case Verb.SCREEN:
            air.screen(order.call_id, order.phone)
        case Verb.PARK:
            air.park(order.call_id)
        case Verb.AIR:
            air.air(order.call_id, order.position)
        case Verb.OFF_AIR:
            air.off_air(order.call_id)
        case Verb.TO_HOTLINE:
            air.to_hotline(order.call_id)
        case Verb.THANK:
            air.thank(order.call_id)
        case Verb.DROP:
            air.drop(order.call_id)
        case Verb.PLAY:
            air.play(order.recording, order.position)
        case Verb.STOP:
            air.stop(order.position)
        case _:
            assert_never(order.verb)


def _opened(fact: ShowOpened, _sound: Sound) -> Orders:
    return [AirOrder(verb=Verb.OPEN, show_id=fact.show_id)]


def _signed_off(_fact: ShowSignedOff, _sound: Sound) -> Orders:
    return [AirOrder(verb=Verb.CLOSE)]


def _blocked(fact: NewCallsBlocked, _sound: Sound) -> Orders:
    return [AirOrder(verb=Verb.BLOCK, on=fact.blocked)]


def _joined(fact: EntryJoined, sound: Sound) -> Orders:
    """Whoever joins hears the programme already."""
    if fact.kind is EntryKind.CALL:
        sound.calls[fact.entry_id], sound.heard[fact.call_id] = fact.call_id, Heard.PROGRAMME
    if fact.kind is EntryKind.RECORDING:
        sound.recordings[fact.entry_id] = fact.recording
    return []


def _screening(fact: ScreeningStarted, sound: Sound) -> Orders:
    call_id = sound.calls.get(fact.entry_id, "")
    if not call_id:
        return []
    away = _park(call_id, sound)  # taken over: the other producer's phone is freed first
    sound.heard[call_id] = Heard.PRODUCER
    return [*away, AirOrder(verb=Verb.SCREEN, call_id=call_id, phone=fact.phone)]


def _let_wait(fact: ScreeningLost | EntryReady, sound: Sound) -> Orders:
    return _park(sound.calls.get(fact.entry_id, ""), sound)


def _park(call_id: str, sound: Sound) -> Orders:
    if sound.heard.get(call_id) is not Heard.PRODUCER:
        return []
    sound.heard[call_id] = Heard.PROGRAMME
    return [AirOrder(verb=Verb.PARK, call_id=call_id)]


def _on_air(fact: WentOnAir, sound: Sound) -> Orders:
    recording = sound.recordings.get(fact.entry_id, "")
    if recording:
        sound.playing[fact.entry_id] = fact.position
        return [AirOrder(verb=Verb.PLAY, recording=recording, position=fact.position)]
    call_id = sound.calls.get(fact.entry_id, "")
    if not call_id:
        return []
    sound.heard[call_id] = Heard.STUDIO
    return [AirOrder(verb=Verb.AIR, call_id=call_id, position=fact.position)]


def _off_air(fact: WentOffAir, sound: Sound) -> Orders:
    position = sound.playing.pop(fact.entry_id, 0)
    if position:
        return [AirOrder(verb=Verb.STOP, position=position)] if fact.by else []  # '': it plays no more
    call_id = sound.calls.get(fact.entry_id, "")
    if not call_id:
        return []
    sound.heard[call_id] = Heard.PROGRAMME
    return [AirOrder(verb=Verb.OFF_AIR, call_id=call_id)] if fact.by else []  # '': the caller hung up


def _left(fact: EntryLeft, sound: Sound) -> Orders:
    call_id = sound.calls.pop(fact.entry_id, "")
    sound.heard.pop(call_id, None)
    verb = _END[fact.how]
    return [AirOrder(verb=verb, call_id=call_id)] if call_id and verb else []


_ORDERS: Mapping[type, Callable[[Any, Sound], Orders]] = {
    ShowOpened: _opened,
    ShowSignedOff: _signed_off,
    NewCallsBlocked: _blocked,
    EntryJoined: _joined,
    ScreeningStarted: _screening,
    ScreeningLost: _let_wait,
    EntryReady: _let_wait,
    WentOnAir: _on_air,
    WentOffAir: _off_air,
    EntryLeft: _left,
}
