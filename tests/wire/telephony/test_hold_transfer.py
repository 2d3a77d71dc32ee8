"""Hold, resume and blind transfer from a real phone and from the desk: who hears what, and the peer stays."""

import asyncio
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from callcenter.telephony.ports import (
    Answered,
    Bridge,
    Copy,
    HangUp,
    Held,
    Hold,
    LegEnd,
    LegEnded,
    LegState,
    Play,
    Resume,
    Resumed,
    TransferAsked,
)
from tests.wire.phones import baresip, rtp, softphone, tone, trunk
from tests.wire.telephony.conftest import HOLD_HZ, MUSIC_HZ
from tests.wire.telephony.desk_end import Site
from tests.wire.telephony.scenes import (
    CALLER_HZ,
    OPERATOR_HZ,
    Caller,
    answered_caller,
    bridged,
    operator,
    registered_softphone,
    ring,
)

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(baresip.missing()), reason=baresip.missing())]


PATIENCE_S = 10.0  # for a machine that is full: what is to be heard is heard sooner


async def hears(caller: Caller, hz: int, seconds: float = 1.2) -> bool:
    """Tell whether a caller comes to hear a tone and nothing else, for so long in one piece."""
    since, wanted = time.monotonic(), int(seconds * tone.RATE_HZ)
    while time.monotonic() < since + seconds + PATIENCE_S:
        await asyncio.sleep(0.1)
        last = caller.ear.heard(since)[-wanted:]
        if len(last) == wanted and tone.seconds_of_tone(last, hz) >= seconds * 0.8:
            return True
    return False


async def test_a_phone_holds_and_resumes(site: Site, tmp_path: Path) -> None:
    """re-INVITE sendonly: the caller hears music, and the operator again after sendrecv."""
    desk = await site.desk("601")
    async with operator(site, desk, tmp_path / "op") as phone, answered_caller(site, desk) as caller:
        await bridged(desk, caller)
        assert await hears(caller, OPERATOR_HZ)
        await phone.command("hold")
        assert (await desk.wait(Held)).leg_id == "op"
        assert await hears(caller, HOLD_HZ)
        late = await site.desk(instance=desk.instance, last_seq=desk.last_seq)
        assert {view.leg_id: view.state for view in late.snapshot.legs} == {
            caller.leg_id: LegState.BRIDGED,
            "op": LegState.HELD,
        }
        await phone.command("resume")
        assert (await late.wait(Resumed)).leg_id == "op"
        assert await hears(caller, OPERATOR_HZ)


@pytest.mark.parametrize("held", ["a=inactive", "c=IN IP4 0.0.0.0"])
async def test_older_ways_to_hold(site: Site, held: str) -> None:
    desk = await site.desk("601")
    async with (
        registered_softphone(site, desk) as phone,
        rtp.endpoint(site.phone_ip) as ear,
        answered_caller(site, desk) as caller,
    ):
        ring(desk)
        invite = await softphone.rung(phone)
        plain = trunk.offer(ear.ip, ear.port, "8 101")
        softphone.pick_up(phone, invite, plain)
        await desk.wait(Answered)
        ear.talk(trunk.audio_of(invite), OPERATOR_HZ)
        desk.order(Bridge(leg_a=caller.leg_id, leg_b="op"))
        assert await hears(caller, OPERATOR_HZ)
        dialog = trunk.Call(
            party=phone,
            target=invite["contact"].strip("<>"),
            call_id=invite["call-id"],
            from_header=invite["to"] + ";tag=phone",
            to_header=invite["from"],
            cseq=100,
        )
        on_hold = (
            plain.replace("a=sendrecv", held) if held.startswith("a=") else plain.replace(f"c=IN IP4 {ear.ip}", held)
        )
        dialog.send_inside("INVITE", on_hold)
        accepted = await dialog.answer(200)
        dialog.ack()
        assert ("a=inactive" in accepted.body) is (held == "a=inactive")
        assert (await desk.wait(Held)).leg_id == "op"
        assert await hears(caller, HOLD_HZ)
        dialog.send_inside("INVITE", plain)
        await dialog.answer(200)
        dialog.ack()
        assert (await desk.wait(Resumed)).leg_id == "op"
        assert await hears(caller, OPERATOR_HZ)


async def test_the_desk_holds_and_resumes(site: Site, tmp_path: Path) -> None:
    """The caller hears music, the operator silence; then both each other."""
    desk = await site.desk("601")
    async with operator(site, desk, tmp_path / "op") as phone, answered_caller(site, desk) as caller:
        await bridged(desk, caller)
        assert await hears(caller, OPERATOR_HZ)
        desk.order(Hold(leg_id="op"))
        assert await hears(caller, HOLD_HZ, 3.0)
        desk.order(Resume(leg_id="op"))
        assert await hears(caller, OPERATOR_HZ)
        caller.call.bye()
        await caller.call.answer(200)
        desk.order(HangUp(leg_id="op"))
        await phone.wait_event("CALL_CLOSED")
        heard = phone.heard()
        assert tone.seconds_of_tone(heard, CALLER_HZ) >= 2.0
        assert quiet_seconds(heard) >= 2.6  # the hold of 3.3 s, as silence


