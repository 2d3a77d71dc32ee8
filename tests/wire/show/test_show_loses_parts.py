"""A live show whose parts are killed one after the other: the air goes on, the order survives, nobody is lost."""

import asyncio
import contextlib
import logging
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.wire.faults.disk import fill, small_disk
from tests.wire.faults.test_kills import back, children
from tests.wire.house.test_company_kills import mixer
from tests.wire.screens.conftest import CHROMIUM
from tests.wire.screens.stage import STATIC
from tests.wire.show.packets import TRACE, Gap
from tests.wire.show.show_house import PRODUCER_HZ, ShowHouse, show_house

pytestmark = [
    pytest.mark.wire,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(not (STATIC / "studio.html").exists(), reason="the screens are not built: make install"),
]
AIRED_HZ, NEXT_HZ, HELD_HZ, SCREENED_HZ, LEAVES_HZ, LATE_HZ = 1300, 1700, 1000, 2100, 2500, 2900
GAP_MS = 300.0
DISK = "150m"
WITHIN_S = 60.0

_log = logging.getLogger("show")


@dataclass(slots=True)
class Night:
    """Owns a show with one caller on air and one next, and what each fault cost the air."""

    house: ShowHouse
    aired: str = ""
    next: str = ""
    held: str = ""
    screened: str = ""
    leaves: str = ""
    gaps: dict[str, Gap] = field(default_factory=dict)

    async def begin(self) -> None:
        """Five callers, by the keys of both screens."""
        here, rooms = self.house, self.house.rooms
        self.aired, self.next, self.held, self.screened, self.leaves = [
            await here.caller(hz) for hz in (AIRED_HZ, NEXT_HZ, HELD_HZ, SCREENED_HZ, LEAVES_HZ)
        ]
        for entry, address, topic in ((self.aired, "王女士", "小区停水"), (self.next, "李先生", "路灯不亮")):
            await rooms.take(entry)
            await here.hears(here.producer, here.callers[entry].hz)
            await rooms.ready(entry, address, topic)
        await rooms.next(self.aired)
        await rooms.on_air(self.aired)
        await here.hears(here.studio[1], AIRED_HZ)
        await rooms.host.keyboard.press("l")
        await expect(rooms.producer.locator(f"[data-entry='{self.aired}'] .mark")).to_contain_text("锁定")
        await rooms.next(self.next)

    @contextlib.asynccontextmanager
    async def fault(self, name: str, most_ms: float = GAP_MS) -> AsyncIterator[None]:
        """Something breaks and is whole again at the end: the caller was on air all the time, the screens agree."""
        here, since = self.house, time.time()
        _, before = await here.rooms.same()
        yield
        await here.hears(here.studio[1], AIRED_HZ)
        self.gaps[name] = here.studio[1].sent.gap(here.callers[self.aired].saying, since)
        assert self.gaps[name].lost_ms <= most_ms, self.gaps
        _, after = await here.rooms.same()
        assert after == before, f"{name}: the order survives"
        entry = await here.entry(self.aired)
        assert (entry["state"], entry["position"], entry["locked"]) == ("on_air", 1, True)

    # --- the faults --------------------------------------------------------------------------------------------

    async def service(self) -> None:
        """It dies; somebody hangs up and somebody calls meanwhile; a key pressed meanwhile takes effect once."""
        here, rooms = self.house, self.house.rooms
        before = await here.picture()
        async with self.fault("service"):
            old = here.desk.kill("service")
            await rooms.note("重启时写的话")
            here.callers[self.leaves].call.hang_up()  # type: ignore[union-attr]  # they talk
            late = here.dial(LATE_HZ)
            await back(here.desk, "service", old)
            await rooms.linked()
            await here.joined(late)
            await here.is_in(self.leaves, "gone")
            await expect(rooms.host.locator("[data-test=notes] li", has_text="重启时写的话")).to_have_count(1)
        after = await here.picture()
        assert after["show"]["ends_at"] == before["show"]["ends_at"], "the countdown goes to the same end"
        clocks = [await page.get_by_test_id("countdown").inner_text() for page in (rooms.producer, rooms.host)]
        left_s = [int(text.split()[-1].split(":")[0]) * 60 + int(text.split()[-1].split(":")[1]) for text in clocks]
        assert abs(left_s[0] - left_s[1]) <= 1, clocks

    async def recogniser(self) -> None:
        """It dies; the words of the studio are written on."""
        here = self.house
        async with self.fault("recogniser"):
            (worker,) = children(here.desk.pid("recognisers"))
            os.kill(worker, signal.SIGKILL)
            await here.until(lambda: children(here.desk.pid("recognisers")) not in ([worker], []))

    async def browser(self) -> None:
        """It dies with both screens; a new one shows the same, and no key that was pressed acts twice."""
        rooms = self.house.rooms
        async with self.fault("browser"):
            await rooms.note("关机前写的话")
            await expect(rooms.host.locator("[data-test=notes] li", has_text="关机前写的话")).to_have_count(1)
            await rooms.note("来不及看的话")
            await rooms.die()
            await rooms.start()
            assert await rooms.noted("关机前写的话") == 1
            assert await rooms.noted("来不及看的话") <= 1

    async def broker(self) -> None:
        """It dies; the screens do not need it."""
        here, rooms = self.house, self.house.rooms
        async with self.fault("broker"):
            old = here.desk.kill("broker")
            await rooms.note("没有代理时写的话")
            await expect(rooms.host.locator("[data-test=notes] li", has_text="没有代理时写的话")).to_have_count(1)
            await back(here.desk, "broker", old)

    async def ear(self) -> None:
        """It dies; another one goes on recording."""
        async with self.fault("ear"):
            old = self.house.desk.kill("ear")
            await back(self.house.desk, "ear", old)

    async def mixer(self) -> None:
        """It dies while the producer talks into the caller's ear; the studio hears nothing of that."""
        here, rooms = self.house, self.house.rooms
        async with self.fault("mixer, in a talk-back"):
            await rooms.choose(self.aired)
            calls = here.producer.call
            await rooms.producer.keyboard.down("Alt")
            await rooms.producer.keyboard.down("t")
            await here.until(lambda: here.producer.call is not calls and here.producer.talking)
            await here.hears(here.callers[self.aired], -1)
            os.kill(mixer(here.desk), signal.SIGKILL)
            await asyncio.sleep(1.0)
            await rooms.producer.keyboard.up("t")
            await rooms.producer.keyboard.up("Alt")
            await here.until(lambda: not here.producer.talking)

    async def producers_phone(self) -> None:
        """It hangs up while its producer screens; the caller rings again and can be taken again."""
        here, rooms = self.house, self.house.rooms
        async with self.fault("producer's phone"):
            await rooms.take(self.screened)
            await here.hears(here.producer, SCREENED_HZ)
            here.producer.call.hang_up()  # type: ignore[union-attr]  # it talks
            await here.is_in(self.screened, "ringing")
        await rooms.take(self.screened)
        await here.hears(here.producer, SCREENED_HZ)
        await rooms.ready(self.screened, "张女士", "夜间工地噪声")

    async def studio_line(self) -> None:
        """It breaks; it is called again, and the caller is on air again."""
        here = self.house
        async with self.fault("studio's line", most_ms=10_000.0):
            here.studio[1].call.hang_up()  # type: ignore[union-attr]  # it talks
            await here.until(lambda: not here.studio[1].talking)
            await here.until(lambda: here.studio[1].talking)
            await here.lines_up()

    async def supervisor(self) -> None:
        """It is killed, and with it the service; the next one adopts the calls."""
        here = self.house
        async with self.fault("supervisor"):
            telephony = here.desk.pid("telephony")
            here.desk.process.kill()
            await here.desk.process.wait()
            await here.desk.start_again(2 * WITHIN_S)
            assert here.desk.pid("telephony") == telephony

    async def disk(self) -> None:
        """It is full for a while: the show goes on, and what happened meanwhile is saved afterwards."""
        here, rooms, data = self.house, self.house.rooms, self.house.desk.folder / "data"
        async with self.fault("full disk"):
            ballast = fill(data)
            await rooms.note("磁盘满时写的话")
            await expect(rooms.host.locator("[data-test=notes] li", has_text="磁盘满时写的话")).to_have_count(1)
            assert not (await here.desk.ready())["checks"]["store"]["ok"]
            ballast.unlink()
            await here.desk.until("/readyz", lambda seen: seen["ok"], WITHIN_S)
        assert [body["text"] for _, _, body in here.facts("studio_note")].count("磁盘满时写的话") == 1

    # --- the end -----------------------------------------------------------------------------------------------

    async def end(self) -> None:
        """The next one goes on air beside the locked one; sign-off; everybody ends once."""
        here, rooms = self.house, self.house.rooms
        await rooms.on_air(self.next)
        await here.hears(here.studio[2], NEXT_HZ)
        await rooms.sign_off()
        await here.until(lambda: not any(one.talking for one in here.studio.values()))
        await self._answered_by_operators()
        self._each_ended_once()
        self._nobody_else_was_on_air()

    async def _answered_by_operators(self) -> None:
        """Who was never on air is given to an operator, and hangs up once that one talks."""
        here = self.house
        async with asyncio.timeout(WITHIN_S):
            while any(party.talking for party in here.callers.values()):
                for party in here.callers.values():
                    if here.hears_operator(party):
                        party.call.hang_up()  # type: ignore[union-attr]  # it talks
                await asyncio.sleep(0.1)
        await here.until(lambda: len(here.outcomes()) == len(here.numbers))

    def _each_ended_once(self) -> None:
        here = self.house
        calls = {body["caller"]: call_id for _, call_id, body in here.facts("call_arrived")}
        assert sorted(calls) == sorted(here.numbers)
        assert here.outcomes() == dict.fromkeys(calls.values(), 1), "exactly one outcome a caller"
        left = [body["entry_id"] for _, _, body in here.facts("entry_left")]
        assert sorted(left) == sorted(here.callers), "and each left the board once"

    def _nobody_else_was_on_air(self) -> None:
        first, second = (self.house.studio[n].sent for n in (1, 2))
        for hz in (HELD_HZ, SCREENED_HZ, LEAVES_HZ, LATE_HZ, PRODUCER_HZ, NEXT_HZ):
            assert first.loudest(hz) < TRACE, f"{hz} Hz on line 1"
        for hz in (HELD_HZ, SCREENED_HZ, LEAVES_HZ, LATE_HZ, PRODUCER_HZ, AIRED_HZ):
            assert second.loudest(hz) < TRACE, f"{hz} Hz on line 2"


async def test_every_part_dies_in_one_show(tmp_path: Path) -> None:
    """What each fault cost the air is in the log: `-o log_cli=true --log-cli-level=INFO`."""
    with small_disk(tmp_path / "data", DISK) as mounted:
        async with show_house(tmp_path) as house:
            night = Night(house)
            await night.begin()
            faults = (
                night.service,
                night.recogniser,
                night.browser,
                night.broker,
                night.ear,
                night.mixer,
                night.producers_phone,
                night.studio_line,
                night.supervisor,
            )
            for fault in (*faults, *([night.disk] if mounted else [])):
                await fault()
            await night.end()
            for name, gap in night.gaps.items():
                _log.info("%s: %s", name, gap)
