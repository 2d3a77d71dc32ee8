"""Three-way, listen, whisper, barge on the wire: who hears whom, without a gap, and when the mixer dies."""

import asyncio
import time

import pytest

from callcenter.telephony.ports import HangUp, LegEnd, LegEnded, LegState, Play
from tests.wire.phones import tone
from tests.wire.telephony.conference_scene import (
    HZ,
    hear_as,
    kill_mixer,
    longest_gap_s,
    lost_and_repeated,
    mixer_pids,
    sources,
    talking_room,
)
from tests.wire.telephony.conftest import MUSIC_HZ
from tests.wire.telephony.desk_end import Site

pytestmark = pytest.mark.wire

GAP_S = 0.3
THREE = {"caller": "op guest", "op": "caller guest", "guest": "op caller"}


async def test_three_hear_each_other_and_then_two_again_without_a_gap_or_another_stream(site: Site) -> None:
    """For the phones of caller and operator nothing changes but the sound: one source, numbers that go on."""
    async with talking_room(site, "guest") as (room, _):
        since = time.monotonic()
        room.mix(**THREE)
        await room.hear(**THREE)
        states = {view.leg_id: view.state for view in (await site.desk()).snapshot.legs}
        assert set(states.values()) == {LegState.MIXED}
    for name in ("caller", "op"):
        ear = room.ears[name]
        assert longest_gap_s(ear, since) < GAP_S
        assert len(sources(ear, since)) == 1
        assert lost_and_repeated(ear, since) <= 3


async def test_the_pair_goes_back_to_a_bridge_without_a_gap(site: Site) -> None:
    async with talking_room(site, "guest") as (room, _):
        room.mix(**THREE)
        await asyncio.sleep(1.0)
        since = time.monotonic()
        room.bridge("caller", "op")
        await room.hear(caller="op", op="caller")
    for name in ("caller", "op"):
        assert longest_gap_s(room.ears[name], since) < GAP_S
        assert len(sources(room.ears[name], since)) == 1
        assert lost_and_repeated(room.ears[name], since) <= 6


@pytest.mark.parametrize(
    "matrix",
    [
        {"caller": "op", "op": "caller", "sup": "caller op"},
        {"caller": "op", "op": "caller sup", "sup": "caller op"},
        {"caller": "op sup", "op": "caller sup", "sup": "caller op"},
    ],
    ids=["listen", "whisper", "barge"],
)
async def test_a_supervisor_is_heard_by_whom_the_matrix_says(site: Site, matrix: dict[str, str]) -> None:
    """In a whisper the citizen hears nothing of the supervisor: below -50 dB of how loud it was said."""
    async with talking_room(site, "sup") as (room, _):
        room.mix(**matrix)
        await room.hear(**matrix)


async def test_from_listen_to_whisper_to_barge_nobodys_stream_breaks(site: Site) -> None:
    async with talking_room(site, "sup") as (room, _):
        room.mix(caller="op", op="caller", sup="caller op")
        await asyncio.sleep(0.5)
        since = time.monotonic()
        room.mix(caller="op", op="caller sup", sup="caller op")
        await asyncio.sleep(0.3)
        room.mix(caller="op sup", op="caller sup", sup="caller op")
        await room.hear(caller="op sup", op="caller sup", sup="caller op")
        for ear in room.ears.values():
            assert longest_gap_s(ear, since) < 0.1
            assert lost_and_repeated(ear, since) == 0


async def test_the_mixers_death_leaves_the_pair_talking_and_a_new_one_takes_all_in_again(site: Site) -> None:
    async with talking_room(site, "guest") as (room, _):
        room.mix(**THREE)
        await room.hear(**THREE)
        since = time.monotonic()
        kill_mixer(site)
        await room.hear(**THREE)
        for name in ("caller", "op"):
            assert longest_gap_s(room.ears[name], since) < GAP_S
        assert not [signal for signal in room.desk.signals if isinstance(signal, LegEnded)]


async def test_who_hangs_up_leaves_the_others_together(site: Site) -> None:
    async with talking_room(site, "guest") as (room, _):
        room.mix(**THREE)
        await asyncio.sleep(0.5)
        since = time.monotonic()
        room.desk.order(HangUp(leg_id="guest"))
        assert (await room.desk.wait(LegEnded)).why is LegEnd.LOCAL_HANGUP
        del room.ears["guest"]
        await room.hear(caller="op", op="caller")
        assert longest_gap_s(room.ears["caller"], since) < 0.1


async def test_one_who_is_played_music_is_out_of_the_conference(site: Site) -> None:
    """Consult: the citizen hears music while operator and department talk."""
    async with talking_room(site, "guest") as (room, _):
        room.mix(**THREE)
        await asyncio.sleep(0.5)
        room.desk.order(Play(leg_id=room.caller_leg, prompts=("music",)))
        levels = await room.levels()
        since = time.monotonic()
        await asyncio.sleep(0.8)
        assert tone.seconds_of_tone(room.ears["caller"].heard(since), MUSIC_HZ) >= 0.6
        del levels["caller"]
        hear_as(levels, op="guest", guest="op")


async def test_legs_that_are_gone_and_a_conference_of_one_do_no_harm(site: Site) -> None:
    async with talking_room(site) as (room, _):
        room.mix(caller="op ghost", op="caller ghost", ghost="caller")
        await room.hear(caller="op", op="caller")
        room.mix(op="caller")
        levels = await room.levels(0.5)
        assert levels["caller"]["op"] < -50.0
        room.mix()
        room.bridge("caller", "op")
        await room.hear(caller="op", op="caller")
        assert len(mixer_pids(site)) == 1
        assert set(HZ) >= set(room.ears)


async def test_from_consultation_and_back_and_forth_into_a_three_way(site: Site) -> None:
    """The one consulted waits on music while the operator is with the citizen, and is heard again when all talk."""
    async with talking_room(site, "guest") as (room, _):
        room.bridge("op", "guest")
        room.desk.order(Play(leg_id=room.caller_leg, prompts=("music",)))
        levels = await room.levels(0.5)
        assert levels["guest"]["op"] > -3.0
        room.bridge("caller", "op")
        room.desk.order(Play(leg_id="guest", prompts=("music",)))
        levels = await room.levels(0.5)
        assert levels["caller"]["op"] > -3.0
        assert levels["caller"]["guest"] < -50.0
        room.mix(**THREE)
        await room.hear(**THREE)
