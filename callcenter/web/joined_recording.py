"""Sends a sound that is put together while it is sent: the whole, or the range of bytes a player asks for."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from callcenter.joined_sound import JoinedSound
from callcenter.web.errors import ApiError

_PIECE_BYTES = 1 << 18  # eight seconds of two channels


def send_joined(request: web.Request, sound: JoinedSound) -> web.Response:
    """Answer 200 or 206.

    Raises:
        ApiError: 416 a range that lies outside the sound.
    """
    start, stop = _range(request, sound.size_bytes)
    headers = {
        "Content-Type": "audio/wav",
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "Content-Length": str(stop - start),
    }
    if "Range" in request.headers:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{sound.size_bytes}"
    return web.Response(
        status=206 if "Range" in request.headers else 200, body=_pieces(sound, start, stop), headers=headers
    )


async def _pieces(sound: JoinedSound, start: int, stop: int) -> AsyncIterator[bytes]:
    for at in range(start, stop, _PIECE_BYTES):
        yield await asyncio.to_thread(sound.read, at, min(at + _PIECE_BYTES, stop))


def _range(request: web.Request, size: int) -> tuple[int, int]:
    try:
        start, stop, _ = request.http_range.indices(size)
    except ValueError:
        start = stop = size
    if start >= stop:
        found = request.headers.get("Range", "")[:80]
        raise ApiError(416, "bad_range", f"expected a range of bytes within {size}", found=found)
    return start, stop
