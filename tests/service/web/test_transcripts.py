"""Search over what was said, and transcripts to take away, by who may see what."""

import json

import pytest
from sqlalchemy import text as sql

from callcenter.store.identity import Role
from callcenter.store.transcript_index import TranscriptIndex
from callcenter.store.transcripts import SavedUtterance
from tests.contracts.store.stories import NOON, answered_call
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say

SPOKEN = "幺三九二二二二零零零零"


def words(ident: str, call_id: str, text: str, at_ms: int, role: str = "caller") -> SavedUtterance:
    return SavedUtterance(
        utterance_id=ident, call_id=call_id, leg_id="l", role=role, start_ms=at_ms, end_ms=at_ms + 2000, text=text
    )


@pytest.fixture
async def talked(stage: Stage) -> Stage:
    """Call c1 of 8001 and call c2 of 8002, both about water."""
    stage.stores.journal.append(answered_call("c2", operator_id="8002", at=NOON + 100))
    await stage.stores.journal.flush()
    await stage.stores.transcripts.add(
        [
            words("a1", "c1", "我们三栋停水三天了", 5000),
            words("a2", "c1", "好的马上登记", 8000, "operator"),
            words("b1", "c2", f"停水了请打{SPOKEN}", 4000),
        ]
    )
    return stage


async def hits(stage: Stage, query: str, **how: object) -> list[dict[str, object]]:
    answer = await stage.client.get(f"/api/v1/transcripts/search?{query}", **how)  # type: ignore[arg-type]
    return list((await say(answer))["items"])


async def test_a_sentence_is_found_with_its_place_in_the_sound_and_without_numbers(talked: Stage) -> None:
    found = await hits(talked, "words=停水", headers=await talked.bearer(Role.SUPERVISOR))
    assert [(one["call_id"], one["role"]) for one in found] == [("c2", "caller"), ("c1", "caller")]
    assert found[0]["snippet"] == [{"text": "停水", "hit": True}, {"text": "了请打139****0000。", "hit": False}]
    assert found[1]["snippet"][0] == {"text": "我们3栋", "hit": False}  # type: ignore[index]
    assert 5000 < found[1]["start_ms"] < 6500  # type: ignore[operator]


async def test_operators_find_and_read_their_own_calls_only(talked: Stage) -> None:
    await talked.sign_in()
    assert [one["call_id"] for one in await hits(talked, "words=停水")] == ["c1"]
    assert (await say(await talked.client.get("/api/v1/calls/c1/transcript")))["recording"]["url"]
    await say(await talked.client.get("/api/v1/calls/c2/transcript"), 404)
    await say(await talked.client.get("/api/v1/calls/c2/transcript/export"), 404)
    await say(
        await talked.client.get("/api/v1/transcripts/search?words=停水", headers=await talked.bearer(Role.UNIT)), 403
    )


async def test_a_dispatcher_reads_others_calls_without_numbers_and_without_the_sound(talked: Stage) -> None:
    headers = await talked.bearer(Role.DISPATCHER)
    told = await say(await talked.client.get("/api/v1/calls/c2/transcript", headers=headers))
    assert SPOKEN not in json.dumps(told, ensure_ascii=False)
    assert "139****0000" in told["transcript"][0]["text"]
    assert told["recording"] is None


@pytest.mark.parametrize("form", ["txt", "srt", "vtt", "json"])
async def test_an_export_hides_numbers_by_role(talked: Stage, form: str) -> None:
    async def taken(role: Role) -> str:
        path = f"/api/v1/calls/c2/transcript/export?as={form}"
        answer = await talked.client.get(path, headers=await talked.bearer(role))
        assert answer.headers["Content-Disposition"] == f'attachment; filename="transcript-c2.{form}"'
        return "".join(line for line in (await answer.text()).splitlines() if "-->" not in line)

    whole, hidden = await taken(Role.SUPERVISOR), await taken(Role.DISPATCHER)
    assert "13922220000" in whole
    assert "13922220000" not in hidden
    assert SPOKEN not in hidden
    assert "停水了" in hidden


