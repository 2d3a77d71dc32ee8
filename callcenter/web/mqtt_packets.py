"""The little of MQTT 3.1.1 and 5 that a proxy must understand: where packets end, and what a CONNECT says. Pure."""

import struct
from dataclasses import dataclass
from enum import IntEnum

MAX_PACKET_BYTES = 16_384  # a wall's SUBSCRIBE has a few hundred
LONGEST_KEEP_ALIVE_S = 120
_CLEAN, _WILL, _PASSWORD, _USERNAME = 0x02, 0x04, 0x40, 0x80


class PacketType(IntEnum):
    """Upper four bits of the first byte (MQTT 5, 2.1.2)."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14
    AUTH = 15


# What a browser may send once it is connected: it reads and confirms, it never publishes.
READER_MAY_SEND = frozenset(
    {
        PacketType.PUBACK,
        PacketType.PUBREC,
        PacketType.PUBCOMP,
        PacketType.SUBSCRIBE,
        PacketType.UNSUBSCRIBE,
        PacketType.PINGREQ,
        PacketType.DISCONNECT,
    }
)


class PacketError(Exception):
    """The bytes are not MQTT, or more of it than we take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who the browser becomes at the broker."""

    client_id: str
    username: str
    password: str


class Splitter:
    """Cuts a stream of bytes into whole packets; WebSocket frames need not end where packets do."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Take more bytes and return the packets they complete.

        Raises:
            PacketError: a length that is not one, or a packet that is too long.

        """
        self._held += data
        packets: list[bytes] = []
        while (size := _packet_size(self._held)) is not None and len(self._held) >= size:
            packets.append(bytes(self._held[:size]))
            del self._held[:size]
        return packets


def packet_type(packet: bytes) -> PacketType:
    """Return what kind of packet it is.

    Raises:
        PacketError: type 0, which is forbidden.

    """
    kind = packet[0] >> 4
    if kind == 0:
        raise PacketError("packet type: expected 1 to 15, found 0")
    return PacketType(kind)


def rewrite_connect(packet: bytes, login: Login) -> bytes:
    """Return a CONNECT of the same protocol version with our login.

    Kept: version and keep-alive (120 s at most). Replaced: client identifier (a browser could throw the publisher out
    by taking its identifier), user name and password. Left out: the will and all properties (a session that outlives
    the connection would fill the broker); the session starts clean.

    Raises:
        PacketError: not a whole CONNECT of MQTT 3.1.1 or 5.

    """
    if packet_type(packet) is not PacketType.CONNECT:
        raise PacketError(f"first packet: expected CONNECT, found {packet_type(packet).name}")
    level, keep_alive_s = _read_connect(packet)
    flags = _CLEAN | _USERNAME | _PASSWORD
    head = _text("MQTT") + struct.pack("!BBH", level, flags, min(keep_alive_s or 60, LONGEST_KEEP_ALIVE_S))
    properties = b"\x00" if level == 5 else b""
    body = head + properties + _text(login.client_id) + _text(login.username) + _text(login.password)
    return bytes([PacketType.CONNECT << 4]) + _varint(len(body)) + body


def subscribed(packet: bytes, level: int) -> tuple[str, ...]:
    """Return the topic filters of a SUBSCRIBE.

    Args:
        packet: a whole SUBSCRIBE.
        level: the protocol level of its CONNECT, 4 or 5.

    Raises:
        PacketError: not a whole SUBSCRIBE.

    """
    reader = _Reader(packet, _header_size(packet))
    reader.short()  # packet identifier
    _read_properties(reader, level)
    filters: list[str] = []
    while not reader.at_end():
        filters.append(reader.block().decode("utf-8", "replace"))
        reader.byte()  # options
    if not filters:
        raise PacketError("SUBSCRIBE: expected a topic filter, found none")
    return tuple(filters)


def protocol_level(packet: bytes) -> int:
    """Return the protocol level of a CONNECT that `rewrite_connect` has taken."""
    return _read_connect(packet)[0]


def _read_connect(packet: bytes) -> tuple[int, int]:
    """Read a CONNECT to its last byte and return protocol level and keep-alive in seconds."""
    reader = _Reader(packet, _header_size(packet))
    name, level, flags, keep_alive_s = reader.block(), reader.byte(), reader.byte(), reader.short()
    if name != b"MQTT" or level not in (4, 5):
        raise PacketError(f"protocol: expected MQTT level 4 or 5, found {bytes(name[:8])!r} level {level}")
    if flags & 0x01:
        raise PacketError("connect flags: expected the reserved bit 0, found 1")  # MQTT 5, 3.1.2.3
    _read_properties(reader, level)
    reader.block()  # client identifier
    if flags & _WILL:
        _read_properties(reader, level)
        reader.block()
        reader.block()
    for flag in (_USERNAME, _PASSWORD):
        if flags & flag:
            reader.block()
    reader.end()
    return level, keep_alive_s


def _read_properties(reader: "_Reader", level: int) -> None:
    if level == 5:
        reader.skip(reader.varint())


class _Reader:
    """Reads one packet from a place on; never past its end."""

    def __init__(self, packet: bytes, place: int) -> None:
        self._packet, self._place = packet, place

    def skip(self, size: int) -> bytes:
        start, self._place = self._place, self._place + size
        if self._place > len(self._packet):
            raise PacketError(f"packet: expected {self._place} bytes, found {len(self._packet)}")
        return self._packet[start : self._place]

    def byte(self) -> int:
        return self.skip(1)[0]

    def short(self) -> int:
        return int.from_bytes(self.skip(2), "big")

    def block(self) -> bytes:
        return self.skip(self.short())

    def varint(self) -> int:
        value = 0
        for shift in range(0, 28, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise PacketError("length: expected at most 4 bytes, found more")

    def at_end(self) -> bool:
        return self._place == len(self._packet)

    def end(self) -> None:
        if not self.at_end():
            raise PacketError(f"CONNECT: expected {self._place} bytes, found {len(self._packet)}")


def _packet_size(held: bytearray) -> int | None:
    """Return the whole size of the packet that begins `held`; None: its length is not here yet."""
    length = 0
    for index in range(1, 5):
        if index >= len(held):
            return None
        length |= (held[index] & 0x7F) << (7 * (index - 1))
        if held[index] < 0x80:
            return _checked(1 + index + length)
    raise PacketError("length: expected at most 4 bytes, found more")


def _checked(size: int) -> int:
    if size > MAX_PACKET_BYTES:
        raise PacketError(f"packet: expected at most {MAX_PACKET_BYTES} bytes, found {size}")
    return size


def _header_size(packet: bytes) -> int:
    return next(index for index in range(1, 5) if packet[index] < 0x80) + 1


def _text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("!H", len(data)) + data


def _varint(value: int) -> bytes:
    done = bytearray()
    while True:
        value, low = divmod(value, 128)
        done.append(low | (0x80 if value else 0))
        if not value:
            return bytes(done)
