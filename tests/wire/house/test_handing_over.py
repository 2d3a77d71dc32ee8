"""Real hand-overs: to 110 with the operator or without, to an outside number, from the phone's own keys."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire.house.calls import missing, operator, tone_alaw
from tests.wire.house.conversation import (
    CITIZEN_HZ,
    DEPARTMENT,
    DEPARTMENT_HZ,
    FIRST_HZ,
    HEARD_DB,
    SECOND_HZ,
    UNHEARD_DB,
    citizen,
    outside,
    plan,
    set_status,
)
from tests.wire.house.house import House, house
from tests.wire.phones import baresip, rtp, trunk
from tests.wire.telephony.conference_scene import level

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(missing()), reason=missing())]


async def said_to(ear: rtp.Rtp, *tones: int) -> None:
    """Check that an outside party hears exactly these of citizen and first operator."""
    loop = asyncio.get_running_loop()
    found: dict[int, float] = {}
    for _ in range(5):
        since = loop.time()  # the same clock as time.monotonic
        await asyncio.sleep(0.8)
        found = {hz: level(ear, since, hz) for hz in (CITIZEN_HZ, FIRST_HZ)}
        if all((db > HEARD_DB) if hz in tones else (db < UNHEARD_DB) for hz, db in found.items()):
            return
    raise AssertionError((tones, found))


async def until_state(desk: House, call_id: str, state: str) -> None:
    """Wait until the call is in a state."""
    await desk.until(
        "/api/v1/calls", lambda found: {one["call_id"]: one["state"] for one in found["items"]}.get(call_id) == state
    )


async def outcomes(desk: House) -> dict[str, str]:
    """Return call -> outcome, once every call has one."""
    found = await desk.until("/api/v1/calls", lambda seen: all(one["outcome"] for one in seen["items"]))
    return {one["call_id"]: one["outcome"] for one in found["items"]}


async def test_110_is_dialled_at_once_and_talks_with_citizen_and_operator(tmp_path: Path) -> None:
    """Warm: three hear each other; the operator who hangs up leaves the citizen with 110."""
    async with house(tmp_path, plan()) as desk, operator(desk, 1) as first, outside(desk) as police:
        await set_status(desk, "8001", "ready")
        async with citizen(desk) as caller:
            await caller.post("emergency", number="110", mode="warm")
            await police.pick_up()
            assert police.dialled() == ["110"]
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
            await said_to(police.ear, FIRST_HZ, CITIZEN_HZ)
            await first.command("hangup")
            await caller.hears(DEPARTMENT_HZ)
            await said_to(police.ear, CITIZEN_HZ)
        assert await outcomes(desk) == {caller.call_id: "transferred_out"}


async def test_handed_to_110_blindly_the_operator_is_out_at_once(tmp_path: Path) -> None:
    """Blind: while 110 still rings the operator's phone is down, and nobody else is dialled."""
    async with house(tmp_path, plan()) as desk, operator(desk, 1) as first, outside(desk) as police:
        await set_status(desk, "8001", "ready")
        async with citizen(desk) as caller:
            await caller.post("emergency", status=409, number="12306", mode="blind")
            await caller.post("emergency", number="110", mode="blind")
            await first.wait_event("CALL_CLOSED", 3.0)
            await police.pick_up()
            assert police.dialled() == ["110"]
            await caller.hears(DEPARTMENT_HZ)
            await said_to(police.ear, CITIZEN_HZ)
        assert await outcomes(desk) == {caller.call_id: "transferred_out"}


async def test_an_outside_number_that_does_not_answer_brings_the_caller_back_first_in_line(tmp_path: Path) -> None:
    """Who waited behind the transferred caller is served after them."""
    async with (
        house(tmp_path, plan()) as desk,
        operator(desk, 1),
        operator(desk, 2, tone_alaw(SECOND_HZ, 60.0)),
        outside(desk) as department,
    ):
        await set_status(desk, "8001", "ready")
        async with citizen(desk) as caller, waiting_behind(desk) as second:
            await caller.post("pass-out", to=DEPARTMENT)
            await department.decline(after_s=0.5)
            assert department.dialled() == [DEPARTMENT]
            await until_state(desk, caller.call_id, "waiting")
            await set_status(desk, "8002", "ready")
            await caller.hears(SECOND_HZ)
            await until_state(desk, second, "waiting")
        assert (await outcomes(desk))[caller.call_id] == "answered"


@contextlib.asynccontextmanager
async def waiting_behind(desk: House) -> AsyncIterator[str]:
    """Another citizen calls 12345 while nobody is free; yields the call."""
    async with trunk.party(desk.trunk_ip, (desk.ip, 5060)) as party, rtp.endpoint(desk.trunk_ip) as ear:
        sender = f"<sip:13900001111@{desk.trunk_ip}>"
        call = party.invite("12345", trunk.offer(ear.ip, ear.port, "8 101"), sender=sender)
        await call.answer(200, seconds=10.0)
        call.ack()
        found = await desk.until("/api/v1/calls", lambda seen: len(seen["items"]) == 2)
        yield next(one["call_id"] for one in found["items"] if one["state"] != "talking")
        call.bye()
        await call.answer(200)


async def typed(phone: baresip.Baresip, keys: str) -> None:
    """Press keys on the phone as a person does."""
    for key in keys:
        await phone.command("sndcode", key)
        await asyncio.sleep(0.25)


async def test_the_phones_own_keys_hold_consult_join_and_complete(tmp_path: Path) -> None:
    """*1 hold and back, *2 number # consult, *3 all together, *4 leaves the citizen with the department."""
    async with house(tmp_path, plan()) as desk, operator(desk, 1) as first, outside(desk) as department:
        await set_status(desk, "8001", "ready")
        async with citizen(desk) as caller:
            await typed(first, "*1")
            await until_state(desk, caller.call_id, "hold")
            await typed(first, "*1")
            await until_state(desk, caller.call_id, "talking")
            await typed(first, f"*2{DEPARTMENT}#")
            await department.pick_up()
            assert department.dialled() == [DEPARTMENT]
            await said_to(department.ear, FIRST_HZ)
            await typed(first, "*3")
            await caller.hears(FIRST_HZ, DEPARTMENT_HZ)
            await typed(first, "*4")
            await first.wait_event("CALL_CLOSED", 3.0)
            await caller.hears(DEPARTMENT_HZ)
        assert await outcomes(desk) == {caller.call_id: "transferred_out"}


async def test_a_phones_transfer_goes_to_an_operator_and_then_to_an_outside_number(tmp_path: Path) -> None:
    """REFER to 8002, and from there REFER to a number that is none of ours."""
    async with (
        house(tmp_path, plan()) as desk,
        operator(desk, 1) as first,
        operator(desk, 2, tone_alaw(SECOND_HZ, 60.0)) as second,
        outside(desk) as department,
    ):
        await set_status(desk, "8001", "ready")
        async with citizen(desk) as caller:
            await set_status(desk, "8002", "ready")
            await first.command("transfer", f"sip:8002@{desk.ip}")
            await first.wait_event("CALL_CLOSED")
            await caller.hears(SECOND_HZ)
            await second.command("transfer", f"sip:{DEPARTMENT}@{desk.ip}")
            await department.pick_up()
            assert department.dialled() == [DEPARTMENT]
            await caller.hears(DEPARTMENT_HZ)
            await said_to(department.ear, CITIZEN_HZ)
        assert await outcomes(desk) == {caller.call_id: "transferred_out"}
