"""A recogniser on another machine, spoken to by vosk-server's WebSocket protocol: the client's one place of aiohttp.

Text `{"config": {…}}` first, no reply; then one JSON reply for each binary message of PCM16LE, and a final one for
`{"reset" : 1}` and `{"eof" : 1}`, whose spaces matter to servers that compare bytes.
"""

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp

from asr.addresses import server_name, with_port
from asr.phrases import check_phrases
from asr.recognizer import (
    LINE_RATE_HZ,
    SAMPLE_BYTES,
    EngineInfo,
    EngineLostError,
    GrammarError,
    Heard,
    PcmChunk,
    RecognizerError,
    Unheard,
    WrongThreadError,
)
from asr.sound_check import check_sound
from asr.vosk_words import VoskWords, read_answer

_log = logging.getLogger(__name__)
MODEL_HEADER, DEMO_HEADER = "X-Callcenter-Model", "X-Callcenter-Demo"  # of our own server's handshake
_RESET, _EOF = '{"reset" : 1}', '{"eof" : 1}'  # byte for byte as vosk-server compares them
_ANSWER_S = 4.0  # below the farm's own patience of 5 s, so that one server costs no other leg anything
_MOST_ANSWER_BYTES = 4 << 20
_SILENCE = bytes(LINE_RATE_HZ // 5 * SAMPLE_BYTES)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """What a server's handshake said of its model; upstream's says nothing."""

    model: str
    demo: bool


class VoskServerEngine:
    """Owns the event loop on whose thread the connections to one server live. Make it after any fork."""

    def __init__(self, url: str) -> None:
        """Prepare for a server; nothing is asked of it yet. Raises RecognizerError for a bad address."""
        self.name = server_name(url)
        self.url = with_port(url)
        self._loop = asyncio.new_event_loop()
        self._hello = Hello(model=self.name, demo=False)
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"server {self.name}", daemon=True)
        self._thread.start()
        self._client = self.wait(_new_client())

    @property
    def info(self) -> EngineInfo:
        return EngineInfo(engine="vosk-server", model=self._hello.model, demo=self._hello.demo)

    def alive(self) -> bool:
        """Tell whether the server shakes hands."""
        try:
            self.connect().close()
        except EngineLostError:
            return False
        return True

    def try_out(self) -> None:
        """Have the server recognise a fifth of a second of silence; raises EngineLostError, RecognizerError."""
        session = self.open()
        session.push(PcmChunk(start_sample=0, pcm=_SILENCE))
        session.close()

    def open(self, phrases: Sequence[str] = ()) -> "VoskServerSession":
        """Connect for the calling thread; which words the server knows, only the server can say."""
        if phrases:
            check_phrases(phrases, lambda _word: True)
        return VoskServerSession(self, self.connect(), phrases)

    def close(self) -> None:
        """End the connections and their thread."""
        with contextlib.suppress(EngineLostError):
            self.wait(self._client.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def wait(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run on the loop's thread; raises EngineLostError when it fails or takes too long."""
        running = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return running.result(_ANSWER_S)
        except TimeoutError:
            running.cancel()
            raise EngineLostError(f"server {self.url}: expected an answer within {_ANSWER_S} s, found none") from None
        except (aiohttp.ClientError, OSError) as error:
            raise EngineLostError(f"server {self.url}: expected to be reached, found {_why(error)}") from None

    def connect(self) -> "Line":
        """Open one more connection; raises EngineLostError."""
        return Line(self, self.wait(self._shake_hands()))

    async def _shake_hands(self) -> aiohttp.ClientWebSocketResponse:
        try:
            socket = await self._client.ws_connect(self.url, max_msg_size=_MOST_ANSWER_BYTES, compress=0)
        except aiohttp.WSServerHandshakeError as error:
            raise aiohttp.ClientError(f"status {error.status}: {await self._refusal()}") from None
        headers = socket._response.headers  # noqa: SLF001 -- aiohttp offers the handshake's headers nowhere else
        model, demo = headers.get(MODEL_HEADER, self.name), headers.get(DEMO_HEADER) == "1"
        self._hello = Hello(model=model[:80], demo=demo)
        return socket

    async def _refusal(self) -> str:
        """Ask why: our own server says it as a sentence to whoever asks without a WebSocket."""
        address = self.url.replace("ws", "http", 1)
        with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
            async with self._client.get(f"{address}/health", timeout=aiohttp.ClientTimeout(total=1.0)) as answer:
                return (await answer.text())[:200]
        return "it refused the handshake"


async def _new_client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, connect=_ANSWER_S))


