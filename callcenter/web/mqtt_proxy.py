"""/mqtt: browsers reach the broker through us, as the one user who may only read.

The session, role and Origin are checked like those of every other request; the browser's CONNECT gets our login, its
PUBLISH packets, and subscriptions outside our own topics, are refused here and, by the access list, at the broker too:
a site's broker may carry other things, and our login there may see more than a wall should. All else passes unchanged.
"""

import asyncio
import secrets
import ssl
from dataclasses import dataclass
from functools import partial

from aiohttp import WSMessage, WSMsgType, hdrs, web

from callcenter import logs
from callcenter.web.errors import ApiError
from callcenter.web.mqtt_packets import (
    MAX_PACKET_BYTES,
    READER_MAY_SEND,
    Login,
    PacketError,
    PacketType,
    Splitter,
    packet_type,
    protocol_level,
    rewrite_connect,
    subscribed,
)
from callcenter.web.ports import BrokerLogin
from callcenter.web.route import ANYONE_SIGNED_IN, Ask, route
from callcenter.web.stream_routes import still_welcome
from callcenter.web.streams import POLICY, TRY_LATER, check, opened, until_one_ends
from dashboards.topics import root

log = logs.get(__name__)

PROTOCOL = "mqtt"
CONNECT_WITHIN_S = 10.0
SEND_WITHIN_S = 20.0  # a browser that takes no bytes for so long is cut; the broker's queue for it is bounded too
CHUNK_BYTES = 65_536


@route("GET", "/mqtt", "MQTT over WebSocket, read-only", ANYONE_SIGNED_IN, live=True)
async def mqtt(ask: Ask) -> web.WebSocketResponse:
    """Connect a browser to the broker."""
    offered = ask.request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "")
    if PROTOCOL not in (one.strip() for one in offered.split(",")):
        raise ApiError(400, "bad_input", "subprotocol: expected mqtt", expected=PROTOCOL, found=offered)
    async with opened(ask, max_bytes=MAX_PACKET_BYTES, protocols=(PROTOCOL,)) as socket:
        try:
            await _proxy(ask, socket)
        except PacketError as fault:
            log.warning("browser's MQTT refused", why=str(fault), address=ask.request.remote)
            await socket.close(code=POLICY, message=str(fault).encode()[:120])
        except (OSError, TimeoutError) as fault:  # an SSL error is an OSError too
            log.warning("broker not reached for a browser", why=type(fault).__name__)
            await socket.close(code=TRY_LATER, message=b"broker down")
    return socket


async def _proxy(ask: Ask, socket: web.WebSocketResponse) -> None:
    broker = ask.parts.broker()
    if broker is None:
        await socket.close(code=TRY_LATER, message=b"no broker")
        return
    packets = Splitter()
    first, *more = await _first_packets(socket, packets)
    login = Login(client_id=f"web-{secrets.token_hex(8)}", username=broker.username, password=broker.password)
    connect = rewrite_connect(first, login)
    async with asyncio.timeout(CONNECT_WITHIN_S):
        reader, writer = await asyncio.open_connection(broker.host, broker.port, ssl=_tls(broker))
    gate = Gate(level=protocol_level(first), topics=f"{root(ask.parts.settings.site.id)}/")
    try:
        writer.write(connect)
        gate.forward(more, writer)
        await until_one_ends(
            _to_broker(socket, packets, gate, writer),
            _to_browser(reader, socket),
            check(socket, partial(still_welcome, ask)),
        )
    finally:
        writer.close()


async def _first_packets(socket: web.WebSocketResponse, packets: Splitter) -> list[bytes]:
    """Read until there is at least one packet.

    Raises:
        PacketError: the browser closes or says nothing for 10 s.

    """
    try:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            while not (found := packets.feed(_bytes(await socket.receive()))):
                pass
    except (TimeoutError, ConnectionError):
        raise PacketError("first packet: expected CONNECT within 10 s, found none") from None
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a browser may say to the broker: a reader's packets, about topics that begin with `topics`."""

    level: int
    topics: str

    def forward(self, packets: list[bytes], writer: asyncio.StreamWriter) -> None:
        """Pass packets on.

        Raises:
            PacketError: one that is not allowed; those before it have been passed on.

        """
        for packet in packets:
            self._check(packet)
            writer.write(packet)

    def _check(self, packet: bytes) -> None:
        kind = packet_type(packet)
        if kind not in READER_MAY_SEND:
            what = "a subscription; this connection only reads" if kind is PacketType.PUBLISH else "a reader's packet"
            raise PacketError(f"packet: expected {what}, found {kind.name}")
        if kind is PacketType.SUBSCRIBE:
            for found in subscribed(packet, self.level):
                if not found.startswith(self.topics):
                    raise PacketError(f"topic filter: expected {self.topics}…, found {found[:60]}")


async def _to_broker(
    socket: web.WebSocketResponse, packets: Splitter, gate: Gate, writer: asyncio.StreamWriter
) -> None:
    async for message in socket:
        gate.forward(packets.feed(_bytes(message)), writer)
        await writer.drain()


async def _to_browser(reader: asyncio.StreamReader, socket: web.WebSocketResponse) -> None:
    """Pass on what the broker says; its end is the browser's: 1013, try again later."""
    while data := await reader.read(CHUNK_BYTES):
        async with asyncio.timeout(SEND_WITHIN_S):
            await socket.send_bytes(data)
    await socket.close(code=TRY_LATER, message=b"broker closed the connection")


def _bytes(message: WSMessage) -> bytes:
    if message.type is WSMsgType.BINARY:
        return bytes(message.data)
    if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
        raise ConnectionResetError("browser closed")
    raise PacketError(f"frame: expected a binary one, found {message.type.name}")


def _tls(broker: BrokerLogin) -> ssl.SSLContext | None:
    if broker.tls_ca_file is None:
        return None
    return ssl.create_default_context(cafile=broker.tls_ca_file or None)


ROUTES = (mqtt,)
