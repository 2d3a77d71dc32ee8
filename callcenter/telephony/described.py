"""The sound of a leg and the SDP that describes it: opened, written as ours, settled from the other side's, closed."""

import logging
from collections.abc import Mapping

from callcenter.telephony import sdp
from callcenter.telephony.leg import CODEC_UNKNOWN, Leg
from callcenter.telephony.media import Engine, MediaError

BOTH = (sdp.PCMA, sdp.PCMU)

log = logging.getLogger(__name__)


class Described:
    """Owns what was told and agreed of each leg's sound: codec, event type, addresses, SDP version."""

    def __init__(self, engine: Engine, legs: Mapping[str, Leg]) -> None:
        self._engine = engine
        self._legs = legs

    def open(self, leg: Leg) -> None:
        """Open the sound of a leg.

        Raises:
            MediaError: no port is free.

        """
        leg.sound = self._engine.open(leg.leg_id)

    def offer(self, leg: Leg) -> str:
        """Write the offer of a leg we call, in the codec of its call."""
        leg.codec, leg.event_type = self._codec_of_call(leg)
        return self.ours(leg, None)

    def _codec_of_call(self, leg: Leg) -> tuple[int, int]:
        """Return codec and event type already chosen in a call: nothing here transcodes, so its legs must agree."""
        for other in self._legs.values():
            if other is not leg and other.call_id == leg.call_id and other.codec != CODEC_UNKNOWN:
                return other.codec, other.event_type or sdp.EVENT_DEFAULT
        return CODEC_UNKNOWN, sdp.EVENT_DEFAULT

    def ours(self, leg: Leg, offer: sdp.Media | None) -> str:
        """Write our SDP: an answer to `offer`, or an offer."""
        assert leg.sound is not None  # noqa: S101 - every caller has opened it
        leg.sdp_version += 1
        return sdp.build(
            ip=self._engine.ip,
            port=leg.sound.port,
            codecs=self.wanted(leg),
            version=leg.sdp_version,
            event_type=leg.event_type,
            direction=sdp.answer_direction(offer) if offer else sdp.Direction.BOTH,
            answered=offer,
        )

    def wanted(self, leg: Leg) -> tuple[int, ...]:
        """Return the codecs a leg may still agree on."""
        return BOTH if leg.codec == CODEC_UNKNOWN else (leg.codec,)

    def settle(self, leg: Leg, media: sdp.Media) -> None:
        """Take over what the other side's SDP says: codec, key presses, address, hold.

        Raises:
            SdpError: no codec in common; nothing has changed.

        """
        leg.codec = sdp.choose(media, self.wanted(leg))
        leg.event_type = media.event_type
        leg.held_by_phone = media.held
        # The same address again must not be told to the engine: each telling lets it latch anew for ten seconds.
        faces = (media.ip, media.port, media.event_type)
        if leg.sound is not None and media.ip != "0.0.0.0" and leg.faces != faces:
            leg.faces = faces
            leg.sound.face(*faces)

    def close(self, leg: Leg) -> tuple[int, int, int]:
        """Free a leg's ports; returns packets received, sent and lost."""
        sound, leg.sound = leg.sound, None
        if sound is None:
            return 0, 0, 0
        counts = leg.last_counts
        try:
            counts = sound.counts()
            sound.close()
        except MediaError as error:
            log.warning("sound of a leg not closed", extra={"leg_id": leg.leg_id, "error": str(error)})
        return counts.received, counts.sent, counts.lost
