"""The studio on a real ledger: what is heard follows from the board, and nothing is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from callcenter.settings import Settings, Site, Store
from callcenter.show.opening import StudioHouse, open_studio
from callcenter.show.ports import CallerJoined, ScreeningFailed, ScreeningHeard
from callcenter.store.stores import Stores, open_stores
from callcenter.timers import VirtualTimers
from queueing.desk.state import DeskState
from queueing.events import CallArrived, TransitionError
from queueing.show.board import Description, Programme
from queueing.show.facts import EntryEnd, EntryJoined, EntryKind, EntryTicketed
from queueing.show.state import BoardState, EntryState, Phase
from tests.contracts.store.stories import NOON, answered_call
from tests.rules.show.studio import BOTH, HOST, PRODUCER, SECOND
from tests.service.show.air_double import RecordingAir

WORDS = Description(address="王女士", area="天宁区", topic="小区停水")


class World:
    """A studio at work: callers come, producers and hosts press."""

    def __init__(self, stores: Stores, folder: Path) -> None:
        self.stores, self.folder = stores, folder
        self.calls: dict[str, object] = {}
        self.timers = VirtualTimers(NOON)
        self.start()

    def start(self) -> None:
        """A service process starts."""
        self.air = RecordingAir()
        desk = DeskState()
        desk.calls = self.calls  # type: ignore[assignment]
        settings = Settings(site=Site(data_dir=str(self.folder)), store=Store(url=f"sqlite:///{self.folder}/desk.db"))
        self.house: StudioHouse = open_studio(settings, self.stores, self.air, self.timers, desk)

    @property
    def state(self) -> BoardState:
        state = self.house.studio.current
        assert state is not None
        return state

    async def restart(self) -> None:
        """The service is killed once the ledger is written, and another one starts."""
        await self.stores.journal.flush()
        self.start()
        await self.house.studio.restore()

    async def open(self, *, live: bool = True) -> None:
        await self.house.studio.open("s1", BOTH, 6.0, Programme(title="政风热线", units=("住房和城乡建设局",)))
        if live:
            await self.act(lambda board, now: board.go_live(now, BOTH))
        self.air.taken()

    async def act(self, command: object, key: str = "") -> object:
        self.timers.advance(1.0)
        return await self.house.studio.act("s1", command, key)  # type: ignore[arg-type]

    def come(self, *call_ids: str) -> None:
        for call_id in call_ids:
            self.calls[call_id] = CallArrived(at=NOON, call_id=call_id, queue="show", dialled="12388", caller=call_id,
                                              trunk="t")  # fmt: skip
            self.air.come(call_id)

    async def ready(self, *call_ids: str) -> None:
        """Callers come, are screened and wait for air."""
        for call_id in call_ids:
            self.come(call_id)
            await self.act(lambda board, now, one=call_id: board.screen(now, PRODUCER, one, phone="8001"))
            await self.act(lambda board, now, one=call_id: board.describe(now, PRODUCER, one, WORDS))
            await self.act(lambda board, now, one=call_id: board.ready(now, PRODUCER, one))
        self.air.taken()

    async def on_air(self, call_id: str) -> None:
        await self.act(lambda board, now: board.choose_next(now, PRODUCER, call_id))
        await self.act(lambda board, now: board.take_next(now, HOST, call_id))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as stores:
        yield World(stores, tmp_path)


async def test_each_step_of_the_board_is_heard_once(world: World) -> None:
    """The whole way of one caller: programme, producer, programme, studio, programme, thanks."""
    await world.house.studio.open("s1", BOTH, 6.0, Programme())
    await world.act(lambda board, now: board.go_live(now, HOST))
    world.come("a")
    await world.act(lambda board, now: board.screen(now, PRODUCER, "a", phone="8001"))
    await world.act(lambda board, now: board.describe(now, PRODUCER, "a", WORDS))
    await world.act(lambda board, now: board.ready(now, PRODUCER, "a"))
    await world.on_air("a")
    await world.act(lambda board, now: board.lock(now, HOST, "a", locked=True))
    await world.act(lambda board, now: board.lock(now, HOST, "a", locked=False))
    await world.act(lambda board, now: board.off_air(now, HOST, "a"))
    await world.act(lambda board, now: board.thank(now, HOST, "a"))
    assert world.air.taken() == [
        ("open", "s1"), ("screen", "a", "8001"), ("park", "a"), ("air", "a", 1), ("off_air", "a"), ("thank", "a"),
    ]  # fmt: skip


async def test_the_line_is_freed_before_the_next_caller_takes_it(world: World) -> None:
    await world.open()
    await world.ready("a", "b", "c")
    await world.on_air("a")
    await world.act(lambda board, now: board.lock(now, HOST, "a", locked=True))
    await world.on_air("b")
    await world.on_air("c")
    assert world.air.taken() == [("air", "a", 1), ("air", "b", 2), ("off_air", "b"), ("air", "c", 2)]


async def test_taken_over_by_another_producer_the_first_phone_is_freed(world: World) -> None:
    await world.open()
    world.come("a")
    await world.act(lambda board, now: board.screen(now, PRODUCER, "a", phone="8001"))
    await world.act(lambda board, now: board.screen(now, SECOND, "a", phone="8002", take_over=True))
    assert world.air.taken() == [("screen", "a", "8001"), ("park", "a"), ("screen", "a", "8002")]


async def test_who_hangs_up_on_air_or_waiting_gets_no_more_orders(world: World) -> None:
    await world.open()
    await world.ready("a", "b")
    await world.on_air("a")
    world.air.taken()
    world.air.hang_up("a")
    world.air.hang_up("b")
    world.air.hang_up("b")
    assert world.air.taken() == []
    assert {one.end for one in world.state.entries.values()} == {EntryEnd.LEFT}


async def test_signing_off_gives_every_caller_to_the_hotline_and_hangs_up_the_studio(world: World) -> None:
    await world.open()
    await world.ready("a", "b")
    await world.on_air("a")
    world.come("c")
    world.air.taken()
    await world.act(lambda board, now: board.sign_off(now, HOST))
    assert world.air.taken() == [
        ("off_air", "a"), ("thank", "a"), ("to_hotline", "b"), ("to_hotline", "c"), ("close",),
    ]  # fmt: skip


async def test_a_caller_told_twice_is_one_entry_and_a_returning_one_is_a_second(world: World) -> None:
    await world.open()
    world.come("a", "a")
    assert list(world.state.entries) == ["a"]
    await world.act(lambda board, now: board.return_to_hotline(now, PRODUCER, "a"))
    world.come("a")
    assert list(world.state.entries) == ["a", "a.2"]


async def test_blocked_callers_go_to_the_hotline_and_are_not_on_the_board(world: World) -> None:
    await world.open()
    await world.act(lambda board, now: board.block(now, PRODUCER, blocked=True))
    world.come("a")
    assert world.air.taken() == [("block", True), ("to_hotline", "a")]
    assert world.state.entries == {}


async def test_a_producers_phone_that_does_not_answer_frees_the_caller_for_somebody_else(world: World) -> None:
    await world.open()
    world.come("a")
    await world.act(lambda board, now: board.screen(now, PRODUCER, "a", phone="8001"))
    world.air.say(ScreeningFailed(at=3.0, call_id="a", phone="8009", why="no_answer"))  # not the phone that rings
    assert world.state.entry("a").state is EntryState.SCREENING
    world.air.say(ScreeningHeard(at=3.0, call_id="a", phone="8001"))
    assert world.house.studio.lines.talking == {"a"}
    world.air.say(ScreeningFailed(at=4.0, call_id="a", phone="8001", why="hung_up"))
    assert (world.state.entry("a").state, world.house.studio.lines.talking) == (EntryState.RINGING, set())
    assert world.air.taken() == [("screen", "a", "8001")]
    await world.act(lambda board, now: board.screen(now, SECOND, "a", phone="8002"))


async def test_a_repeated_request_is_answered_as_before_and_does_nothing(world: World) -> None:
    await world.open()
    await world.ready("a", "b")
    first = await world.act(lambda board, now: board.choose_next(now, PRODUCER, "a"), key="li:1")
    again = await world.act(lambda board, now: board.choose_next(now, PRODUCER, "b"), key="li:1")
    assert (again.seq, again.again, first.again) == (first.seq, True, False)  # type: ignore[attr-defined]
    assert world.state.next_id == "a"


async def test_a_refused_command_is_neither_written_nor_heard(world: World) -> None:
    await world.open()
    await world.ready("a")
    before = await _written(world)
    with pytest.raises(TransitionError, match="expected host"):
        await world.act(lambda board, now: board.put_on_air(now, PRODUCER, "a"))
    assert world.air.taken() == []
    assert await _written(world) == before


async def _written(world: World) -> int:
    await world.stores.journal.flush()
    return len(await world.stores.shows.facts_of("s1"))


async def test_after_a_restart_the_board_stands_as_it_was_and_the_sound_is_made_to_fit(world: World) -> None:
    await world.open()
    await world.ready("a", "b", "c", "d")
    await world.on_air("a")
    await world.act(lambda board, now: board.choose_next(now, PRODUCER, "c"))
    await world.act(lambda board, now: board.move_up(now, PRODUCER, "d"))
    world.come("e")
    await world.act(lambda board, now: board.screen(now, PRODUCER, "e", phone="8001"))
    await world.act(lambda board, now: board.note(now, HOST, "换下一位", "k"))
    before = world.state
    await world.restart()
    assert world.state == before
    assert world.state is not before
    assert world.air.taken() == [
        ("open", "s1"), ("block", False), ("park", "b"), ("park", "c"), ("park", "d"), ("screen", "e", "8001"),
        ("air", "a", 1),
    ]  # fmt: skip
    assert [one.entry_id for one in world.state.among(EntryState.READY)] == ["d", "b"]


async def test_who_hung_up_while_the_service_was_away_is_gone_when_it_is_back(world: World) -> None:
    await world.open()
    await world.ready("a", "b")
    await world.on_air("a")
    del world.calls["a"]
    await world.restart()
    assert world.state.entry("a").end is EntryEnd.LEFT
    assert [one.entry_id for one in world.state.among(EntryState.READY)] == ["b"]
    assert world.air.taken() == [("open", "s1"), ("block", False), ("park", "b")]


async def test_who_came_while_the_service_was_away_is_on_the_board_when_it_is_back(world: World) -> None:
    await world.open()
    await world.ready("a")
    await world.stores.journal.flush()
    world.start()
    world.calls["b"] = world.calls["a"]
    world.air.here = [CallerJoined(at=NOON, call_id="a"), CallerJoined(at=NOON + 9, call_id="b", source="hotline")]
    world.air.lines = {1: True, 2: False}
    await world.house.studio.restore()
    assert [(one.entry_id, one.state) for one in world.state.entries.values()] == [("a", "ready"), ("b", "ringing")]
    assert {at: line.up for at, line in world.house.studio.lines.up.items()} == {1: True, 2: False}


async def test_a_service_that_starts_without_a_show_hangs_up_what_another_one_left(world: World) -> None:
    await world.open()
    await world.act(lambda board, now: board.sign_off(now, HOST))
    await world.restart()
    assert world.air.taken() == [("close",)]
    assert world.state.phase is Phase.SIGNED_OFF


async def test_after_a_restart_a_message_sent_again_and_a_note_pressed_again_are_the_same(world: World) -> None:
    await world.open()
    message = EntryJoined(at=NOON, show_id="s1", entry_id="m1", kind=EntryKind.MESSAGE, source="web", text="停车难")
    await world.house.studio.join(message)
    await world.act(lambda board, now: board.note(now, HOST, "换下一位", "k"))
    await world.restart()
    assert (await world.house.studio.join(message)).again
    await world.act(lambda board, now: board.note(now, HOST, "换下一位", "k"))
    assert (len(world.state.entries), len(world.state.notes)) == (1, 1)


async def test_one_show_runs_at_a_time_and_a_signed_off_one_still_takes_what_it_owes(world: World) -> None:
    await world.open()
    await world.ready("a")
    with pytest.raises(TransitionError, match="no other show that runs, found s1: live"):
        await world.house.studio.open("s2", BOTH, 6.0, Programme())
    await world.act(lambda board, now: board.sign_off(now, HOST))
    await world.house.studio.open("s2", BOTH, 6.0, Programme())
    assert world.state.show_id == "s2"
    world.house.studio.take_kept([EntryTicketed(at=NOON, show_id="s1", entry_id="a", ticket_id="T1")])
    await world.act(lambda board, now: board.close(now, PRODUCER))
    assert (await world.house.studio.board("s1")).state.phase is Phase.CLOSED
    with pytest.raises(TransitionError, match="not closed"):
        await world.act(lambda board, now: board.note(now, HOST, "晚了"))


async def test_a_show_cannot_be_opened_a_second_time(world: World) -> None:
    await world.open()
    await world.act(lambda board, now: board.sign_off(now, HOST))
    with pytest.raises(TransitionError, match="expected preparing"):
        await world.house.studio.open("s1", BOTH, 6.0, Programme())


async def test_a_producer_whose_screen_is_gone_gives_up_what_needs_no_phone_and_keeps_who_is_on_it(
    world: World,
) -> None:
    await world.open()
    message = EntryJoined(at=NOON, show_id="s1", entry_id="m1", kind=EntryKind.MESSAGE, source="web", text="停车难")
    await world.house.studio.join(message)
    world.come("a")
    await world.act(lambda board, now: board.screen(now, PRODUCER, "m1"))
    await world.act(lambda board, now: board.screen(now, SECOND, "a", phone="8002"))
    presence = world.house.parts.presence
    gone = [presence.come(one, one, "producer") for one in ("li", "li", "zhao")]
    gone[0]()
    gone[2]()
    world.timers.advance(60.0)
    assert world.state.entry("m1").producer == "li", "another screen of theirs is open"
    gone[1]()
    back = presence.come("li", "li", "producer")
    world.timers.advance(60.0)
    assert world.state.entry("m1").producer == "li", "reloaded"
    back()
    world.timers.advance(60.0)
    assert (world.state.entry("m1").state, world.state.entry("a").producer) == (EntryState.RINGING, "zhao")


async def test_a_known_caller_is_marked_once_the_past_was_read(world: World) -> None:
    """Rang the hotline before, and was in an earlier show."""
    await world.open()
    earlier = EntryJoined(at=NOON - 50, show_id="s0", entry_id="c0", kind=EntryKind.CALL, call_id="c0")
    await world.stores.shows.keep([earlier])
    world.stores.journal.append(answered_call("c0", at=NOON - 100))
    await world.stores.journal.flush()
    world.come("a")
    world.calls["a"] = type("Call", (), {"caller": "13800000000"})()
    stranger = type("Call", (), {"caller": "13900000000"})()
    world.come("b")
    world.calls["b"] = stranger
    await _looked_up(world)
    entry = world.state.entry("a")
    assert (entry.repeat, entry.calls_before, entry.shows_before) == (True, 1, 1)
    assert not world.state.entry("b").repeat


async def _looked_up(world: World) -> None:
    looking = asyncio.create_task(world.house.lookups.run(), name="lookups")
    await world.house.lookups.drain()
    looking.cancel()
