"""The live programme for fifty who wait: what it costs, how late it is, and how soon one of them is on air."""

import asyncio
import time

from callcenter.telephony.mixer.control import FeedSetting, write_feed
from tests.bench import machine
from tests.bench.figure import Figure, quantile, spread, verdict
from tests.bench.mixer import CODES, FRAME_S, IP, Party, ask, delays_ms, mixer
from tests.bench.show_gap import arrivals, source
from tests.wire.show.scene import PROGRAMME, Scene, scene
from tests.wire.show.test_programme import mixer_of

BENCH = "show_programme"
LISTENERS = 50
SECONDS = 12.0
ORDERS = 30
WANTED_DELAY_MS = 100.0
WANTED_CPU = 30.0  # % of a core, telephony and mixer together
WANTED_ORDER_MS = 300.0


async def _late(listeners: int, seconds: float) -> tuple[list[float], float]:
    """The mixer alone: delay of each packet at each listener, and % of a core."""
    loop = asyncio.get_running_loop()
    parties = []
    for _ in range(listeners + 1):
        transport, party = await loop.create_datagram_endpoint(Party, local_addr=(IP, 0))
        party.transport = transport
        parties.append(party)
    talker, *others = parties
    with mixer() as (control, pid):
        setting = FeedSetting(feed="S1", sources=((8, talker.port),), listeners=tuple((8, one.port) for one in others))
        ports = ask(control, write_feed(setting))["ports"]
        assert isinstance(ports, list)
        talker.mixer = (IP, ports[0])
        before = machine.read({"mixer": [pid]})
        begun = time.perf_counter()
        for number in range(int(seconds / FRAME_S)):
            await asyncio.sleep(max(0.0, begun + number * FRAME_S - time.perf_counter()))
            talker.send(number, number % CODES)
        cost = machine.costs(before, machine.read({"mixer": [pid]}))["mixer"].percent
    for party in parties:
        assert party.transport is not None
        party.transport.close()
    return [ms for one in others for ms in delays_ms(talker, one)], cost


async def _cost(here: Scene, seconds: float) -> float:
    """Telephony and its mixer with everybody listening, % of a core."""
    pids = {"sound": [here.processes["telephony"].pid, mixer_of(here)]}
    before = machine.read(pids)
    await asyncio.sleep(seconds)
    return machine.costs(before, machine.read(pids))["sound"].percent


async def _orders(here: Scene, callers: list[str], party: int, times: int) -> list[float]:
    """Order to the first packet of one who waited, at the studio, ms."""
    seen, found = arrivals(here.studio(1)), []
    for number in range(times):
        who = here.parties[party + number % len(callers)]
        ordered, new = time.time(), source(who)
        here.air.air(callers[number % len(callers)], 1)
        await here.until(lambda ssrc=new, at=ordered: any(one == ssrc and when > at for when, one in seen))
        found.append(1000 * (min(when for when, one in seen if one == new and when > ordered) - ordered))
        here.air.off_air(callers[number % len(callers)])
        await asyncio.sleep(0.15 + 0.007 * (number % 3))
    return found


async def run(listeners: int = LISTENERS, seconds: float = SECONDS) -> list[Figure]:
    """Measure the mixer alone, then the whole with phones."""
    load = await machine.quiet()
    late, mixer_cost = await _late(listeners, seconds)
    async with scene(programme_live=PROGRAMME) as here:
        first = len(here.parties)
        callers = [(await here.caller(1300, f"138{number:08}"))[1] for number in range(listeners)]
        cost = await _cost(here, seconds)
        orders = await _orders(here, callers, first, ORDERS)
    return _figures(listeners, late, mixer_cost, cost, orders, load)


def _figures(
    listeners: int, late: list[float], mixer_cost: float, cost: float, orders: list[float], load: float
) -> list[Figure]:
    return [
        Figure(
            bench=BENCH,
            what=f"mixer, {listeners} listeners: delay added, ms (load average {load:.1f})",
            measured=spread(late),
            wanted=f"p95 < {WANTED_DELAY_MS:.0f}",
            verdict=verdict(met=quantile(late, 0.95) < WANTED_DELAY_MS),
        ),
        Figure(bench=BENCH, what=f"mixer, {listeners} listeners: % of a core", measured=f"{mixer_cost:.1f}"),
        Figure(
            bench=BENCH,
            what=f"telephony and mixer, {listeners} callers who listen: % of a core",
            measured=f"{cost:.1f}",
            wanted=f"< {WANTED_CPU:.0f}",
            verdict=verdict(met=cost < WANTED_CPU),
        ),
        Figure(
            bench=BENCH,
            what="out of the programme: order to the caller's first packet at the studio, ms",
            measured=spread(orders),
            wanted=f"all <= {WANTED_ORDER_MS:.0f}",
            verdict=verdict(met=max(orders) <= WANTED_ORDER_MS),
        ),
    ]
