"""Parties that say tones and can be put into a conference, and what each of them hears."""

import asyncio
import contextlib
import itertools
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from callcenter.telephony.ports import Answered, Bridge, Heard, Mix, MixedLeg, Registered, SoundHeard
from tests.wire.phones import rtp, softphone, tone, trunk
from tests.wire.telephony.desk_end import DeskEnd, Site
from tests.wire.telephony.scenes import Caller, answered_caller, ring

HZ = {"caller": 1000, "op": 440, "guest": 620, "sup": 1310}
SETTLE_S = 0.4
TRIES = 8  # a full machine takes its time to start a mixer


@dataclass
class Room:
    """Who takes part: leg -> endpoint."""

    desk: DeskEnd
    caller_leg: str
    ears: dict[str, rtp.Rtp]

    def leg(self, name: str) -> str:
        """Return the leg's id of a party."""
        return self.caller_leg if name == "caller" else name

    def mix(self, **hears: str) -> None:
        """Order a conference: name="whom whom"."""
        members = tuple(
            MixedLeg(leg_id=self.leg(name), hears=tuple(Heard(leg_id=self.leg(one)) for one in whom.split()))
            for name, whom in hears.items()
        )
        self.desk.order(Mix(call_id="c1", members=members))

    def bridge(self, first: str, second: str) -> None:
        """Order a bridge."""
        self.desk.order(Bridge(leg_a=self.leg(first), leg_b=self.leg(second)))

    async def hear(self, **whom: str) -> None:
        """Check who hears whom, once everything has settled: those named, and nobody else."""
        for _ in range(TRIES):
            try:
                hear_as(await self.levels(0.4), **whom)
                break
            except AssertionError:
                continue
        hear_as(await self.levels(), **whom)

    async def levels(self, seconds: float = 1.0) -> dict[str, dict[str, float]]:
        """Tell how loud each party hears each tone, in dB against how it was said; -99 for nothing at all."""
        await asyncio.sleep(SETTLE_S)
        since = time.monotonic()
        await asyncio.sleep(seconds)
        return {name: {said: level(ear, since, HZ[said]) for said in self.ears} for name, ear in self.ears.items()}


def level(ear: rtp.Rtp, since: float, hz: int) -> float:
    """Return the strength of a tone in what was heard, in dB against the strength it was said with."""
    return strength_db(ear.heard(since), hz)


def strength_db(samples: NDArray[np.float64], hz: int) -> float:
    """Return the strength of a tone in dB against the strength it was said with; -99 for no sound at all."""
    samples = samples[: len(samples) // 800 * 800]  # whole tenths of a second: whole periods of every tone
    if not len(samples):
        return -99.0
    times_s = np.arange(len(samples)) / tone.RATE_HZ
    strength = 2 * abs(np.mean(samples * np.hanning(len(samples)) * 2 * np.exp(-2j * np.pi * hz * times_s)))
    return float(20 * np.log10(max(strength, 0.1) / tone.LEVEL))


def hear_as(levels: dict[str, dict[str, float]], **whom: str) -> None:
    """Check who hears whom: those named within 3 dB, everybody else below -50 dB."""
    for name, heard in levels.items():
        for said, strength in heard.items():
            if said in whom.get(name, "").split():
                assert strength > -3.0, (name, said, levels)
            else:
                assert strength < -50.0, (name, said, levels)


def longest_gap_s(ear: rtp.Rtp, since: float) -> float:
    """Return the longest time without a packet."""
    times = [when for when, _, _ in ear.packets if when >= since]
    return max(later - earlier for earlier, later in itertools.pairwise(times))


def sources(ear: rtp.Rtp, since: float) -> set[bytes]:
    """Return every SSRC heard."""
    return {data[8:12] for when, data, _ in ear.packets if when >= since}


def lost_and_repeated(ear: rtp.Rtp, since: float) -> int:
    """Return how far sequence numbers are from going up by one, all packets together."""
    numbers = [int.from_bytes(data[2:4], "big") for when, data, _ in ear.packets if when >= since]
    return sum(abs((later - earlier - 1 + 0x8000) % 0x10000 - 0x8000) for earlier, later in itertools.pairwise(numbers))


@contextlib.asynccontextmanager
async def party(site: Site, desk: DeskEnd, leg_id: str, account: str) -> AsyncIterator[rtp.Rtp]:
    """One of our phones, rung for call c1 and answered; it says its tone."""
    async with trunk.party(site.phone_ip, site.server) as phone, rtp.endpoint(site.phone_ip) as ear:
        assert (await softphone.register(phone, account, f"secret-{account}")).code == 200
        await desk.wait(Registered, where=lambda signal: signal.account == account)
        ring(desk, leg_id, account)
        invite = await softphone.rung(phone)
        softphone.pick_up(phone, invite, trunk.offer(ear.ip, ear.port, "8 101"))
        await desk.wait(Answered, where=lambda signal: signal.leg_id == leg_id)
        ear.talk(trunk.audio_of(invite), HZ[leg_id])
        await desk.wait(SoundHeard, where=lambda signal: signal.leg_id == leg_id)
        yield ear


@contextlib.asynccontextmanager
async def talking_room(site: Site, *others: str) -> AsyncIterator[tuple[Room, Caller]]:
    """Caller and operator talk; the others (`guest`, `sup`) are up and hear nothing."""
    accounts = {"op": "601", "guest": "602", "sup": "603"}
    desk = await site.desk(*accounts.values())
    async with contextlib.AsyncExitStack() as stack:
        caller = await stack.enter_async_context(answered_caller(site, desk))
        ears = {"caller": caller.ear}
        for name in ("op", *others):
            ears[name] = await stack.enter_async_context(party(site, desk, name, accounts[name]))
        room = Room(desk, caller.leg_id, ears)
        room.bridge("caller", "op")
        await asyncio.sleep(0.2)
        yield room, caller


def mixer_pids(site: Site) -> list[int]:
    """Return the processes telephony has started to mix."""
    assert site.process is not None
    found = []
    for task in Path(f"/proc/{site.process.pid}/task").iterdir():
        found += [int(pid) for pid in (task / "children").read_text().split()]
    return [pid for pid in found if b"mixer" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def kill_mixer(site: Site) -> None:
    """End the mixer as a crash does."""
    (pid,) = mixer_pids(site)
    os.kill(pid, 9)
