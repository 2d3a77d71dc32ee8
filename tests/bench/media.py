"""Calls at once, bridged, recorded and copied for recognition: packets lost, delay added, what each process needs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.bench import machine
from tests.bench.figure import Figure, Verdict, quantile, spread, verdict
from tests.bench.floor import CONVERSATIONS, PARTS, Floor, Size, floor
from tests.bench.pump import Report

BENCH = "media"
SETTLE_S = 4.0  # after the last call is bridged
RATE_PER_S = 20.0
WANTED_DELAY_MS = 10.0
# Asterisk's app_queue with as many calls, % of a core, on another machine: bridged; bridged and recorded to WAV. The
# load here is the second: every call is recorded.
ASTERISK = {20: (3.7, 16.5), 50: (11.7, 37.0), 100: (19.0, 70.0)}
RELAY = {20: 2.6, 50: 6.7, 100: 10.6}  # Kamailio and rtpengine, relay only


@dataclass(slots=True, kw_only=True)
class Listening:
    """What a wallboard was told of recognition."""

    lags_ms: list[float] = field(default_factory=list)
    dropped_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One measurement."""

    calls: int
    report: Report
    costs: Mapping[str, machine.Cost]
    room: str  # how full the machine was
    listening: Listening
    drops: Mapping[str, int]  # datagrams the kernel threw away, by part
    problems: tuple[str, ...]
    recognised: tuple[int, int]  # sentences found, sentences said


async def run(rounds: tuple[int, ...] = (20, 50, 50, 50, 100), seconds: float = 25.0) -> list[Figure]:
    """Measure each number of calls; the machine should have nothing else to do."""
    most = max(rounds)
    found: list[Round] = []
    async with floor(Size(callers=most, operators=most)) as scene:
        for calls in rounds:
            found.append(await _round(scene, calls, seconds))
            print(f"  {_told(found[-1])}", flush=True)
    return [figure for calls in sorted(set(rounds)) for figure in _figures([r for r in found if r.calls == calls])]


async def _round(scene: Floor, calls: int, seconds: float) -> Round:
    load = await machine.quiet()
    known = {call["call_id"] for call in await scene.desk.calls()}
    async with _listening(scene) as listening:
        await scene.all_talk(calls, RATE_PER_S, seconds=30 + calls / RATE_PER_S)
        await asyncio.sleep(SETTLE_S)
        listening.lags_ms.clear()
        put_off_ms = listening.dropped_ms
        drops, before = _drops(scene), scene.read()
        report = await scene.pump.window(seconds)
        after, drops_after = scene.read(), _drops(scene)
        listening.dropped_ms -= put_off_ms
    talking = len(scene.talking)
    await scene.all_hang_up()
    ended = await _ended(scene, known, calls)
    problems = [] if talking == calls else [f"{calls - talking} calls ended by themselves"]
    return Round(
        calls=calls,
        report=report,
        costs=machine.costs(before, after),
        room=machine.room(before, after, load),
        listening=listening,
        drops={part: drops_after[part] - drops[part] for part in drops},
        problems=(*problems, *await _recordings(scene, ended, seconds)),
        recognised=await _recognised(scene, ended),
    )


def _drops(scene: Floor) -> dict[str, int]:
    return {part: machine.udp_drops(scene.desk.pid(part)) for part in ("telephony", "ear")}


