"""RTP packets (RFC 3550 5.1): from a datagram to its parts, or to nothing when it is none (pure)."""

import struct
from typing import NamedTuple

_HEAD = struct.Struct("!BBHII")
_EXTENSION = struct.Struct("!HH")
MAX_PAYLOAD_BYTES = 1600  # 200 ms of G.711, more than an Ethernet frame carries


class RtpPacket(NamedTuple):
    """One packet. A NamedTuple because 5,000 a second are made."""

    payload_type: int
    sequence: int  # 16 bits
    timestamp: int  # 32 bits; at 8 kHz one step is one sample
    ssrc: int
    payload: bytes


def parse(datagram: bytes) -> RtpPacket | None:
    """Read a datagram of any content; None unless it is RTP version 2 whose lengths all agree."""
    size = len(datagram)
    if size < _HEAD.size:
        return None
    first, second, sequence, timestamp, ssrc = _HEAD.unpack_from(datagram)
    if first >> 6 != 2:
        return None
    start = _HEAD.size + 4 * (first & 15)  # contributing sources
    end = size
    if first & 0x10:
        start = _after_extension(datagram, start)
    if first & 0x20:
        end -= datagram[-1] or size  # a padding of 0 bytes cannot be
    if start > end or end - start > MAX_PAYLOAD_BYTES:
        return None
    return RtpPacket(second & 0x7F, sequence, timestamp, ssrc, datagram[start:end])


def _after_extension(datagram: bytes, start: int) -> int:
    """Give where the payload begins behind a header extension; past the end when it does not fit."""
    if start + _EXTENSION.size > len(datagram):
        return len(datagram) + 1
    _, words = _EXTENSION.unpack_from(datagram, start)
    return start + _EXTENSION.size + 4 * int(words)


def build(packet: RtpPacket) -> bytes:
    """Write a packet without padding, extension or contributing sources; `parse` is its inverse."""
    head = _HEAD.pack(0x80, packet.payload_type, packet.sequence, packet.timestamp, packet.ssrc)
    return head + packet.payload