class Line:
    """Owns one WebSocket. A reader always waits on it, so that pings are answered while nobody talks."""

    def __init__(self, engine: VoskServerEngine, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._engine = engine
        self._socket = socket
        self._answers: asyncio.Queue[aiohttp.WSMessage] = asyncio.Queue(8)
        self._reading = engine.wait(self._start())

    def tell(self, text: str) -> None:
        """Send what has no reply."""
        self._engine.wait(self._socket.send_str(text))

    def ask(self, sent: str | bytes) -> dict[str, Any]:
        """Send and give the reply; raises EngineLostError when none comes or the server refuses."""
        message = self._engine.wait(self._exchange(sent))
        if message.type is not aiohttp.WSMsgType.TEXT:
            why = str(message.extra or "").strip() or f"close code {message.data}"
            raise EngineLostError(f"server {self._engine.url}: expected an answer, found the connection closed: {why}")
        fields = read_answer(str(message.data))
        if "error" in fields:
            raise RecognizerError(f"server {self._engine.url}: {str(fields['error'])[:300]}")
        return fields

    def close(self) -> None:
        """End the connection; a server that is gone already is no fault."""
        with contextlib.suppress(EngineLostError):
            self._engine.wait(self._end())

    async def _start(self) -> "asyncio.Task[None]":
        return asyncio.create_task(self._read(), name=f"reads {self._engine.name}")

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            await self._answers.put(message)
            if message.type in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}:
                return

    async def _exchange(self, sent: str | bytes) -> aiohttp.WSMessage:
        if isinstance(sent, str):
            await self._socket.send_str(sent)
        else:
            await self._socket.send_bytes(sent)
        return await self._answers.get()

    async def _end(self) -> None:
        self._reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reading
        await asyncio.wait_for(self._socket.close(), 1.0)


class VoskServerSession:
    """Owns one connection and its clock, for the thread that opened it."""

    def __init__(self, engine: VoskServerEngine, line: Line, phrases: Sequence[str]) -> None:
        self._engine = engine
        self._phrases = tuple(phrases)
        self._owner = threading.get_ident()
        self._line = self._configured(line)
        self._words = VoskWords()
        self._fed_any = False

    def push(self, chunk: PcmChunk, *, partial: bool = True) -> Sequence[Heard]:
        """See `Session.push`; what is no sound is refused."""
        self._check_owner()
        check_sound(chunk.pcm)
        if not chunk.pcm:
            return ()
        self._words.fed(chunk.start_sample, len(chunk.pcm) // SAMPLE_BYTES)
        self._fed_any = True
        answer = self._ask(bytes(chunk.pcm))
        if "partial" in answer:
            told = self._words.partial(str(answer["partial"])) if partial else ()
        else:
            told = self._words.final(_best(answer))
        return (*self._unheard(answer), *told)

    def flush(self) -> Sequence[Heard]:
        """See `Session.flush`; a server that does not know `reset` is asked by `eof` and connected to anew."""
        self._check_owner()
        if not self._fed_any:
            return ()
        answer = self._ask(_RESET)
        knows_reset = "partial" not in answer
        answer = answer if knows_reset else self._ask(_EOF)
        heard = (*self._unheard(answer), *self._words.final(_best(answer)))
        self._fed_any = False
        if not knows_reset:
            self._line.close()
            self._line, self._words = self._configured(self._engine.connect()), VoskWords()
        return heard

    def close(self) -> None:
        """See `Session.close`."""
        self._line.close()

    def _configured(self, line: Line) -> Line:
        config: dict[str, Any] = {"sample_rate": LINE_RATE_HZ, "words": 1, "max_alternatives": 0}
        if self._phrases:
            config["phrase_list"] = list(self._phrases)
        line.tell(json.dumps({"config": config}, ensure_ascii=False))
        return line

    def _ask(self, sent: str | bytes) -> dict[str, Any]:
        try:
            return self._line.ask(sent)
        except RecognizerError as error:
            if self._phrases and "grammar" in str(error):
                raise GrammarError(str(error)) from None
            if isinstance(error, EngineLostError):
                raise
            raise EngineLostError(str(error)) from None

    def _unheard(self, answer: dict[str, Any]) -> tuple[Unheard, ...]:
        """Read what our own server says it had to give up."""
        told = answer.get("unheard", ())
        return tuple(self._stretch(*one) for one in told if isinstance(one, list) and len(one) == 2)

    def _stretch(self, start_s: float, end_s: float) -> Unheard:
        start_ms, end_ms = self._words.stretch_ms(float(start_s), float(end_s))
        return Unheard(start_ms=start_ms, end_ms=end_ms, why=f"given up by {self._engine.name}")

    def _check_owner(self) -> None:
        if threading.get_ident() != self._owner:
            raise WrongThreadError("session: expected its own thread, found another")


def _best(answer: dict[str, Any]) -> dict[str, Any]:
    """Give the likeliest of several alternatives, should a server be set to give them."""
    several = answer.get("alternatives")
    best = several[0] if isinstance(several, list) and several else answer
    return best if isinstance(best, dict) else {}


def _why(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__
