"""The studio on the real wire: what producer and host press is what the studio's phone hears, also after a kill."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from callcenter.settings import Settings, Site, Store
from callcenter.show.opening import open_studio
from callcenter.show.studio import Command, Studio
from callcenter.store.stores import Stores, open_stores
from callcenter.timers import LoopTimers
from queueing.events import TransitionError
from queueing.show.board import Description, Programme
from queueing.show.state import BoardState, EntryState
from tests.rules.show.studio import BOTH, HOST, PRODUCER, SECOND
from tests.wire.show.scene import PRODUCER as PHONE
from tests.wire.show.scene import Party, Scene, scene, tones

pytestmark = [pytest.mark.wire, pytest.mark.timeout(150)]

STUDIO_HZ, PRODUCER_HZ, FIRST_HZ, NEXT_HZ, HELD_HZ = 400, 700, 1300, 1700, 1000
EVERY_HZ = (STUDIO_HZ, 500, PRODUCER_HZ, HELD_HZ, FIRST_HZ, NEXT_HZ)


class Room:
    """The studio service over a scene's sound, and over the ledger of an earlier one."""

    def __init__(self, here: Scene, stores: Stores) -> None:
        self.here, self.stores = here, stores
        self.start()

    def start(self) -> None:
        settings = Settings(site=Site(data_dir=str(self.here.folder)), store=Store(url=self.stores_url))
        house = open_studio(settings, self.stores, self.here.air, LoopTimers(), self.here.desk.state)
        self.studio: Studio = house.studio
        self.stored = house.parts.stored

    @property
    def stores_url(self) -> str:
        return f"sqlite:///{self.here.folder}/desk.db"

    @property
    def state(self) -> BoardState:
        state = self.studio.current
        assert state is not None
        return state

    async def act(self, command: Command) -> Any:
        return await self.studio.act("S1", command)

    async def dies(self) -> None:
        """The service is killed, and another one takes up ledger and sound."""
        await self.stores.journal.flush()
        await self.here.service_dies(away_s=1.0)
        self.start()
        await self.studio.restore()

    async def screened(self, call_id: str, producer: Party, hz: int) -> None:
        """A producer talks with a caller, says who it is, and lets them wait."""
        await self.act(lambda board, now: board.screen(now, PRODUCER, call_id, phone=PHONE))
        await self.here.until(lambda: call_id in self.studio.lines.talking)
        await hears(self.here, producer, hz)
        words = Description(address="王女士", area="天宁区", topic="小区停水")
        await self.act(lambda board, now: board.describe(now, PRODUCER, call_id, words))
        ended = producer.ended
        await self.act(lambda board, now: board.ready(now, PRODUCER, call_id))
        await self.here.until(lambda: producer.ended == ended + 1)

    async def both_press(self, command: Command) -> list[str]:
        """Two presses at the same moment; what became of each."""
        answers = await asyncio.gather(self.act(command), self.act(command), return_exceptions=True)
        return sorted("refused" if isinstance(one, TransitionError) else "done" for one in answers)


@asynccontextmanager
async def room() -> AsyncIterator[Room]:
    async with scene() as here, open_stores(f"sqlite:///{here.folder}/desk.db", here.folder) as stores:
        made = Room(here, stores)
        await made.studio.open("S1", BOTH, 6.0, Programme(title="政风热线"))
        await made.act(lambda board, now: board.go_live(now, BOTH))
        yield made


async def hears(here: Scene, party: Party, hz: int, seconds: float = 0.4) -> None:
    """Wait until a phone has heard nothing but that tone for a while."""
    wanted = int(seconds / 0.02)
    await here.until(lambda: tones(party.heard(), EVERY_HZ)[-wanted:] == [hz] * wanted)


async def test_the_studio_hears_who_was_pressed_once_and_the_order_survives_a_kill() -> None:
    async with room() as made:
        here, studio, producer = made.here, made.here.studio(1), made.here.parties[2]
        _, first_id = await here.caller(FIRST_HZ, "13800000002")
        _, next_id = await here.caller(NEXT_HZ, "13800000003")
        _, held_id = await here.caller(HELD_HZ, "13800000004")
        await here.until(lambda: len(made.state.entries) == 3)
        await made.act(lambda board, now: board.screen(now, PRODUCER, held_id, phone=PHONE))
        with pytest.raises(TransitionError, match="screened by li"):
            await made.act(lambda board, now: board.screen(now, SECOND, held_id, phone=PHONE))
        await hears(here, producer, HELD_HZ)
        producer.call.hang_up()  # type: ignore[union-attr]  # it talks
        await here.until(lambda: made.state.entry(held_id).state is EntryState.RINGING)

        await made.screened(first_id, producer, FIRST_HZ)
        await made.screened(next_id, producer, NEXT_HZ)
        await made.act(lambda board, now: board.choose_next(now, PRODUCER, first_id))
        since = studio.samples()
        assert await made.both_press(lambda board, now: board.take_next(now, HOST, first_id)) == ["done", "refused"]
        await hears(here, studio, FIRST_HZ)
        await made.act(lambda board, now: board.choose_next(now, PRODUCER, next_id))

        before = made.state
        await made.dies()
        assert made.state == before, "the order survived"
        assert made.studio.lines.up[1].up
        await hears(here, studio, FIRST_HZ)
        await asyncio.sleep(made.studio.rules.double_click_s)
        await made.act(lambda board, now: board.take_next(now, HOST, next_id))
        await hears(here, here.studio(2), NEXT_HZ)  # a free line is taken first

        for line, hz in ((studio, FIRST_HZ), (here.studio(2), NEXT_HZ)):
            heard = [one for one in tones(line.heard(since if line is studio else 0), EVERY_HZ) if one]
            turns = [one for one, run in itertools.groupby(heard) if len(list(run)) >= 3]
            assert turns == [hz], "the right caller on each line, through the kill"
            assert HELD_HZ not in heard, "nothing of a held caller, not for 20 ms"
        assert [one.entry_id for one in made.state.among(EntryState.ON_AIR)] == [next_id]
        await made.act(lambda board, now: board.sign_off(now, HOST))
        await here.until(lambda: studio.ended and here.studio(2).ended)
        assert {one.end for one in made.state.entries.values()} == {"aired", "returned"}
