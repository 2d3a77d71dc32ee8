"""One list of promises over HTTP: who sees which, how each stands, what can be heard of one, the list for 回音壁."""

import io
from typing import Any

import numpy as np
import pytest
import soundfile

from callcenter.store.editions import Deed
from callcenter.store.identity import Role
from callcenter.store.show_voices import PublicPromise
from callcenter.table_file import rows_of
from queueing.show.edition import Edition, Seat
from queueing.show.plan import ShowKind
from tests.contracts.store.stories import NOON
from tests.service.web.stage import Stage, say
from tests.service.web.test_aftershow import CLOSING, get, post, row, signed_off

BOOK = "/api/v1/promise-book"
DAY_S = 86_400.0
RATE_HZ = 8000
OFF_AIR, ON_AIR = 0.5, 0.25  # how loud the test's recording is off air and on


async def recorded_edition(stage: Stage) -> None:
    """A recorded edition with one promise, and nobody has confirmed its day."""
    day = stage.parts.time().date()
    edition = Edition(
        edition_id="E-tv", day=day, kind=ShowKind.TV, title="请人民阅卷", announced=day, seats=(Seat(unit="教育局"),)
    )
    deed = Deed(by="li", at=NOON, what="added")
    await stage.stores.editions.add(edition, deed)
    said = PublicPromise(
        promise_id="P-tv",
        edition_id="E-tv",
        unit="教育局",
        who="张局长",
        words="年底前建成三所幼儿园",
        due=None,
        by="li",
        at=NOON,
    )
    await stage.stores.voices.promise(said, deed)


async def book(stage: Stage, role: Role = Role.PRODUCER, **query: str) -> Any:
    answer = await stage.ask("GET", BOOK, params=query, headers=await stage.bearer(role))
    return await say(answer, 200)


async def test_found_taken_down_and_confirmed_stand_in_one_list(stage: Stage) -> None:
    await signed_off(stage)
    await recorded_edition(stage)
    seen = await book(stage)
    assert {(one["origin"], one["state"]) for one in seen["items"]} == {("live", "to_confirm"), ("tv", "to_confirm")}
    live = next(one for one in seen["items"] if one["origin"] == "live")
    assert (live["due"], live["heard"], bool(live["proposed"])) == (None, True, True)
    assert "13912345678" not in str(seen)
    await post(stage, "/api/v1/shows/s1/promises", entry_id="k1", promise_id=live["promise_id"], words=live["words"],
               due=live["proposed"])  # fmt: skip
    await stage.stores.voices.change(
        "P-tv", lambda one: _with_due(one, stage), Deed(by="li", at=NOON, what="promise_edit")
    )
    seen = await book(stage)
    assert seen["states"] == {"due": 1, "running": 1}
    assert [one["origin"] for one in seen["items"]] == ["live", "tv"], "the nearer day stands first"
    assert (await book(stage, unit="教育局", state="open"))["states"] == {"running": 1}
    assert (await book(stage, edition="s1", state="kept"))["items"] == []
    stage.clock[0] += 60 * DAY_S
    assert (await book(stage))["states"] == {"broken": 2}
    await post(stage, f"/api/v1/promises/{live['promise_id']}/settle", kept=True, note="灯已修好")
    assert (await book(stage))["states"] == {"broken": 1, "kept_late": 1}


def _with_due(one: PublicPromise, stage: Stage) -> PublicPromise:
    from dataclasses import replace  # noqa: PLC0415

    return replace(one, due=stage.parts.time().date().replace(month=12, day=31))


async def test_a_day_noted_with_the_answer_on_air_waits_to_be_confirmed_once(stage: Stage) -> None:
    await signed_off(stage)
    view = await post(stage, f"{CLOSING}/entries/k2/ticket")
    assert row(view, "k2")["ticket"]
    noted = await post(
        stage,
        f"{CLOSING}/entries/k1/answer",
        answer="promised",
        words="三天修好",
        due=str(stage.parts.time().date()),
        ticket=False,
    )
    assert row(noted, "k1")["promises"]
    states = (await book(stage))["states"]
    assert states["due"] == 1
    assert states.get("to_confirm", 0) <= 1, "the sentence that was heard; the note is no second one"


async def test_a_host_and_a_leader_see_what_is_confirmed_and_others_nothing(stage: Stage) -> None:
    await signed_off(stage)
    await recorded_edition(stage)
    for role in (Role.HOST, Role.LEADER):
        seen = await book(stage, role)
        assert [one["promise_id"] for one in seen["items"]] == ["P-tv"]
        assert not seen["may_act"]
    for role in (Role.OPERATOR, Role.WALL, Role.SOURCE, Role.REVIEWER):
        operator = "8001" if role is Role.OPERATOR else None
        await say(await stage.ask("GET", BOOK, headers=await stage.bearer(role, operator)), 403)


