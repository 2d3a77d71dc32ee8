"""An ear that is killed in a call: both parts of the recording are there, in order, and are heard as one sound."""

import asyncio
from pathlib import Path

import pytest
import soundfile

from tests.wire.house.calls import citizen, missing, operator, tone_alaw
from tests.wire.house.house import house

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(missing()), reason=missing())]


async def test_a_call_whose_ear_was_killed_has_both_parts_in_order(tmp_path: Path) -> None:
    async with house(tmp_path) as desk, operator(desk, 1):
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        async with citizen(desk, tone_alaw(1000.0), talk_s=14.0, lead_s=0.0) as caller:
            await desk.until("/api/v1/calls", lambda found: any(c["state"] == "talking" for c in found["items"]))
            await asyncio.sleep(5.0)
            desk.kill("ear")
            assert await caller.finished() == 0, caller.complaints()
        (call,) = await desk.calls()
        path = f"/api/v1/calls/{call['call_id']}"
        found = await desk.until(path, lambda one: one["recording"] and len(one["recording"]["parts"]) == 2, 30.0)
        first, second = found["recording"]["parts"]
        assert (first["from_s"], second["from_s"]) == (0.0, pytest.approx(second["started_at"] - first["started_at"]))
        assert first["seconds"] <= second["from_s"] + 0.01
        assert found["recording"]["seconds"] == pytest.approx(second["from_s"] + second["seconds"], abs=0.01)
        async with desk.http.get(f"{desk.web}{found['recording']['url']}") as answer:
            whole = tmp_path / "whole.wav"
            whole.write_bytes(await answer.read())
        assert soundfile.info(str(whole)).duration == pytest.approx(found["recording"]["seconds"], abs=0.01)
        for number, part in enumerate((first, second), start=1):
            async with desk.http.get(f"{desk.web}{part['url']}") as answer:
                assert answer.status == 200
                file = tmp_path / f"{number}.flac"
                file.write_bytes(await answer.read())
            assert soundfile.info(str(file)).duration == pytest.approx(part["seconds"], abs=0.01)
            assert part["seconds"] > 2.0
