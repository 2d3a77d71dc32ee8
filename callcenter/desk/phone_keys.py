"""What an operator does on the phone's keys during a conversation: *1 hold, *2 number # consult, and so on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from callcenter.desk.floor import Floor
from callcenter.talk_settings import PhoneKeys
from callcenter.telephony.ports import Digit
from queueing.events import CallState, TransitionError

WITH_NUMBER = frozenset({"consult"})
MOST_DIGITS = 24

_log = structlog.get_logger("desk")


@dataclass(slots=True)
class _Typed:
    text: str
    at: float


class Keys:
    """Owns what each operator has typed so far; a pause forgets it."""

    def __init__(self, floor: Floor, settings: PhoneKeys, acts: Mapping[str, Callable[[str, str, str], None]]) -> None:
        """`acts`: what a code does -> how, called with the call, the operator and the number typed."""
        self._floor, self.settings, self._acts = floor, settings, acts
        self._typed: dict[str, _Typed] = {}

    def take(self, signal: Digit) -> bool:
        """Take a key press; False when it is none of an operator in conversation."""
        call = self._floor.desk.state.calls.get(self._floor.legs.find(signal.leg_id)[0])
        if call is None or signal.leg_id != call.offer_id or call.state not in (CallState.TALKING, CallState.HOLD):
            return False
        if self.settings.enabled:
            self._press(call.call_id, call.operator_id, signal)
        return True

    def _press(self, call_id: str, operator_id: str, signal: Digit) -> None:
        typed = self._typed.pop(signal.leg_id, None)
        fresh = typed is None or self._floor.now - typed.at > self.settings.pause_s or signal.digit == "*"
        text = signal.digit if fresh or typed is None else typed.text + signal.digit
        action = self._meaning(text)
        if action is None:
            if text.startswith("*") and len(text) <= MOST_DIGITS:
                self._typed[signal.leg_id] = _Typed(text, self._floor.now)
            return
        name, number = action
        try:
            self._acts[name](call_id, operator_id, number)
        except TransitionError as late:
            _log.info("key press came too late", action=name, expected=late.expected, found=late.found)

    def _meaning(self, text: str) -> tuple[str, str] | None:
        """Return what was typed means, None while it is unfinished or means nothing."""
        for code, name in self.settings.codes().items():
            if name in WITH_NUMBER and text.startswith(code) and text.endswith("#"):
                return name, text[len(code) : -1]
            if name not in WITH_NUMBER and text == code:
                return name, ""
        return None
