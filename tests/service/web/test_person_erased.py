"""A person in every place, over the real routes: asked about, erased, then looked for in every byte that is kept."""

import json
import sqlite3
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import func, insert, select, update

from callcenter.outflow.sms import into_folder
from callcenter.settings import Retention as Retain
from callcenter.store.caller_tables import listed_numbers
from callcenter.store.erasing import TABLES
from callcenter.store.identity import Role
from callcenter.store.outside_tables import outbox
from callcenter.store.person import About
from callcenter.store.tables import facts
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.traces import Names, traces
from callcenter.store.transcript_index import TranscriptIndex
from callcenter.store.version_tables import second_pass_queue, second_passes, transcript_versions
from callcenter.ticketing.office import Order
from queueing.city.switches import RevisitWay
from queueing.events import CallArrived, CallEnded, Outcome, Party
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import Contact, NameHandlers, Sign
from queueing.ticket.commands.replying import PassGate, ReplyWith
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from tests.contracts.store.stories import NOON
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say, staged
from tests.service.web.test_intake import bring, source

NAME = "欧阳明哲"
PERSON = "/api/v1/person"
ASKED = {"number": f"+86{NUMBER}", "why": "依申请 2026-3", "asked_by": "本人，身份证核验"}
TEXT = f"我是{NAME}，电话{NUMBER}，阳光小区门口的路灯不亮了三天"
DAY_S = 86_400.0
SEEDED = {  # tables in which number or name stands before
    "attachments", "calls", "checked_words", "diary", "facts", "intake", "listed_numbers", "missed_calls", "outbox",
    "second_passes", "ticket_edits", "ticket_work", "tickets", "transcript_lines", "transcript_numbers",
    "transcript_versions", "utterances",
}  # fmt: skip
LETTER = f"本人{NAME}，电话{NUMBER}".encode()


