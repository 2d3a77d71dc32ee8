"""Each switch over what it names: there with it, refused or left out without it."""

from dataclasses import replace
from typing import Any

import pytest

from callcenter.reports.switched import REPORTS
from callcenter.show.aftermath.contents import Shelf, orders
from callcenter.show.aftermath.tape import Track
from callcenter.store.identity import Role
from callcenter.web.app import ROUTES
from callcenter.web.city_switches import SWITCHED, needed_for
from queueing.city.contradictions import contradictions
from queueing.city.findings import Code
from queueing.city.switches import ALL_OFF
from queueing.city.told_only import SWITCHES
from queueing.days.milestones import Weekday
from queueing.units.persons import Grid, Person, PersonKind
from tests.rules.aftermath.test_register import item, material
from tests.rules.deadlines.offices import office
from tests.rules.profiles.every_profile import PROFILES
from tests.service.web.stage import Stage, say


def switch(stage: Stage, **to: Any) -> None:
    """Let the city have it so from now on."""
    book = stage.parts.office.ports.book
    book.rules = replace(book.rules, profile=replace(book.profile, switches=replace(book.profile.switches, **to)))


def test_every_route_named_is_there_and_its_switch_too() -> None:
    names = {route.name for route in ROUTES}
    for switches, paths in SWITCHED:
        assert all(hasattr(ALL_OFF, name) for name in switches)
        assert all(path in names or any(name.startswith(f"{path}/") for name in names) for path in paths)
    assert needed_for("/api/v1/promise-book/opening") == ("promise_ledger", "followup_column")
    assert needed_for("/api/v1/promises") == ()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("promise_ledger", "/api/v1/promise-book"),
        ("hot_tracking", "/api/v1/hot"),
        ("monthly_full_review", "/api/v1/month-review?month=2025-11"),
        ("leader_duty", "/api/v1/leader-duty"),
    ],
)
async def test_a_page_is_there_with_its_switch_and_not_without(stage: Stage, name: str, path: str) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    assert (await stage.client.get(path, headers=headers)).status == 200
    switch(stage, **{name: False})
    told = await say(await stage.client.get(path, headers=headers), 409)
    assert (told["error"]["code"], name in told["error"]["expected"]) == ("not_in_city", True)


async def test_the_list_for_the_follow_up_column_is_there_without_a_ledger_of_promises(stage: Stage) -> None:
    """金坛 has «回音壁» on Wednesdays and Fridays and says nothing of a ledger."""
    headers, path = await stage.bearer(Role.PRODUCER), "/api/v1/promise-book"
    switch(stage, promise_ledger=False, followup_column=(Weekday.WED, Weekday.FRI))
    book = await say(await stage.client.get(path, headers=headers))
    assert book["next_column"] is not None
    assert (await stage.client.get(f"{path}/follow-up?form=csv", headers=headers)).status == 200
    switch(stage, followup_column=())
    assert (await stage.client.get(path, headers=headers)).status == 409


async def test_the_plan_counts_both_hundred_percents_only_where_the_city_has_them(stage: Stage) -> None:
    headers = await stage.bearer(Role.PRODUCER)
    on = await say(await stage.client.get("/api/v1/plan", headers=headers))
    switch(stage, two_100=False)
    off = await say(await stage.client.get("/api/v1/plan", headers=headers))
    assert [(one["units"] is None, one["leaders"] is None) for one in (on, off)] == [(False, False), (True, True)]
    assert off["reader"], "everything else of the plan stays"


async def test_a_page_that_the_city_does_without_is_not_offered_and_its_address_says_so(stage: Stage) -> None:
    (stage.folder / "static").mkdir()
    for name in ("oversight", "missing", "plan"):
        (stage.folder / "static" / f"{name}.html").write_text(name)
    headers = await stage.bearer(Role.SUPERVISOR)

    async def looked(path: str) -> tuple[int, str]:
        answer = await stage.client.get(path, headers={**headers, "Accept": "text/html"})
        return answer.status, await answer.text()

    async def off() -> list[str]:
        return list((await say(await stage.client.get("/api/v1/session", headers=headers)))["site"]["pages_off"])

    assert (await off(), await looked("/oversight")) == ([], (200, "oversight"))
    switch(stage, monthly_full_review=False, revisits_per_session=0, hard_case_register=False)
    assert await off() == [], "leaders still have their turns"
    switch(stage, leader_duty=None)
    assert (await off(), await looked("/oversight")) == (["/oversight"], (404, "missing"))
    book = stage.parts.office.ports.book
    book.rules = replace(book.rules, profile=replace(book.profile, show=None))
    assert await off() == ["/plan", "/studio", "/host", "/aftershow", "/oversight"]
    assert (await looked("/plan"))[0] == 404


async def test_opinions_are_taken_only_by_a_city_that_collects_them(stage: Stage) -> None:
    path, headers = "/api/v1/plan/editions/e1/opinions", await stage.bearer(Role.PRODUCER)
    on = await stage.client.post(path, json={}, headers=headers)
    switch(stage, opinion_collection=False)
    off = await stage.client.post(path, json={}, headers=headers)
    assert (on.status == 409, off.status) == (False, 409)


def test_an_edit_list_is_made_only_for_a_tv_edition_in_parts() -> None:
    made = material()
    shelves = [{one.shelf for one in orders(replace(made, edits=on))} for on in (True, False)]
    assert [Shelf.EDIT in one for one in shelves] == [True, False]


def test_clips_are_cut_only_for_a_city_that_wants_them() -> None:
    aired = replace(item("e1", aired=True), call_id="c1")
    made = replace(material(aired), tracks={"c1": (Track(takes=(), channel=0), Track(takes=(), channel=1))})
    shelves = [{one.shelf for one in orders(replace(made, clips=on))} for on in (True, False)]
    assert [Shelf.CLIPS in one for one in shelves] == [True, False]


@pytest.mark.parametrize(("report", "name"), REPORTS.items())
async def test_a_kind_of_report_is_offered_and_made_only_with_its_switch(stage: Stage, report: str, name: str) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    asked = f"/api/v1/reports/preview?name={report}&period=2025-11-20"
    for on in (True, False):
        switch(stage, **{name: on})
        listed = await say(await stage.client.get("/api/v1/reports/kinds", headers=headers))
        assert (report in {one["name"] for one in listed["items"]}) is on
        assert ((await stage.client.get(asked, headers=headers)).status != 409) is on


async def test_a_grid_is_named_only_by_a_city_with_grids(stage: Stage) -> None:
    await stage.stores.lists.grids.take([Grid(grid_id="G1", name="一格", area="朝阳社区", places=("阳光小区",))])
    worker = Person(person_id="P1", name="老王", kind=PersonKind.GRID_WORKER, unit_id="U001", grids=("G1",))
    await stage.stores.lists.people.take([worker])
    await stage.parts.city.directory.refresh()
    asked, headers = "/api/v1/people/best?place=阳光小区", await stage.bearer(Role.DISPATCHER)
    assert (await say(await stage.client.get(asked, headers=headers)))["grid"] == "一格"
    switch(stage, grid=False)
    assert (await say(await stage.client.get(asked, headers=headers)))["grid"] is None


def test_what_only_tells_of_the_city_is_listed_by_the_check() -> None:
    found = {one.about for one in contradictions(PROFILES["haikou"], office()) if one.code is Code.TOLD_ONLY}
    assert found == {"calls.peak_per_day"}
    assert SWITCHES == (), "every switch does something"
