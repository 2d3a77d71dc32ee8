"""Matters without a call: one ticket each however often they come, known by token, shown to the public by code only."""

import asyncio
import json

import pytest
from aiohttp import ClientResponse
from sqlalchemy import update

from callcenter.intake.progress import CODE_LENGTH, new_code, normal
from callcenter.store.identity import Role
from callcenter.store.outside_tables import intake
from callcenter.ticketing.office import Order
from queueing.ticket.commands.intake import AnswerDirectly
from queueing.ticket.facts import Answer
from queueing.ticket.pen import Who
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say

TEXT = "我要投诉，阳光小区门口的路灯不亮了三天，晚上很危险"
MATTER = {"source": "web", "key": "w-1", "text": TEXT, "contact_name": "王先生", "contact_phone": NUMBER}


async def source(stage: Stage, code: str = "web") -> dict[str, str]:
    ident, text = await stage.stores.sessions.new_token(Role.SOURCE, code, stage.parts.time())
    await stage.stores.intake.set_source(ident, code)
    return {"Authorization": f"Bearer {text}"}


async def bring(stage: Stage, headers: dict[str, str], **changed: object) -> ClientResponse:
    return await stage.client.post("/api/v1/intake", json={**MATTER, **changed}, headers=headers)


async def test_the_same_matter_sent_again_is_the_same_ticket(stage: Stage) -> None:
    headers = await source(stage)
    first = await say(await bring(stage, headers))
    again = await say(await bring(stage, headers))
    assert (first["created"], again["created"]) == (True, False)
    assert (again["ticket_id"], again["code"]) == (first["ticket_id"], first["code"])


async def test_sent_by_eight_at_once_it_is_one_ticket(stage: Stage) -> None:
    headers = await source(stage)
    answers = [await say(one) for one in await asyncio.gather(*(bring(stage, headers) for _ in range(8)))]
    assert len({one["ticket_id"] for one in answers}) == 1
    assert [one["created"] for one in answers].count(True) == 1


async def test_another_matter_under_the_same_key_is_refused_with_the_difference(stage: Stage) -> None:
    headers = await source(stage)
    first = await say(await bring(stage, headers))
    told = await say(await bring(stage, headers, text="别的事", place="中山路"), 409)
    assert told["error"]["found"] == "another place, text"
    assert first["ticket_id"] in told["error"]["expected"]
    other = await say(await bring(stage, await source(stage, "app"), source="app", text="别的事"))
    assert other["ticket_id"] != first["ticket_id"], "another source counts by itself"


async def test_the_text_is_drafted_by_the_rules_and_what_was_sent_stands(stage: Stage) -> None:
    taken = await say(await bring(stage, await source(stage), title="路灯问题"))
    ticket = await stage.stores.tickets.get(taken["ticket_id"])
    values = {name: (one.value, one.rule) for name, one in ticket.fields.items()}
    assert values["title"] == ("路灯问题", "source")
    assert values["content"] == (TEXT, "source")
    assert values["appeal_kind"][0] == "投诉"
    assert values["place"][0] == "阳光小区门口"
    assert values["unit"] == ("市城市管理局", "unit.duties")
    assert (ticket.status.value, ticket.call_id, ticket.caller_number) == ("draft", "", NUMBER)


async def test_a_source_that_judges_itself_has_its_matters_registered_at_once(stage: Stage) -> None:
    headers = await source(stage, "110")
    taken = await say(await bring(stage, headers, source="110", key="110-7"))
    told = await say(await stage.client.get("/api/v1/intake/110-7", headers=headers))
    assert (told["ticket_id"], told["state"], told["plain"]) == (taken["ticket_id"], "registered", "已受理")
    assert told["number"].endswith("-00001")
    again = await say(await bring(stage, headers, source="110", key="110-7"))
    assert again["created"] is False
    (message,) = (await stage.stores.outbox.page("sms", "", "", 10)).items
    assert message.body["code"] == taken["code"], "the citizen is told with the code"


async def test_a_token_brings_in_matters_of_its_own_source_only(stage: Stage) -> None:
    told = await say(await bring(stage, await source(stage, "app")), 403)
    assert told["error"]["expected"] == "app"
    assert (await bring(stage, await stage.bearer(Role.SOURCE))).status == 403, "a token without a source"
    assert (await bring(stage, await stage.bearer(Role.ADMIN))).status == 403
    assert (await bring(stage, {})).status in (401, 403)
    headers = await source(stage)
    await say(await bring(stage, headers))
    assert (await stage.client.get("/api/v1/intake/w-1", headers=await source(stage, "app"))).status == 404


async def test_too_many_requests_of_one_source_are_put_off_and_another_is_not(stage: Stage) -> None:
    headers, other = await source(stage), await source(stage, "app")
    statuses = [(await bring(stage, headers)).status for _ in range(121)]
    assert statuses == [200] * 120 + [429]
    assert (await bring(stage, other, source="app")).status == 200
    stage.clock[0] += 61
    assert (await bring(stage, headers)).status == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 5001),
        ("key", ""),
        ("key", "a b"),
        ("kind", "别的"),
        ("at", -1),
        ("at", 4_000_000_000),
        ("surprise", 1),
        ("title", "a\x07"),
    ],
)
async def test_a_matter_that_does_not_fit_is_refused_by_field(stage: Stage, field: str, value: object) -> None:
    told = await say(await bring(stage, await source(stage), **{field: value}), 422)
    assert field in told["error"]["fields"]


