"""A stage to look at the screens on: the built pages and the interface of docs/http.md over objects in memory.

For developing screens only; it decides nothing a service decides. Run it: `python -m tests.wire.screens.stage`.
"""

import asyncio
import contextlib
import io
import time
import wave
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web

from callcenter.knowledge_base.entry import COLUMNS, from_cells
from callcenter.knowledge_base.index import KnowledgeIndex
from callcenter.packaged import city_dir
from callcenter.sheet import read_sheet
from dashboards.definitions import DEFINITIONS
from tests.wire.screens import people
from tests.wire.screens.broker import HOST, Broker
from tests.wire.screens.floor import FloorStage

STATIC = Path(__file__).resolve().parents[3] / "dashboards" / "static"
POLICY = "default-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"
WALL_TOKEN = "wall-token"
Json = dict[str, Any]
KNOWLEDGE = KnowledgeIndex(row.record for row in read_sheet(city_dir("demo") / "knowledge.csv", COLUMNS, from_cells))


def refused(kind: type[web.HTTPException], code: str, message: str) -> web.HTTPException:
    """An error in the interface's words."""
    body = {"error": {"code": code, "message": message, "expected": "", "found": ""}}
    return kind(text=people_json(body), content_type="application/json")


def people_json(body: Json) -> str:
    """JSON with Chinese left readable."""
    return web.json_response(body).text or ""


