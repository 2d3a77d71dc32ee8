"""Stored sounds that a leg hears as it hears a peer: through its inner side, where copies and feeds hear them too."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from callcenter.telephony import sip_loop
from callcenter.telephony.bridging import Bridging
from callcenter.telephony.hearing import Hearing
from callcenter.telephony.leg import Leg
from callcenter.telephony.media import Engine, LegSound, MediaError
from callcenter.telephony.mixing import Mixing
from callcenter.telephony.ports import LegState, PromptEnded
from callcenter.telephony.programme_ports import PlayIn
from callcenter.telephony.sip_loop import Timer

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Player:
    sound: LegSound  # an engine session without a party: what it plays goes to the leg's inner port
    name: str
    timer: Timer


class Players:
    """Owns what is played into each leg. A leg that is to hear anything else is released first."""

    def __init__(
        self,
        engine: Engine,
        bridging: Bridging,
        hearing: Hearing,
        mixing: Mixing,
        emit: Callable[[PromptEnded], None],
    ) -> None:
        self._engine, self._bridging, self._hearing, self._mixing, self._emit = engine, bridging, hearing, mixing, emit
        self._players: dict[str, _Player] = {}

    def play(self, order: PlayIn, leg: Leg) -> None:
        """Play it once; a sound that is not there, or cannot be played, is over at once."""
        self.release(leg)
        self._mixing.drop(leg)
        self._bridging.leave(leg)
        try:
            self._begin(order, leg)
        except MediaError as error:
            log.error("stored sound not played", extra={"leg_id": leg.leg_id, "error": str(error)})  # noqa: TRY400
            self._emit(PromptEnded(leg_id=leg.leg_id, prompt=order.sound))

    def _begin(self, order: PlayIn, leg: Leg) -> None:
        if leg.sound is None:
            return
        sound = self._engine.open("player")
        sound.face(self._engine.ip, leg.sound.inner_port, 0)
        self._hearing.mix(leg)
        lasts_s = sound.play(order.sound, leg.codec, loop=False)
        if lasts_s is None:
            sound.close()
            raise MediaError(f"expected the sound {order.sound} in codec {leg.codec}, found none")
        leg.listens, leg.state = order.sound, LegState.LISTENING
        timer = sip_loop.after(lasts_s, partial(self._over, leg))
        self._players[leg.leg_id] = _Player(sound=sound, name=order.sound, timer=timer)

    def _over(self, leg: Leg) -> None:
        name = self._players[leg.leg_id].name
        self.release(leg)
        self._emit(PromptEnded(leg_id=leg.leg_id, prompt=name))
        try:
            self._bridging.free(leg)
        except MediaError as error:
            log.warning("leg not freed after a sound", extra={"leg_id": leg.leg_id, "error": str(error)})

    def release(self, *legs: Leg) -> None:
        """Stop what is played into legs. Never raises."""
        for leg in legs:
            player = self._players.pop(leg.leg_id, None)
            if player is None:
                continue
            player.timer.cancel()
            leg.listens = ""
            if leg.answered:
                leg.state = LegState.UP
            try:
                player.sound.close()
            except MediaError as error:
                log.warning("player not closed", extra={"leg_id": leg.leg_id, "error": str(error)})
