"""Missed calls, a caller's history and the hand-over diary of the stage: the interface over objects in memory."""

import time
from typing import Any

from aiohttp import web

from tests.wire.screens.people import rfc3339

Json = dict[str, Any]
REASONS = [
    ("rest", "休息", "Rest"),
    ("meal", "用餐", "Meal"),
    ("meeting", "会议", "Meeting"),
    ("other", "其他", "Other"),
]


def _missed(entry_id: str, number: str, *, ago_s: float, red: bool = False, short: bool = False) -> Json:
    return {
        "entry_id": entry_id, "number": number, "queue": "hotline", "queue_title": "12345 热线", "count": 2,
        "first_at": rfc3339(time.time() - ago_s), "last_at": rfc3339(time.time() - 60), "longest_wait_s": 74.0,
        "short": short, "broken": False, "red": red, "taken_by": "", "tries": 0, "last_result": None, "next_at": None,
    }  # fmt: skip


class FloorStage:
    """Owns the missed calls, the notes and what is known of every caller."""

    def __init__(self) -> None:
        self.missed = [
            _missed("m1", "138****0001", ago_s=5400, red=True),
            _missed("m2", "139****0002", ago_s=600),
            _missed("m3", "025****0003", ago_s=1200, short=True),
        ]
        self.notes: list[Json] = []
        self.unconfirmed: list[Json] = []

    def routes(self) -> list[web.RouteDef]:
        """The interface."""
        api = "/api/v1"
        return [
            web.get(f"{api}/break-reasons", self._reasons),
            web.get(f"{api}/calls/{{id}}/history", self._history),
            web.get(f"{api}/missed", self._list),
            web.post(f"{api}/missed/next", self._next),
            web.post(f"{api}/missed/{{id}}/{{act}}", self._act),
            web.get(f"{api}/diary", self._diary),
            web.get(f"{api}/diary/unconfirmed", self._unconfirmed),
            web.post(f"{api}/diary", self._write),
            web.post(f"{api}/diary/confirm", self._confirm),
        ]

    def leave(self, text: str) -> None:
        """The shift before leaves an open matter."""
        self.unconfirmed.append(self._note(text, open_matter=True))

    def _note(self, text: str, *, open_matter: bool) -> Json:
        return {
            "entry_id": f"d{len(self.notes) + len(self.unconfirmed)}", "day": "2026-11-22", "shift": "early",
            "at": rfc3339(time.time() - 3000), "author": "8002", "author_name": "李明", "text": text,
            "open": open_matter, "closed_at": None, "closed_by": "", "confirmed_by": [],
        }  # fmt: skip

    async def _reasons(self, _: web.Request) -> web.Response:
        items = [{"code": code, "title_zh": zh, "title_en": en} for code, zh, en in REASONS]
        return web.json_response({"items": items})

    async def _history(self, _: web.Request) -> web.Response:
        now = time.time()
        calls = [
            {"call_id": f"p{n}", "at": rfc3339(now - 86_400 * n), "queue": "hotline", "queue_title": "12345 热线",
             "outcome": outcome, "operator_ids": ["8002"], "operator_names": ["李明"], "talk_s": 9.0, "ticket_id": None}
            for n, outcome in ((1, "abandoned"), (3, "answered"), (9, "answered"))
        ]  # fmt: skip
        ticket = {
            "ticket_id": "t-old", "number": "20261119-00031", "title": "人民路路灯不亮", "status": "registered",
            "open": True, "created_at": rfc3339(now - 3 * 86_400), "operator_name": "李明",
        }  # fmt: skip
        return web.json_response({"known": True, "days": 30, "calls_in_days": 4, "calls": calls, "tickets": [ticket]})

    async def _list(self, _: web.Request) -> web.Response:
        counts = {"listed": 2, "short": 1, "red": 1, "taken": 0, "withheld": 3, "oldest_at": None}
        return web.json_response({"items": self.missed, "counts": counts})

    async def _next(self, _: web.Request) -> web.Response:
        entry = next(one for one in self.missed if not one["taken_by"])
        return web.json_response(self._take(entry))

    def _take(self, entry: Json) -> Json:
        entry |= {"taken_by": "8001", "number": entry["number"].replace("****", "0000")}
        return entry

    async def _act(self, request: web.Request) -> web.Response:
        entry = next(one for one in self.missed if one["entry_id"] == request.match_info["id"])
        if request.match_info["act"] in ("take", "call"):
            self._take(entry)
            return web.json_response(entry | {"call_id": "out1"})
        if request.match_info["act"] == "result":
            self.missed.remove(entry)
        entry["taken_by"] = ""
        return web.Response(status=204)

    async def _diary(self, _: web.Request) -> web.Response:
        return web.json_response({"items": [*self.notes, *self.unconfirmed]})

    async def _unconfirmed(self, _: web.Request) -> web.Response:
        return web.json_response({"items": self.unconfirmed})

    async def _write(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.notes.insert(0, self._note(asked["text"], open_matter=asked["open"]))
        return web.json_response(self.notes[0])

    async def _confirm(self, _: web.Request) -> web.Response:
        self.notes += self.unconfirmed
        self.unconfirmed = []
        return web.Response(status=204)
