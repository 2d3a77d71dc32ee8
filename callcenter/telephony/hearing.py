"""What each leg hears: prompts in turn, its peer, music while its peer holds, silence otherwise."""

import logging
import time
from collections.abc import Callable
from functools import partial

from callcenter.telephony import sip_loop
from callcenter.telephony.leg import CODEC_UNKNOWN, Leg
from callcenter.telephony.media import SILENCE
from callcenter.telephony.ports import PromptEnded

HOLD_PROMPTS = ("hold", "music")  # the first that exists
FIRST_AFTER_S = 0.06  # a phone may go deaf when another source follows the first within milliseconds (decisions/0017)
PROMPT_PACKETS_PER_S = 100.0  # the engine plays in packets of 10 ms

log = logging.getLogger(__name__)


class Hearing:
    """Owns the prompt timers of the legs."""

    def __init__(self, emit: Callable[[PromptEnded], None]) -> None:
        self._emit = emit
        self.then: Callable[[Leg], bool] = lambda _leg: False  # what a leg hears when its prompts are over

    def prompts(self, leg: Leg, names: tuple[str, ...], *, loop: bool) -> None:
        """Let a leg hear prompts in turn, the last one for ever when `loop`; then silence."""
        self.hush(leg)
        leg.queue, leg.loop = list(names), loop
        if leg.codec != CODEC_UNKNOWN:
            self._begin(leg)

    def start(self, leg: Leg) -> None:
        """Begin the prompts that waited for the codec to be known."""
        if not leg.peer:
            self._begin(leg)

    def hold_music(self, leg: Leg) -> None:
        """Let a leg hear the music of being held."""
        self.hush(leg)
        if not any(self._play(leg, name, loop=True) is not None for name in HOLD_PROMPTS):
            self._play(leg, SILENCE, loop=True)

    def silence(self, leg: Leg) -> None:
        """Let a leg hear nothing; packets go on, so that its phone does not think the line dead."""
        self.prompts(leg, (), loop=False)

    def peer(self, leg: Leg, peer: Leg) -> None:
        """Let a bridged leg hear its peer, music while the peer holds, silence while it holds the peer itself."""
        if peer.on_hold and not leg.quiet:
            self.hold_music(leg)
        elif peer.on_hold or leg.held_by_desk:
            self.silence(leg)
        else:
            self.mix(leg)

    def mix(self, leg: Leg) -> None:
        """Let a leg hear what is sent to its inner side: its peer, or the mixer."""
        self.hush(leg)
        leg.sounded = True
        if leg.sound is not None:
            leg.sound.stop()
        self._count(leg, playing=False)

    def hush(self, leg: Leg) -> None:
        """Forget the prompts that were to come."""
        leg.queue = []
        if leg.prompt_timer is not None:
            leg.prompt_timer.cancel()
            leg.prompt_timer = None

    def prompt_packets(self, leg: Leg) -> int:
        """Return how many packets of prompts a leg was sent, computed from how long they played."""
        self._count(leg, playing=leg.prompt_since > 0)
        return int(leg.prompt_packets)

    def _begin(self, leg: Leg) -> None:
        """Play; the first that a phone is sent waits a moment, so that a bridge that follows at once goes before it."""
        if leg.sounded:
            self._next(leg)
        else:
            leg.prompt_timer = sip_loop.after(FIRST_AFTER_S, partial(self._first, leg))

    def _first(self, leg: Leg) -> None:
        leg.prompt_timer = None
        if leg.sound is not None:
            self._next(leg)

    def _next(self, leg: Leg) -> None:
        while leg.queue:
            name = leg.queue.pop(0)
            forever = leg.loop and not leg.queue
            lasts_s = self._play(leg, name, loop=forever)
            if lasts_s is None:
                log.warning("prompt is missing", extra={"prompt": name, "codec": leg.codec})
                self._emit(PromptEnded(leg_id=leg.leg_id, prompt=name))
                continue
            if not forever:
                leg.prompt_timer = sip_loop.after(lasts_s, partial(self._ended, leg, name))
            return
        if not self.then(leg):
            self._play(leg, SILENCE, loop=True)

    def _ended(self, leg: Leg, name: str) -> None:
        leg.prompt_timer = None
        if leg.sound is not None:
            self._emit(PromptEnded(leg_id=leg.leg_id, prompt=name))
            self._next(leg)

    def _play(self, leg: Leg, name: str, *, loop: bool) -> float | None:
        if leg.sound is None or leg.codec == CODEC_UNKNOWN:
            return None
        leg.sounded = True
        lasts_s = leg.sound.play(name, leg.codec, loop=loop)
        if lasts_s is not None:
            self._count(leg, playing=True)
        return lasts_s

    def _count(self, leg: Leg, *, playing: bool) -> None:
        now = time.monotonic()
        if leg.prompt_since:
            leg.prompt_packets += (now - leg.prompt_since) * PROMPT_PACKETS_PER_S
        leg.prompt_since = now if playing else 0.0
