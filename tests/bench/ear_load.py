"""How many legs the ear bears: `python -m tests.bench.ear_load --legs 100 --seconds 30 [--model DIR]`.

Sends a sentence's A-law packets on every leg from one other process, 50 a second each, and prints what the ear's
processes cost, what was lost, and how long `closed` took after `close`.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import signal
import socket
import statistics
import tempfile
import time
from pathlib import Path

import soundfile

from asr import g711, rtp
from asr.rtp import RtpPacket
from tests.wire.asr.house import Client, House, open_house, silence, voice

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND


def rss_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def send_all(addresses: list[tuple[str, int]], codes: bytes, seconds: float) -> None:
    """Send each leg its packets, spread over the 20 ms as real phones are."""
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    start_s = time.monotonic()
    step_s = 0.02 / len(addresses)
    frames = [codes[offset : offset + 160] for offset in range(0, len(codes) - 159, 160)]
    for number in range(int(seconds * 50)):
        for leg, address in enumerate(addresses):
            due_s = start_s + number * 0.02 + leg * step_s
            if leg % 10 == 0 and (wait_s := due_s - time.monotonic()) > 0:
                time.sleep(wait_s)
            payload = frames[(number + 7 * leg) % len(frames)]
            out.sendto(rtp.build(RtpPacket(8, number % 65536, number * 160, leg, payload)), address)


async def measure(house: House, arguments: argparse.Namespace) -> None:
    ear = await house.start_ear()
    recognisers = None
    if arguments.model:
        model = {"engine": "vosk", "model_path": str(arguments.model), "workers": arguments.workers}
        recognisers = await house.start_recognisers(**model)
    async with Client(house.ear_socket) as client:
        if recognisers:
            await client.wait_for("engine", seconds=20, workers=arguments.workers)
        addresses = []
        for leg in range(arguments.legs):
            role = "operator" if leg % 2 else "caller"
            client.order("listen", call_id=f"call-{leg // 2}", leg_id=f"leg-{leg}", role=role, priority=leg % 2)
            told = await client.wait_for("listening", leg_id=f"leg-{leg}")
            addresses.append((told["ip"], told["port"]))
        codes = g711.alaw_encode(spoken(arguments.speech))
        context = multiprocessing.get_context("spawn")
        sender = context.Process(target=send_all, args=(addresses, codes, arguments.seconds))
        workers = house.workers()
        before = [cpu_s(pid) for pid in (ear.pid, *workers)]
        sender.start()
        started_s = time.monotonic()
        throttling = asyncio.create_task(throttle(workers, arguments.throttle), name="throttle")
        await asyncio.to_thread(sender.join)
        throttling.cancel()
        took_s = time.monotonic() - started_s
        after = [cpu_s(pid) for pid in (ear.pid, *workers)]
        cost = [100 * (b - a) / took_s for a, b in zip(before, after, strict=True)]
        latencies = await close_all(client, arguments.legs // 2)
        report(client, arguments, cost, latencies, [rss_mb(pid) for pid in (ear.pid, *workers)])


async def throttle(pids: list[int], share: float) -> None:
    """Let the recognisers run only a share of the time: a machine that is too small."""
    if share >= 1:
        return
    try:
        while True:
            for number, pause_s in ((signal.SIGSTOP, 0.2 * (1 - share)), (signal.SIGCONT, 0.2 * share)):
                for pid in pids:
                    os.kill(pid, number)
                await asyncio.sleep(pause_s)
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def spoken(file: Path | None) -> bytes:
    """Give four seconds or so of speech and a pause."""
    if file is None:
        return voice(3.0) + silence(1.5)
    pcm = soundfile.read(file, dtype="int16")[0].tobytes()
    return pcm + silence(1.5)


async def close_all(client: Client, calls: int) -> list[float]:
    """Close the calls, ten a second; give how long each took."""
    ordered: dict[str, float] = {}
    for number in range(calls):
        ordered[f"call-{number}"] = time.time()
        client.order("close", call_id=f"call-{number}")
        await asyncio.sleep(0.1)
    closed = [await client.wait_for("closed", call_id=call_id) for call_id in ordered]
    return [event["at"] - ordered[event["call_id"]] for event in closed]


def dropped_ms(client: Client, parity: int) -> int:
    """Give how much of the callers' (0) or operators' (1) speech was not recognised."""
    gaps = [event for event in client.of("gap") if int(event["leg_id"].removeprefix("leg-")) % 2 == parity]
    return sum(event["end_ms"] - event["start_ms"] for event in gaps)


def report(
    client: Client, arguments: argparse.Namespace, cost: list[float], latencies: list[float], rss: list[float]
) -> None:
    done = client.of("leg_done")
    sent = int(arguments.seconds * 50) * arguments.legs
    lags = [event["lag_ms"] for event in client.of("load")]
    print(
        json.dumps(
            {
                "legs": arguments.legs,
                "packets_sent": sent,
                "packets_heard": sum(event["packets"] for event in done),
                "lost": sum(event["lost"] for event in done),
                "late": sum(event["late"] for event in done),
                "ear_cpu_percent": round(cost[0], 1),
                "workers_cpu_percent": [round(percent, 1) for percent in cost[1:]],
                "rss_mb": [round(size) for size in rss],
                "finals": len(client.of("final")),
                "gaps": len(client.of("gap")),
                "dropped_ms_caller_operator": [dropped_ms(client, parity) for parity in (0, 1)],
                "partials": len(client.of("partial")),
                "lag_ms": lags,
                "lag_ms_p50_max": [statistics.median(lags), max(lags)] if lags else [],
                "close_ms_p50": round(1000 * statistics.median(latencies)),
                "close_ms_max": round(1000 * max(latencies)),
                "problems": sorted({event["problem"] for event in client.of("closed")}),
            },
            ensure_ascii=False,
        )
    )


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--legs", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--speech", type=Path, help="an 8 kHz WAV that every leg says again and again")
    parser.add_argument("--throttle", type=float, default=1.0, help="share of time recognisers may run")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ear-") as folder:
        async with open_house(Path(folder)) as house:
            await measure(house, arguments)


if __name__ == "__main__":
    asyncio.run(main())
