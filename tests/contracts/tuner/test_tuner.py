"""What the tuner promises telephony, whatever a station sends: the sound as RTP, or why there is none."""

import asyncio
import itertools

import numpy as np
import pytest

from tests.contracts.tuner.receiver import tuned
from tests.contracts.tuner.station import KINDS, raw, sound, station
from tests.wire.show.scene import tones

HZ = 1000


def share(heard: "np.ndarray[tuple[int], np.dtype[np.int16]]", hz: int = HZ) -> float:
    """How much of it is that tone and nothing else."""
    found = tones(heard, (hz, 1700))
    return found.count(hz) / len(found)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stream_of_each_form_is_heard_as_a_law_at_the_lines_pace(kind: str) -> None:
    async with station() as here, tuned(here.live("/a", kind)) as one:
        heard = await one.heard(60)
        assert share(heard) > 0.97
        assert abs(np.abs(heard).max() - 8000) < 2500, "as loud as it was"
        packets = [packet for _, packet in one.packets[:60]]
        assert {packet.payload_type for packet in packets} == {8}
        steps = {(b.sequence - a.sequence) & 0xFFFF for a, b in itertools.pairwise(packets)}
        assert steps == {1}
        assert {(b.timestamp - a.timestamp) & 0xFFFFFFFF for a, b in itertools.pairwise(packets)} == {160}
        took_s = one.packets[59][0] - one.packets[0][0]
        assert took_s > 1.0, "not faster than it is spoken"
        assert one.faults == [""]


async def test_titles_between_the_sound_are_not_heard() -> None:
    async with station() as here, tuned(here.live("/a", "mp3", every=1000)) as one:
        assert share(await one.heard(80)) > 0.97


async def test_the_next_title_of_a_chained_ogg_stream_is_heard_on() -> None:
    both = sound("vorbis", HZ, 2) + sound("vorbis", 1700, 9)
    async with station() as here, tuned(here.live("/a", "vorbis", both, keeps=30.0)) as one:
        await one.until(lambda: tones(one.sound()[-1600:], (HZ, 1700)).count(1700) >= 9)
        assert one.faults == [""]


async def test_an_old_server_that_says_icy_is_understood() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        assert asked.startswith(b"GET /;stream?x=1 HTTP/1.1")
        writer.write(b"ICY 200 OK\r\nicy-name: demo\r\ncontent-type: audio/mpeg\r\n\r\n" + sound("mp3"))
        await writer.drain()
        await asyncio.sleep(20.0)

    async with raw(serve) as port, tuned(f"http://127.0.0.1:{port}/;stream?x=1") as one:
        assert share(await one.heard(150)) > 0.95


async def test_redirects_and_playlists_are_followed() -> None:
    async with station() as here:
        end = here.live("/live", "aac")
        here.answers("/list.pls", f"[playlist]\nNumberOfEntries=1\nFile1={end}\n".encode(), "audio/x-scpls")
        here.answers("/a.m3u", b"#EXTM3U\n#EXTINF:-1,demo\nlist.pls\n", "audio/x-mpegurl")
        first = here.answers("/", b"", status=302, location="/a.m3u")
        async with tuned(first) as one:
            assert share(await one.heard(50)) > 0.95
        assert here.asked == ["/", "/a.m3u", "/list.pls", "/live"]


async def test_a_file_is_heard_whole_and_no_faster() -> None:
    """What is shorter than a burst is not skipped; after its end it begins again."""
    data = sound("mp3", HZ, 2) + sound("mp3", 1700, 4)
    async with station() as here, tuned(here.answers("/a.mp3", data, "audio/mpeg")) as one:
        await one.until(lambda: "ended" in one.faults and len(one.packets) > 280)
        found = tones(one.sound()[: 290 * 160], (HZ, 1700))
        assert found.count(HZ) > 80
        assert found.count(1700) > 160
        await one.until(lambda: one.faults.count("") >= 2)


FAULTS = {
    "refused": lambda here: here.answers("/a", b"no", status=404),
    "not_sound": lambda here: here.answers("/a", b"<html>" + b"hello " * 9000),
    "hls": lambda here: here.answers("/a", b"#EXTM3U\n#EXT-X-VERSION:3\na.ts\n", "application/vnd.apple.mpegurl"),
    "redirected": lambda here: here.answers("/a", b"", status=302, location="/a"),
    "elsewhere": lambda here: here.answers("/a", b"", status=302, location="file:///etc/passwd"),
    "unreachable": lambda _here: "http://127.0.0.1:9/a",
    "no_host": lambda _here: "http://station.invalid/a",
}
TOLD = {"hls": "not_sound", "elsewhere": "redirected", "no_host": "unreachable"}


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_brings_no_sound_says_why_and_is_asked_again(fault: str) -> None:
    async with station() as here, tuned(FAULTS[fault](here)) as one:
        await one.until(lambda: len(one.faults) >= 2)
        assert set(one.faults) == {TOLD.get(fault, fault)}
        assert one.packets == []
        assert one.process.returncode is None


async def test_a_stream_that_goes_mute_is_given_up_and_heard_again_when_the_station_is() -> None:
    async with station() as here, tuned(here.live("/a", "mp3", sound("mp3", HZ, 3), keeps=60.0)) as one:
        await one.until(lambda: "stalled" in one.faults)
        packets = len(one.packets)
        assert one.faults[:2] == ["", "stalled"]
        assert 100 < packets < 400, "sound ends with the stream"
        here.live("/a", "mp3")
        await one.until(lambda: one.faults[-1] == "" and len(one.packets) > packets + 50)
        assert len({packet.ssrc for _, packet in one.packets}) >= 2, "after a pause with numbers of its own"


async def test_bytes_that_never_become_sound_are_given_up() -> None:
    """One byte at a time, and noise without end."""

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.0 200 OK\r\ncontent-type: audio/mpeg\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"\0")
            await asyncio.sleep(0.3)

    async with station() as here, raw(trickle) as port:
        noise = here.live("/a", "audio/mpeg", bytes(range(256)) * 4000)
        async with tuned(f"http://127.0.0.1:{port}/") as one, tuned(noise) as other:
            await one.until(lambda: "stalled" in one.faults)
            await other.until(lambda: bool({"stalled", "not_sound"} & set(other.faults)))
            assert one.packets == other.packets == []
            assert one.process.returncode is other.process.returncode is None


async def test_a_station_that_dies_is_told_and_asked_for_until_it_is_back() -> None:
    async with station() as here, tuned(here.live("/a", "aac")) as one:
        await one.heard(50)
        await here.stop()
        await one.until(lambda: "unreachable" in one.faults)
        assert one.faults[1] == "ended"
        packets = len(one.packets)
        await here.start(port=here.port)
        await one.until(lambda: one.faults[-1] == "" and len(one.packets) > packets + 100)
        assert share(one.sound()[-8000:]) > 0.95
