"""The show's sound on the real desk: implements ports.AirPath by the desk's commands, and tells what became of them."""

from collections import deque
from collections.abc import Callable, Sequence

import structlog

from callcenter.desk.show_desk import ShowDesk
from callcenter.show.ports import (
    CallerJoined,
    CallerLeft,
    OnAirHeard,
    ProgrammeHeard,
    RecordingOver,
    ScreeningFailed,
    ScreeningHeard,
    ShowSignal,
    StudioLineChanged,
)
from callcenter.show.talk_backs import TalkBacks
from callcenter.telephony.programme_ports import FeedHeard
from callcenter.timers import Timers
from queueing.desk.desk import Facts
from queueing.desk.state import DeskState
from queueing.events import (
    CallEnded,
    CallJoinedShow,
    CallLeftShow,
    CallPutOnAir,
    CallState,
    Fact,
    RecordingEnded,
    ShowPhoneAnswered,
    ShowPhoneLeft,
    StudioLineDown,
    StudioLineUp,
    TransitionError,
)
from queueing.studio.commands import ShowCommands
from queueing.studio.terms import DROPPED, FREED, LINE_DOWN, PLAYED, THANKED

LET_GO = (THANKED, DROPPED)
BUSY = "busy"

_log = structlog.get_logger("air")


