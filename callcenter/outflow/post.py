"""Post JSON to another system: one try, with a time limit, and what its answer means."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from callcenter.outflow.courier import RefusedError, TroubleError

WITHIN_S = 10.0
LATER = {408, 425, 429}  # the receiver asks to come again


async def post(session: aiohttp.ClientSession, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Post once; returns when the receiver said 2xx.

    Raises:
        TroubleError: no answer in time, no connection, 5xx, or asked to come again.
        RefusedError: any other answer.

    """
    timeout = aiohttp.ClientTimeout(total=WITHIN_S)
    sent = {"Content-Type": "application/json; charset=utf-8", **headers}
    try:
        async with session.post(url, data=body, headers=sent, timeout=timeout, allow_redirects=False) as answer:
            status = answer.status
    except TimeoutError:
        raise TroubleError(f"expected an answer within {WITHIN_S:.0f} s, found none") from None
    except (aiohttp.ClientError, OSError) as fault:
        raise TroubleError(f"expected a connection, found {type(fault).__name__}") from None
    if 200 <= status < 300:
        return
    if status >= 500 or status in LATER:
        raise TroubleError(f"expected 2xx, found {status}")
    raise RefusedError(f"expected 2xx, found {status}")


def as_json(value: Mapping[str, Any]) -> bytes:
    """Write JSON the same way each time: what is signed is what is sent."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
