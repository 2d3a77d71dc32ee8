"""What the screens and machines read: calls, tickets, operators, queues."""

import asyncio

import numpy as np
import pytest
import soundfile
from sqlalchemy import text as sql

from callcenter.store.identity import Role
from callcenter.store.transcripts import Recording, SavedUtterance
from callcenter.web.views import SEE_ALL
from queueing.events import CallArrived
from tests.contracts.store.stories import NOON, answered_call
from tests.service.web.kept_call import NUMBER, draft
from tests.service.web.stage import Stage, say


async def test_a_call_is_told_with_its_words_sound_and_legs(stage: Stage) -> None:
    machine = await stage.bearer(Role.SUPERVISOR)
    call = await say(await stage.client.get("/api/v1/calls/c1", headers=machine))
    assert call["arrived_at"] == "2025-11-21T12:40:00.000+08:00"
    assert (call["state"], call["outcome"], call["ended_by"], call["waited_s"]) == ("ended", "answered", "caller", 5.0)
    assert (call["caller_number"], call["operator_ids"], call["ticket_id"]) == (NUMBER, ["8001"], "t-c1")
    url = "/api/v1/calls/c1/recording"
    (part,) = call["recording"]["parts"]
    assert (call["recording"]["url"], call["recording"]["seconds"]) == (url, 40.0)
    assert (part["url"], part["seconds"]) == (f"{url}?part=1", 40.0)
    assert call["transcript"][0]["text"] == f"我的电话是{NUMBER}"
    (leg,) = call["legs"]
    assert (leg["operator_id"], leg["how"], leg["talk_s"]) == ("8001", "answered", 40.0)
    assert (leg["offered_at"], leg["ended_at"]) == ("2025-11-21T12:40:01.000+08:00", "2025-11-21T12:40:45.000+08:00")


async def test_a_ticket_is_told_with_where_each_value_was_said(stage: Stage) -> None:
    machine = await stage.bearer(Role.SUPERVISOR)
    found = await say(await stage.client.get("/api/v1/tickets?call_id=c1", headers=machine))
    (ticket,) = found["items"]
    assert found["next"] is None
    assert (ticket["ticket_id"], ticket["status"], ticket["version"], ticket["number"]) == ("t1", "draft", 1, None)
    assert ticket["fields"]["contact_phone"]["spans"] == [
        {"utterance_id": "u1", "start": 5, "end": 16, "start_ms": 500, "end_ms": 1000}
    ]
    assert ticket["model_notice"] == "合成语音演示模型"
    assert ticket["transcript"][0]["words"][0]["confidence"] == 0.9
    assert await say(await stage.client.get("/api/v1/tickets/t1", headers=machine)) == ticket
    assert (await say(await stage.client.get("/api/v1/tickets?call_id=c9", headers=machine)))["items"] == []


async def test_an_operator_sees_only_their_own_calls(stage: Stage) -> None:
    stage.stores.journal.append(answered_call("c2", operator_id="8002", at=NOON + 100))
    await stage.stores.journal.flush()
    await stage.sign_in()
    mine = await say(await stage.client.get("/api/v1/calls"))
    assert [call["call_id"] for call in mine["items"]] == ["c1"]
    assert mine["items"][0]["caller_number"] == NUMBER
    await say(await stage.client.get("/api/v1/calls?operator=8002"), 403)
    await say(await stage.client.get("/api/v1/calls/c2"), 403)
    await say(await stage.client.get("/api/v1/calls/c2/recording"), 403)
    await say(await stage.client.get("/api/v1/calls/nope"), 404)


async def test_numbers_of_a_colleagues_caller_are_masked_everywhere(stage: Stage) -> None:
    await stage.sign_in("8002", "pass-8002")
    answer = await stage.client.get("/api/v1/tickets/t1")
    text = await answer.text()
    ticket = await say(answer)
    assert NUMBER not in text
    assert ticket["caller_number"] == "138****0000"
    assert ticket["fields"]["contact_phone"]["value"] == "138****0000"
    assert ticket["transcript"][0]["text"] == "我的电话是138****0000"


async def test_a_wall_reads_figures_and_nothing_personal(stage: Stage) -> None:
    wall = await stage.bearer(Role.WALL)
    operators = await say(await stage.client.get("/api/v1/operators", headers=wall))
    assert [one["name"] for one in operators["items"]] == ["", ""]
    assert (await say(await stage.client.get("/api/v1/queues", headers=wall)))["items"][0]["waiting"] == 2
    for path in ("/api/v1/calls", "/api/v1/calls/c1", "/api/v1/tickets", "/api/v1/calls/c1/recording"):
        assert (await say(await stage.client.get(path, headers=wall), 403))["error"]["code"] == "wrong_role"


async def test_pages_of_calls_go_on_by_cursor(stage: Stage) -> None:
    for n in range(5):
        stage.stores.journal.append(answered_call(f"d{n}", at=NOON + 100 + n))
    await stage.stores.journal.flush()
    machine = await stage.bearer(Role.ADMIN)
    first = await say(await stage.client.get("/api/v1/calls?limit=4", headers=machine))
    rest = await say(await stage.client.get(f"/api/v1/calls?limit=4&after={first['next']}", headers=machine))
    seen = [call["call_id"] for call in first["items"] + rest["items"]]
    assert seen == ["d4", "d3", "d2", "d1", "d0", "c1"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("since", "count"),
    [("2025-11-21T12:40:00+08:00", 1), ("2025-11-21T12:40:01", 0), (str(NOON), 1), ("2025-11-21T04:40:01Z", 0)],
)
async def test_calls_since_a_time(stage: Stage, since: str, count: int) -> None:
    machine = await stage.bearer(Role.ADMIN)
    found = await say(await stage.client.get("/api/v1/calls", params={"since": since}, headers=machine))
    assert len(found["items"]) == count