async def test_when_the_show_opens_the_host_has_what_is_due_or_broken(stage: Stage) -> None:
    await recorded_edition(stage)
    assert (await get(stage, f"{BOOK}/opening", role=Role.HOST))["items"] == []
    today = stage.parts.time().date()

    def due_today(one: PublicPromise) -> PublicPromise:
        from dataclasses import replace  # noqa: PLC0415

        return replace(one, due=today)

    await stage.stores.voices.change("P-tv", due_today, Deed(by="li", at=NOON, what="promise_edit"))
    told = await get(stage, f"{BOOK}/opening", role=Role.HOST)
    assert (told["units"], [one["promise_id"] for one in told["items"]]) == (["市教育局"], ["P-tv"])


async def test_the_list_for_the_column_holds_only_what_a_person_has_confirmed(stage: Stage) -> None:
    await signed_off(stage)
    assert "路灯" not in await column(stage)
    (found,) = row(await get(stage, CLOSING), "k1")["proposals"]
    said = {"entry_id": "k1", "promise_id": found["promise_id"], "words": found["sentence"], "due": found["due"]}
    await post(stage, "/api/v1/shows/s1/promises", **said)
    text = await column(stage)
    assert "路灯" in text
    assert "市城市管理局" in text
    assert "13912345678" not in text


async def column(stage: Stage) -> str:
    answer = await stage.ask("GET", f"{BOOK}/follow-up?form=xlsx", headers=await stage.bearer(Role.PRODUCER))
    assert answer.status == 200
    return str(rows_of(await answer.read(), "column.xlsx"))


# --- the sound of a promise ------------------------------------------------------------------------------------------


def record_k1(stage: Stage) -> None:
    """Sixty seconds from NOON + 2 on; k1 was on air from NOON + 10 to NOON + 60."""
    at_s = np.arange(60 * RATE_HZ) / RATE_HZ
    loud = np.where((at_s >= 8.0) & (at_s < 58.0), ON_AIR, OFF_AIR)
    studio = loud * np.sin(2 * np.pi * 440.0 * at_s)
    soundfile.write(stage.parts.settings.data_dir() / "k1.wav", np.stack([np.zeros_like(studio), studio], 1), RATE_HZ)


async def test_a_producer_hears_the_promise_a_second_before_it_and_nothing_that_was_said_off_air(stage: Stage) -> None:
    await signed_off(stage)
    record_k1(stage)
    (found,) = (await book(stage))["items"]
    path = f"/api/v1/shows/s1/promises/{found['promise_id']}/sound"
    place = await get(stage, path)
    # Said 20 s into the recording, which is 12 s into the stay on air.
    assert (place["at_s"], place["until_s"], place["seconds"]) == (11.0, 16.0, 50.0)
    headers = await stage.bearer(Role.PRODUCER)
    answer = await stage.ask("GET", place["url"], headers=headers)
    whole = await answer.read()
    sound, rate_hz = soundfile.read(io.BytesIO(whole))
    assert (len(sound) / rate_hz, answer.headers["Accept-Ranges"]) == (50.0, "bytes")
    assert float(np.abs(sound).max()) == pytest.approx(ON_AIR, abs=0.01)
    part = await stage.ask("GET", place["url"], headers={**headers, "Range": "bytes=1000-1999"})
    assert (part.status, part.headers["Content-Range"]) == (206, f"bytes 1000-1999/{len(whole)}")
    assert await part.read() == whole[1000:2000]
    last = await stage.ask("GET", place["url"], headers={**headers, "Range": "bytes=-100"})
    assert await last.read() == whole[-100:]
    beyond = await stage.ask("GET", place["url"], headers={**headers, "Range": f"bytes={len(whole)}-"})
    assert beyond.status == 416
    await stage.stores.database.flush()
    assert "promise_heard" in {one.action for one in await stage.stores.audit.last(10)}


async def test_the_sound_is_for_the_shows_team_and_a_typed_promise_has_none(stage: Stage) -> None:
    await signed_off(stage)
    await recorded_edition(stage)
    live = next(one for one in (await book(stage))["items"] if one["origin"] == "live")
    path = f"/api/v1/shows/s1/promises/{live['promise_id']}/sound"
    for role in (Role.HOST, Role.LEADER, Role.UNIT, Role.OPERATOR):
        for end in ("", ".wav"):
            operator = "8001" if role is Role.OPERATOR else None
            await say(await stage.ask("GET", path + end, headers=await stage.bearer(role, operator)), 403)
    await get(stage, f"{path}.wav", 404)  # the recording is not on disk
    await get(stage, "/api/v1/shows/E-tv/promises/P-tv/sound", 404)
    await get(stage, f"/api/v1/shows/s2/promises/{live['promise_id']}/sound", 404)
