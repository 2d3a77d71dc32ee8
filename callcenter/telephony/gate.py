"""The gate in front of the SIP parser: how much each address may send, and what a SIP message must look like. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

MAX_DATAGRAM_BYTES = 8192
MAX_HEADERS = 100
MAX_VIAS = 20
MAX_SOURCES = 4096  # addresses remembered at once; beyond it the quietest half is forgotten


class Refusal(StrEnum):
    """Why a datagram never reaches the parser."""

    TOO_FAST = "too_fast"
    BANNED = "banned"
    TOO_BIG = "too_big"
    KEEP_ALIVE = "keep_alive"  # CRLF of a phone keeping its NAT open: no fault
    NOT_SIP = "not_sip"
    MISSING_HEADER = "missing_header"
    TOO_MANY_HEADERS = "too_many_headers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Datagrams an address may send."""

    per_s: float
    burst: float


# A registered phone in a call sends a handful a second; a trunk carries every call of the city.
# 60 and 100 a second held against scanners in trials with Kamailio in front of nothing.
STRANGER = Budget(per_s=100.0, burst=60.0)
PROVEN = Budget(per_s=1000.0, burst=1000.0)  # an office of 200 phones behind one address, all ringing at once
TRUNK = Budget(per_s=5000.0, burst=5000.0)


class Buckets:
    """Owns one token bucket for each source address."""

    def __init__(self) -> None:
        self._filled: dict[str, tuple[float, float, float]] = {}  # address -> (tokens, when, burst), oldest first

    def take(self, source: str, budget: Budget, now: float) -> bool:
        """Take one token; False when the address has used up its budget. A budget that grew is granted at once."""
        tokens, when, burst = self._filled.pop(source, (budget.burst, now, budget.burst))
        tokens += max(0.0, budget.burst - burst)
        tokens = min(budget.burst, tokens + (now - when) * budget.per_s)
        allowed = tokens >= 1.0
        self._filled[source] = (tokens - 1.0 if allowed else tokens, now, budget.burst)
        if len(self._filled) > MAX_SOURCES:
            self._forget()
        return allowed

    def _forget(self) -> None:
        for source in list(self._filled)[: MAX_SOURCES // 2]:
            del self._filled[source]


_REQUEST = re.compile(rb"([A-Z]{3,12}) (sips?|tel|SIPS?|TEL):[^\s]{1,400} SIP/2\.0")
_RESPONSE = re.compile(rb"SIP/2\.0 [1-6][0-9][0-9]( .*)?")
_NEEDED = ((b"via", b"v"), (b"from", b"f"), (b"to", b"t"), (b"call-id", b"i"), (b"cseq",))


def inspect(datagram: bytes) -> Refusal | None:
    """Tell what is wrong with the shape of a datagram; None when the parser may have it."""
    if len(datagram) > MAX_DATAGRAM_BYTES:
        return Refusal.TOO_BIG
    if not datagram.strip(b"\r\n\0 "):
        return Refusal.KEEP_ALIVE
    head = re.split(rb"\r\n\r\n|\n\n", datagram, maxsplit=1)[0]
    first, *lines = head.splitlines()
    if not _REQUEST.fullmatch(first) and not _RESPONSE.fullmatch(first):
        return Refusal.NOT_SIP
    return _inspect_headers(lines)


def _inspect_headers(lines: list[bytes]) -> Refusal | None:
    names = [line.partition(b":")[0].strip().lower() for line in lines if line[:1] not in b" \t"]
    if len(names) > MAX_HEADERS or sum(name in (b"via", b"v") for name in names) > MAX_VIAS:
        return Refusal.TOO_MANY_HEADERS
    known = set(names)
    if any(not known.intersection(spellings) for spellings in _NEEDED):
        return Refusal.MISSING_HEADER
    return None
