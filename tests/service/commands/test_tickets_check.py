"""`callcenter tickets check`: names what would never come to its end, and frees what no person has to judge."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from callcenter.cli import main
from callcenter.packaged import city_dir
from callcenter.store.journal import of_ticket
from callcenter.store.lists import open_lists
from callcenter.store.outbox import Channel, MessageState, Outbox
from callcenter.store.stores import open_stores
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.ticket_work import load, save
from callcenter.ticketing.office import Order
from callcenter.unit_seed import seed_units
from queueing.ticket import facts as f
from queueing.ticket.clockwork import stop_all
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.intake import AnswerDirectly, Refuse
from queueing.ticket.engine import pen_for, written
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Pen
from tests.contracts.store.office import DESK, World, world

Made = Callable[[World], Awaitable[None]]
RULE = "rule"


def site(folder: Path, made: Made) -> list[str]:
    """A site of the demo city with tickets that `made` put there; how the check is asked for."""

    async def fill() -> None:
        async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
            await open_lists(stores.database).units.seed(seed_units(city_dir("demo")))
            await made(world(stores.database, "demo"))

    asyncio.run(fill())
    file = folder / "site.toml"
    file.write_text(f'[site]\ndata_dir = "{folder}"\n[store]\nurl = "sqlite:///{folder}/desk.db"\n', "utf-8")
    return ["tickets", "check", "--config", str(file)]


async def alone(one: World, ticket_id: str, step: Callable[[Pen], None]) -> None:
    """Write into one ticket and tell no other, as versions before the rule did."""

    def work(connection: Connection) -> None:
        before = load(connection, one.office.records, ticket_id)
        pen = pen_for(before.record, one.clock[0], DESK, one.office.ports.book.rules)
        step(pen)
        save(connection, one.office.records, pen, before.version)

    await one.database.write(work)


async def merged(one: World) -> None:
    for name in ("main", "repeat"):
        await one.accepted(name)
    await one.office.merge(Order(ticket_id="repeat", version=None, who=DESK, command=None), "main")


def refuses(pen: Pen) -> None:
    told = written(pen.record, Refuse(reason="纪检监察事项", text="请拨12388"), pen.at, pen.who, pen.rules)
    for fact in told.facts:
        pen.write(fact)


async def refused_the_old_way(one: World) -> None:
    await merged(one)
    await alone(one, "main", refuses)


async def answered_the_old_way(one: World) -> None:
    """Merged into a ticket whose answer was out already, and told nothing."""
    for name in ("main", "repeat"):
        await one.accepted(name)
    await one.do("main", AnswerDirectly(text="已修复", answer=Answer.SOLVED, public_text="路灯已修复"))
    await alone(one, "repeat", _joins)


def _joins(pen: Pen, repeat: str = "repeat", main_id: str = "main") -> None:
    stop_all(pen, "merged")
    pen.write(f.TicketMerged(at=pen.at, ticket_id=repeat, by="8001", main=main_id))


async def of(folder: Path, ticket_id: str) -> tuple[str, list[f.TicketFact]]:
    async with open_stores(f"sqlite:///{folder}/desk.db", folder) as stores:
        kept = await world(stores.database, "demo").office.get(ticket_id)
        facts = await stores.database.read(lambda connection: of_ticket(connection, ticket_id))
        return kept.record.state.value, list(facts)


def test_a_repeat_of_a_main_ticket_refused_before_the_rule_is_named_then_refused_like_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check = site(tmp_path, refused_the_old_way)
    assert main(check) == 1
    (line, counted) = capsys.readouterr().out.splitlines()
    assert "merged\tmerged into a ticket that was refused" in line
    assert line.endswith("--mend frees it")
    assert counted == "1 found, 0 freed, 1 left"
    assert asyncio.run(of(tmp_path, "repeat"))[0] == "merged", "looking changes nothing"
    assert main([*check, "--mend"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 found, 1 freed, 0 left"
    state, facts = asyncio.run(of(tmp_path, "repeat"))
    told = facts[-1]
    assert isinstance(told, f.TicketRefused)
    assert (state, told.by, told.text) == ("not_accepted", RULE, "请拨12388")
    assert main([*check, "--mend"]) == 0
    assert capsys.readouterr().out.splitlines() == ["0 found, 0 freed, 0 left"]


def test_its_citizen_is_written_to_and_the_audit_says_who_mended_it(tmp_path: Path) -> None:
    check = site(tmp_path, refused_the_old_way)
    main([*check, "--mend"])

    async def look() -> None:
        async with open_stores(f"sqlite:///{tmp_path}/desk.db", tmp_path) as stores:
            (entry,) = await stores.audit.last(1)
            assert (entry.action, entry.thing) == ("ticket_mended", "repeat")
            page = await Outbox(stores.database).page(Channel.SMS, MessageState.WAITING, "", 10)
            assert [(one.stream, one.body["event"]) for one in page.items] == [("repeat", "refused")]

    asyncio.run(look())


def test_a_repeat_that_joined_an_answered_ticket_gets_the_answer(tmp_path: Path) -> None:
    check = site(tmp_path, answered_the_old_way)
    assert main(check) == 1
    assert main([*check, "--mend"]) == 0
    state, facts = asyncio.run(of(tmp_path, "repeat"))
    (told,) = [one for one in facts if isinstance(one, f.AnswerInherited)]
    assert (state, told.text, told.by) == ("revisit", "路灯已修复", RULE)


async def without_a_clock(one: World) -> None:
    await one.accepted("bare")
    await one.do("bare", Dispatch(unit="U001"))
    one.later(60)
    await alone(one, "bare", lambda pen: stop_all(pen, "a fault of an older version"))


def test_a_ticket_at_work_without_the_deadlines_it_is_owed_gets_them_from_their_moments(tmp_path: Path) -> None:
    check = site(tmp_path, without_a_clock)
    before = [one for one in asyncio.run(of(tmp_path, "bare"))[1] if isinstance(one, f.ClockStarted)]
    assert main(check) == 1
    assert main([*check, "--mend"]) == 0
    started = [one for one in asyncio.run(of(tmp_path, "bare"))[1] if isinstance(one, f.ClockStarted)]
    again = started[len(before) :]
    assert {(one.rule_id, one.started_at) for one in again} == {
        (one.rule_id, one.started_at)
        for one in before
        if one.rule_id != "to_unit"  # over with the dispatch
    }


async def with_a_unit_that_is_none(one: World) -> None:
    await one.accepted("lost")
    await one.do("lost", Dispatch(unit="U999", unit_name="已撤销的局"))


async def dissatisfied_unasked(one: World) -> None:
    await answered_the_old_way(one)
    await alone(one, "repeat", _on_the_register)


def _on_the_register(pen: Pen) -> None:
    about = {"at": pen.at, "ticket_id": "repeat", "by": RULE}
    pen.write(f.AnswerInherited(**about, main="main", text="路灯已修复"))
    pen.write(f.RevisitOpened(**about, ways=pen.rules.profile.switches.revisit))
    pen.write(f.PutOnRegister(**about, grade=""))


async def main_merged_itself(one: World) -> None:
    await merged(one)
    await alone(one, "main", lambda pen: _joins(pen, "main", "elsewhere"))


@pytest.mark.parametrize(
    ("made", "told", "needs"),
    [
        (with_a_unit_that_is_none, "a unit that is not there", "改派"),
        (dissatisfied_unasked, "no revisit gave a grade", "销号"),
        (main_merged_itself, "itself merged", "ledger"),
    ],
)
def test_what_a_person_has_to_judge_is_named_with_what_to_do_and_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], made: Made, told: str, needs: str
) -> None:
    check = site(tmp_path, made)
    assert main([*check, "--mend"]) == 1
    said = capsys.readouterr().out
    assert told in said
    assert needs in said
    assert main(check) == 1
    assert capsys.readouterr().out == said


async def rows_behind(one: World) -> None:
    await one.accepted("row")
    stale = update(ticket_work).values(state="dispatched")
    await one.database.write(lambda connection: connection.execute(stale))


def test_rows_that_say_otherwise_than_the_ledger_are_made_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check = site(tmp_path, rows_behind)
    assert main(check) == 1
    assert "stands in lists as dispatched, and in the ledger as registered" in capsys.readouterr().out
    assert main([*check, "--mend"]) == 0
    assert main(check) == 0


async def healthy(one: World) -> None:
    await merged(one)
    await one.accepted("worked")
    await one.do("worked", Dispatch(unit="U001"))
    await one.accepted("answered")
    await one.do("answered", AnswerDirectly(text="已修复", answer=Answer.SOLVED, public_text="路灯已修复"))


def test_a_site_in_order_has_nothing_to_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(site(tmp_path, healthy)) == 0
    assert capsys.readouterr().out == "0 found, 0 freed, 0 left\n"


def test_a_database_that_is_none_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "site.toml"
    file.write_text(f'[store]\nurl = "sqlite:///{file}/desk.db"\n', "utf-8")
    assert main(["tickets", "check", "--config", str(file)]) == 1
    assert capsys.readouterr().err.strip()
