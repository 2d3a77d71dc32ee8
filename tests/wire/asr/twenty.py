"""Twenty calls at once through the real ear and recognisers, and what must be true whatever was done meanwhile."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from asr.feed import BLOCK_SAMPLES, Feed
from asr.gate import VoiceGate
from asr.recognizer import Final, Heard, PcmChunk
from asr.vosk_engine import VoskEngine
from tests.contracts.asr.speech import Speech, spoken_sentences
from tests.wire.asr.conftest import DEMO_MODEL
from tests.wire.asr.house import Client, Event, House, silence

PAUSE_S = 0.8
# The bare engine drops the 的 of it when its blocks begin elsewhere (half of sixteen places): no fault of a fault.
_UNSTEADY = "建设路的路灯坏了没人修"
ALIKE = 0.85  # of the characters, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Twenty:
    """The calls that talk, and what each says: every caller the same sentences, beginning with another one."""

    client: Client
    house: House
    said: dict[str, list[Speech]]
    talking: "asyncio.Task[None]"

    async def close(self, seconds: float = 60) -> None:
        """Let all finish, hang up, and wait until nothing is left to be recognised."""
        await self.talking
        for leg in self.said:
            self.client.order("close", call_id=f"call-{leg}")
        for leg in self.said:
            await self.client.wait_for("closed", seconds=seconds, call_id=f"call-{leg}")
        await self.client.until(lambda: self.client.of("load")[-1]["spooled_ms"] == 0, seconds)

    def live(self, leg: str) -> list[Event]:
        """Give a leg's finals that were told while it talked."""
        return [final for final in self.finals(leg) if "-late-" not in final["utterance_id"]]

    def finals(self, leg: str) -> list[Event]:
        return sorted(self.client.of("final", leg_id=leg), key=lambda event: event["start_ms"])

    def told(self, leg: str) -> list[Event]:
        """Give finals and gaps in the order they were told."""
        return [one for one in self.client.events if one["type"] in {"final", "gap"} and one["leg_id"] == leg]

    def text(self, finals: Sequence[Event]) -> str:
        return "".join(final["text"] for final in finals)

    def missing_live(self, leg: str) -> list[str]:
        """Give the sentences of a leg that were not told live."""
        told = self.text(self.live(leg))
        return [sentence.text for sentence in self.said[leg] if sentence.text not in told]


def steady_sentences() -> list[Speech]:
    """Give the sentences the model hears the same wherever its blocks begin."""
    return [sentence for sentence in spoken_sentences() if sentence.text != _UNSTEADY]


def misheard(sentences: Sequence[Speech]) -> list[tuple[int, str]]:
    """Give the sentences the gated engine hears otherwise, and at which place of a block they began."""
    engine = VoskEngine(DEMO_MODEL)
    return [
        (shift, sentence.text)
        for sentence in sentences
        for shift in range(0, BLOCK_SAMPLES, 200)
        if _heard(engine, silence(0.3) + bytes(2 * shift) + sentence.pcm + silence(PAUSE_S)) != sentence.text
    ]


def _heard(engine: VoskEngine, pcm: bytes) -> str:
    gate, feed, session = VoiceGate(), Feed(), engine.open()
    for item in gate.push(0, pcm):
        feed.push(item) if isinstance(item, PcmChunk) else feed.end_speech()
    heard: list[Heard] = []
    done = 0
    while (one := feed.next_to_send()) is not None:
        heard += session.push(one) if isinstance(one, PcmChunk) else session.flush()
        done += 1
        feed.worked_off(done)
    return "".join(final.text for final in heard if isinstance(final, Final)).replace(" ", "")


async def talk(house: House, client: Client, sentences: Sequence[Speech], calls: int = 20) -> Twenty:
    """Begin the calls."""
    said: dict[str, list[Speech]] = {}
    tasks = []
    for number in range(calls):
        leg = f"leg-{number}"
        at = number % len(sentences)
        said[leg] = [*sentences[at:], *sentences[:at]]
        phone = await house.phone(client, f"call-{leg}", leg)
        pcm = silence(0.3) + b"".join(sentence.pcm + silence(PAUSE_S) for sentence in said[leg])
        tasks.append(phone.say(pcm))

    async def all_talk() -> None:
        await asyncio.gather(*tasks)

    return Twenty(client=client, house=house, said=said, talking=asyncio.create_task(all_talk(), name="twenty talk"))


def assert_no_call_was_touched(twenty: Twenty, *, disk_full: bool = False) -> None:
    """Every packet arrived, and every recording is whole, unless there was no disk for it: then it says so."""
    for leg in twenty.said:
        [done] = twenty.client.of("leg_done", leg_id=leg)
        [closed] = twenty.client.of("closed", call_id=f"call-{leg}")
        assert (leg, done["lost"], bool(closed["problem"]) and not disk_full) == (leg, 0, False)
        assert closed["seconds"] >= done["seconds"] - 0.5 > 5, (closed, done)


def assert_at_most_one_utterance_a_leg_is_missing_and_marked(twenty: Twenty) -> None:
    """What was not told live is told as a gap."""
    for leg in twenty.said:
        missing = twenty.missing_live(leg)
        seen = [
            (one.get("utterance_id"), one["start_ms"], one["end_ms"], one.get("text", one.get("why")))
            for one in twenty.told(leg)
        ]
        assert len(missing) <= 1, (leg, missing, seen)
        assert bool(missing) <= bool(twenty.client.of("gap", leg_id=leg)), (leg, missing)


def assert_every_call_is_transcribed(twenty: Twenty) -> None:
    """Live words and those of after the call together are what was said; at the seams of a gap words may be cut."""
    for leg, said in twenty.said.items():
        whole, told = "".join(sentence.text for sentence in said), twenty.text(twenty.finals(leg))
        if twenty.client.of("gap", leg_id=leg):
            assert SequenceMatcher(None, whole, told).ratio() >= ALIKE, (leg, told)
        else:
            assert (leg, told) == (leg, whole)


async def fault(faults: Path, name: str, seconds: float = 30) -> None:
    """Plant a fault and wait until a recogniser has committed it."""
    (faults / name).touch()
    async with asyncio.timeout(seconds):
        while (faults / name).exists():
            await asyncio.sleep(0.02)


def kill(pid: int, number: int) -> None:
    """Send a signal to one recogniser."""
    os.kill(pid, number)