@pytest.fixture
async def site(tmp_path: Path, template: Path) -> AsyncIterator[Stage]:
    """A site that keeps the person in an ended ticket for thirty days."""
    async with staged(tmp_path, template, retention_days=Retain(tickets_days=30)) as stage:
        yield stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What the person left behind."""

    ended: str  # a ticket, closed
    files: int


async def lived(stage: Stage) -> Lived:
    """Seed the person in every place: called, put aside, heard twice, brought in, answered, missed, listed, noted."""
    admin = await stage.bearer(Role.ADMIN)
    await _call_put_aside(stage, admin)
    ended = await _closed(stage, await _brought(stage, "110", "k1"))
    await _knowledge_of(stage, ended)
    await _messages(stage, ended)
    await _missed(stage)
    await _listed(stage, admin, off=True)
    await say(await stage.ask("POST", "/api/v1/diary", json={"text": f"{NUMBER} 反复来电，请留意"}))
    files = len([one for one in (stage.folder / "attachments").rglob("*") if one.is_file()])
    return Lived(ended=ended, files=files)


async def _call_put_aside(stage: Stage, admin: Mapping[str, str]) -> None:
    await stage.sign_in()
    edit = {"version": 1, "fields": {"contact_name": NAME, "content": TEXT}}
    ticket = await say(await stage.ask("PATCH", "/api/v1/tickets/t1", json=edit))
    path = f"/api/v1/tickets/t1/attachments?name={quote('来信.txt')}&purpose=material"
    await say(await stage.client.post(path, data=LETTER + b" 1", headers=admin))
    words = {"text": f"我叫{NAME}，电话{NUMBER}"}
    await say(await stage.client.put("/api/v1/calls/c1/utterances/u1/checked", json=words, headers=admin))
    await stage.stores.database.write(_heard_twice)
    await say(await stage.ask("POST", "/api/v1/tickets/t1/void", json={"version": ticket["version"], "why": "重复"}))


def _heard_twice(connection: Any) -> None:
    """What a second pass leaves between hearing and showing, of a call without first words."""
    heard, at = [{"text": TEXT}], datetime.fromtimestamp(NOON, UTC)
    job = {"job_id": "J1", "call_id": "c9", "engine": "e", "model": "m"}
    connection.execute(
        insert(second_passes).values(
            **job,
            state="done",
            attempts=1,
            worker="w",
            progress=1.0,
            problem="",
            asked_by="root",
            asked_at=at,
            heard=heard,
        )
    )
    connection.execute(insert(second_pass_queue).values(job_id="J1", due_at=0.0, holder="", lease_until=0.0))
    connection.execute(
        insert(transcript_versions).values(
            **job, version=2, heard_at=at, shown=False, drafted={"contact_name": NAME}, former={}, changes=[],
            verdict="", decided_by="",
        )
    )  # fmt: skip


async def _brought(stage: Stage, code: str, key: str) -> str:
    headers = await source(stage, code)
    left = {"contact_name": NAME, "contact_phone": NUMBER}
    taken = await say(await bring(stage, headers, source=code, key=key, text=TEXT, **left))
    path = f"/api/v1/intake/{key}/attachments?name={quote(f'{NAME}的信.txt')}"
    await say(await stage.client.post(path, data=LETTER + key.encode(), headers=headers))
    return str(taken["ticket_id"])


async def _closed(stage: Stage, ticket_id: str) -> str:
    """Through the unit, whose remarks and reply name the citizen, to a content citizen."""
    unit, words = Who(name="uni", unit="U001"), f"已联系{NAME}（{NUMBER}），路灯已修复"
    steps = [
        (Who(name="lin"), Dispatch(unit="U001", unit_name="市城市管理局")),
        (unit, Sign()),
        (unit, Contact(note=words)),
        (unit, NameHandlers(responsible="张局长", handler="李明")),
        (unit, ReplyWith(text=words, public_text=words, answer=Answer.SOLVED, signer="张局长")),
    ]
    office = stage.parts.office
    for who, command in steps:
        await office.act(Order(ticket_id=ticket_id, version=None, who=who, command=command))
    while gate := (await office.get(ticket_id)).record.gate:
        passing = Who(name="leader", posts=(gate,))
        await office.act(Order(ticket_id=ticket_id, version=None, who=passing, command=PassGate()))
    content = RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意", note=f"{NAME}表示满意")
    await office.act(Order(ticket_id=ticket_id, version=None, who=Who(name="lin"), command=content))
    assert (await office.get(ticket_id)).record.state == "closed"
    return ticket_id


async def _knowledge_of(stage: Stage, ticket_id: str) -> None:
    """An entry made of the closed ticket."""
    headers = await stage.bearer(Role.DISPATCHER)
    await say(await stage.client.post(f"/api/v1/knowledge/from-ticket/{ticket_id}", headers=headers, json={}))


async def _messages(stage: Stage, ticket_id: str) -> None:
    """One that was put into the folder for a gateway; the others wait."""
    first = select(outbox.c.message_id, outbox.c.key).where(outbox.c.stream == ticket_id, outbox.c.address == NUMBER)
    row = await stage.stores.database.read(lambda connection: connection.execute(first).first())
    assert row is not None, "the citizen is told"
    await into_folder(stage.folder / "sms" / "out")(NUMBER, f"{NAME}您好，已受理", row.key)
    sent = update(outbox).where(outbox.c.message_id == row.message_id).values(state="sent", sent_at=NOON)
    await stage.stores.database.write(lambda connection: connection.execute(sent))


async def _missed(stage: Stage) -> None:
    came = CallArrived(
        at=NOON, call_id="c9", queue="hotline", dialled="12345", caller=f"0{NUMBER}", trunk="local", display=NAME
    )
    left = CallEnded(
        at=NOON + 30,
        call_id="c9",
        queue="hotline",
        outcome=Outcome.ABANDONED,
        by=Party.CALLER,
        waited_s=30.0,
        talk_s=0.0,
    )
    stage.stores.journal.append([came, left])
    await stage.stores.journal.flush()
    stage.parts.floor.missed.load(await stage.stores.missed.all())
    await TranscriptIndex(stage.stores.database).catch_up()


async def _listed(stage: Stage, admin: Mapping[str, str], *, off: bool) -> None:
    new = {"kind": "black", "number": NUMBER, "why": f"{NAME}骚扰"}
    entry = await say(await stage.client.post("/api/v1/number-lists", json=new, headers=admin))
    if off:
        answer = await stage.client.delete(f"/api/v1/number-lists/{entry['entry_id']}", headers=admin)
        assert answer.status == 204


async def asked(stage: Stage, act: str, status: int = 200, **more: object) -> Any:
    admin = await stage.bearer(Role.ADMIN)
    return await say(await stage.client.post(f"{PERSON}{act}", json={**ASKED, **more}, headers=admin), status)


def holding(folder: Path) -> list[str]:
    """Every kept file, the database among them, in whose bytes number or name stands."""
    words = (NUMBER.encode(), NAME.encode(), json.dumps(NAME).strip('"').encode())
    kept = [one for one in folder.rglob("*") if one.is_file()]
    return sorted(one.relative_to(folder).as_posix() for one in kept if any(word in one.read_bytes() for word in words))


async def test_whoever_asks_to_be_erased_is_in_no_byte_that_is_kept(site: Stage) -> None:
    """Called, brought in, answered, missed, listed, noted, heard twice; ended and past its class: nothing is left."""
    left = await lived(site)
    assert left.files == 2
    site.clock[0] += 40 * DAY_S
    seen = await asked(site, "/survey")
    assert {one["why"] for one in seen["left"]} <= {"audit"}, "everything is over"
    assert {about for about, n in seen["goes"].items() if not n} <= {"looks", "shows", "papers"}
    names = Names(numbers=(NUMBER,), names=(NAME,))
    standing = await site.stores.database.read(lambda connection: traces(connection, names))
    assert set(standing) == SEEDED
    assert {one.split("/")[0] for one in holding(site.folder)} == {"desk.db", "desk.db-wal", "attachments", "sms"}
    gone = await asked(site, "/erase", total=seen["total"])
    assert (gone["goes"], gone["elsewhere"]) == (seen["goes"], {})
    assert holding(site.folder) == []
    assert not list((site.folder / "sms" / "out").glob("*.json"))
    assert not [one for one in (site.folder / "attachments").rglob("*") if one.is_file()], "files go from the disk"
    assert site.parts.floor.missed.book.entries() == [], "nobody calls back any more"
    again = await asked(site, "/survey")
    assert (again["total"], {one["why"] for one in again["left"]}) == (0, set())


async def test_figures_and_the_course_of_the_matter_outlive_the_person(site: Stage) -> None:
    left = await lived(site)
    before = await _course(site, left.ended)
    site.clock[0] += 40 * DAY_S
    await asked(site, "/erase")
    assert await _course(site, left.ended) == before
    headers = await site.bearer(Role.SUPERVISOR)
    shown = json.dumps(
        await say(await site.client.get(f"/api/v1/work/{left.ended}", headers=headers)), ensure_ascii=False
    )
    assert "个人信息已去除" in shown, "whoever opens the ticket reads why nothing is there"
    await site.stores.journal.rebuild_calls()
    assert holding(site.folder) == [], "the ledger makes nobody known again"


async def _course(stage: Stage, ticket_id: str) -> tuple[Any, ...]:
    record = (await stage.parts.office.get(ticket_id)).record
    row = select(
        ticket_work.c.kind, ticket_work.c.unit, ticket_work.c.grade, ticket_work.c.closed_at, ticket_work.c.number
    )
    kinds = select(facts.c.seq, facts.c.at, facts.c.kind).where(facts.c.kind != "missed_expired").order_by(facts.c.seq)
    return (
        record.state, record.closing, [one.rule_id for one in record.clocks], [one.grade for one in record.tries],
        await stage.stores.database.read(
            lambda connection: connection.execute(row.where(ticket_work.c.ticket_id == ticket_id)).all()
        ),
        await stage.stores.database.read(lambda connection: connection.execute(kinds).all()),
    )  # fmt: skip


async def test_what_stays_is_exactly_what_the_receipt_names(site: Stage) -> None:
    """An open matter, a draft that waits, an entry in force and a ticket within its class: each with its duty."""
    left = await lived(site)
    admin = await site.bearer(Role.ADMIN)
    await _brought(site, "110", "k2")
    await _brought(site, "web", "w1")
    await _listed(site, admin, off=False)
    site.clock[0] += 10 * DAY_S
    gone = await asked(site, "/erase")
    stays = {(one["about"], one["why"]): (one["count"], (one["until"] or "")[:10], one["ever"]) for one in gone["left"]}
    closed_on = (await site.parts.office.get(left.ended)).record.last_at
    assert stays["tickets", "open_ticket"] == (1, "", False)
    assert stays["tickets", "waiting"][0] == 1
    assert stays["tickets", "record"] == (
        1,
        datetime.fromtimestamp(closed_on + 30 * DAY_S, UTC).date().isoformat(),
        False,
    )
    assert stays["lists", "in_force"] == (1, "", True)
    assert stays["messages", "undelivered"][0] >= 1
    names = Names(numbers=(NUMBER,), names=(NAME,))
    standing = await site.stores.database.read(lambda connection: traces(connection, names))
    told = {table for about, _ in stays for table in TABLES[About(about)]}
    assert set(standing) <= told, "no trace that the receipt does not name"
    assert set(gone["elsewhere"]) == set()
    assert {one.split("/")[0] for one in holding(site.folder)} == {"desk.db", "attachments"}
    assert not {"calls", "missed_calls", "utterances", "diary"} & set(standing)


async def test_an_erasing_is_confirmed_by_what_was_counted(site: Stage) -> None:
    await lived(site)
    seen = await asked(site, "/survey")
    refused = await asked(site, "/erase", 409, total=seen["total"] + 1)
    assert (refused["error"]["code"], refused["error"]["found"]) == ("person_changed", str(seen["total"]))
    again = await asked(site, "/survey")
    assert (again["total"], again["goes"]) == (seen["total"], seen["goes"]), "nothing went"


async def test_who_asked_is_in_the_audit_and_the_number_is_not(site: Stage) -> None:
    await lived(site)
    await asked(site, "/survey")
    await asked(site, "/erase")
    lines = [one for one in await site.stores.audit.last(20) if one.action.startswith("person_")]
    assert [one.action for one in lines] == ["person_erased", "person_erase_asked", "person_counted"]
    assert {(one.detail["asked_by"], one.detail["why"]) for one in lines} == {(ASKED["asked_by"], ASKED["why"])}
    assert NUMBER not in str(lines)


async def test_another_persons_ticket_of_the_same_name_stays_as_it_is(site: Stage) -> None:
    await lived(site)
    headers = await source(site, "110")
    other = {"contact_name": NAME, "contact_phone": "13911112222"}
    taken = await say(await bring(site, headers, source="110", key="o1", text=f"我是{NAME}，路灯不亮", **other))
    await asked(site, "/erase")
    ticket = await site.stores.tickets.get(taken["ticket_id"])
    assert ticket.fields["contact_name"].value == NAME


async def test_records_take_no_other_change_than_their_words_under_a_permit(site: Stage) -> None:
    """Neither a fact's time or kind, nor anything without the permit: the ledger's triggers say no."""
    await lived(site)
    with sqlite3.connect(site.folder / "desk.db", timeout=5, isolation_level=None) as raw:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute("UPDATE facts SET body = '{}'")
        raw.execute("BEGIN")
        raw.execute("INSERT INTO erase_permit VALUES ('test')")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute("UPDATE facts SET at = at + 1")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute("UPDATE ticket_edits SET actor = 'x'")
        raw.execute("ROLLBACK")
    count = select(func.count()).select_from(listed_numbers)
    assert await site.stores.database.read(lambda connection: connection.execute(count).scalar_one()) == 1
