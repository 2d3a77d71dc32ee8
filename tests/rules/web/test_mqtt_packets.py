"""The proxy's view of MQTT: whole packets out of any frames, and a login that a browser cannot bend."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.web.mqtt_packets import (
    MAX_PACKET_BYTES,
    Login,
    PacketError,
    PacketType,
    Splitter,
    packet_type,
    rewrite_connect,
    subscribed,
)

LOGIN = Login(client_id="web-1", username="wall", password="秘密")


def block(data: bytes) -> bytes:
    return struct.pack("!H", len(data)) + data


def varint(value: int) -> bytes:
    done = b""
    while True:
        value, low = divmod(value, 128)
        done += bytes([low | (128 if value else 0)])
        if not value:
            return done


def packet(kind: int, body: bytes) -> bytes:
    return bytes([kind << 4]) + varint(len(body)) + body


SHORT = st.binary(max_size=40)


@st.composite
def connects(draw: st.DrawFn) -> tuple[bytes, int, int]:
    """Any well-formed CONNECT with its level and keep-alive."""
    level, keep_alive = draw(st.sampled_from([4, 5])), draw(st.integers(0, 65535))
    will, user, secret = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    properties = (lambda data: varint(len(data)) + data) if level == 5 else lambda _data: b""
    flags = draw(st.sampled_from([0, 2])) | (4 if will else 0) | (128 if user else 0) | (64 if secret else 0)
    body = block(b"MQTT") + bytes([level, flags]) + struct.pack("!H", keep_alive) + properties(draw(SHORT))
    body += block(draw(SHORT))
    if will:
        body += properties(draw(SHORT)) + block(draw(SHORT)) + block(draw(SHORT))
    body += b"".join(block(draw(SHORT)) for flag in (user, secret) if flag)
    return packet(1, body), level, keep_alive


@given(connects())
def test_a_browser_becomes_the_reader_whatever_it_says_it_is(made: tuple[bytes, int, int]) -> None:
    """Level stays, keep-alive is bounded, no will, no properties, clean start, our login."""
    sent, level, keep_alive = made
    head = block(b"MQTT") + bytes([level, 0x02 | 0x40 | 0x80]) + struct.pack("!H", min(keep_alive or 60, 120))
    rest = block(b"web-1") + block(b"wall") + block("秘密".encode())
    assert rewrite_connect(sent, LOGIN) == packet(1, head + (b"\0" if level == 5 else b"") + rest)


@given(connects(), st.data())
def test_a_connect_cut_or_stretched_is_refused(made: tuple[bytes, int, int], data: st.DataObject) -> None:
    body = made[0][2:] if made[0][1] < 128 else made[0][3:]
    cut = body[: data.draw(st.integers(0, len(body) - 1))]
    for wrong in (cut, body + b"x"):
        with pytest.raises(PacketError):
            rewrite_connect(packet(1, wrong), LOGIN)


@given(st.binary(min_size=2, max_size=60))
def test_junk_is_refused_or_split_and_never_crashes(junk: bytes) -> None:
    try:
        for found in Splitter().feed(junk):
            packet_type(found)
            rewrite_connect(found, LOGIN)
    except PacketError:
        pass


@given(st.lists(st.tuples(st.integers(1, 15), st.binary(max_size=300)), max_size=8), st.integers(1, 50))
def test_packets_come_out_whole_however_they_were_cut_into_frames(parts: list[tuple[int, bytes]], step: int) -> None:
    packets = [packet(kind, body) for kind, body in parts]
    stream, splitter, found = b"".join(packets), Splitter(), []
    for start in range(0, len(stream), step):
        found += splitter.feed(stream[start : start + step])
    assert found == packets


def test_a_packet_that_is_too_long_is_refused_by_its_length_alone() -> None:
    with pytest.raises(PacketError, match="expected at most 16384 bytes"):
        Splitter().feed(bytes([0x82]) + varint(MAX_PACKET_BYTES))
    with pytest.raises(PacketError, match="expected at most 4 bytes"):
        Splitter().feed(b"\x82\xff\xff\xff\xff")


@pytest.mark.parametrize("name", [b"MQIsdp", b"MQTX", b""])
def test_other_protocols_are_refused(name: bytes) -> None:
    body = block(name) + bytes([3, 2]) + struct.pack("!H", 60) + block(b"x")
    with pytest.raises(PacketError, match="expected MQTT level 4 or 5"):
        rewrite_connect(packet(1, body), LOGIN)


def test_the_first_packet_must_be_a_connect() -> None:
    with pytest.raises(PacketError, match="expected CONNECT, found PUBLISH"):
        rewrite_connect(packet(PacketType.PUBLISH, b"\0\1x"), LOGIN)


@given(st.sampled_from([4, 5]), st.lists(st.text(max_size=20), min_size=1, max_size=4), SHORT)
def test_the_filters_of_a_subscription_are_read(level: int, filters: list[str], properties: bytes) -> None:
    body = struct.pack("!H", 7) + (varint(len(properties)) + properties if level == 5 else b"")
    body += b"".join(block(one.encode()) + b"\x01" for one in filters)
    assert subscribed(packet(8, body), level) == tuple(filters)
    with pytest.raises(PacketError):
        subscribed(packet(8, body[:-1]), level)


@given(st.binary(max_size=40), st.sampled_from([4, 5]))
def test_a_junk_subscription_is_refused_or_read_and_never_crashes(junk: bytes, level: int) -> None:
    with contextlib.suppress(PacketError):
        subscribed(packet(8, junk), level)
