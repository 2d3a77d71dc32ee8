"""The jitter buffer keeps the clock, whatever the network does to the packets."""

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from asr.jitter import AHEAD_SAMPLES, HOLD_SAMPLES, JitterBuffer

FRAME = 160
SSRC = 0x1234
PCM16 = 2


def _frame(number: int) -> bytes:
    """A frame whose samples say which frame it is and where in it they stand."""
    return (np.arange(FRAME, dtype=np.int16) + 200 * (number % 100) + 1000).tobytes()


def _sent(count: int, *, timestamp: int = 0, sequence: int = 0) -> list[tuple[int, int, bytes]]:
    return [
        ((sequence + number) % 65536, (timestamp + FRAME * number) % 2**32, _frame(number)) for number in range(count)
    ]


def _frames(pcm: bytes) -> list[bytes]:
    step = FRAME * PCM16
    return [pcm[start : start + step] for start in range(0, len(pcm), step)]


def _push(buffer: JitterBuffer, packet: tuple[int, int, bytes], arrival: int, ssrc: int = SSRC) -> None:
    sequence, timestamp, pcm = packet
    buffer.push(sequence, timestamp, ssrc, pcm, arrival)


def test_packets_in_order_are_given_out_at_once_and_unchanged() -> None:
    buffer = JitterBuffer(start=0)
    for number, packet in enumerate(_sent(50, timestamp=2**32 - 1000, sequence=65500)):
        _push(buffer, packet, arrival=FRAME * number)
        assert buffer.take() == packet[2]
    assert (buffer.count.packets, buffer.count.lost, buffer.count.late) == (50, 0, 0)


def test_a_leg_that_joins_late_is_silent_up_to_its_first_packet() -> None:
    buffer = JitterBuffer(start=8000)
    buffer.advance(now=12000)
    _push(buffer, _sent(1)[0], arrival=16000)
    buffer.flush(now=16160)
    assert bytes(2 * 8000) + _frame(0) == buffer.take()
    assert buffer.cursor == 16160