class Stage:
    """Owns one operator's desk, the tickets and every open socket."""

    def __init__(self, broker: Broker | None = None) -> None:
        self.broker = broker
        self.port = 0
        self.signed_in = True
        self.wall_link = True
        self.operator = people.operator()
        self.floor = FloorStage()
        self.call: Json | None = None
        self.tickets: dict[str, Json] = {}
        self.open_ticket: str | None = None
        self.requests: list[tuple[str, str, Json | None]] = []
        self.frames: dict[str, str] = {}
        self._desks: set[web.WebSocketResponse] = set()
        self._walls: set[web.WebSocketResponse] = set()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where the stage listens."""
        return f"http://{HOST}:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listen on loopback."""
        app = web.Application(middlewares=[self._guard])
        app.add_routes(self._routes())
        self._runner = web.AppRunner(app, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close everything that is open."""
        await self.cut()
        for wall in list(self._walls):
            await wall.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _routes(self) -> list[web.RouteDef | web.StaticDef]:
        api = "/api/v1"
        pages = [web.get(f"/{name}", self._page) for name in ("wall", "desk", "login", "duty")]
        return [
            *pages,
            *self.floor.routes(),
            web.static("/static", STATIC),
            web.get(f"{api}/session", self._me),
            web.post(f"{api}/session", self._sign_in),
            web.delete(f"{api}/session", self._sign_out),
            web.get(f"{api}/definitions", self._definitions),
            web.get(f"{api}/operators", self._operators),
            web.post(f"{api}/operators/{{id}}/status", self._status),
            web.get(f"{api}/calls/{{id}}/recording", self._recording),
            web.get(f"{api}/calls/{{id}}/knowledge", self._knowledge),
            web.get(f"{api}/knowledge", self._knowledge),
            web.post(f"{api}/calls/{{id}}/{{act}}", self._act),
            web.get(f"{api}/tickets/{{id}}", self._ticket),
            web.get(f"{api}/tickets/{{id}}/judging", self._judging),
            web.patch(f"{api}/tickets/{{id}}", self._patch),
            web.post(f"{api}/tickets/{{id}}/register", self._register),
            web.post(f"{api}/tickets/{{id}}/void", self._void),
            web.get("/ws/desk", self._desk),
            web.get("/ws/wall", self._wall),
            web.get("/mqtt", self._mqtt),
        ]

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.method != "GET":
            if request.headers.get("X-Requested-With") != "callcenter":
                raise refused(web.HTTPForbidden, "forbidden", "header X-Requested-With: callcenter is missing")
            body = await request.json() if request.can_read_body else None
            self.requests.append((request.method, request.path.removeprefix("/api/v1"), body))
        open_to_all = (
            request.path.startswith(("/static", "/login", "/wall", "/desk", "/duty")) or request.method == "POST"
        )
        if not self.signed_in and not open_to_all:
            raise refused(web.HTTPUnauthorized, "not_signed_in", "not signed in")
        response: web.StreamResponse = await handler(request)
        return response

    async def _page(self, request: web.Request) -> web.FileResponse:
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
        return web.FileResponse(STATIC / f"{request.path[1:]}.html", headers=headers)

    async def _me(self, _: web.Request) -> web.Response:
        return web.json_response(people.me())

    async def _sign_in(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body.get("token") != WALL_TOKEN and body.get("password") != "right":
            raise refused(web.HTTPUnauthorized, "wrong_credentials", "name or password is wrong")
        self.signed_in = True
        return web.json_response(people.me())

    async def _sign_out(self, _: web.Request) -> web.Response:
        self.signed_in = False
        return web.Response(status=204)

    async def _definitions(self, _: web.Request) -> web.Response:
        return web.json_response({"items": [asdict(one) for one in DEFINITIONS]})

    async def _operators(self, _: web.Request) -> web.Response:
        other = people.operator() | {"operator_id": "8002", "name": "李娜", "status": "ready"}
        return web.json_response({"items": [self.operator, other]})

    async def _status(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.operator |= {"status": body["status"], "reason": body.get("reason", ""), "since": time.time()}
        if body["status"] == "ready" and self.operator["state"] == "wrap_up":
            await self.wrapped_up()
        await self.tell({"type": "operator", "operator": self.operator})
        return web.json_response(self.operator)

    async def _act(self, request: web.Request) -> web.Response:
        act = request.match_info["act"]
        if self.call is None or self.call["state"] == "wrap_up":
            raise refused(web.HTTPConflict, "call_over", "来电人已挂断")
        if act in ("hold", "resume"):
            await self.move("hold" if act == "hold" else "talking")
        else:
            await self.end()
        return web.json_response({})

    async def _knowledge(self, request: web.Request) -> web.Response:
        """The city's real knowledge base, asked with what the caller said or what was typed."""
        lines = people.TRANSCRIPT if "id" in request.match_info else []
        said = request.query.get("q", "".join(one["text"] for one in lines if one["role"] == "caller"))
        found = [
            {
                "entry": asdict(one.entry) | {"valid_from": "", "valid_to": None},
                "score": one.score,
                "shared": one.shared,
            }
            for one in KNOWLEDGE.find(said, date(2026, 11, 22))
        ]
        return web.json_response({"items": found})

    async def _recording(self, _: web.Request) -> web.Response:
        sound = io.BytesIO()
        with wave.open(sound, "wb") as out:
            out.setnchannels(2)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(bytes(8000 * 26 * 4))
        return web.Response(body=sound.getvalue(), content_type="audio/wav")

    async def _ticket(self, request: web.Request) -> web.Response:
        return web.json_response(self.tickets[request.match_info["id"]])

    def _at_version(self, ident: str, version: int) -> Json:
        ticket = self.tickets[ident]
        if ticket["version"] != version:
            raise refused(web.HTTPPreconditionFailed, "stale", f"version {ticket['version']} is current")
        return ticket

    async def _patch(self, request: web.Request) -> web.Response:
        body = await request.json()
        ticket = self._at_version(request.match_info["id"], body["version"])
        return web.json_response(await self.change(ticket["ticket_id"], body["fields"]))

    async def _judging(self, request: web.Request) -> web.Response:
        return web.json_response(people.judging(request.query.get("category")))

    async def _register(self, request: web.Request) -> web.Response:
        body = await request.json()
        ticket = self._at_version(request.match_info["id"], body["version"])
        number = f"20261121{len(self.requests):04d}"
        ticket |= {"status": "registered", "number": number, "version": ticket["version"] + 1}
        await self.tell({"type": "ticket", "ticket": ticket})
        return web.json_response(ticket)

    async def _void(self, request: web.Request) -> web.Response:
        body = await request.json()
        ticket = self._at_version(request.match_info["id"], body["version"])
        ticket |= {"status": "void", "version": ticket["version"] + 1}
        await self.tell({"type": "ticket", "ticket": ticket})
        return web.json_response(ticket)

    # What happens on the telephone side, called by tests.

    async def draft(self, **values: str) -> None:
        """The machine drafts while the call goes on."""
        assert self.call is not None
        ident = self.open_ticket = f"t-{self.call['call_id']}"
        new = people.ticket(ident, self.call["call_id"], self.call["caller_number"]) | {"fields": {}, "transcript": []}
        held = self.tickets.get(ident, new)
        drafted = {name: people.field(value, 0.9) for name, value in values.items()}
        locked = {name: value for name, value in held["fields"].items() if value["locked"]}
        version = held["version"] + 1
        self.tickets[ident] = held | {"fields": held["fields"] | drafted | locked, "version": version}
        await self.tell({"type": "ticket", "ticket": self.tickets[ident]})

    async def change(self, ident: str, values: dict[str, str]) -> Json:
        """Write field values as a hand does and tell the desks."""
        ticket = self.tickets[ident]
        changed = {
            name: ticket["fields"].get(name, people.field("", 0)) | {"value": value, "locked": True}
            for name, value in values.items()
        }
        new = ticket | {"fields": ticket["fields"] | changed, "version": ticket["version"] + 1}
        self.tickets[ident] = new
        await self.tell({"type": "ticket", "ticket": new})
        return new

    async def offer(self, call_id: str, number: str) -> None:
        """A call rings at the operator."""
        self.call = people.desk_call(call_id, number)
        self.operator |= {"state": "offered", "call_id": call_id, "since": time.time()}
        await self._moved()

    async def move(self, state: str) -> None:
        """The call at the desk changes its state."""
        assert self.call is not None
        self.call |= {"state": state}
        if state == "talking" and self.call["answered_at"] is None:
            self.call["answered_at"] = time.time()
        self.operator |= {"state": state, "since": time.time()}
        await self._moved()

    async def _moved(self) -> None:
        await self.tell({"type": "call", "call": self.call})
        await self.tell({"type": "operator", "operator": self.operator})

    async def talk(self, lines: int = len(people.TRANSCRIPT), pause_s: float = 0.0) -> None:
        """Say the first lines of the conversation, each as a partial and then final."""
        assert self.call is not None
        call_id = self.call["call_id"]
        for line in people.TRANSCRIPT[:lines]:
            head = {"call_id": call_id, "role": line["role"], "start_ms": line["start_ms"], "text": line["text"][:8]}
            await self.tell({"type": "partial"} | head)
            await asyncio.sleep(pause_s)
            self.call["transcript"].append(line)
            await self.tell({"type": "final", "call_id": call_id, "utterance": line})

    async def say_partly(self, role: str, text: str) -> None:
        """Words that may still change."""
        assert self.call is not None
        await self.tell(
            {"type": "partial", "call_id": self.call["call_id"], "role": role, "start_ms": 26000, "text": text}
        )

    async def end(self, wrap_up_s: float = 30) -> None:
        """The call is over; its draft ticket appears."""
        assert self.call is not None
        self.call |= {"state": "wrap_up", "wrap_up_until": time.time() + wrap_up_s}
        self.operator |= {"state": "wrap_up", "since": time.time(), "answered": self.operator["answered"] + 1}
        call_id = self.call["call_id"]
        self.open_ticket = f"t-{call_id}"
        self.tickets[self.open_ticket] = people.ticket(self.open_ticket, call_id, self.call["caller_number"])
        await self._moved()
        await self.tell({"type": "ticket", "ticket": self.tickets[self.open_ticket]})

    async def wrapped_up(self) -> None:
        """After-call work is over: the desk is free again."""
        self.call = None
        self.operator |= {"state": "idle", "call_id": None, "since": time.time()}
        await self._moved()

    # Sockets.

    async def tell(self, message: Json) -> None:
        """Send one message to every desk."""
        for desk in list(self._desks):
            await desk.send_json(message)

    async def cut(self) -> None:
        """Break the desks' connections, as a restart would."""
        for desk in list(self._desks):
            await desk.close()

    def _snapshot(self) -> Json:
        drafts = [ticket for ticket in self.tickets.values() if ticket["status"] == "draft"]
        return {
            "type": "snapshot", "operator": self.operator, "call": self.call, "queues": people.queues(), "seq": 1,
            "ticket": self.tickets.get(self.open_ticket or ""), "recent": drafts, "bursts": [],
            "server_time": time.time(),
        }  # fmt: skip

    async def _desk(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(self._snapshot())
        self._desks.add(socket)
        async for _ in socket:
            pass
        self._desks.discard(socket)
        return socket

    async def _wall(self, request: web.Request) -> web.WebSocketResponse:
        if not self.wall_link:
            raise refused(web.HTTPServiceUnavailable, "down", "no link")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for frame in self.frames.values():
            await socket.send_str(frame)
        self._walls.add(socket)
        async for _ in socket:
            pass
        self._walls.discard(socket)
        return socket

    async def send_wall(self, topic: str, frame: str) -> None:
        """Send one frame on the fallback link and keep it for those who come later."""
        self.frames[topic] = frame
        for wall in list(self._walls):
            await wall.send_str(frame)

    async def _mqtt(self, request: web.Request) -> web.WebSocketResponse:
        if self.broker is None or self.broker.process is None:
            raise refused(web.HTTPServiceUnavailable, "down", "no broker")
        front = web.WebSocketResponse(protocols=("mqtt",))
        url = f"http://{HOST}:{self.broker.ws_port}/"
        async with aiohttp.ClientSession() as session, session.ws_connect(url, protocols=("mqtt",)) as back:
            await front.prepare(request)
            ways = {asyncio.create_task(_pass_on(front, back)), asyncio.create_task(_pass_on(back, front))}
            _, open_ways = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in open_ways:
                way.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await way
            await front.close()
        return front


async def _pass_on(source: Any, sink: Any) -> None:
    async for message in source:
        if message.type is not WSMsgType.BINARY:
            return
        with contextlib.suppress(ConnectionError):
            await sink.send_bytes(message.data)
