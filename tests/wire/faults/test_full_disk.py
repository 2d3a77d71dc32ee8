"""A full disk under the data folder: calls go on, nothing that happened is lost, and the log says what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wire.faults.disk import fill, small_disk
from tests.wire.house.calls import citizen, missing, operator, tone_alaw
from tests.wire.house.house import house

pytestmark = [pytest.mark.wire, pytest.mark.timeout(240), pytest.mark.skipif(bool(missing()), reason=missing())]


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB at the place of the data folder."""
    with small_disk(tmp_path / "data", "12m") as mounted:
        if not mounted:
            pytest.skip("no right to mount a small file system here")
        yield tmp_path / "data"


async def test_calls_survive_a_full_disk_and_every_fact_is_saved_when_there_is_room_again(
    tmp_path: Path, data: Path
) -> None:
    async with house(tmp_path) as desk, operator(desk, 1):
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        ballast = fill(data)
        async with citizen(desk, tone_alaw(1000.0), talk_s=8.0) as caller:
            assert await caller.finished() == 0, caller.complaints()
        assert not (await desk.ready())["checks"]["store"]["ok"], "the desk says that it cannot save"
        assert any(
            "keeps" in line["event"] or "kept" in line["event"] for line in desk.log() if line["level"] == "error"
        )
        ballast.unlink()
        found = await desk.until("/api/v1/calls", lambda said: any(call["outcome"] for call in said["items"]), 60)
        assert [call["outcome"] for call in found["items"]] == ["answered"]
        await desk.until("/api/v1/tickets", lambda said: len(said["items"]) == 1, 60)
        assert (await desk.until("/readyz", lambda said: said["ok"], 60))["ok"]
