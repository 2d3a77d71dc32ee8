"""The main job through every real process: a citizen calls, an operator answers, the words become a draft ticket."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.wire.house.calls import citizen, missing, operator, speech, tone_alaw
from tests.wire.house.house import House, Plan, house
from tests.wire.phones.tone import seconds_of_tone

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(missing()), reason=missing())]


async def ended_call(desk: House, seconds: float = 40.0) -> dict[str, object]:
    calls = await desk.until("/api/v1/calls", lambda found: any(c["outcome"] for c in found["items"]), seconds)
    (call,) = calls["items"]
    return dict(call)


async def test_tones_are_heard_both_ways_and_recorded_a_side_a_channel(tmp_path: Path) -> None:
    async with house(tmp_path) as desk, operator(desk, 1) as phone:
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        async with citizen(desk, tone_alaw(1000.0), talk_s=8.0, lead_s=0.0) as caller:
            assert await caller.finished() == 0, caller.complaints()
        call = await ended_call(desk)
        assert call["outcome"] == "answered"
        await phone.wait_event("CALL_CLOSED")  # only then is what it heard in its file
        assert seconds_of_tone(phone.heard(), 1000.0) > 4.0, "the operator hears the citizen"
        detail = await desk.until(f"/api/v1/calls/{call['call_id']}", lambda found: found["recording"])
        async with desk.http.get(f"{desk.web}{detail['recording']['url']}") as answer:
            (tmp_path / "call.flac").write_bytes(await answer.read())
        sound, rate_hz = soundfile.read(tmp_path / "call.flac", dtype="int16")
        assert (rate_hz, sound.shape[1]) == (8000, 2)
        left, right = (sound[:, n].astype(np.float64) for n in (0, 1))
        assert seconds_of_tone(left, 1000.0) > 4.0, "the citizen is on the left"
        assert seconds_of_tone(right, 440.0) > 4.0, "the operator is on the right"
        assert seconds_of_tone(left, 440.0) == seconds_of_tone(right, 1000.0) == 0.0


async def test_a_spoken_sentence_is_found_in_the_ticket(tmp_path: Path) -> None:
    async with house(tmp_path) as desk, operator(desk, 1, speech("greeting")):
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        async with citizen(desk, speech("water-off"), talk_s=9.0) as caller:
            assert await caller.finished() == 0, caller.complaints()
        call = await ended_call(desk)
        tickets = await desk.until(f"/api/v1/tickets?call_id={call['call_id']}", lambda found: found["items"])
        (ticket,) = tickets["items"]
        said = {
            role: "".join(u["text"] for u in ticket["transcript"] if u["role"] == role)
            for role in ("caller", "operator")
        }
        assert "阳光小区停水三天了" in said["caller"]
        assert "政府服务热线" in said["operator"]
        assert "阳光小区" in ticket["fields"]["place"]["value"]
        assert ticket["fields"]["place"]["spans"]
        assert (ticket["caller_number"], ticket["dialled"], ticket["operator_id"]) == ("13912340001", "12345", "8001")
        assert ticket["model_notice"] == "合成语音演示模型"


async def test_an_unanswered_caller_goes_to_the_next_operator_and_the_first_is_set_aside(tmp_path: Path) -> None:
    plan = Plan(ring_s=2.0)
    async with house(tmp_path, plan) as desk, operator(desk, 1, auto_answer=False), operator(desk, 2):
        await desk.until("/api/v1/operators", lambda found: all(o["status"] == "ready" for o in found["items"]))
        async with citizen(desk, tone_alaw(1000.0), talk_s=8.0) as caller:
            assert await caller.finished() == 0, caller.complaints()
        call = await ended_call(desk)
        assert call["operator_ids"][-1] == "8002"
        operators = {o["operator_id"]: o for o in (await desk.get("/api/v1/operators"))["items"]}
        assert operators["8001"]["status"] == "on_break" or call["operator_ids"] == ["8002"]


async def test_every_caller_of_a_burst_ends_in_one_outcome(tmp_path: Path) -> None:
    async with house(tmp_path) as desk, operator(desk, 1), operator(desk, 2):
        await desk.until("/api/v1/operators", lambda found: all(o["status"] == "ready" for o in found["items"]))
        async with citizen(desk, tone_alaw(1000.0), talk_s=6.0, calls=6) as callers:
            assert await callers.finished(60) == 0, callers.complaints()
        calls = await desk.until("/api/v1/calls", lambda found: sum(bool(c["outcome"]) for c in found["items"]) == 6)
        assert sorted(c["state"] for c in calls["items"]) == ["ended"] * 6
