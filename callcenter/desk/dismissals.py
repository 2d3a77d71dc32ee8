"""Callers on the blacklist who hear an announcement: answered, told, let go. They are never in a line."""

from callcenter.desk.floor import Floor
from callcenter.telephony.ports import Answer, HangUp, LegEnded, Play, PromptEnded

MOST_S = 60.0  # an announcement nobody reports the end of


class Dismissals:
    """Owns the legs that are being told."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._told: set[str] = set()

    def tell(self, leg_id: str, call_id: str, prompt: str) -> None:
        """Answer a leg and play the announcement once."""
        self._told.add(leg_id)
        self._floor.order(Answer(leg_id=leg_id, call_id=call_id))
        self._floor.order(Play(leg_id=leg_id, prompts=(prompt,), loop=False))
        self._floor.ports.timers.after(MOST_S, lambda: self._let_go(leg_id))

    def prompt_ended(self, signal: PromptEnded) -> None:
        """The announcement is over: so is the call."""
        self._let_go(signal.leg_id)

    def ended(self, signal: LegEnded) -> None:
        """The caller hung up first."""
        self._told.discard(signal.leg_id)

    def _let_go(self, leg_id: str) -> None:
        if leg_id in self._told:
            self._told.discard(leg_id)
            self._floor.order(HangUp(leg_id=leg_id))