class Air:
    """Owns the signals still to be told: they go out after the command that caused them, in order."""

    def __init__(self, desk: ShowDesk, state: DeskState, timers: Timers) -> None:
        self._desk, self._state, self._timers = desk, state, timers
        self._on_signal: Callable[[ShowSignal], None] = lambda _signal: None
        self._untold: deque[ShowSignal] = deque()
        self._with_show: set[str] = set()
        desk.on_feed = self._programme
        self._talk_backs = TalkBacks(timers, self._say)
        desk.on_talk_back = self._talk_backs.take

    def listen(self, on_signal: Callable[[ShowSignal], None]) -> None:
        """Name who hears signals, in the order they happened."""
        self._on_signal = on_signal

    def restore(self) -> None:
        """After the ledger was replayed: know who was with the show."""
        self._with_show = {one.call_id for one in self._state.calls.values() if one.state is CallState.SHOW}

    # --- looking ---------------------------------------------------------------------------------------------

    def present(self) -> Sequence[CallerJoined]:
        """Every caller who is with the show now, first come first: for who starts while a show is on."""
        here = [call for call in self._state.calls.values() if call.state is CallState.SHOW]
        ordered = sorted(here, key=lambda call: call.show_since)
        return [CallerJoined(at=one.show_since, call_id=one.call_id, source=one.show_source) for one in ordered]

    def open_show(self) -> str:
        """The show whose lines are open, '' when none."""
        return self._state.show.show_id

    def lines_up(self) -> dict[int, bool]:
        """Each line to the studio, and whether it is up."""
        return {line.position: line.up for line in self._state.show.lines.values()}

    # --- orders (a caller who has just gone is no error) ---------------------------------------------------------

    def open(self, show_id: str) -> None:
        """Call the studio's lines; callers of the show's number are told as joined from now on."""
        self._try("open", lambda: self._desk.open(show_id))

    def block(self, blocked: bool) -> None:
        """While blocked, new callers go to the hotline's queue."""
        self._do("block", lambda desk, now: desk.block(now, blocked))

    def close(self) -> None:
        """Hang up the studio's lines; callers still with the show go to the hotline."""
        self._do("close", lambda desk, now: desk.close(now))

    def screen(self, call_id: str, phone: str) -> None:
        """Ring a producer's phone and let the two talk."""
        done = self._do("screen", lambda desk, now: desk.screen(now, call_id, phone))
        if not done and call_id in self._state.calls:
            self._say(ScreeningFailed(at=self._timers.now(), call_id=call_id, phone=phone, why=BUSY))

    def park(self, call_id: str) -> None:
        """The caller hears the programme; a producer's phone is freed."""
        self._do("park", lambda desk, now: desk.park(now, call_id))

    def air(self, call_id: str, position: int) -> None:
        """Put the caller on a studio line."""
        self._do("air", lambda desk, now: desk.air(now, call_id, position))

    def off_air(self, call_id: str) -> None:
        """Take the caller off the studio line; the programme is heard again."""
        self._do("off_air", lambda desk, now: desk.park(now, call_id))

    def play(self, recording: str, position: int) -> None:
        """Play a stored call on a studio line."""
        if not self._do("play", lambda desk, now: desk.play(now, position, recording)):
            self._say(RecordingOver(at=self._timers.now(), recording=recording, played=False))

    def stop(self, position: int) -> None:
        """Break off the stored call on a studio line."""
        self._do("stop", lambda desk, now: desk.stop(now, position))

    def talk_back(self, call_id: str, phone: str, on: bool) -> None:
        """Let a producer speak to a parked or on-air caller without the studio hearing it."""
        if not self._do("talk_back", lambda desk, now: desk.talk_back(now, call_id, phone, on)) and on:
            self._talk_backs.refused(call_id, phone)

    def to_hotline(self, call_id: str) -> None:
        """Give the caller back to an operator, with the place the whole wait has earned."""
        self._do("to_hotline", lambda desk, now: desk.to_hotline(now, call_id))

    def thank(self, call_id: str) -> None:
        """Play thanks and hang up."""
        self._do("thank", lambda desk, now: desk.thank(now, call_id))

    def drop(self, call_id: str) -> None:
        """Hang up."""
        self._do("drop", lambda desk, now: desk.drop(now, call_id))

    def _do(self, name: str, command: Callable[[ShowCommands, float], Facts]) -> bool:
        return self._try(name, lambda: self._desk.do(command))

    def _try(self, name: str, act: Callable[[], None]) -> bool:
        try:
            act()
        except TransitionError as late:
            _log.info("order came too late", order=name, expected=late.expected, found=late.found)
            return False
        return True

    # --- facts -> signals ------------------------------------------------------------------------------------

    def take_fact(self, fact: Fact) -> None:
        """Tell the studio what a fact means to it."""
        self._talk_backs.take_fact(fact)
        match fact:
            case CallJoinedShow():
                self._with_show.add(fact.call_id)
                self._say(CallerJoined(at=fact.at, call_id=fact.call_id, source=fact.source))
            case CallLeftShow():
                self._with_show.discard(fact.call_id)
            case CallEnded() if fact.call_id in self._with_show:
                self._ended(fact)
            case ShowPhoneAnswered() if not fact.talk_back:
                self._say(ScreeningHeard(at=fact.at, call_id=fact.call_id, phone=fact.phone))
            case ShowPhoneLeft() if not fact.talk_back and fact.why != FREED:
                self._say(ScreeningFailed(at=fact.at, call_id=fact.call_id, phone=fact.phone, why=fact.why))
            case CallPutOnAir() if self.lines_up().get(fact.position):
                self._say(OnAirHeard(at=fact.at, call_id=fact.call_id, position=fact.position))
            case RecordingEnded() if fact.why in (PLAYED, LINE_DOWN):
                self._say(RecordingOver(at=fact.at, recording=fact.recording, played=fact.why == PLAYED))
            case StudioLineUp() | StudioLineDown():
                self._line(fact)
            case _:
                pass

    def _programme(self, told: FeedHeard) -> None:
        self._say(ProgrammeHeard(at=self._timers.now(), state=told.state.value, level_db=told.level_db, why=told.why))

    def _ended(self, fact: CallEnded) -> None:
        self._with_show.discard(fact.call_id)
        if fact.reason not in LET_GO:  # what the studio ordered it knows
            self._say(CallerLeft(at=fact.at, call_id=fact.call_id))

    def _line(self, fact: StudioLineUp | StudioLineDown) -> None:
        up = isinstance(fact, StudioLineUp)
        why = "" if isinstance(fact, StudioLineUp) else fact.why
        self._say(StudioLineChanged(at=fact.at, position=fact.position, up=up, why=why))
        for call in self._state.calls.values():
            if up and fact.position and call.air_position == fact.position:
                self._say(OnAirHeard(at=fact.at, call_id=call.call_id, position=fact.position))

    def _say(self, signal: ShowSignal) -> None:
        self._untold.append(signal)
        if len(self._untold) == 1:
            self._timers.after(0.0, self._tell)

    def _tell(self) -> None:
        while self._untold:
            signal = self._untold[0]
            try:
                self._on_signal(signal)
            except Exception:  # noqa: BLE001 - the edge: who hears must not stop the sound
                _log.exception("signal not taken", signal=type(signal).__name__)
            self._untold.popleft()
