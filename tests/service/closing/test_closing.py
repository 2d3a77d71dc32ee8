"""After sign-off: every entry becomes a ticket or has its reason, nothing twice, and only then the show closes."""

from dataclasses import replace
from datetime import date

import pytest

from callcenter.show.closing_desk import Answered, Left
from callcenter.store.tickets import Change
from queueing.events import TransitionError
from queueing.show.closing import Missing, missing
from queueing.show.facts import AirAnswer, EntryTicketed, ShowClosed
from queueing.ticket.facts import TicketAccepted, TicketDispatched
from queueing.ticket.states import TicketState
from tests.service.closing.stage import BOTH, TEAM, ClosingStage

WORDS = "我们小区三号楼门口的路灯坏了半个月了没有人来修。"


async def signed_off(stage: ClosingStage) -> None:
    """One aired, one waiting, one message, one who hung up before anybody answered."""
    stage.open()
    aired = await stage.caller("aired", WORDS, topic="路灯不亮")
    await stage.caller("waiting", "菜场门口每天堵车，希望交警来管一管。", topic="菜场堵车")
    stage.message("m1", "请问公积金贷款额度今年调整了吗？")
    await stage.caller("silent", answered=False)
    await stage.aired(aired, "这个路灯我们三天之内一定派人修好，请您放心。")
    await stage.sign_off()


async def test_one_command_makes_a_ticket_of_every_entry_that_was_not_on_air(stage: ClosingStage) -> None:
    """Calls and messages alike, through 12345; who said nothing is left for a person, and so is who was on air."""
    await signed_off(stage)
    done = await stage.desk.transfer("s1", TEAM)
    assert [entry for entry, _ in done.made] == ["C-waiting", "m1"]
    assert done.left == [Left(entry_id="C-silent", why="nothing_said")]
    for _, ticket_id in done.made:
        record = await stage.record(ticket_id)
        assert (record.state, record.source, record.show_id, record.unit) == (TicketState.REGISTERED, "show", "s1", "")
    ticket = await stage.stores.tickets.get(done.made[0][1])
    assert (ticket.call_id, ticket.fields["title"].value, ticket.fields["contact_name"].value) == (
        "C-waiting", "菜场堵车", "王女士",
    )  # fmt: skip
    assert (await stage.stores.tickets.get(done.made[1][1])).fields["content"].value.startswith("请问公积金")


async def test_doing_it_again_makes_nothing_twice(stage: ClosingStage) -> None:
    await signed_off(stage)
    await stage.desk.transfer("s1", TEAM)
    again = await stage.desk.transfer("s1", TEAM)
    assert again.made == []
    assert len(stage.ticket_facts(TicketAccepted)) == 2
    assert len([one for one in await stage.facts() if isinstance(one, EntryTicketed)]) == 2


async def test_while_the_show_runs_nothing_is_transferred(stage: ClosingStage) -> None:
    stage.open()
    await stage.caller("a", WORDS)
    await stage.stores.journal.flush()
    with pytest.raises(TransitionError, match="signed_off"):
        await stage.desk.transfer("s1", TEAM)


async def test_an_aired_matter_goes_to_the_unit_on_air_the_same_day_with_answer_promise_and_minutes(
    stage: ClosingStage,
) -> None:
    await signed_off(stage)
    promised = Answered(answer=AirAnswer.PROMISED, words="三天之内修好", due=date(2026, 11, 30))
    await stage.desk.answer("s1", "C-aired", BOTH, promised)
    record = await stage.record(await stage.desk.ticket("s1", "C-aired", TEAM))
    assert (record.state, record.unit, record.unit_name, record.source) == (
        TicketState.DISPATCHED, "U1", "城市管理局", "show",
    )  # fmt: skip
    assert record.call_id == "C-aired"
    assert record.air is not None
    assert record.air.answer is AirAnswer.PROMISED
    assert "直播间：这个路灯我们三天之内一定派人修好" in record.air.minutes
    assert "来电人" not in record.air.minutes, "what was said before air is none of the programme"
    (promise,) = record.promises
    assert (promise.due, promise.text) == ("2026-11-30", "三天之内修好")
    assert {one.rule_id for one in record.running()} >= {"show_close", "sign", promise.promise_id}
    again = await stage.desk.ticket("s1", "C-aired", TEAM)
    assert len(stage.ticket_facts(TicketDispatched)) == 1
    assert again == record.ticket_id


