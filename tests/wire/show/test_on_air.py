"""A show on the real wire: the studio's phone hears the right callers in the right order, and nobody else, ever."""

import asyncio
import itertools

import pytest

from callcenter.show.ports import CallerLeft, OnAirHeard, ScreeningHeard
from queueing.events import CallAnswered, CallState
from tests.wire.show.scene import OPERATOR, Party, Scene, UlawPhone, scene, tones

pytestmark = [pytest.mark.wire, pytest.mark.timeout(120)]

STUDIO_HZ, SECOND_STUDIO_HZ, PRODUCER_HZ = 400, 500, 700
HELD_HZ, FIRST_HZ, NEXT_HZ = 1000, 1300, 1700
EVERY_HZ = (STUDIO_HZ, SECOND_STUDIO_HZ, PRODUCER_HZ, HELD_HZ, FIRST_HZ, NEXT_HZ)
GAP_MS = 300.0  # without sound when a caller is put on air, at most


async def hears(here: Scene, party: Party, hz: int, seconds: float = 0.4) -> None:
    """Wait until a phone has heard nothing but that tone for a while."""
    wanted = int(seconds / 0.02)
    await here.until(lambda: tones(party.heard(), EVERY_HZ)[-wanted:] == [hz] * wanted)


def runs(found: list[int], least: int = 3) -> list[int]:
    """What was heard in turn, from at least 60 ms of each."""
    return [hz for hz, run in itertools.groupby(found) if len(list(run)) >= least]


async def test_screened_aired_given_back_and_thanked_and_a_held_caller_is_never_on_air() -> None:
    async with scene() as here:
        studio = here.studio(1)
        held, held_id = await here.caller(HELD_HZ, "13800000001")
        first, first_id = await here.caller(FIRST_HZ, "13800000002")
        last, last_id = await here.caller(NEXT_HZ, "13800000003")
        producer = here.parties[2]

        here.air.screen(first_id, producer.phone.account.number)
        await here.until(lambda: here.said(ScreeningHeard))
        await hears(here, producer, FIRST_HZ)
        await hears(here, first, PRODUCER_HZ)
        here.air.park(first_id)
        await here.until(lambda: producer.ended == 1)

        since = studio.samples()
        here.air.air(first_id, 1)
        await hears(here, studio, FIRST_HZ)
        await hears(here, first, STUDIO_HZ)
        here.air.air(last_id, 1)  # takes the line over
        await hears(here, studio, NEXT_HZ)
        await hears(here, last, STUDIO_HZ)
        assert [one.call_id for one in here.said(OnAirHeard)] == [first_id, last_id]

        operator = here.add(OPERATOR, 900, registers=True)
        here.air.to_hotline(last_id)
        await here.until(lambda: here.of(CallAnswered) and operator.talking)
        assert here.of(CallAnswered)[0].call_id == last_id
        here.air.thank(first_id)
        await here.until(lambda: first.ended == 1)
        assert not here.said(CallerLeft)

        heard = tones(studio.heard(since), EVERY_HZ)
        assert runs([hz for hz in heard if hz != 0]) == [FIRST_HZ, NEXT_HZ], "right callers, right order"
        assert not {HELD_HZ, PRODUCER_HZ, SECOND_STUDIO_HZ} & set(heard), "nothing of anybody else, not for 20 ms"
        silent = [len(list(run)) * 20.0 for hz, run in itertools.groupby(_between(heard)) if hz in (0, -1)]
        assert max([0.0, *silent]) <= GAP_MS
        assert here.desk.state.calls[held_id].state is CallState.SHOW
        assert held.talking

        here.air.close()
        air = await here.recording("air-S1-1")
        sent, returned = tones(air[:, 0], EVERY_HZ), tones(air[:, 1], EVERY_HZ)
        assert runs([hz for hz in sent if hz > 0]) == [FIRST_HZ, NEXT_HZ], "what was sent to the studio is on file"
        assert runs([hz for hz in returned if hz > 0]) == [STUDIO_HZ]
        of_first = await here.recording(first_id)
        assert FIRST_HZ in runs(tones(of_first[:, 0], EVERY_HZ))
        other_side = runs([hz for hz in tones(of_first[:, 1], EVERY_HZ) if hz > 0])
        assert other_side == [PRODUCER_HZ, STUDIO_HZ], "screening and air in one recording"


def _between(heard: list[int]) -> list[int]:
    """From the first caller's first sound to the last one's last."""
    loud = [place for place, hz in enumerate(heard) if hz in (FIRST_HZ, NEXT_HZ)]
    return heard[loud[0] : loud[-1] + 1]


async def test_the_service_dies_on_air_and_the_sound_goes_on() -> None:
    async with scene() as here:
        one, one_id = await here.caller(FIRST_HZ, "13800000002")
        other, other_id = await here.caller(NEXT_HZ, "13800000003", UlawPhone)  # through the mixer
        here.air.air(one_id, 1)
        here.air.air(other_id, 2)
        await hears(here, here.studio(1), FIRST_HZ)
        await hears(here, here.studio(2), NEXT_HZ)
        places = [here.studio(1).samples(), one.samples()]
        up = here.lines_up()
        await here.service_dies(away_s=1.5)
        await asyncio.sleep(4.0)  # longer than it takes to call a leg lost
        for party, since, hz in ((here.studio(1), places[0], FIRST_HZ), (one, places[1], STUDIO_HZ)):
            heard = tones(party.heard(since), EVERY_HZ)
            assert set(heard) == {hz}, "not one frame was missing or of somebody else"
            assert len(heard) * 0.02 > 5.0
        assert [one.call_id for one in here.air.present()] == [one_id, other_id]
        assert here.lines_up() == up, "no line was called again"
        here.air.off_air(one_id)
        await here.until(lambda: tones(here.studio(1).heard(), EVERY_HZ)[-20:] == [0] * 20)
        await hears(here, here.studio(2), NEXT_HZ)
        here.air.air(one_id, 1)
        await hears(here, here.studio(1), FIRST_HZ)
        other.call.hang_up()  # type: ignore[union-attr]  # it talks
        await here.until(lambda: [x.call_id for x in here.said(CallerLeft)] == [other_id])
