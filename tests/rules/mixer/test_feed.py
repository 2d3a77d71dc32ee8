"""A feed in the mixer: the same sound for all who listen, made once a codec, and told when it is lost or silent."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.g711 import alaw_decode, alaw_encode, ulaw_decode
from asr.rtp import RtpPacket, build, parse
from callcenter.telephony.mixer.control import ControlError, FeedSetting, read_feed, write_feed
from callcenter.telephony.mixer.feed import FeedSound
from callcenter.telephony.mixer.meter import LEVEL_TICKS, LOST_TICKS, SILENT_TICKS, Meter
from callcenter.telephony.programme_ports import FeedState

LOUD = np.full(160, 8000, np.int16)
NOTHING = np.zeros(160, np.int16)
PCMA, PCMU = 8, 0


def said(number: int, level: int, codec: int = PCMA) -> bytes:
    """A packet of one sound level."""
    payload = alaw_encode(np.full(160, level, np.int16).tobytes())
    return build(RtpPacket(codec, number, number * 160, 77, payload))


def heard(packet: bytes) -> tuple[RtpPacket, int]:
    """A packet that goes out, and how loud it is."""
    found = parse(packet)
    assert found is not None
    decode = alaw_decode if found.payload_type == PCMA else ulaw_decode
    return found, int(np.frombuffer(decode(found.payload), np.int16)[80])


def played(feed: FeedSound, levels: list[list[int]]) -> list[list[tuple[bytes, tuple[int, ...]]]]:
    """What goes out while each source says a level a tick."""
    ticks = []
    for number, row in enumerate(levels):
        for place, level in enumerate(row):
            feed.receive(place, said(number, level))
        ticks.append(feed.tick()[1])
    return ticks


def test_every_listener_of_a_codec_gets_the_same_packet() -> None:
    feed = FeedSound([PCMA], 1)
    feed.listeners = {PCMA: (1000, 1002), PCMU: (1004,)}
    last = played(feed, [[8000]] * 5)[-1]
    assert [ports for _, ports in last] == [(1000, 1002), (1004,)]
    for packet, _ in last:
        assert abs(heard(packet)[1] - 8000) < 600


def test_two_sources_are_added_up_and_cut_not_wrapped() -> None:
    feed = FeedSound([PCMA, PCMA], 1)
    feed.listeners = {PCMA: (1000,)}
    assert abs(heard(played(feed, [[4000, 3000]] * 5)[-1][0][0])[1] - 7000) < 600
    assert heard(played(feed, [[30000, 30000]] * 5)[-1][0][0])[1] > 31000


def test_numbers_and_times_go_on_when_the_source_is_away() -> None:
    """A phone must not take what comes after a pause for something late."""
    feed = FeedSound([PCMA], 1)
    feed.listeners = {PCMA: (1000,)}
    out = [heard(tick[0][0])[0] for tick in (*played(feed, [[8000]] * 3), *[feed.tick()[1] for _ in range(50)])]
    assert [(b.sequence - a.sequence, b.timestamp - a.timestamp) for a, b in itertools.pairwise(out)] == [(1, 160)] * 52


def test_what_is_no_sound_in_the_sources_codec_is_left_out() -> None:
    feed = FeedSound([PCMA], 1)
    for number, packet in enumerate((b"", b"x" * 20, said(1, 8000, codec=101), said(2, 8000, codec=PCMU))):
        feed.receive(0, packet)
        assert not feed.tick()[0], number
    assert feed.meter.state is FeedState.LOST


def run(meter: Meter, ticks: int, packets: int, frame: np.ndarray | None) -> list[FeedState]:  # type: ignore[type-arg]
    """The states told in so many ticks."""
    before, told = meter.state, []
    for _ in range(ticks):
        meter.look(packets, frame)
        if meter.state is not before:
            told.append(meter.state)
            before = meter.state
    return told


def test_lost_after_a_fifth_of_a_second_and_believed_again_after_another() -> None:
    meter = Meter()
    assert run(meter, 9, 1, LOUD) == []
    assert run(meter, 1, 1, LOUD) == [FeedState.HEARD]
    assert run(meter, LOST_TICKS - 1, 0, LOUD) == []
    assert run(meter, 1, 0, None) == [FeedState.LOST]
    assert run(meter, 9, 1, LOUD) == []
    assert run(meter, 1, 1, LOUD) == [FeedState.HEARD]


def test_ten_seconds_of_nothing_in_the_packets_is_silence_and_the_first_sound_ends_it() -> None:
    meter = Meter()
    run(meter, 20, 1, LOUD)
    assert run(meter, SILENT_TICKS - 1, 1, NOTHING) == []
    assert run(meter, 1, 1, NOTHING) == [FeedState.SILENT]
    assert run(meter, 1, 1, LOUD) == [FeedState.HEARD]


def test_loudness_is_told_when_it_changes_by_three_decibels() -> None:
    meter = Meter()
    changes = [meter.look(1, LOUD) for _ in range(3 * LEVEL_TICKS)]
    assert changes.count(True) == 2  # heard, and its loudness
    assert meter.level_db == pytest.approx(-12.2, abs=0.1)
    assert [meter.look(1, LOUD // 2) for _ in range(LEVEL_TICKS)].count(True) == 1
    assert meter.level_db == pytest.approx(-18.3, abs=0.1)


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=400))
def test_never_heard_without_packets_lately(ticks: list[tuple[int, bool]]) -> None:
    meter, without = Meter(), LOST_TICKS
    for packets, loud in ticks:
        meter.look(packets, LOUD if loud else None)
        without = 0 if packets else without + 1
        assert meter.state is FeedState.LOST or without < LOST_TICKS


def test_a_setting_is_read_as_it_was_written_and_nonsense_refused() -> None:
    setting = FeedSetting(feed="S1", sources=((8, 4000), (0, 4002)), listeners=((8, 5000),))
    assert read_feed(write_feed(setting)) == setting
    for wrong in (
        {"feed": "S1"},
        {"feed": "S1", "sources": [[9, 1]], "listeners": []},
        {"feed": "S1", "sources": [[8, 0]], "listeners": []},
        {"feed": "S1", "sources": [8], "listeners": []},
        {"feed": "S1", "sources": [], "listeners": [[8, 5000]] * 2001},
    ):
        with pytest.raises(ControlError, match="expected"):
            read_feed(wrong)
