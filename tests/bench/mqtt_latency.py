"""From `set` to a wall: latency over a real private Mosquitto. `python tests/bench/mqtt_latency.py`."""

import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC
from pathlib import Path

import aiomqtt

from dashboards.broker import PrivateBroker
from dashboards.broker_files import Logins
from dashboards.messages import Message, Presence
from dashboards.publisher import Publisher
from dashboards.topics import CALL_EVENT, SUMMARY, CallEvent, Summary

HOST = "127.15.0.3"
NOTHING = {name: None if info.annotation == float | None else 0 for name, info in Summary.model_fields.items()}


def summary(number: int) -> Message:
    """A retained payload, QoS 0, that carries the time of sending in its `ts`."""
    fields = NOTHING | {"v": 1, "ts": repr(time.monotonic()), "seq": number}
    return Message(SUMMARY, "", Summary.model_validate(fields))


def event(number: int) -> Message:
    """An event, QoS 1."""
    return Message(CALL_EVENT, "offered", CallEvent(ts=repr(time.monotonic()), seq=number, kind="offered", call="c"))


async def listen(logins: Logins, delays: list[float], ready: asyncio.Event) -> None:
    """One wall: note the delay of each message."""
    wall = logins.wall
    async with aiomqtt.Client(
        wall.host,
        wall.port,
        username=wall.user,
        password=wall.password,
        protocol=aiomqtt.ProtocolVersion.V5,
    ) as client:
        await client.subscribe("cc/#", qos=1)
        ready.set()
        async for message in client.messages:
            if not message.retain and not str(message.topic).endswith("state"):
                sent = str(message.payload).partition('"ts":"')[2].partition('"')[0]
                delays.append(time.monotonic() - float(sent))


async def measure(logins: Logins, walls: int, rate: int, seconds: int, *, events: bool) -> None:
    """Send at a rate to a number of walls and print what they saw."""
    presence = Presence(UTC, "bench", "bench")
    publisher = Publisher(logins.publisher, "bench", f"b{rate}{walls}", lambda up: presence.state(0.0, online=up))
    running = asyncio.create_task(publisher.run())
    delays: list[float] = []
    gates = [asyncio.Event() for _ in range(walls)]
    listeners = [asyncio.create_task(listen(logins, delays, gate)) for gate in gates]
    await asyncio.gather(*(gate.wait() for gate in gates))
    began, spent = time.monotonic(), time.thread_time()
    set_s = []
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        before = time.perf_counter()
        publisher.set((event if events else summary)(number))
        set_s.append(time.perf_counter() - before)
    await asyncio.sleep(1)
    cuts = statistics.quantiles(delays, n=100)
    sys.stdout.write(
        f"{walls:3} walls {rate:4}/s QoS {int(events)}: {len(delays)} of {rate * seconds * walls} arrived, "
        f"p50/p95/p99/max {cuts[49] * 1e3:.1f}/{cuts[94] * 1e3:.1f}/{cuts[98] * 1e3:.1f}/{max(delays) * 1e3:.1f} ms, "
        f"set() p99 {statistics.quantiles(set_s, n=100)[98] * 1e6:.0f} us, "
        f"CPU of this process {(time.thread_time() - spent) / (seconds + 1) * 100:.0f} %\n"
    )
    for one in listeners:
        one.cancel()
    await asyncio.gather(*listeners, return_exceptions=True)
    await publisher.stop()
    await running


async def main() -> None:
    """Measure a quiet and a busy wall, retained state and events."""
    with tempfile.TemporaryDirectory() as folder:
        broker = PrivateBroker(Path(folder) / "broker", host=HOST)
        logins = await broker.start()
        if logins is None:
            sys.exit("no mosquitto here")
        for walls, rate, events in ((1, 20, False), (10, 20, False), (20, 50, False), (20, 50, True), (1, 200, True)):
            await measure(logins, walls, rate, 10, events=events)
        await broker.stop()


if __name__ == "__main__":
    asyncio.run(main())