async def test_a_text_names_who_spoke_only_as_far_as_the_asker_may_know(talked: Stage) -> None:
    path = "/api/v1/calls/c1/transcript/export?as=txt"
    headers = await talked.bearer(Role.SUPERVISOR)
    plain = await (await talked.client.get(path, headers=headers)).text()
    assert f"[00:00:00] 来电人：我的电话是{NUMBER}。我们3栋停水3天了。" in plain
    assert "[00:00:08] 话务员：好的马上登记。" in plain


@pytest.mark.parametrize("typed", ["", "水", "的 停水", "，。", " ".join(["停水"] * 9)])
async def test_words_that_cannot_be_looked_for_are_refused_by_a_sentence(talked: Stage, typed: str) -> None:
    headers = await talked.bearer(Role.SUPERVISOR)
    answer = await talked.client.get("/api/v1/transcripts/search", params={"words": typed}, headers=headers)
    error = (await say(answer, 422))["error"]
    assert error["expected"] == "1 to 8 words of two or more characters, a space between"


async def test_who_may_see_numbers_finds_by_them_and_each_look_is_audited(talked: Stage) -> None:
    """A dispatcher finds nothing by a number, a supervisor does and is told the sentence as it was said."""
    dispatcher, supervisor = await talked.bearer(Role.DISPATCHER), await talked.bearer(Role.SUPERVISOR)
    for part in ("1392222", "2220000", SPOKEN[:3]):
        assert await hits(talked, f"words={part}", headers=dispatcher) == []
    (found,) = await hits(talked, "words=1392222", headers=supervisor)
    assert found["snippet"] == [
        {"text": "停水了请打", "hit": False}, {"text": "1392222", "hit": True}, {"text": "0000。", "hit": False},
    ]  # fmt: skip
    seen = [one.thing for one in await talked.stores.audit.last(9) if one.action == "numbers_seen"]
    assert seen == ["c2"]
    await talked.sign_in()
    (own,) = await hits(talked, f"words={NUMBER[:7]}")
    assert own["call_id"] == "c1"
    assert [one for one in await talked.stores.audit.last(2) if one.action == "numbers_seen"] == []
    assert await hits(talked, "words=1392222") == [], "another operator's caller"


async def test_an_index_that_is_made_anew_says_since_when_calls_can_be_searched(talked: Stage) -> None:
    headers = await talked.bearer(Role.SUPERVISOR)
    path = "/api/v1/transcripts/search?words=停水"
    assert (await say(await talked.client.get(path, headers=headers)))["complete_since"] is None
    await TranscriptIndex(talked.stores.database).clear()
    told = await say(await talked.client.get(path, headers=headers))
    assert (told["items"], told["complete_since"][:10]) == ([], "2025-11-21")


async def test_searches_are_audited_by_whom_and_never_with_a_number(talked: Stage) -> None:
    headers = await talked.bearer(Role.SUPERVISOR)
    await hits(talked, "words=停水", headers=headers)
    await hits(talked, "words=13922220000", headers=headers)
    await hits(talked, f"words={SPOKEN}", headers=headers)
    await talked.stores.journal.flush()
    found = [one for one in await talked.stores.audit.last(9) if one.action == "transcripts_searched"]
    assert [one.thing for one in found] == ["(words with figures)", "(words with figures)", "停水"]
    assert all(one.actor.startswith("token:") for one in found)
    rows = await talked.stores.database.read(lambda connection: connection.execute(sql("SELECT * FROM audit")).all())
    assert "139222" not in str(rows)
    assert SPOKEN not in str(rows)


async def test_pages_go_on_where_the_last_one_ended(talked: Stage) -> None:
    headers = await talked.bearer(Role.ADMIN)
    first = await say(await talked.client.get("/api/v1/transcripts/search?words=停水&limit=1", headers=headers))
    rest = await hits(talked, f"words=停水&limit=1&after={first['next']}", headers=headers)
    assert [one["call_id"] for one in (*first["items"], *rest)] == ["c2", "c1"]
