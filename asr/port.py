"""A leg's UDP port: datagrams in, sound in the jitter buffer out; what does not belong is dropped and counted."""

import errno
import socket
from dataclasses import dataclass

from asr import g711, rtp
from asr.jitter import JitterBuffer
from asr.rtp import RtpPacket

_PCMU, _PCMA, _COMFORT_NOISE = 0, 8, 13  # RFC 3551
_DYNAMIC_FROM = 96
_KEY_PRESS_BYTES = 4  # RFC 4733
_BUFFER_BYTES = 1 << 20  # seconds of packets, in case this process is kept from running
_MAX_DRAIN = 500  # packets of one leg at once: a flood on one port must not starve the others


@dataclass(slots=True, kw_only=True)
class PortCount:
    """What was dropped before the jitter buffer."""

    strangers: int = 0  # from another address than the first packet's
    junk: int = 0  # no RTP
    unknown: int = 0  # payload types that are neither G.711 nor silent


class LegPort:
    """Owns a leg's socket. Listens to the first source of RTP only."""

    def __init__(self, ip: str, jitter: JitterBuffer) -> None:
        """Open a free port at `ip`; raises OSError."""
        self.count = PortCount()
        self._jitter = jitter
        self._source: object = None
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.setblocking(False)
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
            self._socket.bind((ip, 0))
        except OSError:
            self._socket.close()
            raise
        self.ip, self.port = self._socket.getsockname()

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def drain(self, arrival: int) -> int:
        """Read what has arrived; `arrival` is the call's sample now. Give how many datagrams there were."""
        receive = self._socket.recvfrom
        for number in range(_MAX_DRAIN):
            try:
                datagram, source = receive(2048)
            except BlockingIOError:
                return number
            except OSError as error:
                if error.errno == errno.ECONNREFUSED:  # an ICMP error of something we never sent
                    continue
                raise
            if self._source is None or source == self._source:
                self._take(datagram, source, arrival)
            else:
                self.count.strangers += 1
        return _MAX_DRAIN

    def _take(self, datagram: bytes, source: object, arrival: int) -> None:
        packet = rtp.parse(datagram)
        if packet is None:
            self.count.junk += 1
            return
        pcm = _sound(packet)
        if pcm is None:
            self.count.unknown += 1
            return
        self._source = source
        self._jitter.push(packet.sequence, packet.timestamp, packet.ssrc, pcm, arrival)


def _sound(packet: RtpPacket) -> bytes | None:
    """Decode a packet; b'' for those that stand in the numbering but are silent, None for the unknown."""
    if packet.payload_type == _PCMA:
        return g711.alaw_decode(packet.payload)
    if packet.payload_type == _PCMU:
        return g711.ulaw_decode(packet.payload)
    is_key_press = packet.payload_type >= _DYNAMIC_FROM and len(packet.payload) == _KEY_PRESS_BYTES
    return b"" if is_key_press or packet.payload_type == _COMFORT_NOISE else None
