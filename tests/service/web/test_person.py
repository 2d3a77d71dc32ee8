"""A person's request: all that is kept about one number, handed over, and erased but for what has to stay."""

import io
import shutil
import zipfile
from pathlib import Path

from callcenter.cli import main
from callcenter.store.identity import Role
from callcenter.store.tickets import Change
from callcenter.ticketing.office import Order
from queueing.ticket.commands.oversight import ReferToDiscipline
from queueing.ticket.pen import Who
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say

ERASED = {"calls": 1, "tickets": 1, "recordings": 1, "words": 1}
ASKED = {"number": f"+86{NUMBER}", "why": "本人申请 2026-3"}


async def test_everything_about_a_number_is_shown_however_it_is_written_and_the_look_is_recorded(stage: Stage) -> None:
    admin = await stage.bearer(Role.ADMIN)
    found = await say(await stage.client.post("/api/v1/person", json=ASKED, headers=admin))
    kept = {about: count for about, count in found["counts"].items() if count}
    assert kept == {"calls": 1, "tickets": 1, "recordings": 1, "words": 1}
    assert found["found"]["words"][0]["text"] == f"我的电话是{NUMBER}"
    looks = {one.action: one for one in await stage.stores.audit.last(5)}
    assert looks["person_looked"].thing == "+86138****0000"
    assert looks["person_looked"].detail["why"] == ASKED["why"]
    assert looks["numbers_seen"].detail == {"tickets": ["t1"], "calls": ["c1"]}
    again = await say(await stage.client.post("/api/v1/person", json=ASKED, headers=admin))
    assert again["counts"]["looks"] == 1, "who looked is told too"


async def test_nobody_but_an_administrator_may_ask_and_a_restricted_ticket_is_left_out(stage: Stage) -> None:
    for role in set(Role) - {Role.ADMIN}:
        answer = await stage.client.post("/api/v1/person", json=ASKED, headers=await stage.bearer(role))
        assert answer.status == 403, role
    await stage.sign_in()
    await say(await stage.ask("POST", "/api/v1/tickets/t1/register", json={"version": 1}))
    refer = ReferToDiscipline(people=("zhang",), why="推诿")
    await stage.parts.office.act(Order(ticket_id="t1", version=None, who=Who(name="zhang"), command=refer))
    admin = await stage.bearer(Role.ADMIN)
    found = await say(await stage.client.post("/api/v1/person", json=ASKED, headers=admin))
    assert not any(found["counts"].values())


async def test_it_is_handed_over_as_tables_that_no_spreadsheet_runs(stage: Stage) -> None:
    change = Change(ticket_id="t1", version=1, actor="8001", at=stage.parts.time())
    await stage.stores.tickets.edit(change, {"title": "=1+1"})
    answer = await stage.client.post("/api/v1/person/export", json=ASKED, headers=await stage.bearer(Role.ADMIN))
    with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
        assert archive.namelist() == ["来电.csv", "工单与草稿.csv", "修改记录.csv", "录音.csv", "通话文字.csv"]
        assert NUMBER in archive.read("来电.csv").decode("utf-8-sig")
        assert ",'=1+1" in archive.read("修改记录.csv").decode("utf-8-sig")


async def test_sound_words_and_drafts_put_aside_are_erased(stage: Stage) -> None:
    await stage.sign_in()
    await say(await stage.ask("POST", "/api/v1/tickets/t1/void", json={"version": 1, "why": "打错"}))
    admin = await stage.bearer(Role.ADMIN)
    gone = await say(await stage.client.post("/api/v1/person/erase", json=ASKED, headers=admin))
    assert {about: n for about, n in gone["goes"].items() if n} == ERASED
    assert [(one["about"], one["why"], one["ever"]) for one in gone["left"]] == [("looks", "audit", True)]
    assert gone["elsewhere"] == {}
    assert not (stage.folder / "recordings" / "c1.flac").exists()
    ticket = await stage.stores.tickets.get("t1")
    assert (ticket.caller_number, dict(ticket.fields)) == ("", {})
    found = await say(await stage.client.post("/api/v1/person", json=ASKED, headers=admin))
    assert not any(found["counts"].values()), "the call is as one whose number was withheld"
    erased = next(one for one in await stage.stores.audit.last(9) if one.action == "person_erased")
    assert {name: n for name, n in erased.detail.items() if n} == {"why": ASKED["why"], **ERASED, "stays_audit": 1}


async def test_what_an_open_ticket_or_a_legal_hold_needs_stays(stage: Stage) -> None:
    admin = await stage.bearer(Role.ADMIN)
    hold = {"thing": "c1", "why": "审计"}
    held = await say(await stage.client.post("/api/v1/retention/holds", json=hold, headers=admin))
    gone = await say(await stage.client.post("/api/v1/person/erase", json=ASKED, headers=admin))
    held_back = {one["about"] for one in gone["left"] if one["why"] == "legal_hold"}
    assert held_back == {"calls", "tickets", "recordings", "words"}
    assert not any(gone["goes"].values())
    await say(await stage.client.post(f"/api/v1/retention/holds/{held['hold_id']}/release", headers=admin))
    await stage.sign_in()
    await say(await stage.ask("POST", "/api/v1/tickets/t1/register", json={"version": 1}))
    gone = await say(await stage.client.post("/api/v1/person/erase", json=ASKED, headers=admin))
    stays = {(one["about"], one["why"]) for one in gone["left"]}
    assert {("words", "open_ticket"), ("tickets", "open_ticket"), ("calls", "open_ticket")} <= stays
    assert (stage.folder / "recordings" / "c1.flac").exists()


def test_the_command_does_the_same(tmp_path: Path, template: Path) -> None:
    config, out, folder = tmp_path / "site.toml", tmp_path / "person.zip", tmp_path / "data"
    shutil.copytree(template, folder)
    config.write_text(f'[site]\ndata_dir = "{folder}"\n[store]\nurl = "sqlite:///{folder}/desk.db"\n', "utf-8")
    assert main(["person", NUMBER, "--why", "本人申请", "--out", str(out), "--config", str(config)]) == 0
    assert oct(out.stat().st_mode)[-3:] == "600"
    with zipfile.ZipFile(out) as archive:
        assert "来电.csv" in archive.namelist()
    assert main(["person", "unknown", "--why", "x", "--config", str(config)]) == 2
