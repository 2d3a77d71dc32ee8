"""Whether sound arrives from each leg: the first packet, and when packets stop for too long."""

import logging
import time
from collections.abc import Callable
from functools import partial

from callcenter.telephony import sip_loop
from callcenter.telephony.leg import Leg
from callcenter.telephony.media import MediaError

FIRST_LOOK_S = 0.1  # while nothing has been heard; a look costs 0.04 ms
LATE_LOOK_S = 0.5  # after three seconds of nothing
PATIENCE_S = 3.0
LOOKS_PER_TIMEOUT = 6

log = logging.getLogger(__name__)


class Watch:
    """Owns the packet-watching timers; tells the switchboard of the first packet and of a lost leg."""

    def __init__(self, timeout_s: float, on_heard: Callable[[Leg], None], on_lost: Callable[[Leg], None]) -> None:
        """Keep whom to tell; `timeout_s` 0 never loses a leg."""
        self._timeout_s = timeout_s
        self._on_heard = on_heard
        self._on_lost = on_lost

    def begin(self, leg: Leg) -> None:
        """Watch a leg from its answer on."""
        leg.last_packet_at = time.monotonic()
        self._later(leg, FIRST_LOOK_S)

    def end(self, leg: Leg) -> None:
        """Watch it no longer."""
        if leg.watch_timer is not None:
            leg.watch_timer.cancel()
            leg.watch_timer = None

    def _later(self, leg: Leg, seconds: float) -> None:
        leg.watch_timer = sip_loop.after(seconds, partial(self._look, leg))

    def _look(self, leg: Leg) -> None:
        leg.watch_timer = None
        if leg.sound is None:
            return
        try:
            counts = leg.sound.counts()
        except MediaError as error:
            log.warning("packets not counted", extra={"leg_id": leg.leg_id, "error": str(error)})
            counts = leg.last_counts
        now = time.monotonic()
        if counts.received > leg.last_counts.received or leg.held_by_phone:
            leg.last_packet_at = now
        leg.last_counts = counts
        if counts.received and not leg.heard:
            leg.heard = True
            self._on_heard(leg)
        if self._timeout_s and now - leg.last_packet_at > self._timeout_s:
            self._on_lost(leg)
        else:
            self._later(leg, self._pause(leg, now))

    def _pause(self, leg: Leg, now: float) -> float:
        if leg.heard:
            return max(FIRST_LOOK_S, (self._timeout_s or 30.0) / LOOKS_PER_TIMEOUT)
        return FIRST_LOOK_S if now - leg.last_packet_at < PATIENCE_S else LATE_LOOK_S