@dataclass
class Network:
    """What became of each packet sent: how much later it arrives (frames), whether it is lost, how many copies."""

    delays: list[int]
    lost: set[int]
    copies: set[int]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    count = draw(st.integers(12, 60))
    delays = [0, *draw(st.lists(st.integers(0, 8), min_size=count - 1, max_size=count - 1))]
    numbers = st.integers(1, count - 1)
    return Network(delays, draw(st.sets(numbers, max_size=count // 3)), draw(st.sets(numbers)))


@settings(max_examples=300, deadline=None)
@given(networks(), st.integers(0, 65535), st.integers(0, 2**32 - 1))
def test_order_loss_and_duplicates_never_shift_the_clock(net: Network, sequence: int, timestamp: int) -> None:
    """Every frame given out stands at its own place; only lost ones are replaced; each is used once."""
    packets = _sent(len(net.delays), timestamp=timestamp, sequence=sequence)
    buffer = JitterBuffer(start=0)
    arrivals = sorted(
        (number + net.delays[number] + copy, number)
        for number in range(len(packets))
        for copy in range(2 if number in net.copies else 1)
        if number not in net.lost
    )
    for at, number in arrivals:
        buffer.advance(now=FRAME * at)
        _push(buffer, packets[number], arrival=FRAME * at)
    buffer.flush(now=0)
    heard = _frames(buffer.take())
    kept = [number for number in range(len(packets)) if number not in net.lost]
    assert len(heard) == kept[-1] + 1
    assert all(heard[number] == _frame(number) for number in kept if net.delays[number] <= 4)
    assert buffer.count.packets == len(kept)
    assert buffer.count.lost == kept[-1] + 1 - len(kept)
    assert buffer.count.duplicates == len(arrivals) - len(kept)


packet_junk = st.tuples(
    st.integers(0, 65535),
    st.integers(0, 2**32 - 1),
    st.integers(0, 3),
    st.integers(0, 800).map(lambda samples: bytes(2 * samples)),
    st.integers(0, 400),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(packet_junk, max_size=80))
def test_no_packets_whatever_make_more_sound_than_time_allows(
    packets: list[tuple[int, int, int, bytes, int]],
) -> None:
    """Sound never runs more than a second (and one packet) ahead of the clock, nor behind what is held."""
    buffer = JitterBuffer(start=0)
    now = 0
    for sequence, timestamp, ssrc, pcm, wait in packets:
        now += wait
        buffer.push(sequence, timestamp, ssrc, pcm, now)
        buffer.advance(now)
        assert now - HOLD_SAMPLES <= buffer.cursor <= now + AHEAD_SAMPLES + 800
    buffer.flush(now)
    assert len(buffer.take()) == PCM16 * buffer.cursor


def test_a_timestamp_jump_of_600_million_neither_allocates_nor_loses_sound() -> None:
    buffer = JitterBuffer(start=0)
    packets = _sent(5) + _sent(10, timestamp=600_000_000, sequence=5)
    for number, packet in enumerate(packets):
        _push(buffer, packet, arrival=FRAME * number)
    buffer.flush(now=0)
    assert _frames(buffer.take()) == [packet[2] for packet in packets]


def test_a_timestamp_that_jumps_back_is_taken_anew() -> None:
    buffer = JitterBuffer(start=0)
    for number, packet in enumerate(_sent(5, timestamp=2**31) + _sent(5, timestamp=0, sequence=5)):
        _push(buffer, packet, arrival=FRAME * number)
    buffer.flush(now=0)
    assert [_frame(number % 5) for number in range(10)] == _frames(buffer.take())


def test_another_source_follows_on_where_it_arrives() -> None:
    """Music gives way to another phone: its own numbers, the same clock."""
    buffer = JitterBuffer(start=0)
    for number, packet in enumerate(_sent(3)):
        _push(buffer, packet, arrival=FRAME * number)
    for number, packet in enumerate(_sent(3, timestamp=77, sequence=40000)):
        _push(buffer, packet, arrival=FRAME * (10 + number), ssrc=99)
    buffer.flush(now=0)
    heard = _frames(buffer.take())
    assert [heard[place] for place in (0, 1, 2, 10, 11, 12)] == [_frame(number % 3) for number in range(6)]
    assert len(heard) == 13
    assert buffer.count.lost == 0


def test_a_pause_in_sending_is_silence_of_the_same_length() -> None:
    """Discontinuous transmission: timestamps go on while nothing is sent."""
    buffer = JitterBuffer(start=0)
    _push(buffer, _sent(1)[0], arrival=0)
    for now in range(0, 16000, 320):
        buffer.advance(now)
    _push(buffer, (1, 16000, _frame(7)), arrival=16000)
    pcm = buffer.take()
    buffer.flush(now=0)
    pcm += buffer.take()
    assert pcm[2 * 16000 :] == _frame(7)
    assert not any(pcm[2 * (FRAME + 480) : 2 * 16000])


def test_a_lost_packet_is_the_last_sound_fading() -> None:
    buffer = JitterBuffer(start=0)
    loud = np.full(FRAME, 8000, np.int16).tobytes()
    for number in (0, 1, 3, 4, 5, 6, 7, 8):
        _push(buffer, (number, FRAME * number, loud), arrival=FRAME * number)
    filled = np.frombuffer(_frames(buffer.take())[2], np.int16)
    assert filled[0] > 7900
    assert 4000 < filled[-1] < 6000
    assert (buffer.count.lost, buffer.count.packets) == (1, 8)


def test_key_presses_are_silent_and_not_lost() -> None:
    """RFC 4733 packets stand in the numbering but carry no sound."""
    buffer = JitterBuffer(start=0)
    _push(buffer, _sent(1)[0], arrival=0)
    for number in range(1, 8):
        buffer.advance(FRAME * number)
        buffer.push(number, FRAME, SSRC, b"", FRAME * number)
    _push(buffer, (8, FRAME * 8, _frame(8)), arrival=FRAME * 8)
    buffer.flush(now=0)
    heard = _frames(buffer.take())
    assert heard == [_frame(0), *[bytes(2 * FRAME)] * 7, _frame(8)]
    assert buffer.count.lost == 0


def test_a_stream_whose_clock_stands_still_in_pauses_is_heard_again() -> None:
    """Some phones stop the timestamp while they send nothing."""
    buffer = JitterBuffer(start=0)
    packets = _sent(40)
    for number in range(10):
        _push(buffer, packets[number], arrival=FRAME * number)
    for number in range(10, 40):
        arrival = FRAME * (number + 100)
        buffer.advance(arrival)
        _push(buffer, packets[number], arrival=arrival)
    buffer.flush(now=0)
    heard = _frames(buffer.take())
    assert heard[-1] == _frame(39)
    assert buffer.count.late <= 15  # 300 ms


def test_another_source_never_overlaps_what_still_waits_behind_a_hole() -> None:
    buffer = JitterBuffer(start=0)
    packets = _sent(4)
    for number in (0, 3, 2):
        _push(buffer, packets[number], arrival=0)
    _push(buffer, (9, 9, _frame(9)), arrival=0, ssrc=99)
    buffer.flush(now=0)
    heard = _frames(buffer.take())
    assert [heard[place] for place in (0, 2, 3, 4)] == [_frame(number) for number in (0, 2, 3, 9)]


def test_losses_of_all_sources_of_a_leg_are_counted_together() -> None:
    buffer = JitterBuffer(start=0)
    for ssrc in (1, 2):
        for number in (0, 1, 3):
            _push(buffer, _sent(4)[number], arrival=FRAME * number, ssrc=ssrc)
    assert (buffer.count.packets, buffer.count.lost) == (6, 2)
