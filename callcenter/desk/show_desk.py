"""The live show at the desk: commands about its callers and lines, and telephony's signals of their legs."""

from collections.abc import Callable
from typing import Any

import structlog

from callcenter.desk.floor import Floor
from callcenter.desk.show_sound import ShowSound
from callcenter.desk.studio_legs import StudioLegs
from callcenter.show_settings import Show
from callcenter.telephony.ports import (
    Answered,
    Digit,
    HangUp,
    Held,
    Incoming,
    LegEnd,
    LegEnded,
    LegState,
    LegView,
    PromptEnded,
    Reject,
    Resumed,
    Ringing,
    Signal,
    Snapshot,
    SoundHeard,
    TransferAsked,
)
from callcenter.telephony.programme_ports import FeedHeard, MixChanged
from queueing.desk.desk import Facts
from queueing.events import CallState, TransitionError
from queueing.studio.commands import ShowCommands

STUDIO_LEG = "air-"  # how the leg of a studio line, and what is recorded of it, is named
BUSY_CODE = 486

_log = structlog.get_logger("show")


class ShowDesk:
    """The show's part of the desk service. Every command raises TransitionError when it cannot be; nothing changed."""

    def __init__(self, floor: Floor) -> None:
        self._floor, self._desk = floor, floor.desk.show
        self._sound, self._lines = ShowSound(floor), StudioLegs(floor)
        self._settings = Show()
        self.on_talk_back: Callable[[str, str], None] = lambda _call, _what: None  # ringing, mixed, unmixed
        self.on_feed: Callable[[FeedHeard], None] = lambda _told: None  # of the show that is open

    def set_rules(self, settings: Show) -> None:
        """Take the site's lines, phones and programme."""
        self._settings = self._sound.settings = self._lines.settings = settings

    def do(self, command: Callable[[ShowCommands, float], Facts]) -> None:
        """Give a command to the rules, and act on what follows."""
        self._floor.do(command(self._desk, self._floor.now))

    def open(self, show_id: str) -> None:
        """Take the show's callers from now on, and call the studio."""
        settings = self._settings
        positions, programme = len(settings.studio), settings.programme_line
        self.do(lambda desk, now: desk.open(now, show_id, positions, programme, calls_in=settings.calls_in))

    def hand_over(self, call_id: str) -> None:
        """An operator gives the caller to the show."""
        self.do(lambda desk, now: desk.hand_over(now, call_id))

    # --- telephony and the ear -------------------------------------------------------------------------------

    def take(self, signal: Signal) -> bool:
        """Take a signal of a studio line, a producer's phone or a caller of the show; False when it is none."""
        if isinstance(signal, FeedHeard):
            self.do(lambda desk, now: desk.programme(now, signal.name, str(signal.state)))
            self.on_feed(signal)
            return True
        if isinstance(signal, MixChanged | Incoming):
            return self._take_mix(signal) if isinstance(signal, MixChanged) else self._take_call(signal)
        leg_id = getattr(signal, "leg_id", "")
        if self._floor.desk.state.show.line_of(leg_id) is not None:
            self._take_line(signal)
            return True
        call = self._floor.desk.state.calls.get(self._floor.legs.find(leg_id)[0])
        if call is None or call.state is not CallState.SHOW:
            return False
        if call.show_phone is not None and call.show_phone.leg_id == leg_id:
            self._take_phone(signal)
            return True
        return isinstance(signal, Held | Resumed | Digit | TransferAsked)  # of a caller here these mean nothing

    def _take_call(self, signal: Incoming) -> bool:
        """Take a call to the number that brings the programme; from anywhere else it is a number we do not have."""
        if not self._settings.calls_in or signal.dialled != self._settings.programme_number:
            return False
        if self._settings.programme_from not in (signal.trunk, signal.account):
            _log.warning("programme's number was called from elsewhere", trunk=signal.trunk, phone=signal.account)
            return False
        if self._floor.desk.state.show.line_of(signal.leg_id) is None:  # told again after a restart it is known
            self._let_in(signal)
        return True

    def _let_in(self, signal: Incoming) -> None:
        try:
            self.do(lambda desk, now: desk.line_came(now, signal.leg_id))
        except TransitionError as refused:
            _log.warning("call with the programme refused", expected=refused.expected, found=refused.found)
            self._floor.order(Reject(leg_id=signal.leg_id, sip_code=BUSY_CODE))

    def _take_line(self, signal: Any) -> None:
        if isinstance(signal, Answered):
            self.do(lambda desk, now: desk.line_up(now, signal.leg_id))
        elif isinstance(signal, SoundHeard):
            self._heard(signal.leg_id)
        elif isinstance(signal, PromptEnded):
            self.do(lambda desk, now: desk.recording_over(now, signal.leg_id, signal.prompt))
        elif isinstance(signal, LegEnded):
            self.do(lambda desk, now: desk.line_down(now, signal.leg_id, str(signal.why)))

    def _heard(self, leg_id: str) -> None:
        """Ask for the feed again: of one who called without saying its codecs they are known only now."""
        show = self._floor.desk.state.show
        line = show.line_of(leg_id)
        if line is not None and line.up and show.awaited(line.position):
            self._lines.feed(show.show_id, line.position, leg_id)

    def _take_mix(self, signal: MixChanged) -> bool:
        """Of the hotline's calls a conference that fails means nothing here."""
        call = self._floor.desk.state.calls.get(signal.call_id)
        if call is not None and call.show_phone is not None and call.show_phone.talk_back:
            self.on_talk_back(signal.call_id, "mixed" if signal.mixed else "unmixed")
        return True

    def _take_phone(self, signal: Any) -> None:
        if isinstance(signal, Ringing):
            self.on_talk_back(self._floor.legs.find(signal.leg_id)[0], "ringing")
        if isinstance(signal, Answered):
            self.do(lambda desk, now: desk.phone_answered(now, signal.leg_id))
        elif isinstance(signal, LegEnded):
            self._floor.legs.forget(signal.leg_id)
            self.do(lambda desk, now: desk.phone_left(now, signal.leg_id, str(signal.why)))

    def listening(self, leg_id: str, ip: str, port: int) -> bool:
        """The ear waits for a leg of the show; False when it is none, or a caller's own."""
        self._sound.pause_again(leg_id)
        return self._sound.listening(leg_id, ip, port) or self._lines.listening(leg_id, ip, port)

    def restore(self, snapshot: Snapshot) -> None:
        """After a (re)connection: take up lines, phones and callers as telephony has them."""
        live = {leg.leg_id: leg for leg in snapshot.legs}
        state = self._floor.desk.state
        for leg_id, leg in live.items():
            ours = leg_id.startswith(STUDIO_LEG) or leg.call_id.startswith(STUDIO_LEG)
            if ours and state.show.line_of(leg_id) is None:
                self._floor.order(HangUp(leg_id=leg_id))  # dialled in the last moment before the service died
        self._lines.tune(state.show.show_id)
        for line in list(state.show.lines.values()):
            self._restore_line(line.leg_id, live.get(line.leg_id))
        for call in [one for one in state.calls.values() if one.state is CallState.SHOW]:
            phone = call.show_phone
            if phone is not None and phone.leg_id not in live:
                self._phone_lost(phone.leg_id)
            self._sound.restore(call, live.get(self._floor.legs.caller(call.call_id)))

    def _restore_line(self, leg_id: str, seen: LegView | None) -> None:
        show = self._floor.desk.state.show
        line = show.line_of(leg_id)
        if line is None:
            return
        if seen is None:
            self.do(lambda desk, now: desk.line_down(now, leg_id, str(LegEnd.TELEPHONY_LOST)))
        elif line.up:
            if seen.state is LegState.INCOMING:  # the service died before it could answer
                self._lines.answer(show.show_id, leg_id)
            self._lines.hear(show.show_id, line.position, leg_id)
            if line.recording and seen.peer != line.recording:  # it ended, and nobody was there to be told
                self.do(lambda desk, now: desk.recording_over(now, leg_id, line.recording))

    def _phone_lost(self, leg_id: str) -> None:
        self.do(lambda desk, now: desk.phone_left(now, leg_id, str(LegEnd.TELEPHONY_LOST)))
