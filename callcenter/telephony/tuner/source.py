"""A stream's bytes over HTTP: redirects and playlists followed, song titles taken out, nothing waited for long.

The standard library's client, because old Shoutcast servers answer `ICY 200 OK`, which other clients refuse.
"""

import http.client
import io
import socket
import ssl
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from callcenter.telephony.tuner.address import HLS, follow, in_playlist
from callcenter.telephony.tuner.faults import StreamError, StreamFault
from callcenter.telephony.tuner.metadata import Untitled, interval

STALL_S = 4.0  # without a byte, or with bytes and without sound
HOPS = 5  # redirects and playlists in a row
REDIRECTS = (301, 302, 303, 307, 308)
PLAYLISTS = ("mpegurl", "scpls")  # in the content type
PLAYLIST_BYTES = 1 << 16
T = TypeVar("T")
HEADERS = {"User-Agent": "callcenter", "Accept": "audio/*, application/ogg, */*;q=0.5", "Icy-MetaData": "0"}


class _Reader(io.BufferedReader):
    """Reads the status line of old servers as HTTP's."""

    def readline(self, size: int | None = -1) -> bytes:
        line = super().readline(-1 if size is None else size)
        return b"HTTP/1.0" + line[3:] if line.startswith(b"ICY ") else line


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        self.fp.close()
        self.fp = _Reader(sock.makefile("rb", buffering=0))


class Body:
    """Owns an answer whose bytes are sound; a file to the decoder."""

    def __init__(self, response: http.client.HTTPResponse, alive: Callable[[], bool]) -> None:
        self._response, self._alive = response, alive
        self._untitled = Untitled(interval(response.getheader("icy-metaint")))
        self.length_known = response.getheader("content-length") is not None

    def read(self, size: int) -> bytes:
        """Return what has come, at most `size` bytes; b'' at the end.

        Raises:
            StreamError: nothing came for too long, or nothing of it was sound.

        """
        while True:
            data = _said(lambda: self._response.read1(size))
            sound = self._untitled.sound(data)
            if not self._alive():
                raise StreamError(StreamFault.STALLED, "bytes, and no sound")
            if sound or not data:
                return sound

    def close(self) -> None:
        """Let the server go."""
        self._response.close()


def open_stream(address: str, alive: Callable[[], bool]) -> Body:
    """Ask for a stream; `alive` tells whether there was sound of it lately.

    Raises:
        StreamError: there is none.

    """
    for _ in range(HOPS + 1):
        response = _get(address)
        try:
            further = _further(response, address)
        except BaseException:
            response.close()
            raise
        if not further:
            return Body(response, alive)
        response.close()
        address = further
    raise StreamError(StreamFault.REDIRECTED, f"more than {HOPS} times")


def _get(address: str) -> http.client.HTTPResponse:
    parts = urlsplit(address)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    connection.response_class = _Response
    path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    _said(lambda: connection.request("GET", path, headers=HEADERS), StreamFault.UNREACHABLE)
    return _said(connection.getresponse, StreamFault.UNREACHABLE)


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=STALL_S, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=STALL_S)


def _further(response: http.client.HTTPResponse, address: str) -> str:
    """Return where to ask instead; '' when this is the stream."""
    target = ""
    if response.status in REDIRECTS:
        target = response.getheader("location") or ""
    elif response.status != http.client.OK:
        raise StreamError(StreamFault.REFUSED, f"HTTP {response.status}")
    elif any(word in (response.getheader("content-type") or "").lower() for word in PLAYLISTS):
        target = _of_playlist(_said(lambda: response.read(PLAYLIST_BYTES)).decode(errors="replace"))
    else:
        return ""
    try:
        return follow(address, target)
    except ValueError as error:
        raise StreamError(StreamFault.REDIRECTED, str(error)) from error


def _of_playlist(text: str) -> str:
    if HLS in text:
        raise StreamError(StreamFault.NOT_SOUND, "an HLS playlist")
    return in_playlist(text)


def _said(ask: Callable[[], T], otherwise: StreamFault = StreamFault.ENDED) -> T:
    try:
        return ask()
    except TimeoutError as error:
        raise StreamError(StreamFault.STALLED, f"no byte for {STALL_S:g} s") from error
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: a header that is none
        raise StreamError(otherwise, f"{type(error).__name__}: {error}"[:200]) from error
