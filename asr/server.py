"""Our recognisers for other machines: `python -m asr.server --config FILE.json [--lifeline-fd N]`.

Speaks vosk-server's WebSocket protocol: whatever speaks to a vosk-server can speak to this. Recognisers connect to
its socket as they do to an ear's, and get the same care: replay, watchdog, renewal.
"""

import asyncio
import contextlib
import ipaddress
import logging
import signal
import ssl
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from asr.addresses import DEFAULT_PORT
from asr.conversation import Conversation, FarmDownError
from asr.farm import EngineState, Farm
from asr.logs import log_json_to_stderr
from asr.process import ConfigError, LogConfig, load_config, read_arguments
from asr.recognizer import RecognizerError
from asr.sound_check import MOST_SOUND_BYTES
from asr.vosk_server import DEMO_HEADER, MODEL_HEADER

_log = logging.getLogger(__name__)
_HARD_BYTES = 4 * MOST_SOUND_BYTES  # beyond this a message is not even read to its end
_REASON_BYTES = 120  # RFC 6455 5.5: a close frame's reason has at most 123
_HEARTBEAT_S = 30.0
_TICK_S = 1.0
_LOCAL = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfig:
    """What `callcenter asr serve` writes for this process."""

    socket: Path  # recognisers connect here
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    max_legs: int = 24
    allow: tuple[str, ...] = _LOCAL  # networks that may connect
    tls_cert: str = ""
    tls_key: str = ""
    log: LogConfig = field(default_factory=LogConfig)

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535 or not 1 <= self.max_legs <= 2000:
            raise ConfigError(f"port, max_legs: expected 0-65535 and 1-2000, found {self.port} and {self.max_legs}")
        if bool(self.tls_cert) != bool(self.tls_key):
            raise ConfigError("tls_cert, tls_key: expected both or none, found one")
        for one in self.allow:
            try:
                ipaddress.ip_network(one, strict=False)
            except ValueError:
                raise ConfigError(f"allow: expected networks such as 10.1.2.0/24, found {one!r}") from None


class Server:
    """Owns the farm and the clients' conversations."""

    def __init__(self, config: ServerConfig) -> None:
        self._config = config
        self._farm = Farm(config.socket, self._on_engine)
        self._clients: set[web.WebSocketResponse] = set()
        self._networks = [ipaddress.ip_network(one, strict=False) for one in config.allow]
        self.ending = asyncio.Event()

    async def run(self) -> None:
        """Serve until `ending`."""
        await self._farm.start()
        app = web.Application()
        app.router.add_get("/health", self._health)
        app.router.add_get("/{path:.*}", self._talk)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, self._config.host, self._config.port, ssl_context=self._tls())
        await site.start()
        _log.info("server ready", extra={"addresses": [list(address) for address in runner.addresses]})
        ticking = asyncio.create_task(self._tick_for_ever(), name="server ticks")
        await self.ending.wait()
        ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticking
        for client in list(self._clients):
            await client.close(code=WSCloseCode.GOING_AWAY, message=b"this server ends")
        await runner.cleanup()
        await self._farm.close()

    # --- clients ------------------------------------------------------------------------------------------------

    def _refusal(self, request: web.Request) -> tuple[int, str]:
        """Say why nobody, or nobody more, is heard; (0, '') when they are."""
        try:
            address = ipaddress.ip_address(request.remote or "")
        except ValueError:
            return 403, f"client: expected an IP address, found {request.remote!r}"
        if not any(address in network for network in self._networks):
            return 403, f"client: expected one of {', '.join(self._config.allow)}, found {address}"
        if not self._farm.state.up:
            return 503, f"recogniser: {self._farm.state.problem}"
        if len(self._clients) >= self._config.max_legs:
            return 503, f"legs: expected at most {self._config.max_legs} at once, found one more"
        return 0, ""

    async def _health(self, request: web.Request) -> web.Response:
        status, refusal = self._refusal(request)
        if refusal:
            return web.Response(status=status, text=refusal)
        return web.json_response({**asdict(self._farm.state), **asdict(self._farm.load())})

    async def _talk(self, request: web.Request) -> web.StreamResponse:
        status, refusal = self._refusal(request)
        if refusal:
            return web.Response(status=status, text=refusal)
        client = web.WebSocketResponse(max_msg_size=_HARD_BYTES, heartbeat=_HEARTBEAT_S, compress=False)
        client.headers[MODEL_HEADER] = self._farm.state.model
        client.headers[DEMO_HEADER] = "1" if self._farm.state.demo else "0"
        if not client.can_prepare(request):
            return web.Response(status=426, text="request: expected a WebSocket of vosk-server's protocol, found none")
        await client.prepare(request)
        self._clients.add(client)
        conversation = Conversation(self._farm)
        try:
            await self._converse(client, conversation)
        finally:
            self._clients.discard(client)
            conversation.close()
        return client

    async def _converse(self, client: web.WebSocketResponse, conversation: Conversation) -> None:
        try:
            async for message in client:
                reply, last = await _answer(conversation, message)
                if reply:
                    await client.send_str(reply)
                if last:
                    await client.close()
        except FarmDownError as error:
            await _refuse(client, WSCloseCode.TRY_AGAIN_LATER, str(error))
        except RecognizerError as error:
            await _refuse(client, WSCloseCode.POLICY_VIOLATION, str(error))
        except ConnectionError:
            pass  # gone in the middle of a reply

    # --- engine and time ----------------------------------------------------------------------------------------

    def _on_engine(self, state: EngineState) -> None:
        _log.info("engine", extra=asdict(state))

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            self._farm.tick(time.monotonic())

    def _tls(self) -> ssl.SSLContext | None:
        if not self._config.tls_cert:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self._config.tls_cert, self._config.tls_key)
        return context


async def _answer(conversation: Conversation, message: WSMessage) -> tuple[str, bool]:
    if message.type is WSMsgType.TEXT:
        return await conversation.text(str(message.data))
    return await conversation.sound(bytes(message.data)), False


async def _refuse(client: web.WebSocketResponse, code: WSCloseCode, why: str) -> None:
    """Say what was expected, as a reply and as the reason of the close."""
    _log.warning("client refused", extra={"pii": {"problem": why}})
    with contextlib.suppress(ConnectionError):
        await client.send_json({"error": why})
        await client.close(code=code, message=why.encode()[:_REASON_BYTES].decode("utf-8", "ignore").encode())


async def serve(config: ServerConfig, lifeline_fd: int | None) -> None:
    """Run until a signal or the end of the lifeline."""
    server = Server(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.ending.set)
    if lifeline_fd is not None:
        loop.add_reader(lifeline_fd, server.ending.set)
    await server.run()


def main() -> None:
    """Run until the lifeline closes or a signal ends us."""
    log_json_to_stderr()
    file, lifeline_fd = read_arguments("asr.server")
    try:
        config = load_config(file, ServerConfig)
        log_json_to_stderr(config.log.level)
        asyncio.run(serve(config, lifeline_fd))
    except (ConfigError, ssl.SSLError, FileNotFoundError, PermissionError) as error:
        _log.critical("configuration refused", extra={"problem": str(error)})
        sys.exit(2)
    except OSError as error:  # the port is taken
        _log.critical("port refused", extra={"problem": str(error)})
        sys.exit(2)


if __name__ == "__main__":
    main()