async def test_a_waiting_call_is_listed_with_its_wait_so_far(stage: Stage) -> None:
    arrived = CallArrived(at=NOON + 3590, call_id="c5", queue="hotline", dialled="12345", caller=NUMBER)
    stage.stores.journal.append([arrived])
    await stage.stores.journal.flush()
    machine = await stage.bearer(Role.ADMIN)
    call = (await say(await stage.client.get("/api/v1/calls?state=waiting", headers=machine)))["items"][0]
    assert (call["call_id"], call["waited_s"], call["recording"], call["transcript"]) == ("c5", 10.0, None, [])


async def test_who_saw_numbers_is_in_the_audit(stage: Stage) -> None:
    await say(await stage.client.get("/api/v1/tickets/t1", headers=await stage.bearer(SEE_ALL[0])))
    await stage.stores.journal.flush()
    (entry, *_) = await stage.stores.audit.last(5)
    assert (entry.action, entry.thing, entry.address) == ("numbers_seen", "t1", "127.0.0.1")
    assert entry.actor.startswith("token:")
    rows = await stage.stores.database.read(
        lambda connection: connection.execute(sql("SELECT detail FROM audit")).all()
    )
    assert NUMBER not in str(rows)


async def test_a_ticket_of_nobody_is_shown_to_supervisors_whole(stage: Stage) -> None:
    at = stage.parts.time()
    await stage.stores.tickets.save_draft(draft("t9", "c9", ""), at)
    machine = await stage.bearer(Role.SUPERVISOR)
    assert (await say(await stage.client.get("/api/v1/tickets/t9", headers=machine)))["caller_number"] == NUMBER


async def test_a_number_spoken_in_groups_to_and_fro_is_masked_for_a_colleague(stage: Stage) -> None:
    """Most people dictate a number in groups while the operator repeats each; no screen of another shows it."""
    groups = (("再说一个幺三九", "caller"), ("幺三九", "operator"), ("零零零零", "caller"), ("嗯零零零零", "operator"),
              ("九九九九", "caller"))  # fmt: skip
    said = [
        SavedUtterance(utterance_id=f"n{at}", call_id="c1", leg_id="l", role=role, start_ms=5000 + at * 1000,
                       end_ms=5900 + at * 1000, text=text)
        for at, (text, role) in enumerate(groups)
    ]  # fmt: skip
    await stage.stores.transcripts.add(said)
    await stage.sign_in("8002", "pass-8002")
    told = (await say(await stage.client.get("/api/v1/tickets/t1")))["transcript"]
    of_caller = "".join(one["text"] for one in told if one["role"] == "caller")
    read = ["".join(piece["text"] for piece in one["read"]) for one in told]
    assert "139****9999" in of_caller
    assert "九九九九" not in str(told)
    assert "139****9999" in "".join(read)


async def test_the_readable_form_stands_beside_the_words_as_recognised(stage: Stage) -> None:
    said = SavedUtterance(
        utterance_id="n1", call_id="c1", leg_id="l", role="caller", start_ms=5000, end_ms=5900, text="三栋停水了"
    )
    await stage.stores.transcripts.add([said])
    machine = await stage.bearer(Role.SUPERVISOR)
    last = (await say(await stage.client.get("/api/v1/calls/c1", headers=machine)))["transcript"][-1]
    assert last["text"] == "三栋停水了"
    assert "".join(piece["text"] for piece in last["read"]) == "3栋停水了。"


async def test_a_call_whose_ear_had_to_start_again_is_heard_as_one_sound(stage: Stage) -> None:
    """The second recording began 45 s into the call; players seek in the whole, by ranges."""
    rows = np.full((8000, 2), 7, np.int16)
    for name in ("c1.flac", "c1.2.flac"):
        await asyncio.to_thread(soundfile.write, stage.folder / "recordings" / name, rows, 8000, subtype="PCM_16")
    for name, from_s in (("c1.flac", 0.0), ("c1.2.flac", 45.0)):
        part = Recording(call_id="c1", path=f"recordings/{name}", seconds=1.0, started_at=NOON + 5 + from_s)
        await stage.stores.transcripts.save_recording(part)
    machine = await stage.bearer(Role.SUPERVISOR)
    told = (await say(await stage.client.get("/api/v1/calls/c1", headers=machine)))["recording"]
    assert (told["seconds"], [part["from_s"] for part in told["parts"]]) == (46.0, [0.0, 45.0])
    whole = await stage.client.get(told["url"], headers=machine)
    sound = await whole.read()
    assert (whole.status, whole.headers["Content-Type"], len(sound)) == (200, "audio/wav", 44 + 46 * 32_000)
    second = 44 + 45 * 32_000
    asked = await stage.client.get(told["url"], headers={**machine, "Range": f"bytes={second}-{second + 9}"})
    assert (asked.status, await asked.read()) == (206, sound[second : second + 10])
    assert asked.headers["Content-Range"] == f"bytes {second}-{second + 9}/{len(sound)}"
    assert sound[second : second + 2] == b"\7\0"
    assert set(sound[44 + 32_000 : second]) == {0}
    await say(await stage.client.get(told["url"], headers={**machine, "Range": f"bytes={len(sound)}-"}), 416)
    part = await stage.client.get(told["parts"][1]["url"], headers=machine)
    assert (part.status, part.headers["Content-Type"]) == (200, "audio/flac")
