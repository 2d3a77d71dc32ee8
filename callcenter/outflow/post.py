"""Post JSON to another system: one try, with a time limit, and what its answer means, which may be in its words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from callcenter.outflow.courier import RefusedError, TroubleError

WITHIN_S = 10.0
LONGEST_BYTES = 65_536  # of an answer; more is not read
LATER = {408, 425, 429}  # the receiver asks to come again


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a receiver says in a 2xx answer whether it took a message; '' `field`: the status says it.

    `ok`: values of that field of the answer (JSON) that mean taken; `later`: values that ask to come again.
    """

    field: str = ""
    ok: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


BY_STATUS = Said()


def faults_of_answer(key: str, says: Said) -> Iterator[str]:
    """Say what in such a rule would not work; `key`: where it stands in its file."""
    if says.field and not says.ok:
        yield f"{key}.ok: expected the values that mean taken, found none"
    if (says.ok or says.later) and not says.field:
        yield f"{key}.field: expected the field that says so, found none"


async def post(
    session: aiohttp.ClientSession, url: str, body: bytes, headers: Mapping[str, str], says: Said = BY_STATUS
) -> None:
    """Post once; returns when the receiver said 2xx, and in the words of its answer that it took it.

    Raises:
        TroubleError: no answer in time, no connection, 5xx, or asked to come again.
        RefusedError: any other answer; a redirection too, nobody signed for that address.

    """
    timeout = aiohttp.ClientTimeout(total=WITHIN_S)
    sent = {"Content-Type": "application/json; charset=utf-8", **headers}
    try:
        async with session.post(url, data=body, headers=sent, timeout=timeout, allow_redirects=False) as answer:
            status, told = answer.status, await answer.content.read(LONGEST_BYTES) if says.field else b""
    except TimeoutError:
        raise TroubleError(f"expected an answer within {WITHIN_S:.0f} s, found none") from None
    except (aiohttp.ClientError, OSError) as fault:
        raise TroubleError(f"expected a connection, found {type(fault).__name__}") from None
    if 200 <= status < 300:
        _expect_taken(says, told)
        return
    if status >= 500 or status in LATER:
        raise TroubleError(f"expected 2xx, found {status}")
    raise RefusedError(f"expected 2xx, found {status}")


def _expect_taken(says: Said, told: bytes) -> None:
    """Read what a 2xx answer says; one that says nothing we know is trouble, so that nothing is lost for it."""
    if not says.field:
        return
    try:
        answer = json.loads(told)
    except ValueError:
        raise TroubleError(f"expected JSON with {says.field!r}, found something else") from None
    found = _plain(answer.get(says.field)) if isinstance(answer, dict) else "nothing"
    if found in says.ok:
        return
    message = f"expected {says.field} {' or '.join(says.ok)}, found {found[:40]}"
    raise TroubleError(message) if found in (*says.later, "nothing") else RefusedError(message)


def _plain(value: object) -> str:
    return "nothing" if value is None else json.dumps(value) if isinstance(value, bool) else str(value)


def as_json(value: Mapping[str, Any]) -> bytes:
    """Write JSON the same way each time: what is signed is what is sent."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
