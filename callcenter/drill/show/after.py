"""After the sign-off: every matter gets its ticket or its reason, the show is closed, its files are made."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from callcenter.drill.asking import AskedInVainError, Asking
from callcenter.drill.plan import DrillError
from callcenter.drill.show.script import CALLERS, Fate

FILES_WITHIN_S = 120.0
REFUSED = 409
PROMISE_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """What came of the closing and the files."""

    refused_early: bool  # the show could not be closed while matters were owed
    tickets: int
    reasons: int
    total: int
    closed: bool
    files: tuple[str, ...]
    faulty_files: tuple[str, ...]
    files_s: float


async def settle(producer: Asking, show_id: str, say: Callable[[str], None]) -> After:
    """Do what the show team does afterwards.

    Raises:
        AskedInVainError, DrillError: a step was refused, or the files did not come in time.
    """
    closing = f"/shows/{show_id}/closing"
    refused = await _refuses(producer, f"/shows/{show_id}/close")
    say("结束节目：尚有事项未转单，系统拒绝" if refused else "结束节目：系统没有拒绝")
    await _answer_aired(producer, closing, say)
    done = await producer.post(f"{closing}/transfer")
    say(f"全部转单：{done['made']} 件")
    nothing = [one["entry_id"] for one in done["left"]]
    if nothing:
        reasons = (await producer.get(closing))["reasons"]
        await producer.post(f"{closing}/excuse", reason=reasons[0], entries=nothing)
        say(f"注明理由：{len(nothing)} 件（{reasons[0]}）")
    closed = await producer.post(f"/shows/{show_id}/close")
    say("节目结束")
    begun_s = time.monotonic()
    made = await _files(producer, show_id, say)
    entries = closed["entries"]
    return After(
        refused_early=refused,
        tickets=sum(one["ticket"] is not None and one["ticket"]["number"] != "" for one in entries),
        reasons=sum(bool(one["reason"]) for one in entries),
        total=len(entries),
        closed=closed["phase"] == "closed",
        files=tuple(one["name"] for one in made if not one["problem"]),
        faulty_files=tuple(f"{one['name']}: {one['problem']}" for one in made if one["problem"]),
        files_s=time.monotonic() - begun_s,
    )


async def _refuses(producer: Asking, path: str) -> bool:
    try:
        await producer.post(path)
    except AskedInVainError as fault:
        if fault.status == REFUSED:
            return True
        raise
    return False


async def _answer_aired(producer: Asking, closing: str, say: Callable[[str], None]) -> None:
    """What was said on air about each matter; the promise has a day."""
    promised = {one.name for one in CALLERS if one.fate is Fate.PROMISED}
    for entry in (await producer.get(closing))["entries"]:
        if entry["aired_at"] is None:
            continue
        body: dict[str, Any] = {"answer": "answered", "words": "已安排人员到现场处理"}
        if entry["address"] in promised:
            due = date.today() + timedelta(days=PROMISE_DAYS)  # noqa: DTZ011 - the day where this runs
            body = {"answer": "promised", "words": "三天之内恢复供水", "due": due.isoformat()}
        await producer.post(f"{closing}/entries/{entry['entry_id']}/answer", **body)
        say(f"{entry['address']}：{body['words']}，当日派单")


async def _files(producer: Asking, show_id: str, say: Callable[[str], None]) -> list[dict[str, Any]]:
    path, end_s = f"/shows/{show_id}/aftermath", time.monotonic() + FILES_WITHIN_S
    view = await producer.post(path)
    while view["state"] in ("none", "waiting", "running"):
        if time.monotonic() > end_s:
            raise DrillError(
                f"show: expected its files within {FILES_WITHIN_S:.0f} s, found {view['done']}/{view['of']}"
            )
        await asyncio.sleep(0.5)
        view = await producer.get(path)
    say(f"节目资料：{len(view['files'])} 份 {view['problem']}")
    return list(view["files"])