def quiet_seconds(samples: NDArray[np.float64]) -> float:
    """Return how long nothing was heard, in windows of 0.1 s."""
    windows = samples[: len(samples) // 800 * 800].reshape(-1, 800)
    return 0.1 * float(np.sum(np.max(np.abs(windows), axis=1) < 50))


async def test_a_blind_transfer_goes_from_one_operator_to_another_with_copies(site: Site, tmp_path: Path) -> None:
    """REFER: 202 and NOTIFY, the first phone lets go, the caller hears music, then the second operator."""
    desk = await site.desk("601", "602")
    async with (
        operator(site, desk, tmp_path / "first") as first,
        operator(
            site, desk, tmp_path / "second", "602", microphone=tone.write_tone(tmp_path / "second.wav", 1300)
        ) as second,
        answered_caller(site, desk) as caller,
        rtp.endpoint(site.trunk_ip) as caller_copy,
        rtp.endpoint(site.trunk_ip) as second_copy,
    ):
        desk.order(Copy(leg_id=caller.leg_id, ip=caller_copy.ip, port=caller_copy.port))
        await bridged(desk, caller)
        assert await hears(caller, OPERATOR_HZ)
        await first.command("transfer", f"sip:602@{site.ip}")
        asked = await desk.wait(TransferAsked)
        assert (asked.leg_id, asked.target) == ("op", "602")
        ended = await desk.wait(LegEnded)
        assert (ended.leg_id, ended.why) == ("op", LegEnd.REMOTE_HANGUP)
        await first.wait_event("CALL_CLOSED")
        assert await hears(caller, HOLD_HZ)
        await bridged(desk, caller, "op2", "602")
        desk.order(Copy(leg_id="op2", ip=second_copy.ip, port=second_copy.port))
        assert await hears(caller, 1300)
        since = time.monotonic()
        await asyncio.sleep(1.2)
        assert tone.seconds_of_tone(caller_copy.heard(since), CALLER_HZ) >= 0.8
        assert tone.seconds_of_tone(second_copy.heard(since), 1300) >= 0.8
        caller.call.bye()
        await caller.call.answer(200)
        lost = (await desk.wait(LegEnded, where=lambda signal: signal.leg_id == caller.leg_id)).lost_in
        assert lost == 0
        desk.order(HangUp(leg_id="op2"))
        await second.wait_event("CALL_CLOSED")  # the recording is complete only now
        assert tone.seconds_of_tone(second.heard(), CALLER_HZ) >= 1.0


async def test_a_phone_without_a_peer_cannot_transfer(site: Site, tmp_path: Path) -> None:
    desk = await site.desk("601")
    async with operator(site, desk, tmp_path / "op") as phone:
        ring(desk)
        await desk.wait(Answered)
        await phone.wait_event("CALL_ESTABLISHED")
        await phone.command("transfer", f"sip:602@{site.ip}")
        await asyncio.sleep(0.5)
        assert not [signal for signal in desk.signals if isinstance(signal, TransferAsked)]


async def test_a_citizen_cannot_send_an_operator_elsewhere(site: Site, tmp_path: Path) -> None:
    desk = await site.desk("601")
    async with operator(site, desk, tmp_path / "op"), answered_caller(site, desk) as caller:
        await bridged(desk, caller)
        await asyncio.sleep(0.2)
        caller.call.send_inside("REFER", "", "Refer-To: <sip:99@elsewhere>")
        assert (await caller.call.answer(400)).code == 400
        assert await hears(caller, OPERATOR_HZ)
        assert not [signal for signal in desk.signals if isinstance(signal, TransferAsked | LegEnded)]


async def test_a_played_prompt_takes_a_leg_out_of_its_bridge(site: Site, tmp_path: Path) -> None:
    desk = await site.desk("601")
    async with operator(site, desk, tmp_path / "op"), answered_caller(site, desk) as caller:
        await bridged(desk, caller)
        assert await hears(caller, OPERATOR_HZ)
        desk.order(Play(leg_id=caller.leg_id, prompts=("music",)))
        assert await hears(caller, MUSIC_HZ)
        late = await site.desk()
        assert {view.state for view in late.snapshot.legs} == {LegState.UP}
        assert {view.peer for view in late.snapshot.legs} == {""}


async def test_operators_can_be_swapped_while_both_are_up(site: Site, tmp_path: Path) -> None:
    """Any two legs can be bridged: caller with one operator, then with the other, and back."""
    desk = await site.desk("601", "602")
    async with (
        operator(site, desk, tmp_path / "first"),
        operator(site, desk, tmp_path / "second", "602", microphone=tone.write_tone(tmp_path / "second.wav", 1300)),
        answered_caller(site, desk) as caller,
    ):
        await bridged(desk, caller)
        assert await hears(caller, OPERATOR_HZ)
        await bridged(desk, caller, "op2", "602")
        assert await hears(caller, 1300)
        desk.order(Bridge(leg_a="op", leg_b=caller.leg_id))
        assert await hears(caller, OPERATOR_HZ)
        assert not [signal for signal in desk.signals if isinstance(signal, LegEnded)]
