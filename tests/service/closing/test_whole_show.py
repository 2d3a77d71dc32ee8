"""A whole show through the studio: fifty callers, five aired, crashes between steps, to all tickets made and closed."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from callcenter.settings import Settings, Site, Store
from callcenter.show.closing_desk import Answered
from callcenter.show.entry_ticket import own_ticket_id
from callcenter.show.opening import StudioHouse, open_studio
from callcenter.store.ticket import DraftTicket, TicketField
from callcenter.store.tickets import Change, create_ticket
from callcenter.timers import VirtualTimers
from queueing.desk.state import DeskState
from queueing.events import CallArrived
from queueing.show.board import Description, Programme
from queueing.show.facts import AirAnswer, EntryTicketed, ShowClosed
from queueing.show.state import Phase
from queueing.ticket.commands.intake import Accept
from queueing.ticket.facts import TicketAccepted, TicketDispatched
from queueing.ticket.pen import Who
from tests.rules.show.studio import BOTH, HOST, PRODUCER
from tests.service.closing.stage import NINE, TEAM, UNITS, ClosingStage, closing_stage
from tests.service.show.air_double import RecordingAir

CALLERS, AIRED, SILENT = 50, 5, 4
WORDS = Description(address="王女士", area="天宁区", topic="小区停水")


class OnStage:
    """The studio beside the closing desk, on virtual time."""

    def __init__(self, stage: ClosingStage, folder: Path) -> None:
        self.stage, self.timers, self.air = stage, VirtualTimers(NINE), RecordingAir()
        self.desk = DeskState()
        settings = Settings(site=Site(data_dir=str(folder)), store=Store(url=f"sqlite:///{folder}/desk.db"))
        self.house: StudioHouse = open_studio(settings, stage.stores, self.air, self.timers, self.desk)
        stage.told = _Telling(self.house)

    async def act(self, command: object) -> None:
        self.timers.advance(2.0)
        self.stage.now = self.timers.now()
        await self.house.studio.act("s1", command)  # type: ignore[arg-type]

    async def caller(self, call_id: str, *, spoke: bool) -> None:
        self.desk.calls[call_id] = CallArrived(  # type: ignore[assignment]
            at=NINE, call_id=call_id, queue="show", dialled="12388", caller="13800001111", trunk="t"
        )
        self.air.come(call_id)
        if not spoke:
            self.air.hang_up(call_id)
            return
        fields = {"content": TicketField(value=f"{call_id}反映小区停水三天没有人管。", rule="story")}
        draft = DraftTicket(ticket_id=f"T{call_id}", call_id=call_id, caller_number="13800001111", fields=fields)
        await self.stage.stores.tickets.save_draft(draft, self.stage.local())
        await self.act(lambda board, now: board.screen(now, PRODUCER, call_id, phone="8001"))
        await self.act(lambda board, now: board.describe(now, PRODUCER, call_id, WORDS))
        await self.act(lambda board, now: board.ready(now, PRODUCER, call_id))

    async def on_air(self, call_id: str) -> None:
        await self.act(lambda board, now: board.put_on_air(now, HOST, call_id))
        self.timers.advance(60.0)
        await self.act(lambda board, now: board.off_air(now, HOST, call_id))
        await self.act(lambda board, now: board.thank(now, PRODUCER, call_id))


class _Telling(list):  # type: ignore[type-arg]
    """What the closing desk tells goes to the studio, as in the service."""

    def __init__(self, house: StudioHouse) -> None:
        super().__init__()
        self._house = house

    def extend(self, facts) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        super().extend(facts)
        self._house.studio.take_kept(list(facts))


@pytest.mark.timeout(300)
async def test_fifty_callers_and_five_aired_all_become_tickets_and_the_studio_sees_the_show_closed(
    tmp_path: Path,
) -> None:
    """Two were returned and registered by operators while the show ran; four hung up before anybody answered."""
    async with closing_stage(tmp_path) as stage:
        on = OnStage(stage, tmp_path)
        await on.house.studio.open("s1", BOTH, 6.0, Programme(title="政风热线", units=(UNITS[0].name,)))
        await on.act(lambda board, now: board.go_live(now, BOTH))
        names = [f"c{number:02}" for number in range(CALLERS)]
        for number, name in enumerate(names):
            await on.caller(name, spoke=number >= SILENT)
        aired, returned = names[10 : 10 + AIRED], names[20:22]
        for name in aired:
            await on.on_air(name)
        for name in returned:
            await on.act(lambda board, now, one=name: board.return_to_hotline(now, PRODUCER, one))
            await stage.registered_by_operator(name)
        await on.act(lambda board, now: board.sign_off(now, HOST))
        await stage.stores.journal.flush()

        done = await stage.desk.transfer("s1", TEAM)
        assert (len(done.made), len(done.left)) == (CALLERS - AIRED - SILENT - len(returned), SILENT)
        for name in aired:
            promised = Answered(answer=AirAnswer.PROMISED, words="月底前恢复供水", due=date(2026, 11, 30))
            await stage.desk.answer("s1", name, BOTH, promised)
            await stage.desk.ticket("s1", name, TEAM)
        await stage.desk.excuse("s1", names[:SILENT], BOTH, "电话无人应答或静音")
        await stage.desk.close("s1", BOTH)

        state = await stage.state()
        assert (state.phase, all(one.settled for one in state.entries.values())) == (Phase.CLOSED, True)
        tickets = Counter(one.ticket_id for one in state.entries.values() if one.ticket_id)
        assert (len(tickets), max(tickets.values())) == (CALLERS - SILENT, 1)
        assert len(stage.ticket_facts(TicketAccepted)) == CALLERS - SILENT
        assert len(stage.ticket_facts(TicketDispatched)) == AIRED
        seen = await on.house.studio.board("s1")
        assert seen.state.entries == state.entries, "the studio's board says the same"
        assert seen.state.phase is Phase.CLOSED


async def test_a_ticket_made_before_a_crash_is_found_and_not_made_again(stage: ClosingStage) -> None:
    """An older service died after the ticket and before the board knew: the next look takes it over."""
    stage.open()
    stage.message("m1", "建议公园厕所晚点关门。")
    await stage.sign_off()

    own = own_ticket_id("s1", "m1")
    draft = DraftTicket(ticket_id=own, call_id="", fields={"content": TicketField(value="建议公园厕所晚点关门。")})
    made = await stage.stores.database.write(lambda connection: create_ticket(connection, draft, stage.local()))
    change = Change(ticket_id=own, version=made.version, actor="chen", at=stage.local())
    await stage.office.accept(change, Accept(number="", kind="建议", source="show"), Who(name="chen"))
    assert await stage.desk.reconcile("s1") == 1
    assert (await stage.desk.transfer("s1", TEAM)).made == []
    assert [one.ticket_id for one in await stage.facts() if isinstance(one, EntryTicketed)] == [own]
    assert (await stage.record(own)).show_id == "s1"


async def test_what_the_city_refuses_leaves_neither_ticket_nor_half_a_one(tmp_path: Path) -> None:
    """A city without anonymous matters: a message without a name is left, and nothing of it is written."""
    async with closing_stage(tmp_path) as stage:
        profile = stage.office.ports.book.profile

        switches = replace(profile.switches, anonymous_ok=False)
        book = stage.office.ports.book
        book.rules = replace(book.rules, profile=replace(profile, switches=switches))
        stage.open()
        stage.message("m1", "建议公园厕所晚点关门。")
        await stage.sign_off()
        done = await stage.desk.transfer("s1", TEAM)
        assert (done.made, [one.entry_id for one in done.left]) == ([], ["m1"])
        assert "anonymous" in done.left[0].why
        counts = await stage.stores.tickets.counts(stage.local().replace(year=2020))
        assert sum(counts.values()) == 0


async def test_a_listener_that_fails_after_the_commit_loses_nothing(stage: ClosingStage) -> None:
    """The crash between the ledger and the screens: the same command again finds everything done."""
    stage.open()
    await stage.caller("a", "路灯坏了没有人修。", topic="路灯")
    await stage.sign_off()
    stage.told = _Broken()
    with pytest.raises(RuntimeError, match="gone"):
        await stage.desk.transfer("s1", TEAM)
    stage.told = []
    assert (await stage.desk.transfer("s1", TEAM)).made == []
    assert (await stage.state()).entry("C-a").settled
    assert len([one for one in await stage.facts() if isinstance(one, EntryTicketed)]) == 1


class _Broken(list):  # type: ignore[type-arg]
    def extend(self, facts) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, ARG002
        raise RuntimeError("gone")


async def test_two_people_who_press_at_once_make_one_ticket_each(stage: ClosingStage) -> None:
    stage.open()
    for name in ("a", "b", "c"):
        await stage.caller(name, f"{name}小区停水。", topic="停水")
    await stage.sign_off()
    first, second = await asyncio.gather(stage.desk.transfer("s1", TEAM), stage.desk.transfer("s1", Who(name="li")))
    tickets = {ticket for _, ticket in (*first.made, *second.made)}
    assert len(tickets) == len(stage.ticket_facts(TicketAccepted)) == 3
    assert len([one for one in await stage.facts() if isinstance(one, EntryTicketed)]) == 3
    await stage.desk.close("s1", BOTH)
    assert isinstance((await stage.facts())[-1], ShowClosed)
