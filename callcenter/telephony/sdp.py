"""The little of SDP (RFC 4566, 3264) that a G.711 call desk needs: read an offer or answer, write ours. Pure."""

from dataclasses import dataclass
from enum import StrEnum

PCMU = 0  # RFC 3551 static payload types
PCMA = 8
NAMES = {PCMA: "PCMA", PCMU: "PCMU"}
EVENT_DEFAULT = 101  # what everybody uses for telephone-event
MAX_LINES = 200


class SdpError(ValueError):
    """The SDP cannot be used; the call is answered 488."""


class Direction(StrEnum):
    """Which way sound flows, seen from the side that wrote the SDP."""

    BOTH = "sendrecv"
    SEND = "sendonly"
    RECEIVE = "recvonly"
    NEITHER = "inactive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What one side offers or answers for its one audio stream."""

    ip: str
    port: int
    codecs: tuple[int, ...]  # those of PCMA and PCMU it knows, in its order
    event_type: int = 0  # payload type of telephone-event, 0 when absent
    direction: Direction = Direction.BOTH
    streams: tuple[str, ...] = ()  # every m= line, so that an answer can decline the others

    @property
    def held(self) -> bool:
        """Whether the writer does not want to hear us: RFC 3264 8.4, and the older 0.0.0.0."""
        return self.direction in (Direction.SEND, Direction.NEITHER) or self.ip == "0.0.0.0"


def parse(text: str) -> Media:
    """Read an SDP body.

    Raises:
        SdpError: no plain RTP/AVP audio with PCMA or PCMU in it; says what was found.

    """
    lines = [line.strip() for line in text.splitlines() if line.strip()][:MAX_LINES]
    sections = _sections(lines)
    streams = tuple(section[0][2:] for section in sections[1:])
    usable = [section for section in sections[1:] if _usable(section[0])]
    if not usable:
        raise SdpError(f"expected m=audio PORT RTP/AVP, found {'; '.join(streams)[:120] or 'no m= line'}")
    return _media(sections[0], usable[0], streams)


def _sections(lines: list[str]) -> list[list[str]]:
    sections: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections


def _usable(m_line: str) -> bool:
    parts = m_line[2:].split()
    if len(parts) < 4 or parts[0] != "audio" or parts[2].upper() != "RTP/AVP":
        return False
    port = parts[1].partition("/")[0]
    return port.isdecimal() and 0 < int(port) < 65536


def _media(session: list[str], section: list[str], streams: tuple[str, ...]) -> Media:
    parts = section[0][2:].split()
    offered = [int(part) for part in parts[3:] if part.isdecimal() and int(part) < 128]
    names = _rtpmap(section)
    codecs = tuple(kind for kind in offered if names.get(kind, NAMES.get(kind, "")) == NAMES.get(kind, "?"))
    if not codecs:
        raise SdpError(f"expected PCMA or PCMU among the codecs, found {' '.join(parts[3:])[:60]}")
    events = [kind for kind in offered if names.get(kind, "") == "TELEPHONE-EVENT"]
    return Media(
        ip=_address(section, session),
        port=int(parts[1].partition("/")[0]),
        codecs=codecs,
        event_type=events[0] if events else 0,
        direction=_direction(section, session),
        streams=streams,
    )


def _rtpmap(section: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for line in section:
        kind, _, value = line.removeprefix("a=rtpmap:").partition(" ")
        if line.startswith("a=rtpmap:") and kind.isdecimal() and value.partition("/")[2].startswith("8000"):
            found[int(kind)] = value.partition("/")[0].strip().upper()
    return found


def _address(section: list[str], session: list[str]) -> str:
    for line in [*section, *session]:
        if line.startswith("c="):
            parts = line[2:].split()
            if len(parts) == 3 and parts[:2] == ["IN", "IP4"] and _is_ipv4(parts[2]):
                return parts[2]
            raise SdpError(f"expected c=IN IP4 ADDRESS, found {line[:60]}")
    raise SdpError("expected a c= line, found none")


def _is_ipv4(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(part.isdecimal() and len(part) <= 3 and int(part) < 256 for part in parts)


def _direction(section: list[str], session: list[str]) -> Direction:
    known = {f"a={direction.value}": direction for direction in Direction}
    for line in [*section, *session]:
        if line in known:
            return known[line]
    return Direction.BOTH


def choose(offer: Media, wanted: tuple[int, ...] = (PCMA, PCMU)) -> int:
    """Pick the one codec of a leg: the first the other side offers that we want.

    Raises:
        SdpError: none in common.

    """
    for codec in offer.codecs:
        if codec in wanted:
            return codec
    raise SdpError(f"expected one of {_list(wanted)}, found {_list(offer.codecs)}")


def _list(codecs: tuple[int, ...]) -> str:
    return ", ".join(NAMES.get(codec, str(codec)) for codec in codecs)


_ANSWERS = {
    Direction.BOTH: Direction.BOTH,
    Direction.SEND: Direction.RECEIVE,
    Direction.RECEIVE: Direction.SEND,
    Direction.NEITHER: Direction.NEITHER,
}


def answer_direction(offer: Media) -> Direction:
    """Mirror the direction of an offer (RFC 3264 6.1)."""
    return Direction.BOTH if offer.ip == "0.0.0.0" else _ANSWERS[offer.direction]


def build(
    *,
    ip: str,
    port: int,
    codecs: tuple[int, ...],
    version: int,
    event_type: int = EVENT_DEFAULT,
    direction: Direction = Direction.BOTH,
    answered: Media | None = None,
) -> str:
    """Write our SDP; `answered` is the offer it answers, whose other streams are declined with port 0."""
    kinds = " ".join(str(kind) for kind in (*codecs, *((event_type,) if event_type else ())))
    ours = f"m=audio {port} RTP/AVP {kinds}"
    attributes = [f"a=rtpmap:{codec} {NAMES[codec]}/8000" for codec in codecs]
    if event_type:
        attributes += [f"a=rtpmap:{event_type} telephone-event/8000", f"a=fmtp:{event_type} 0-15"]
    block = [ours, *attributes, "a=ptime:20", f"a={direction.value}"]
    head = ["v=0", f"o=- {port} {version} IN IP4 {ip}", "s=-", f"c=IN IP4 {ip}", "t=0 0"]
    return "\r\n".join([*head, *_streams(block, answered)]) + "\r\n"


def _streams(block: list[str], answered: Media | None) -> list[str]:
    """Put our audio in the place of the offer's first usable m= line, every other one declined."""
    if answered is None:
        return block
    lines: list[str] = []
    placed = False
    for stream in answered.streams:
        if not placed and _usable(f"m={stream}"):
            lines += block
            placed = True
        else:
            kind, _, rest = stream.partition(" ")
            lines.append(f"m={kind} 0 {rest.partition(' ')[2]}")
    return lines
