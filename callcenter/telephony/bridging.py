"""Which two legs hear each other, who holds whom, and what becomes of the one that is left."""

import logging
from collections.abc import Mapping

from callcenter.telephony.hearing import Hearing
from callcenter.telephony.leg import Leg
from callcenter.telephony.media import MediaError
from callcenter.telephony.ports import LegState

log = logging.getLogger(__name__)


class Bridging:
    """Owns `peer`, `held_by_desk` and the bridged states of the legs."""

    def __init__(self, legs: Mapping[str, Leg], hearing: Hearing) -> None:
        self._legs = legs
        self._hearing = hearing

    def join(self, first: Leg, second: Leg, *, quiet: bool = False) -> None:
        """Let two legs hear each other, up or ringing with early sound; either leaves the bridge it was in."""
        if first.peer != second.leg_id:
            self.leave(first)
            self.leave(second)
        first.peer, second.peer = second.leg_id, first.leg_id
        first.quiet = second.quiet = quiet
        if first.sound is not None and second.sound is not None:
            first.sound.link(second.sound)
        self._show(first, second)

    def hold_changed(self, leg: Leg) -> None:
        """Bring what a leg and its peer hear in line with who holds whom now."""
        if leg.peer:
            self._show(leg, self._legs[leg.peer])

    def _show(self, *legs: Leg) -> None:
        for leg in legs:
            if leg.answered:
                leg.state = LegState.HELD if leg.on_hold else LegState.BRIDGED
            self._hearing.peer(leg, self._legs[leg.peer])

    def leave(self, leg: Leg) -> Leg | None:
        """Take a leg out of its bridge; both hear silence. Returns the peer it had."""
        peer = self._legs.get(leg.peer)
        if peer is not None:
            self._alone(leg)
            self._alone(peer)
        return peer

    def part(self, leg: Leg) -> Leg | None:
        """Free the peer of a leg that has ended; returns it. Never raises: the leg is going either way."""
        peer = self._legs.get(leg.peer)
        leg.peer = ""
        self._hearing.hush(leg)
        if peer is None:
            return None
        try:
            self._alone(peer)
        except MediaError as error:
            log.warning("leg not parted from its peer", extra={"leg_id": leg.leg_id, "error": str(error)})
        return peer

    def detach(self, leg: Leg) -> None:
        """Take a leg out of its bridge without a sound in between: it goes to the mixer, its peer may follow."""
        peer = self._legs.get(leg.peer)
        leg.peer, leg.held_by_desk = "", False
        if peer is not None and peer.peer == leg.leg_id:
            peer.peer = ""
            peer.held_by_desk = False

    def free(self, leg: Leg) -> None:
        """Let a leg hear silence, alone."""
        self._alone(leg)

    def _alone(self, leg: Leg) -> None:
        leg.peer = ""
        leg.held_by_desk = False
        if leg.answered:
            leg.state = LegState.UP
        self._hearing.silence(leg)
        if leg.sound is not None:
            leg.sound.unlink()