@pytest.mark.parametrize("wrong", ["1380000000", "138****0000", "电话见信", "12", "13800000000;drop", "1" * 51])
async def test_a_contact_number_nobody_could_call_is_refused_with_expected_and_found(stage: Stage, wrong: str) -> None:
    told = (await say(await bring(stage, await source(stage), contact_phone=wrong), 422))["error"]
    assert told["expected"].startswith("expected a telephone number")
    assert wrong[:40] in told["found"]
    assert list(told["fields"]) == ["contact_phone"]
    assert (await stage.parts.city.inbox.look()).count == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("１３８ ００００－００００", NUMBER),
        ("+86 138 0000 0000", NUMBER),
        ("0519-8888 0000转801", "051988880000转801"),
        ("400-800-1234", "4008001234"),
        ("12345", "12345"),
    ],
)
async def test_a_contact_number_is_kept_in_one_spelling_and_is_the_same_matter_in_any(
    stage: Stage, sent: str, kept: str
) -> None:
    headers = await source(stage)
    first = await say(await bring(stage, headers, contact_phone=sent))
    ticket = await stage.stores.tickets.get(first["ticket_id"])
    assert (ticket.caller_number, ticket.fields["contact_phone"].value) == (kept, kept)
    again = await say(await bring(stage, headers, contact_phone=kept))
    assert (again["ticket_id"], again["created"]) == (first["ticket_id"], False)


async def test_a_matter_noted_with_its_number_as_it_was_written_is_the_same_sent_again(stage: Stage) -> None:
    """As older versions kept it: a source that repeats itself over an update is not refused."""
    headers = await source(stage)
    first = await say(await bring(stage, headers, contact_phone="051988880000"))
    body = {**(await stage.stores.intake.find("web", "w-1")).body, "contact_phone": "0519-88880000"}
    old = update(intake).values(body=body, fingerprint="of another spelling")
    await stage.stores.database.write(lambda connection: connection.execute(old))
    again = await say(await bring(stage, headers, contact_phone="0519-88880000"))
    assert again["ticket_id"] == first["ticket_id"]


async def test_progress_tells_state_and_dates_and_nothing_personal(stage: Stage) -> None:
    headers = await source(stage, "110")
    taken = await say(await bring(stage, headers, source="110", key="7"))
    code = taken["code"]
    told = await say(await stage.client.get(f"/api/v1/progress/{code.lower()[:4]}-{code[4:]}"))
    assert told["plain"] == "已受理"
    assert [step["what"] for step in told["steps"]] == ["受理"]
    text = json.dumps(told, ensure_ascii=False)
    for secret in (NUMBER, "王先生", "阳光小区", "路灯", taken["ticket_id"]):
        assert secret not in text


async def test_a_wrong_code_is_answered_like_an_unknown_one(stage: Stage) -> None:
    answers = [await stage.client.get(f"/api/v1/progress/{code}") for code in ("AAAAAAAAAAAA", "A", "0" * 40)]
    bodies = {await answer.text() for answer in answers}
    assert [answer.status for answer in answers] == [404, 404, 404]
    assert len(bodies) == 1


async def test_looking_up_one_code_too_often_is_put_off(stage: Stage) -> None:
    taken = await say(await bring(stage, await source(stage)))
    path = f"/api/v1/progress/{taken['code']}"
    answers = await asyncio.gather(*(stage.client.get(path) for _ in range(25)))
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [200] * 20 + [429] * 5
    assert all(answer.headers.get("Retry-After") for answer in answers if answer.status == 429)


async def test_wrong_codes_are_put_off_and_lock_no_right_one_out_behind_the_same_address(stage: Stage) -> None:
    taken = await say(await bring(stage, await source(stage)))
    wrong = await asyncio.gather(*(stage.client.get(f"/api/v1/progress/{n:012}") for n in range(40)))
    assert sorted(answer.status for answer in wrong) == [404] * 30 + [429] * 10, "30 a minute from one address"
    assert (await stage.client.get(f"/api/v1/progress/{taken['code']}")).status == 200


async def test_the_public_answer_is_told_once_it_stands_and_without_numbers(stage: Stage) -> None:
    headers = await source(stage, "110")
    taken = await say(await bring(stage, headers, source="110", key="9"))
    office, ticket = stage.parts.office, taken["ticket_id"]
    answered = AnswerDirectly(
        text="内部：联系王先生", answer=Answer.EXPLAINED, public_text=f"已于今日修复，咨询请拨{NUMBER}"
    )
    path = f"/api/v1/progress/{taken['code']}"
    assert (await say(await stage.client.get(path)))["answer"] == ""
    await office.act(Order(ticket_id=ticket, version=None, who=Who(name="lin"), command=answered))
    told = await say(await stage.client.get(path))
    assert (told["state"], told["plain"]) in {("revisit", "已办理，等待回访"), ("closed", "已办结")}
    assert told["answer"] == "已于今日修复，咨询请拨138****0000"
    assert "王先生" not in json.dumps(told, ensure_ascii=False)
    assert told["steps"][0] == {"what": "受理", "kind": "ticket_accepted", "at": told["steps"][0]["at"]}


def test_a_code_is_known_however_it_is_typed() -> None:
    assert normal(" k0qx-2p9m 1trb ") == normal("KOQX2P9MLTRB") == normal("koqx2p9mitrb") == "K0QX2P9M1TRB"


def test_codes_have_sixty_bits_and_no_letters_that_are_read_wrongly() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {CODE_LENGTH}
    assert set("".join(codes)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert all(normal(code) == code for code in codes)
