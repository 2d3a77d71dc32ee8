"""Waiting callers hear the programme as it is on air now, on real phones; and what they hear when it goes away."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from callcenter.show.ports import ProgrammeHeard
from queueing.events import ProgrammeChanged, StudioLineUp
from tests.wire.show.scene import PROGRAMME, PROGRAMME_HZ, WINDOW, Party, Samples, Scene, UlawPhone, scene, tones

pytestmark = [pytest.mark.wire, pytest.mark.timeout(300)]

STUDIO_HZ, PRODUCER_HZ, FIRST_HZ, OTHER_HZ = 400, 700, 1300, 1700
EVERY_HZ = (STUDIO_HZ, 500, PRODUCER_HZ, FIRST_HZ, OTHER_HZ, PROGRAMME_HZ)


async def hears(here: Scene, party: Party, hz: int, windows: int = 15, *, hz_among: Sequence[int] = EVERY_HZ) -> None:
    """Wait until a phone has heard nothing but that tone for a while."""
    await here.until(lambda: newest(party, windows, hz_among) == [hz] * windows, within_s=40.0)


def newest(party: Party, windows: int, among: Sequence[int] = EVERY_HZ) -> list[int]:
    """The tones of the last so many windows."""
    return tones(party.heard(max(0, party.samples() - windows * WINDOW)), among)[-windows:]


def strong(samples: Samples, hz: int) -> bool:
    """Whether a tone is in there, whatever else is."""
    wave = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / 8000)
    return bool(len(samples) and 2 * abs(np.mean(samples * wave)) > 2000)


async def hears_both(here: Scene, party: Party, one: int, other: int) -> None:
    """Wait until a phone hears two at once."""
    last = 25 * WINDOW
    await here.until(lambda: all(strong(party.heard()[-last:], hz) for hz in (one, other)), within_s=40.0)


def mixer_of(here: Scene) -> int:
    """The process that telephony started to mix."""
    children = Path(f"/proc/{here.processes['telephony'].pid}/task").glob("*/children")
    pids = [int(pid) for one in children for pid in one.read_text().split()]
    return next(pid for pid in pids if b"mixer" in Path(f"/proc/{pid}/cmdline").read_bytes())


async def test_all_who_wait_hear_the_programme_and_nobody_hears_who_waits() -> None:
    async with scene(programme_live=PROGRAMME) as here:
        studio, producer, source = here.studio(1), here.parties[2], here.parties[3]
        await here.until(lambda: [one.state for one in here.of(ProgrammeChanged)][-1:] == ["heard"])
        first, first_id = await here.caller(FIRST_HZ, "13800000002")
        other, _ = await here.caller(OTHER_HZ, "13800000003", UlawPhone)  # another law than the feed's
        await hears(here, first, PROGRAMME_HZ)
        await hears(here, other, PROGRAMME_HZ)
        since, of_source = other.samples(), source.samples()

        here.air.screen(first_id, producer.phone.account.number)
        await hears(here, first, PRODUCER_HZ)
        here.air.air(first_id, 1)
        await hears(here, studio, FIRST_HZ)
        on_air = first.samples()
        await hears(here, first, STUDIO_HZ)
        assert PROGRAMME_HZ not in tones(first.heard(on_air), EVERY_HZ), "on air: the studio, not the programme"
        here.air.off_air(first_id)
        await hears(here, first, PROGRAMME_HZ)

        by_other = tones(other.heard(since), EVERY_HZ)
        assert set(by_other) <= {PROGRAMME_HZ, 0, -1}, "nothing else"  # nothing, where a busy machine's source paused
        assert by_other.count(PROGRAMME_HZ) > 0.9 * len(by_other), "the programme all the time"
        assert not {FIRST_HZ, OTHER_HZ} & set(tones(source.heard(of_source), EVERY_HZ))
        assert OTHER_HZ not in tones(studio.heard(), EVERY_HZ), "who waits is heard nowhere"
        levels = [one.level_db for one in here.said(ProgrammeHeard) if one.state == "heard"]
        assert max(levels) > -25.0

        here.air.close()
        kept = tones((await here.recording("air-S1-0"))[:, 1], EVERY_HZ)
        assert kept.count(PROGRAMME_HZ) > 0.9 * len(kept), "the programme is recorded"


async def test_when_the_programme_dies_callers_hear_music_until_it_is_back() -> None:
    async with scene(programme_live=PROGRAMME) as here:
        source = here.parties[3]
        caller, _ = await here.caller(FIRST_HZ, "13800000002")
        await hears(here, caller, PROGRAMME_HZ)
        ups = len(here.of(StudioLineUp))
        assert source.call is not None
        source.call.hang_up()
        await here.until(lambda: here.of(ProgrammeChanged)[-1].state == "lost")
        place = caller.samples()
        await here.until(lambda: caller.samples() > place + 10 * WINDOW)
        assert PROGRAMME_HZ not in tones(caller.heard(place + 3 * WINDOW)[: 5 * WINDOW], EVERY_HZ)
        assert np.abs(caller.heard(place)).max() > 100, "music, no silence"
        await here.until(lambda: len(here.of(StudioLineUp)) > ups, within_s=40.0)
        await hears(here, caller, PROGRAMME_HZ)
        os.kill(mixer_of(here), signal.SIGKILL)
        await here.until(lambda: [one.state for one in here.of(ProgrammeChanged)][-2:] == ["lost", "heard"], 40.0)
        await hears(here, caller, PROGRAMME_HZ)


async def test_the_studios_own_return_with_the_caller_on_its_line_is_the_programme() -> None:
    async with scene(programme_live="studio") as here:
        first, first_id = await here.caller(FIRST_HZ, "13800000002")
        other, _ = await here.caller(OTHER_HZ, "13800000003")
        await hears(here, other, STUDIO_HZ)
        here.air.air(first_id, 1)
        await hears(here, first, STUDIO_HZ)
        await hears_both(here, other, STUDIO_HZ, FIRST_HZ)
        await here.service_dies(away_s=0.5)
        await hears_both(here, other, STUDIO_HZ, FIRST_HZ)
        here.air.off_air(first_id)
        await hears(here, other, STUDIO_HZ)
        here.air.close()
        sent = tones((await here.recording("air-S1-1"))[:, 0], EVERY_HZ)
        assert FIRST_HZ in sent, "the recording goes on beside the feed"
