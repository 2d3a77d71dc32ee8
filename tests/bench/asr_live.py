"""Twenty live legs on two cores through the real ear: how soon words come, how far behind they are, what it costs."""

import asyncio
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import machine
from tests.bench.figure import Figure, quantile, spread, verdict
from tests.contracts.asr.speech import spoken_sentences
from tests.wire.asr.conftest import DEMO_MODEL
from tests.wire.asr.house import Client, House, Phone, open_house

BENCH = "asr_live"
LEGS = 20
SECONDS = 60.0
PAUSE_S = 1.2
WANTED_PARTIAL_S, WANTED_FINAL_S, WANTED_LAG_S = 1.0, 0.5, 0.5


@dataclass(slots=True)
class Said:
    """When each leg's sentences began and ended to sound, in wall time."""

    spans: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


async def talk(phone: Phone, leg: str, number: int, said: Said, until: float) -> None:
    """Say one sentence again and again: a leg keeps its voice, and the noise of its line goes on between."""
    sentences = spoken_sentences()
    sentence = sentences[number % len(sentences)]
    await phone.say(sentence.line(PAUSE_S + 0.05 * number))  # not all in step
    while time.monotonic() < until:
        now = time.time()
        said.spans.setdefault(leg, []).append((now + sentence.begins_s, now + sentence.ends_s))
        await phone.say(sentence.pcm + sentence.line(PAUSE_S))


async def measure(house: House, legs: int = LEGS, seconds: float = SECONDS) -> list[Figure]:
    """Let the legs talk in real time and compare what was told with what was said."""
    ear = await house.start_ear()
    recognisers = await house.start_recognisers(engine="vosk", model_path=str(DEMO_MODEL), workers=2)
    async with Client(house.ear_socket) as client:
        await client.wait_for("engine", seconds=30, workers=2)
        names = [f"leg-{number}" for number in range(legs)]
        phones = [await house.phone(client, f"call-{name}", name) for name in names]
        said = Said()
        trees = {"ear": [ear.pid], "recognisers": machine.family(recognisers.pid), "bench": [os.getpid()]}
        load, before = os.getloadavg()[0], machine.read(trees)
        until = time.monotonic() + seconds
        pairs = enumerate(zip(names, phones, strict=True))
        await asyncio.gather(*(talk(phone, name, number, said, until) for number, (name, phone) in pairs))
        after = machine.read(trees)
        for name in names:
            client.order("close", call_id=f"call-{name}")
        for name in names:
            await client.wait_for("closed", seconds=60, call_id=f"call-{name}")
    return _figures(client, said, machine.costs(before, after), machine.room(before, after, load))


def _figures(client: Client, said: Said, cost: dict[str, machine.Cost], room: str) -> list[Figure]:
    partials = [_first_after(client, "partial", leg, begin) for leg, spans in said.spans.items() for begin, _ in spans]
    finals = [_first_after(client, "final", leg, end) for leg, spans in said.spans.items() for _, end in spans]
    lags = [lag / 1000 for event in client.of("load") for lag in event.get("lags_ms", ())]
    p95 = [quantile([one for one in values if one is not None], 0.95) for values in (partials, finals)]
    lag = quantile(lags, 0.95)
    missed = sum(one is None for one in finals)
    sentences = len(finals)
    return [
        _line(f"first partial after speech began, p95 of {sentences}", p95[0], WANTED_PARTIAL_S),
        _line(f"gated final after speech ended, p95 of {sentences}", p95[1], WANTED_FINAL_S),
        _line("lag of a leg, p95, 20 live legs", lag, WANTED_LAG_S),
        Figure(bench=BENCH, what="finals p50 / p95 / p99 / max", measured=f"{spread(_known(finals), 2)} s"),
        Figure(bench=BENCH, what="partials p50 / p95 / p99 / max", measured=f"{spread(_known(partials), 2)} s"),
        Figure(
            bench=BENCH,
            what="sentences without a final",
            measured=str(missed),
            wanted="0",
            verdict=verdict(met=not missed),
        ),
        Figure(
            bench=BENCH,
            what="ear, recognisers: % of a core",
            measured=f"{cost['ear'].percent:.1f}, {cost['recognisers'].percent:.1f}",
        ),
        Figure(bench=BENCH, what="machine busy %; load", measured=room),
    ]


def _first_after(client: Client, kind: str, leg: str, at: float) -> float | None:
    """Give how long after a moment the leg's next words were told; None: not within four seconds."""
    later = [event["at"] - at for event in client.of(kind, leg_id=leg) if 0 <= event["at"] - at < 4.0]
    return min(later, default=None)


def _known(values: list[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _line(what: str, seconds: float, wanted_s: float) -> Figure:
    met = verdict(met=seconds <= wanted_s)
    return Figure(bench=BENCH, what=what, measured=f"{seconds:.2f} s", wanted=f"<= {wanted_s} s", verdict=met)


async def run() -> list[Figure]:
    """Measure once on as quiet a machine as can be had."""
    await machine.quiet()
    with tempfile.TemporaryDirectory(prefix="ear-") as folder:
        async with open_house(Path(folder)) as house:
            return await measure(house)