async def test_an_aired_matter_without_an_answer_gets_no_ticket_yet(stage: ClosingStage) -> None:
    await signed_off(stage)
    with pytest.raises(TransitionError, match="no answer"):
        await stage.desk.ticket("s1", "C-aired", TEAM)
    state = await stage.state()
    assert missing(state.entry("C-aired")) == (Missing.ANSWER, Missing.TICKET)


async def test_a_returned_caller_is_settled_by_the_ticket_the_operator_made(stage: ClosingStage) -> None:
    await signed_off(stage)
    ticket_id = await stage.registered_by_operator("C-waiting")
    entry = (await stage.state()).entry("C-waiting")
    assert (entry.ticket_id, entry.settled) == (ticket_id, True)
    assert (await stage.record(ticket_id)).show_id == "s1"
    assert "C-waiting" not in [entry for entry, _ in (await stage.desk.transfer("s1", TEAM)).made]


async def test_a_draft_that_an_operator_put_aside_is_the_reason(stage: ClosingStage) -> None:
    await signed_off(stage)
    ticket = await stage.stores.tickets.of_call("C-waiting")
    assert ticket is not None
    change = Change(ticket_id=ticket.ticket_id, version=ticket.version, actor="8001", at=stage.local())
    await stage.office.void(change, "静音", TEAM)
    assert (await stage.state()).entry("C-waiting").reason == "无效：静音"


async def test_a_reason_is_one_of_the_citys_and_never_for_who_was_on_air(stage: ClosingStage) -> None:
    await signed_off(stage)
    with pytest.raises(TransitionError, match="expected 电话无人应答"):
        await stage.desk.excuse("s1", ["C-silent"], BOTH, "不想办")
    with pytest.raises(TransitionError, match="on air"):
        await stage.desk.excuse("s1", ["C-silent", "C-aired"], BOTH, "拨错号码")
    assert not (await stage.state()).entry("C-silent").reason, "all or none"
    await stage.desk.excuse("s1", ["C-silent"], BOTH, "电话无人应答或静音")
    assert (await stage.state()).entry("C-silent").settled


async def test_the_show_closes_when_all_is_settled_and_says_what_is_missing_before(stage: ClosingStage) -> None:
    await signed_off(stage)
    with pytest.raises(TransitionError, match="4 without"):
        await stage.desk.close("s1", BOTH)
    await stage.desk.transfer("s1", TEAM)
    await stage.desk.excuse("s1", ["C-silent"], BOTH, "电话无人应答或静音")
    await stage.desk.answer("s1", "C-aired", BOTH, Answered(answer=AirAnswer.ANSWERED, words="已修好"))
    await stage.desk.ticket("s1", "C-aired", TEAM)
    await stage.desk.close("s1", BOTH)
    assert isinstance((await stage.facts())[-1], ShowClosed)
    assert isinstance(stage.told[-1], ShowClosed), "the studio is told"
    with pytest.raises(TransitionError, match="not closed"):
        await stage.desk.ticket("s1", "C-waiting", TEAM)


async def test_a_unit_that_nobody_knows_is_refused_and_several_on_air_need_a_choice(stage: ClosingStage) -> None:
    stage.open(units=("城市管理局", "水务局"))
    entry = await stage.caller("a", WORDS, topic="路灯")
    await stage.aired(entry, "马上修。")
    await stage.sign_off()
    await stage.desk.answer("s1", entry, BOTH, Answered(answer=AirAnswer.TAKEN, words="马上修"))
    with pytest.raises(Exception, match="unit"):
        await stage.desk.ticket("s1", entry, TEAM, "火星局")
    record = await stage.record(await stage.desk.ticket("s1", entry, TEAM))
    assert (record.state, record.unit) == (TicketState.REGISTERED, ""), "nobody said which of the two"
    assert (await stage.record(await stage.desk.ticket("s1", entry, TEAM, "城管局"))).unit == "U1"


async def test_a_city_without_same_day_tickets_sends_an_aired_matter_only_where_a_person_says(
    stage: ClosingStage,
) -> None:
    book = stage.office.ports.book
    off = replace(book.profile, switches=replace(book.profile.switches, same_day_ticket=False))
    book.rules = replace(book.rules, profile=off)
    await signed_off(stage)
    await stage.desk.answer("s1", "C-aired", BOTH, Answered(answer=AirAnswer.ANSWERED, words="三天之内修好"))
    ticket_id = await stage.desk.ticket("s1", "C-aired", TEAM)
    assert (await stage.record(ticket_id)).state is TicketState.REGISTERED
    assert await stage.desk.ticket("s1", "C-aired", TEAM, unit="U1") == ticket_id
    assert (await stage.record(ticket_id)).unit == "U1"
