"""Role by role what of a citizen is seen, who sees a restricted ticket, and that every look is on record."""

import json
from typing import Any

import pytest

from callcenter.store.identity import Role
from callcenter.web.visibility import CONFIDENTIAL, SEEN, Part, Sight, sight_of
from tests.service.tickets.test_ticket_commands import give, registered
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say

MASKED = "138****0000"
#          person  plain   confidential
NUMBERS = {
    "8001": (NUMBER, NUMBER),  # was on the call
    "8002": (MASKED, MASKED),
    "rev": (NUMBER, NUMBER),
    "dis": (MASKED, ""),
    "uni": (NUMBER, ""),
    "lead": (MASKED, ""),
    "lin": (NUMBER, NUMBER),
    "adm": (NUMBER, NUMBER),
}


@pytest.mark.parametrize("confidential", [False, True])
async def test_the_callers_number_is_seen_as_the_table_says(stage: Stage, confidential: bool) -> None:
    await registered(stage, confidential=confidential)
    await give(stage, "dis", "dispatch", unit="U001")
    for who, row in NUMBERS.items():
        await stage.sign_in(who, f"pass-{who}")
        expected = row[confidential]
        for path in ("/api/v1/work/t1", "/api/v1/work", "/api/v1/tickets/t1"):
            seen = await say(await stage.ask("GET", path))
            found = seen["items"][0] if "items" in seen else seen
            assert found["caller_number"] == expected, (who, path)
            assert (NUMBER in json.dumps(seen)) is (expected == NUMBER), f"{who}: {path} leaks the number"


async def test_every_look_at_a_number_is_in_the_audit(stage: Stage) -> None:
    await registered(stage)
    await give(stage, "dis", "dispatch", unit="U001")
    lookers = ["rev", "uni", "lin", "adm"]
    for who in lookers:
        await stage.sign_in(who, f"pass-{who}")
        await say(await stage.ask("GET", "/api/v1/work/t1"))
        await say(await stage.ask("GET", "/api/v1/tickets/t1"))
    await stage.stores.database.flush()
    seen = [(one.actor, one.thing) for one in await stage.stores.audit.last(30) if one.action == "numbers_seen"]
    assert sorted(seen) == sorted((who, "t1") for who in lookers for _ in range(2))


async def test_who_sees_no_number_leaves_no_entry(stage: Stage) -> None:
    await registered(stage)
    await stage.sign_in("dis", "pass-dis")
    await say(await stage.ask("GET", "/api/v1/work/t1"))
    await stage.stores.database.flush()
    assert "numbers_seen" not in {entry.action for entry in await stage.stores.audit.last(20)}


async def test_a_unit_sees_its_own_tickets_and_no_others(stage: Stage) -> None:
    await registered(stage)
    await give(stage, "dis", "dispatch", unit="U001", assisting=["U003"])
    for who, found in (("uni", 1), ("oth", 0)):
        await stage.sign_in(who, f"pass-{who}")
        assert len((await say(await stage.ask("GET", "/api/v1/work")))["items"]) == found
        counts: dict[str, Any] = (await say(await stage.ask("GET", "/api/v1/work/counts")))["counts"]
        assert counts["with_units"] == found


async def test_a_discipline_case_is_seen_by_those_named_and_by_others_only_as_a_count(stage: Stage) -> None:
    await registered(stage)
    await give(stage, "dis", "dispatch", unit="U001")
    await give(stage, "lead", "refer", people=["adm"], why="推诿")
    for who, status in (("lead", 200), ("adm", 200), ("lin", 404), ("dis", 404), ("uni", 404), ("8001", 404)):
        await stage.sign_in(who, f"pass-{who}")
        await say(await stage.ask("GET", "/api/v1/work/t1"), status)
        listed = (await say(await stage.ask("GET", "/api/v1/work")))["items"]
        assert len(listed) == (status == 200)
        counts = (await say(await stage.ask("GET", "/api/v1/work/counts")))["counts"]
        assert counts["restricted"] == (1 if status == 404 and who != "uni" else 0)
        body = {"version": 1, "text": "x"}
        if status == 404:
            await say(await stage.ask("POST", "/api/v1/tickets/t1/note", json=body), 404)
            await say(await stage.ask("GET", "/api/v1/tickets/t1"), 404)
        if who in ("lin", "8001"):
            assert (await say(await stage.ask("GET", "/api/v1/tickets")))["items"] == []


def test_the_table_names_every_role_that_works_on_tickets_and_every_part() -> None:
    workers = set(Role) - {Role.WALL, Role.SOURCE, Role.HOST, Role.RECOGNISER}  # who sees no ticket
    assert set(SEEN) == set(CONFIDENTIAL) == workers
    assert all(set(row) == set(Part) for table in (SEEN, CONFIDENTIAL) for row in table.values())


@pytest.mark.parametrize("role", SEEN)
def test_confidential_never_shows_more(role: Role) -> None:
    assert all(CONFIDENTIAL[role][part] <= SEEN[role][part] for part in Part)


def test_of_two_roles_the_better_sight_holds_and_a_stranger_sees_nothing() -> None:
    both = sight_of({Role.DISPATCHER, Role.REVIEWER}, own=False, confidential=True)
    assert both[Part.NUMBER] is Sight.SHOWN
    assert set(sight_of({Role.WALL}, own=False, confidential=False).values()) == {Sight.HIDDEN}
