"""The phone's ear and mouth, without a socket."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from asr.g711 import alaw_decode
from callcenter.telephony.phone.sound import FRAME_SAMPLES, PCMA, Ear, Mouth, RtpPacket, pack_rtp, parse_rtp


def packet(number: int, *, first: int = 0, ssrc: int = 7, code: int = 0x2A) -> RtpPacket:
    return RtpPacket(
        payload_type=PCMA,
        marker=False,
        sequence=(first + number) % 2**16,
        timestamp=(first * 160 + number * 160) % 2**32,
        ssrc=ssrc,
        payload=bytes((code,)) * FRAME_SAMPLES,
    )


def heard(ear: Ear) -> list[int]:
    """One sample for each 20 ms heard."""
    return [int(value) for value in np.frombuffer(ear.pcm(), np.int16)[::FRAME_SAMPLES]]


def test_packets_are_packed_and_parsed_back() -> None:
    original = packet(3, first=65530)
    assert parse_rtp(pack_rtp(original)) == original


@given(st.binary(max_size=80))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    parsed = parse_rtp(data)
    assert parsed is None or (len(parsed.payload) >= 1 and len(data) >= 13)


def test_a_lost_packet_leaves_its_time_as_silence_and_is_counted() -> None:
    ear = Ear()
    for number in (0, 1, 3):
        ear.take(packet(number), number * 0.02)
    assert ear.samples() == 4 * FRAME_SAMPLES
    assert ear.lost == 1
    sound = heard(ear)
    assert sound[0] == sound[1] == sound[3] != sound[2]


def test_a_late_packet_is_put_where_it_belongs() -> None:
    ear = Ear()
    for number in (0, 2, 1, 3):
        ear.take(packet(number, code=0x20 + number), number * 0.02)
    in_order = [int(np.frombuffer(alaw_decode(bytes((0x20 + n,))), np.int16)[0]) for n in range(4)]
    assert heard(ear) == in_order
    assert (ear.lost, ear.late) == (0, 1)


def test_sequence_and_timestamp_wrap_without_loss() -> None:
    ear = Ear()
    for number in range(20):
        ear.take(packet(number, first=65526), number * 0.02)
    assert (ear.lost, ear.samples()) == (0, 20 * FRAME_SAMPLES)


def test_a_jump_of_the_clock_takes_no_memory() -> None:
    ear = Ear()
    ear.take(packet(0), 0.0)
    far = RtpPacket(payload_type=PCMA, marker=False, sequence=1, timestamp=600_000_000, ssrc=7, payload=b"\x2a" * 160)
    ear.take(far, 0.02)
    assert ear.samples() == 2 * FRAME_SAMPLES


def test_a_new_source_goes_on_without_a_hole() -> None:
    ear = Ear()
    ear.take(packet(0, ssrc=1), 0.0)
    ear.take(packet(500, ssrc=2), 0.02)
    assert (ear.samples(), ear.lost) == (2 * FRAME_SAMPLES, 0)


def test_memory_is_bounded_and_the_newest_sound_is_kept() -> None:
    ear = Ear(keep_s=2.0)
    for number in range(1000):  # 20 s
        ear.take(packet(number), number * 0.02)
    assert len(ear.pcm()) <= 2 * 3 * 8000
    assert ear.samples() == 1000 * FRAME_SAMPLES
    assert ear.pcm(since_sample=999 * FRAME_SAMPLES) == alaw_decode(b"\x2a" * FRAME_SAMPLES)


def test_the_largest_gap_is_told() -> None:
    ear = Ear()
    for number, at_s in enumerate((0.0, 0.02, 0.09, 0.11)):
        ear.take(packet(number), at_s)
    assert round(ear.heard().largest_gap_ms) == 70


def test_the_mouth_says_all_of_it_then_silence_and_tells_when() -> None:
    told: list[bool] = []
    mouth = Mouth()
    mouth.say(np.full(400, 5000, np.int16).tobytes(), lambda: told.append(True))
    frames = [mouth.frame() for _ in range(4)]
    assert [len(frame) for frame in frames] == [FRAME_SAMPLES] * 4
    loud = sum(int(abs(value) > 1000) for value in np.frombuffer(alaw_decode(b"".join(frames)), np.int16))
    assert loud == 400
    assert told == [True]
