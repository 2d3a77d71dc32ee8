"""What was really said: kept only where the site keeps it, by who may see the call, beside what was heard."""

from dataclasses import replace

import pytest

from callcenter.store.checked import CheckedWords
from callcenter.store.identity import Role
from callcenter.web.app import ROUTES
from callcenter.web.transcript_sight import READERS
from callcenter.web.visibility import SEEN, Part, Sight
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say

URL = "/api/v1/calls/c1/utterances/u1/checked"


def keeping(stage: Stage) -> None:
    """Switch consent on, as a restart with another configuration would."""
    asr = stage.parts.settings.asr.model_copy(update={"keep_corrections": True})
    settings = stage.parts.settings.model_copy(update={"asr": asr})
    object.__setattr__(stage.parts, "settings", settings)


async def test_without_consent_a_correction_stays_with_the_transcript(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    kept = await say(await stage.client.put(URL, json={"text": "阳光小区停水了"}, headers=headers))
    assert kept["for_evaluation"] is False
    assert await CheckedWords(stage.stores.database).clips() == [], "`asr collect` has nothing to take"
    keeping(stage)
    assert await CheckedWords(stage.stores.database).clips() == [], "nor later: consent is not given backwards"
    told = await say(await stage.client.get("/api/v1/calls/c1/transcript", headers=headers))
    (line,) = told["transcript"]
    assert (line["checked"]["text"], line["checked"]["by"]) == ("阳光小区停水了", kept["checked_by"])
    assert line["text"].startswith("我的电话是1"), "what was heard stays beside it"
    found = await say(await stage.client.get("/api/v1/transcripts/search?words=阳光小区", headers=headers))
    assert ["".join(cut["text"] for cut in one["snippet"]) for one in found["items"]] == ["阳光小区停水了。"]
    paper = await stage.client.get("/api/v1/calls/c1/transcript/export?as=txt", headers=headers)
    assert "阳光小区停水了" in await paper.text()


async def test_a_number_in_a_correction_is_hidden_as_everywhere(stage: Stage) -> None:
    headers = await stage.bearer(Role.SUPERVISOR)
    await say(await stage.client.put(URL, json={"text": "我的电话是13912345678"}, headers=headers))
    other = await stage.bearer(Role.DISPATCHER)
    told = await say(await stage.client.get("/api/v1/calls/c1/transcript", headers=other))
    assert "13912345678" not in str(told)
    assert "****" in told["transcript"][0]["checked"]["text"]


async def test_what_was_said_is_kept_beside_what_was_heard_and_the_last_word_counts(stage: Stage) -> None:
    keeping(stage)
    headers = await stage.bearer(Role.SUPERVISOR)
    for text in ("我的电话", "我的电话是幺三九"):
        await say(await stage.client.put(URL, json={"text": text}, headers=headers))
    (clip,) = await CheckedWords(stage.stores.database).clips()
    assert clip.checked.text == "我的电话是幺三九"
    assert clip.heard.startswith("我的电话是1")
    assert (clip.role, clip.start_ms, clip.end_ms, len(clip.parts)) == ("caller", 500, 1000, 1)
    call = await say(await stage.client.get("/api/v1/calls/c1", headers=headers))
    assert call["transcript"][0]["text"] == clip.heard, "the transcript stays as it was heard"
    actions = [entry.action for entry in await stage.stores.audit.last(10)]
    assert actions.count("words_checked") == 2


async def test_another_operators_call_and_an_unknown_sentence_are_refused(stage: Stage) -> None:
    keeping(stage)
    other = await stage.bearer(Role.OPERATOR, "8002")
    await say(await stage.client.put(URL, json={"text": "好"}, headers=other), 403)
    own = await stage.bearer(Role.OPERATOR, "8001")
    await say(await stage.client.put(URL.replace("u1", "u99"), json={"text": "好"}, headers=own), 404)
    await say(await stage.client.put(URL, json={"text": "一" * 1001}, headers=own), 422)
    assert await CheckedWords(stage.stores.database).clips() == []
    await say(await stage.client.put(URL, json={"text": ""}, headers=own))


def test_the_route_is_audited() -> None:
    (route,) = (one for one in ROUTES if one.path.endswith("/checked"))
    assert replace(route).audit == "words_checked"


HEARS = {
    Role.OPERATOR: "own",
    Role.REVIEWER: "all",
    Role.SUPERVISOR: "all",
    Role.ADMIN: "all",
}  # every other role checks nothing: it is not shown the sound


@pytest.mark.parametrize("role", list(Role))
async def test_role_by_role_whoever_is_shown_the_sound_checks_sentences_and_nobody_else(
    stage: Stage, role: Role
) -> None:
    """Field by field: the sound, the words, the mark of who checked, and the writing itself."""
    leader = await stage.bearer(Role.SUPERVISOR)
    await say(await stage.client.put(URL, json={"text": f"我的电话是{NUMBER}"}, headers=leader))
    hears = HEARS.get(role, "")
    others = await stage.bearer(role, "8002" if role is Role.OPERATOR else None)
    sound = await stage.client.get("/api/v1/calls/c1/recording", headers=others)
    assert (sound.status == 200) is (hears == "all"), sound.status
    wrote = await stage.client.put(URL, json={"text": f"号码是{NUMBER}"}, headers=others)
    assert (wrote.status == 200) is (hears == "all"), wrote.status
    (kept,) = (await CheckedWords(stage.stores.database).of_call("c1")).values()
    assert kept.text.startswith("号码是" if hears == "all" else "我的电话是"), "a refusal changes nothing"
    read = await stage.client.get("/api/v1/calls/c1/transcript", headers=others)
    assert (read.status == 200) is (role in READERS and role is not Role.OPERATOR)
    if read.status == 200:
        told = await read.json()
        assert (told["recording"] is not None) is (hears == "all")
        assert (NUMBER in str(told)) is (SEEN[role][Part.WORDS] is Sight.SHOWN)
    if hears == "own":
        own = await stage.bearer(role, "8001")
        assert (await stage.client.get("/api/v1/calls/c1/recording", headers=own)).status == 200
        await say(await stage.client.put(URL, json={"text": "好"}, headers=own))


async def test_a_reviewer_checks_and_is_audited_but_does_not_decide_on_versions(stage: Stage) -> None:
    headers = await stage.bearer(Role.REVIEWER)
    await say(await stage.client.put(URL, json={"text": "阳光小区停水了"}, headers=headers))
    assert [entry.action for entry in await stage.stores.audit.last(10)].count("words_checked") == 1
    await say(
        await stage.client.post("/api/v1/calls/c1/versions/2/verdict", json={"verdict": "back"}, headers=headers), 403
    )
    await say(await stage.client.put(URL.replace("c1", "nobody"), json={"text": "好"}, headers=headers), 404)
