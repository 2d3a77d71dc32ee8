"""The dial probe through every real process: it calls as a citizen, an operator answers, the desk is judged."""

import asyncio
import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import soundfile

from tests.wire.house.calls import citizen, missing, operator, speech
from tests.wire.house.house import House, Plan, house

pytestmark = [pytest.mark.wire, pytest.mark.skipif(bool(missing()), reason=missing())]
SILENT = b"\xd5" * 8000


def plan(**keys: object) -> Plan:
    """A desk with one probe from its trunk's address."""
    wanted: dict[str, object] = {"give_up_s": 20.0, "listen_s": 4.0, "alarm_after": 2, "every_s": 86400.0, **keys}
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in wanted.items()]
    head = ["[[probe]]", 'name = "hotline"', 'number = "12345"', 'ip = "127.BLOCK.2.1"']
    return Plan(extra="\n".join([*head, *lines]))


async def probe(desk: House) -> tuple[int, str]:
    """`callcenter probe run hotline`, by hand: exit code and what it printed."""
    argv = (sys.executable, "-m", "callcenter", "probe", "--config", str(desk.folder / "site.toml"), "run", "hotline")
    child = await asyncio.create_subprocess_exec(
        *argv, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await asyncio.wait_for(child.communicate(), 90)
    return child.returncode or 0, out.decode()


async def runs(desk: House) -> list[dict[str, Any]]:
    return list((await desk.get("/api/v1/probes/runs"))["items"])


async def alerts(desk: House) -> dict[str, Any]:
    """The alerts a wall that connects now is shown."""
    found: dict[str, Any] = {}
    async with desk.http.ws_connect(f"{desk.web}/ws/wall", origin=desk.web) as wall:
        while True:
            try:
                frame = json.loads(await wall.receive_str(timeout=0.5))
            except (TimeoutError, TypeError):
                return found
            if "/alert/" in frame["topic"]:
                found[frame["topic"].rsplit("/", 1)[1]] = frame["payload"]


async def test_a_probe_is_answered_like_any_call_judged_and_left_out_of_the_figures(tmp_path: Path) -> None:
    async with house(tmp_path, plan(expect=["您好", "热线"])) as desk, operator(desk, 1, speech("greeting")):
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        code, said = await probe(desk)
        assert code == 0, said
        (run,) = await runs(desk)
        measured = run["measures"]
        assert (run["faults"], run["dialled"]) == ([], "12345")
        assert "热线" in measured["heard_text"], "the operator's greeting was recognised"
        assert measured["said_likeness"] > 0.8, "what the probe said is in the desk's recording"
        assert measured["operator_dbfs"] > -40.0
        assert 0.0 < measured["to_answer_s"] < measured["to_operator_s"] < 5.0
        await _evidence(desk, run, tmp_path)
        await _nowhere_counted(desk, run["call_id"])
        await _a_citizen_counts(desk)


async def _evidence(desk: House, run: dict[str, Any], folder: Path) -> None:
    async with desk.http.get(f"{desk.web}{run['recording']}") as answer:
        (folder / "probe.wav").write_bytes(await answer.read())
    sound, rate_hz = soundfile.read(folder / "probe.wav")
    assert (rate_hz, sound.shape[1]) == (8000, 2)
    assert abs(sound[:, 0]).max() > 0.1 < abs(sound[:, 1]).max(), "both sides are kept"


async def _nowhere_counted(desk: House, call_id: str) -> None:
    """The operator had an ordinary call; no figure, ticket or list to work off knows of it."""
    queues = (await desk.get("/api/v1/queues"))["items"]
    assert [(one["offered"], one["answered"], one["waiting"]) for one in queues] == [(0, 0, 0), (0, 0, 0)]
    (call,) = await desk.calls()
    assert (call["call_id"], call["outcome"], call["operator_ids"]) == (call_id, "answered", ["8001"])
    assert call["caller_number"].startswith("199")
    assert (await desk.get("/api/v1/tickets"))["items"] == []
    (own, *_rest) = (await desk.get("/api/v1/operators"))["items"]
    assert own["answered"] == 1, "the operator's own screen shows a call like any other"


async def _a_citizen_counts(desk: House) -> None:
    async with citizen(desk, speech("lamp"), talk_s=5.0) as caller:
        assert await caller.finished() == 0, caller.complaints()
    await desk.until("/api/v1/queues", lambda found: found["items"][0]["answered"] == 1)
    await desk.until("/api/v1/tickets", lambda found: len(found["items"]) == 1)


async def test_nobody_answers_until_an_alarm_stands_and_a_good_call_clears_it(tmp_path: Path) -> None:
    """The schedule calls by itself; its process may hang without touching the service."""
    async with house(tmp_path, plan(every_s=5.0, give_up_s=2.0, listen_s=2.0)) as desk:
        await desk.until("/api/v1/probes/runs", lambda found: len(found["items"]) >= 2, 40.0)
        found = await runs(desk)
        assert {tuple(run["faults"]) for run in found} == {("no_operator",)}
        shown = (await alerts(desk))["probe-hotline"]
        assert (shown["code"], shown["severity"], shown["text_zh"]) == ("probe", "crit", "拨测 12345：无人接听")
        os.kill(desk.pid("prober"), signal.SIGSTOP)
        assert (await desk.ready())["ok"], "a prober that hangs is no matter of the desk"
        os.kill(desk.pid("prober"), signal.SIGCONT)
        async with operator(desk, 1, speech("greeting")):
            await desk.until("/api/v1/probes/runs", lambda found: found["items"][-1]["faults"] == [], 60.0)
            async with asyncio.timeout(20.0):
                while "probe-hotline" in await alerts(desk):
                    pass  # it takes half a second to ask


async def test_an_operator_nobody_hears_is_a_fault(tmp_path: Path) -> None:
    async with house(tmp_path, plan(alarm_after=1)) as desk, operator(desk, 1, SILENT):
        await desk.until("/api/v1/operators", lambda found: found["items"][0]["status"] == "ready")
        code, said = await probe(desk)
        assert code == 1
        assert "听不到话务员 (silent)" in said
        assert "probe-hotline" in await alerts(desk)
        async with desk.http.get(f"{desk.web}/api/v1/probes/report", params={"format": "html", "day": _today()}) as got:
            page = await got.text()
        assert got.status == 200
        assert "接通情况" in page
        assert "服务水平" in page
        assert "听不到话务员 1" in page


def _today() -> str:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()


async def test_a_probe_without_a_service_is_reported_once_it_is_back(tmp_path: Path) -> None:
    """The report waits in a file; nobody is called without the service knowing."""
    async with house(tmp_path, plan()) as desk:
        sock = desk.folder / "data" / "run" / "probe.sock"
        sock.rename(sock.with_suffix(".away"))
        code, said = await probe(desk)
        assert (code, "not judged" in said) == (1, True), said
        assert await desk.calls() == []
        sock.with_suffix(".away").rename(sock)
        found = await desk.until("/api/v1/probes/runs", lambda got: got["items"], 50.0)
        assert found["items"][0]["faults"] == ["service_away"]