@contextlib.asynccontextmanager
async def _listening(scene: Floor) -> AsyncIterator[Listening]:
    """Watch what a wallboard is told of recognition."""
    seen = Listening()

    async def watch() -> None:
        async with scene.desk.http.ws_connect(f"{scene.desk.web}/ws/wall") as wall:
            async for message in wall:
                frame = message.json()
                if frame["topic"].endswith("asr/status") and frame["payload"]:
                    seen.lags_ms.append(frame["payload"]["lag_ms"] or 0.0)
                    seen.dropped_ms = frame["payload"]["dropped_ms"]

    task = asyncio.create_task(watch(), name="wall")
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _ended(scene: Floor, known: set[str], calls: int) -> list[dict[str, Any]]:
    """Wait until the round's calls are over and their recordings there."""

    def new(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [call for call in found if call["call_id"] not in known and call["outcome"]]

    async with asyncio.timeout(60):
        while len(ended := new(await scene.desk.calls())) < calls:
            await asyncio.sleep(0.5)
    return ended


async def _recordings(scene: Floor, ended: list[dict[str, Any]], seconds: float) -> list[str]:
    """Return what is wrong with the calls' outcomes and recordings."""
    faults = [f"a call ended as {call['outcome']}" for call in ended if call["outcome"] != "answered"]
    for call in ended:
        path = f"/api/v1/calls/{call['call_id']}"
        detail = await scene.desk.until(path, lambda found: found["recording"], 30)
        if detail["recording"]["seconds"] < seconds:
            faults.append(f"a recording of {detail['recording']['seconds']:.1f} s only")
    return faults


async def _recognised(scene: Floor, ended: list[dict[str, Any]]) -> tuple[int, int]:
    """Return how many of the callers' sentences stand in the tickets, and how many were said in whole turns."""
    found = said = 0
    for call in ended:
        talk = CONVERSATIONS[int(call["caller_number"][3:]) % len(CONVERSATIONS)]
        ticket = (await scene.desk.get(f"/api/v1/tickets?call_id={call['call_id']}"))["items"][0]
        heard = "".join(one["text"] for one in ticket["transcript"] if one["role"] == "caller")
        rounds = int(call["talk_s"] // talk.seconds)
        said += rounds * len(talk.said)
        found += sum(min(rounds, heard.count(sentence)) for sentence in talk.said)
    return found, said


# --- telling


def _told(found: Round) -> str:
    sent = found.report.to_operators.sent + found.report.to_callers.sent
    lost = found.report.to_operators.lost + found.report.to_callers.lost
    parts = ", ".join(f"{name} {cost.percent:.1f}" for name, cost in found.costs.items())
    lags = found.listening.lags_ms
    return (
        f"{found.calls} calls: {lost} of {sent} packets lost, delay ms p50/p95/p99/max to operators "
        f"{spread(found.report.to_operators.delays_ms, 2)}, to callers {spread(found.report.to_callers.delays_ms, 2)}; "
        f"% of a core: {parts}; cores busy, %, and load {found.room}; sender late "
        f"p95 {quantile(found.report.late_ms, 0.95):.1f} ms; recognition lag ms {spread(lags, 0)}, "
        f"put off {found.listening.dropped_ms:.0f} ms, sentences {found.recognised[0]} of {found.recognised[1]}; "
        f"again {found.report.twice}, elsewhere {found.report.crossed}, not sent {found.report.refused}, "
        f"dropped by the kernel {dict(found.drops)}; {'; '.join(found.problems) or 'all answered and recorded'}"
    )


def _range(values: list[float], digits: int = 1) -> str:
    """Return the median and, of several rounds, the least and the most."""
    middle = f"{quantile(values, 0.5):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def _figures(rounds: list[Round]) -> list[Figure]:
    calls = rounds[0].calls
    name = f"{BENCH} {calls}"
    wanted = calls == 50  # what the desk must stand; the others are for the table
    delays = [list(r.report.to_operators.delays_ms + r.report.to_callers.delays_ms) for r in rounds]
    p95_ms = [quantile(one, 0.95) for one in delays]
    lost = [r.report.to_operators.lost + r.report.to_callers.lost for r in rounds]
    sent = sum(r.report.to_operators.sent + r.report.to_callers.sent for r in rounds)
    cpu = {part: [r.costs[part].percent for r in rounds] for part in rounds[0].costs}
    bridged, recorded = ASTERISK.get(calls, (0.0, 0.0))
    together = [t + e for t, e in zip(cpu["telephony"], cpu["ear"], strict=True)]
    figures = [
        Figure(
            bench=name,
            what="media packets lost, both ways",
            measured=f"{sum(lost)} of {sent:,}",
            wanted="0" if wanted else "",
            verdict=verdict(met=not sum(lost)) if wanted else Verdict.NONE,
            peer="0",
        ),
        Figure(
            bench=name,
            what="added delay p50 / p95 / p99 / max, ms (median round)",
            measured=spread(sorted(delays, key=lambda one: quantile(one, 0.95))[len(delays) // 2], 2),
            wanted=f"p95 < {WANTED_DELAY_MS:.0f}" if wanted else "",
            verdict=verdict(met=max(p95_ms) < WANTED_DELAY_MS) if wanted else Verdict.NONE,
            peer="Asterisk p95 0.4-2.8, recording 2-9",
        ),
        Figure(
            bench=name,
            what="telephony (bridges, copies), % of a core",
            measured=_range(cpu["telephony"]),
            wanted=f"< {recorded:.0f}" if wanted else "",
            verdict=verdict(met=max(cpu["telephony"]) < recorded) if wanted else Verdict.NONE,
            peer=f"Asterisk {recorded:.0f} recording, {bridged} not; relay {RELAY.get(calls, 0)}",
        ),
        Figure(
            bench=name,
            what="telephony and ear (records, gates), % of a core",
            measured=_range(together),
            wanted=f"< {recorded:.0f}" if wanted else "",
            verdict=verdict(met=max(together) < recorded) if wanted else Verdict.NONE,
            peer=f"Asterisk {recorded:.0f} recording",
        ),
    ]
    return [*figures, *_costs(name, rounds, cpu), *_recognition(name, rounds)]


def _costs(name: str, rounds: list[Round], cpu: Mapping[str, list[float]]) -> list[Figure]:
    figures = [
        Figure(
            bench=name,
            what=f"{part}, % of a core; RSS MB",
            measured=f"{_range(cpu[part])}; {rounds[-1].costs[part].rss_mb:.0f}",
        )
        for part in (*PARTS, "phones' sound", "phones' SIP")
    ]
    rooms = [Figure(bench=name, what="cores busy, %; load before", measured=r.room) for r in rounds]
    return [*figures, *rooms]


def _recognition(name: str, rounds: list[Round]) -> list[Figure]:
    lags = [lag for r in rounds for lag in r.listening.lags_ms]
    found, said = (sum(r.recognised[side] for r in rounds) for side in (0, 1))
    problems = [problem for r in rounds for problem in r.problems]
    put_off = sum(r.listening.dropped_ms for r in rounds) / 1000
    return [
        Figure(bench=name, what="recognition lag p50 / p95 / p99 / max, ms, worst leg", measured=spread(lags, 0)),
        Figure(bench=name, what="speech put off until after the call, s", measured=f"{put_off:.1f}"),
        Figure(bench=name, what="callers' sentences found word for word", measured=f"{found} of {said}"),
        Figure(
            bench=name,
            what="calls answered and recorded whole",
            measured="; ".join(problems[:3]) or "all",
            wanted="all",
            verdict=verdict(met=not problems),
        ),
    ]
