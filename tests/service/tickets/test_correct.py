"""更正: what a registered ticket says wrongly is put right with a reason, once, by those who take matters."""

from callcenter.store.journal import of_ticket
from queueing.ticket.facts import FieldsCorrected
from tests.service.tickets.test_ticket_commands import T1, give, registered
from tests.service.web.stage import Stage, say


async def test_a_wrong_place_is_put_right_found_by_and_told_without_the_words(stage: Stage) -> None:
    await registered(stage)
    done = await give(stage, "dis", "correct", place="清潭路 12 号", why="地址听错")
    assert (done["place"], done["steps"][-1]["kind"], done["steps"][-1]["about"]) == (
        "清潭路 12 号",
        "fields_corrected",
        {"names": ["place"], "why": "地址听错"},
    )
    facts = await stage.stores.database.read(lambda connection: list(of_ticket(connection, "t1")))
    (fact,) = [one for one in facts if isinstance(one, FieldsCorrected)]
    assert (fact.by, fact.names, fact.why) == ("dis", ("place",), "地址听错")
    assert [one["ticket_id"] for one in (await say(await stage.ask("GET", "/api/v1/work?text=清潭路")))["items"]] == [
        "t1"
    ]
    assert "ticket_correct" in {entry.action for entry in await stage.stores.audit.last(9)}


async def test_of_two_who_correct_at_once_the_second_is_told_and_nothing_is_overwritten(stage: Stage) -> None:
    await registered(stage)
    seen = (await stage.parts.office.get("t1")).version
    await give(stage, "dis", "correct", version=seen, title="路灯不亮", why="写错")
    await give(stage, "rev", "correct", 412, version=seen, title="路灯坏了", why="写错")
    assert (await say(await stage.ask("GET", T1)))["fields"]["title"]["value"] == "路灯不亮"


async def test_nothing_new_no_reason_a_number_with_stars_or_a_draft_changes_nothing(stage: Stage) -> None:
    await stage.sign_in("dis", "pass-dis")
    await say(await stage.ask("POST", f"{T1}/correct", json={"version": 1, "title": "甲", "why": "写错"}), 404)
    await registered(stage)
    await give(stage, "dis", "correct", title="路灯不亮", why="补写")
    before = await stage.parts.office.get("t1")
    error = (await give(stage, "dis", "correct", 409, title="路灯不亮", why="写错"))["error"]
    assert error["expected"] == "another value than is written there"
    await give(stage, "dis", "correct", 422, title="甲", why="  ")
    await give(stage, "dis", "correct", 422, contact_phone="138****0000", why="写错")
    await give(stage, "dis", "correct", 422, title="甲" * 101, why="写错")
    await give(stage, "uni", "correct", 403, title="甲", why="写错")
    assert await stage.parts.office.get("t1") == before
