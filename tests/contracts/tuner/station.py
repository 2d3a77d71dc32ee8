"""A radio station on loopback: a tone in every form a stream comes in, and every fault a server has."""

import asyncio
import contextlib
import functools
import io
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import av
import numpy as np
import soundfile
from aiohttp import web
from numpy.typing import NDArray

KINDS = {
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
    "opus": "application/ogg",
    "vorbis": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
}
ENCODERS = {"mp3": ("mp3", "libmp3lame"), "aac": ("adts", "aac"), "opus": ("ogg", "libopus"), "flac": ("flac", "flac")}
SECONDS = 12
BURST_S = 2.5  # sent at once, as servers do
PIECE_S = 0.1

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


@functools.cache
def sound(kind: str, hz: int = 1000, seconds: int = SECONDS, rate_hz: int = 44100) -> bytes:
    """A tone in stereo, encoded."""
    rate_hz = 48000 if kind == "opus" else rate_hz
    both = np.repeat(tone(hz, seconds, rate_hz)[:, None], 2, axis=1)
    held = io.BytesIO()
    if kind in ("vorbis", "wav"):
        form, subtype = ("OGG", "VORBIS") if kind == "vorbis" else ("WAV", "PCM_16")
        soundfile.write(held, both, rate_hz, format=form, subtype=subtype)
    else:
        _encode(held, kind, both, rate_hz)
    return held.getvalue()


def tone(hz: int, seconds: float, rate_hz: int) -> NDArray[np.int16]:
    return (8000 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate_hz)) / rate_hz)).astype(np.int16)


def _encode(held: io.BytesIO, kind: str, both: NDArray[np.int16], rate_hz: int) -> None:
    form, codec = ENCODERS[kind]
    with av.open(held, "w", format=form) as made:
        stream = made.add_stream(codec, rate=rate_hz, layout="stereo")  # type: ignore[call-overload]
        frame = av.AudioFrame.from_ndarray(both.reshape(1, -1), format="s16", layout="stereo")
        frame.sample_rate = rate_hz
        for packet in (*stream.encode(frame), *stream.encode(None)):
            made.mux(packet)


class Station:
    """Owns the server; `live` says what a path gives, `asked` which paths were asked for."""

    def __init__(self) -> None:
        self.paths: dict[str, Serve] = {}
        self.asked: list[str] = []
        self.port = 0
        self.began = 0.0  # monotonic: when the newest stream was begun with its burst
        self._runner: web.AppRunner | None = None
        self._ip = ""

    def at(self, path: str) -> str:
        return f"http://{self._ip}:{self.port}{path}"

    def live(
        self, path: str, kind: str, data: bytes = b"", *, every: int = 0, keeps: float = 0.0, loops: bool = False
    ) -> str:
        """A stream at its own pace, with a title after each `every` bytes; `keeps` open and mute for so long then."""
        whole = data or sound(kind)

        async def serve(request: web.Request) -> web.StreamResponse:
            titles = {"icy-metaint": str(every)} if every else {}
            answer = web.StreamResponse(headers={"Content-Type": KINDS.get(kind, kind), **titles})
            await answer.prepare(request)
            self.began = time.monotonic()
            with contextlib.suppress(ConnectionError):
                again = 20 if loops else 1
                await _paced(answer, titled(whole * again, every) if every else whole * again, SECONDS * again)
                await asyncio.sleep(keeps)
            return answer

        self.paths[path] = serve
        return self.at(path)

    def answers(self, path: str, body: bytes, kind: str = "text/html", status: int = 200, location: str = "") -> str:
        """One answer, whole."""

        async def serve(_request: web.Request) -> web.StreamResponse:
            headers = {"Content-Type": kind, **({"Location": location} if location else {})}
            return web.Response(body=body, status=status, headers=headers)

        self.paths[path] = serve
        return self.at(path)

    async def start(self, ip: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; on a port of before when it is named."""
        app = web.Application()
        app.router.add_get("/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, ip, port, reuse_address=True)
        await site.start()
        self._ip, self.port = ip, self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Die: every listener is cut off."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        return await self.paths[request.path](request)


async def _paced(answer: web.StreamResponse, data: bytes, seconds: float) -> None:
    a_second = len(data) / seconds
    at = int(BURST_S * a_second)
    await answer.write(data[:at])
    while at < len(data):
        await asyncio.sleep(PIECE_S)
        step = int(PIECE_S * a_second) + 1
        await answer.write(data[at : at + step])
        at += step


def titled(data: bytes, every: int) -> bytes:
    """Put a song's title after each so many bytes; every third is empty."""
    out = bytearray()
    for number, start in enumerate(range(0, len(data), every)):
        piece = data[start : start + every]
        out += piece
        if len(piece) == every:
            title = b"" if number % 3 == 2 else "StreamTitle='政风热线';".encode("gbk").ljust(32, b"\0")
            out += bytes([len(title) // 16]) + title
    return bytes(out)


@contextlib.asynccontextmanager
async def station() -> AsyncIterator[Station]:
    """A station that listens."""
    made = Station()
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


@contextlib.asynccontextmanager
async def raw(serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[int]:
    """A server that speaks as it likes; gives its port."""
    tasks: set[asyncio.Task[None]] = set()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await serve(reader, writer)
        writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
