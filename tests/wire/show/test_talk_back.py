"""Talk-back on real phones: the caller on air hears the producer, the studio does not; a failure is told."""

import os
import signal
import time

import pytest

from callcenter.show.ports import TalkBackChanged, TalkBackState
from tests.wire.show.scene import PRODUCER, WINDOW, Party, Scene, scene, tones
from tests.wire.show.test_programme import hears_both, mixer_of

pytestmark = [pytest.mark.wire, pytest.mark.timeout(300)]

STUDIO_HZ, PRODUCER_HZ, FIRST_HZ = 400, 700, 1300
EVERY_HZ = (STUDIO_HZ, 500, PRODUCER_HZ, FIRST_HZ)
TOLD_WITHIN_S = 1.0
S = TalkBackState


def newest(party: Party, windows: int = 15) -> list[int]:
    """The tones of the last so many windows."""
    return tones(party.heard(max(0, party.samples() - windows * WINDOW)), EVERY_HZ)[-windows:]


def states(here: Scene) -> list[tuple[TalkBackState, str]]:
    return [(one.state, one.why) for one in here.said(TalkBackChanged)]


async def test_the_caller_on_air_hears_the_producer_and_the_studio_the_caller_alone() -> None:
    async with scene() as here:
        studio, producer = here.studio(1), here.parties[2]
        first, call_id = await here.caller(FIRST_HZ, "13800000002")
        here.air.air(call_id, 1)
        await here.until(lambda: newest(studio) == [FIRST_HZ] * 15)
        since = studio.samples()
        here.air.talk_back(call_id, PRODUCER, True)
        await hears_both(here, first, STUDIO_HZ, PRODUCER_HZ)
        await hears_both(here, producer, STUDIO_HZ, FIRST_HZ)
        assert states(here)[0] == (S.CALLING, "")
        assert states(here)[-1] == (S.HEARD, "")
        heard = set(tones(studio.heard(since), EVERY_HZ))
        assert PRODUCER_HZ not in heard, "nothing of the producer on air"
        assert -1 not in heard, "nor anything with it"

        killed_at = time.time()
        os.kill(mixer_of(here), signal.SIGKILL)
        await here.until(lambda: (S.FAILED, "mixer") in states(here))
        failed = next(one for one in here.said(TalkBackChanged) if one.state is S.FAILED)
        assert failed.at - killed_at < TOLD_WITHIN_S
        await here.until(lambda: states(here)[-1] == (S.HEARD, ""), within_s=40.0)
        await hears_both(here, first, STUDIO_HZ, PRODUCER_HZ)
        here.air.talk_back(call_id, PRODUCER, False)
        await here.until(lambda: states(here)[-1] == (S.OVER, ""))
        await here.until(lambda: newest(first) == [STUDIO_HZ] * 15)


async def test_a_phone_that_is_gone_is_told_within_a_second_and_the_caller_stays_on_air() -> None:
    async with scene() as here:
        studio, producer = here.studio(1), here.parties[2]
        _, call_id = await here.caller(FIRST_HZ, "13800000002")
        here.air.air(call_id, 1)
        await here.until(lambda: newest(studio) == [FIRST_HZ] * 15)
        producer.phone.stop(patience_s=0.5)
        pressed_at = time.time()
        here.air.talk_back(call_id, PRODUCER, True)
        await here.until(lambda: states(here)[-1:] and states(here)[-1][0] in (S.FAILED, S.NO_REPLY))
        assert here.said(TalkBackChanged)[-1].at - pressed_at < TOLD_WITHIN_S
        await here.until(lambda: newest(studio) == [FIRST_HZ] * 15)
