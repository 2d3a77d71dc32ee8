"""RTP datagrams: what is one is read, what is none never raises."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.rtp import RtpPacket, build, parse

PACKET = RtpPacket(payload_type=8, sequence=7, timestamp=160, ssrc=0xABCDEF01, payload=b"\xd5" * 160)


@given(
    st.builds(
        RtpPacket,
        payload_type=st.integers(0, 127),
        sequence=st.integers(0, 65535),
        timestamp=st.integers(0, 2**32 - 1),
        ssrc=st.integers(0, 2**32 - 1),
        payload=st.binary(max_size=320),
    )
)
def test_reading_undoes_writing(packet: RtpPacket) -> None:
    assert parse(build(packet)) == packet


@given(st.binary(max_size=80))
def test_junk_never_raises(datagram: bytes) -> None:
    packet = parse(datagram)
    assert packet is None or len(packet.payload) <= len(datagram) - 12


@given(st.binary(max_size=60), st.integers(0, 255))
def test_junk_behind_an_rtp_head_never_raises(tail: bytes, first: int) -> None:
    parse(bytes([0x80 | first & 0x3F, 8]) + tail)


def _with(first: int, tail: bytes) -> bytes:
    return bytes([first]) + build(PACKET)[1:12] + tail


def test_contributing_sources_extension_and_padding_are_taken_off() -> None:
    extension = struct.pack("!HH", 0xBEDE, 2) + bytes(8)
    datagram = _with(0x80 | 0x20 | 0x10 | 2, bytes(8) + extension + b"sound" + b"\0\0\3")
    packet = parse(datagram)
    assert packet is not None
    assert packet.payload == b"sound"


@pytest.mark.parametrize(
    "datagram",
    [
        pytest.param(b"", id="empty"),
        pytest.param(build(PACKET)[:11], id="eleven bytes"),
        pytest.param(_with(0x40, b"x" * 160), id="version 1"),
        pytest.param(_with(0x8F, b"x" * 20), id="fifteen sources, no room"),
        pytest.param(_with(0x90, b"\0\0"), id="extension cut off"),
        pytest.param(_with(0x90, b"\0\0\xff\xffsound"), id="extension longer than the packet"),
        pytest.param(_with(0xA0, b"sound\x09"), id="more padding than bytes"),
        pytest.param(_with(0xA0, b"sound\x00"), id="padding of nothing"),
        pytest.param(_with(0x80, b"x" * 5000), id="oversized"),
    ],
)
def test_lengths_that_disagree_are_refused(datagram: bytes) -> None:
    assert parse(datagram) is None
