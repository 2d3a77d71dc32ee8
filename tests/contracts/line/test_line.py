"""What every Line promises the service, whether its phones are scripted or real."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.telephony.ports import (
    Answer,
    Answered,
    Bridge,
    Dial,
    HangUp,
    Incoming,
    LegEnd,
    LegEnded,
    Registered,
    Reject,
    Ring,
    Ringing,
)
from callcenter.telephony.simulated import Manner
from tests.contracts.line.worlds import DEPARTMENT, OPERATOR, World, first, has, real, simulated


@pytest.fixture(params=[simulated, pytest.param(real, marks=pytest.mark.wire)], ids=["simulated", "real"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    async with request.param(tmp_path) as made:
        yield made


def order_ring(world: World, ring_s: float = 10.0) -> None:
    world.line.order(Ring(leg_id="op", call_id="c1", account=OPERATOR, show_number="13800000001", ring_s=ring_s))


async def let_in(world: World) -> Incoming:
    """A citizen calls and is answered with music."""
    await world.dial("12345")
    await world.settle(lambda: has(world, Incoming))
    incoming = first(world, Incoming)
    world.line.order(Answer(leg_id=incoming.leg_id, call_id="c1", prompts=("music",)))
    await world.citizen_is_answered()
    return incoming


async def bridge(world: World) -> Incoming:
    """Citizen and operator talk."""
    await world.phone(Manner.ANSWERS)
    incoming = await let_in(world)
    order_ring(world)
    await world.settle(lambda: has(world, Answered))
    world.line.order(Bridge(leg_a=incoming.leg_id, leg_b="op"))
    return incoming


def ends(world: World) -> dict[str, LegEnd]:
    """Why each leg ended; a leg that ended twice is a broken contract."""
    ended = [signal for signal in world.signals if isinstance(signal, LegEnded)]
    assert len({signal.leg_id for signal in ended}) == len(ended), "a leg ended twice"
    return {signal.leg_id: signal.why for signal in ended}


async def test_a_call_comes_in_with_who_calls_and_what_was_dialled(world: World) -> None:
    incoming = await let_in(world)
    assert (incoming.caller.number, incoming.dialled) == ("13800000001", "12345")


async def test_a_phone_that_registers_is_reported(world: World) -> None:
    await world.phone(Manner.ANSWERS)
    await world.settle(lambda: has(world, Registered))
    assert first(world, Registered) == Registered(account=OPERATOR, reachable=True)


async def test_a_ring_is_reported_and_then_the_answer(world: World) -> None:
    await bridge(world)
    order = [type(signal) for signal in world.signals if isinstance(signal, Ringing | Answered)]
    assert order == [Ringing, Answered]


async def test_the_citizens_hang_up_ends_only_the_citizens_leg(world: World) -> None:
    incoming = await bridge(world)
    await world.citizen_hangs_up()
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {incoming.leg_id: LegEnd.REMOTE_HANGUP}


async def test_the_operators_hang_up_ends_only_the_operators_leg(world: World) -> None:
    await bridge(world)
    await world.operator_hangs_up()
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {"op": LegEnd.REMOTE_HANGUP}


async def test_a_leg_we_hang_up_says_so(world: World) -> None:
    incoming = await bridge(world)
    world.line.order(HangUp(leg_id="op"))
    world.line.order(HangUp(leg_id=incoming.leg_id))
    await world.settle(lambda: has(world, LegEnded, 2))
    assert set(ends(world).values()) == {LegEnd.LOCAL_HANGUP}


@pytest.mark.parametrize(
    ("manner", "why"),
    [(Manner.DECLINES, LegEnd.DECLINED), (Manner.BUSY, LegEnd.BUSY), (Manner.IGNORES, LegEnd.NO_ANSWER)],
)
async def test_a_ring_that_is_not_taken_says_why(world: World, manner: Manner, why: LegEnd) -> None:
    await world.phone(manner)
    await let_in(world)
    order_ring(world, ring_s=1.5)
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {"op": why}


async def test_a_phone_that_is_not_registered_is_unreachable(world: World) -> None:
    await let_in(world)
    order_ring(world)
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {"op": LegEnd.UNREACHABLE}


async def test_a_ring_we_withdraw_ends(world: World) -> None:
    await world.phone(Manner.IGNORES)
    await let_in(world)
    order_ring(world)
    await world.settle(lambda: has(world, Ringing))
    world.line.order(HangUp(leg_id="op"))
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {"op": LegEnd.LOCAL_HANGUP}


async def test_a_caller_who_gives_up_before_the_answer_is_cancelled(world: World) -> None:
    await world.dial("12345")
    await world.settle(lambda: has(world, Incoming))
    await world.citizen_hangs_up()
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {first(world, Incoming).leg_id: LegEnd.CANCELLED}


async def test_a_refused_call_ends_as_rejected(world: World) -> None:
    await world.dial("99999")
    await world.settle(lambda: has(world, Incoming))
    leg_id = first(world, Incoming).leg_id
    world.line.order(Reject(leg_id=leg_id, sip_code=404))
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {leg_id: LegEnd.REJECTED}


async def test_orders_for_legs_that_are_gone_do_nothing(world: World) -> None:
    incoming = await let_in(world)
    for order in (HangUp(leg_id="ghost"), Bridge(leg_a="ghost", leg_b="ghost2"), Reject(leg_id="ghost")):
        world.line.order(order)
    await world.citizen_hangs_up()
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {incoming.leg_id: LegEnd.REMOTE_HANGUP}


def order_dial(world: World, number: str = DEPARTMENT, trunk: str = "", ring_s: float = 10.0) -> None:
    world.line.order(Dial(leg_id="out", call_id="c1", number=number, trunk=trunk, show_number="12345", ring_s=ring_s))


async def test_an_outside_number_is_called_and_talks_with_the_citizen(world: World) -> None:
    """The leg rings, answers, is bridged like any other, and its hang-up ends it alone."""
    await world.outside(Manner.ANSWERS)
    incoming = await let_in(world)
    order_dial(world)
    await world.settle(lambda: has(world, Answered))
    assert [type(one) for one in world.signals if isinstance(one, Ringing | Answered)] == [Ringing, Answered]
    world.line.order(Bridge(leg_a=incoming.leg_id, leg_b="out"))
    await world.outside_hangs_up()
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {"out": LegEnd.REMOTE_HANGUP}


@pytest.mark.parametrize(
    ("manner", "why"),
    [(Manner.DECLINES, LegEnd.DECLINED), (Manner.BUSY, LegEnd.BUSY), (Manner.IGNORES, LegEnd.NO_ANSWER)],
)
async def test_an_outside_call_that_is_not_taken_says_why(world: World, manner: Manner, why: LegEnd) -> None:
    await world.outside(manner)
    order_dial(world, ring_s=1.5)
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {"out": why}


async def test_an_outside_call_we_withdraw_ends(world: World) -> None:
    await world.outside(Manner.IGNORES)
    order_dial(world)
    await world.settle(lambda: has(world, Ringing))
    world.line.order(HangUp(leg_id="out"))
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {"out": LegEnd.LOCAL_HANGUP}


@pytest.mark.parametrize(
    ("number", "trunk", "reason"),
    [
        (DEPARTMENT, "nosuch", "expected a trunk that calls out, found 'nosuch'"),
        ("00441234567", "", "may not dial that number"),
        ("1390000000x", "", "expected a number of digits"),
    ],
)
async def test_what_may_not_be_dialled_is_refused_with_a_reason(
    world: World, number: str, trunk: str, reason: str
) -> None:
    order_dial(world, number, trunk)
    await world.settle(lambda: has(world, LegEnded))
    assert ends(world) == {"out": LegEnd.REJECTED}
    assert reason in first(world, LegEnded).reason
    assert number not in first(world, LegEnded).reason
