"""A feed: what one party says (and is sent), encoded once a codec and sent as it is to all who listen. Pure."""

from collections.abc import Mapping, Sequence

import numpy as np

from asr.rtp import parse
from callcenter.telephony.mixer.conference import DECODE, ENCODE, SILENCE
from callcenter.telephony.mixer.meter import Meter
from callcenter.telephony.mixer.playout import Playout, Samples
from callcenter.telephony.mixer.stream import OutStream

Ports = tuple[int, ...]


class FeedSound:
    """Owns the jitter buffers of its sources and one stream a codec, the same for every listener.

    Each listener's phone sees one source only, so that they all have the same number is nobody's loss: a packet is
    made once a tick and codec, however many listen.
    """

    def __init__(self, codecs: Sequence[int], fresh_source: int) -> None:
        self._codecs = tuple(codecs)
        self._playouts = [Playout() for _ in codecs]
        self._packets = 0  # of the first source since the last tick
        self._streams = {codec: OutStream(codec) for codec in ENCODE}
        for stream in self._streams.values():
            stream.begin(fresh_source, 0, 0)
        self.listeners: Mapping[int, Ports] = {}  # codec -> the ports of those who listen
        self.meter = Meter()

    def receive(self, place: int, datagram: bytes) -> None:
        """Take a packet of a source; what is no sound in its codec is left out."""
        packet = parse(datagram)
        if packet is None or packet.payload_type != self._codecs[place] or not packet.payload:
            return
        self._packets += place == 0
        samples = np.frombuffer(DECODE[packet.payload_type](packet.payload), np.int16)
        self._playouts[place].push(packet.timestamp, packet.ssrc, samples)

    def tick(self) -> tuple[bool, list[tuple[bytes, Ports]]]:
        """Return whether the meter has changed, and each packet with the ports it goes to."""
        frames = [playout.take() for playout in self._playouts]
        changed = self.meter.look(self._packets, frames[0])
        self._packets = 0
        said = _sum(frames)
        return changed, [(self._packet(codec, said), ports) for codec, ports in self.listeners.items() if ports]

    def _packet(self, codec: int, said: Samples) -> bytes:
        return self._streams[codec].packet(ENCODE[codec](said.tobytes()))


def _sum(frames: Sequence[Samples | None]) -> Samples:
    """Add up; what is too loud is cut, never wrapped around."""
    there = [frame.astype(np.int32) for frame in frames if frame is not None]
    total = sum(there, start=SILENCE)
    return np.clip(total, -32768, 32767).astype(np.int16)
