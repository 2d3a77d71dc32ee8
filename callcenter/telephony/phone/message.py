"""pyVoIP's SIP message, made to read what real peers send, and the sound description in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from callcenter.telephony.phone.pyvoip import (
    PayloadType,
    RTPProtocol,
    SIPMessage,
    SIPMessageType,
    SIPParseError,
    SIPStatus,
    TransmitType,
)

METHODS = [
    "INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER", "INFO", "UPDATE", "NOTIFY", "SUBSCRIBE", "REFER",
    "MESSAGE", "PRACK", "PUBLISH",
]  # fmt: skip
NEEDED = ("Call-ID", "CSeq", "From", "To")
MAX_DATAGRAM_BYTES = 16384

# RFC 3261 7.3.3 and 20; the names as pyVoIP compares them
_COMPACT = {
    "v": "Via", "f": "From", "t": "To", "i": "Call-ID", "m": "Contact", "c": "Content-Type", "l": "Content-Length",
    "k": "Supported", "s": "Subject", "e": "Content-Encoding", "r": "Refer-To", "o": "Event",
}  # fmt: skip
_NAMES = {
    name.lower(): name
    for name in (
        *_COMPACT.values(), "CSeq", "Record-Route", "Route", "WWW-Authenticate", "Proxy-Authenticate", "Expires",
        "Max-Forwards", "Allow", "Require", "Authorization", "P-Asserted-Identity", "Reason", "Retry-After",
        "User-Agent",
    )
}  # fmt: skip
_FAULTS = (ValueError, KeyError, IndexError, AttributeError, TypeError, NameError, SIPParseError)


class UnreadableError(ValueError):
    """The datagram is not a SIP message that this phone can act on."""


class Message(SIPMessage):
    """One SIP message, read more widely than pyVoIP reads it.

    Added: compact, lower-case and folded headers, GB18030 bytes, tel: addresses, unknown status codes, methods besides
    its four, Proxy-Authenticate, several Via and Record-Route lines, bodies that are no SDP.
    """

    code: int  # status of a response, 0 for a request
    uri: str  # Request-URI of a request
    via: list[str]  # Via lines as received
    bad_sdp: bool  # a line of the SDP was beyond pyVoIP

    def parse(self, data: bytes) -> None:
        self.SIPCompatibleMethods = METHODS
        self.method, self.code, self.uri, self.via, self.bad_sdp = "", 0, "", [], False
        start, headers, body = _split(data)
        words = start.split(" ", 2)
        if words[0] == "SIP/2.0" and len(words) > 1 and words[1].isdigit():
            self.code = int(words[1])
            start = f"SIP/2.0 {_known_status(self.code)} {words[2] if len(words) > 2 else ''}"
        elif len(words) == 3:
            self.uri = words[1]
        tidy = "\r\n".join([start, *headers]).encode() + b"\r\n\r\n" + body
        super().parse(tidy)

    @staticmethod
    def parse_raw_header(headers_raw: list[bytes], handle: Callable[[str, str], None]) -> None:
        via: list[str] = []
        route: list[str] = []
        first: dict[str, str] = {}
        for line in headers_raw:
            name, _, value = line.decode().partition(": ")
            if name == "Via":
                via.append(value)
            elif name == "Record-Route":
                route.append(value)
            else:
                first.setdefault(name, value)
        handle("Via", via)  # type: ignore[arg-type]  # pyVoIP gives the list of lines here
        if route:
            handle("Record-Route", ", ".join(route))
        for name, value in first.items():
            handle(name, value)

    def parse_header(self, header: str, data: str) -> None:
        if header == "Via":
            self.via = list(data)
        if header == "Proxy-Authenticate":
            header = "WWW-Authenticate"
        try:
            super().parse_header(header, data)
        except _FAULTS:
            if header not in ("From", "To"):
                raise
            self.headers[header] = _party(data)

    def parse_body(self, header: str, data: str) -> None:
        try:
            super().parse_body(header, data)
        except _FAULTS:
            self.bad_sdp = True

    @property
    def is_request(self) -> bool:
        return self.type == SIPMessageType.MESSAGE

    @property
    def call_id(self) -> str:
        return str(self.headers["Call-ID"])

    @property
    def cseq(self) -> tuple[int, str]:
        return int(self.headers["CSeq"]["check"]), str(self.headers["CSeq"]["method"])

    @property
    def branch(self) -> str:
        return str(self.headers["Via"][0].get("branch") or "")

    def tag(self, party: str) -> str:
        """Return the tag of From or To, '' when there is none."""
        return str(self.headers[party]["tag"]).split(";")[0]

    def line(self, party: str) -> str:
        """Return the value of From or To as received."""
        tag = self.headers[party]["tag"]
        return f"{self.headers[party]['raw']};tag={tag}" if tag else str(self.headers[party]["raw"])

    def contact_uri(self) -> str:
        return uri_in(str(self.headers.get("Contact", "")))

    def routes(self) -> tuple[str, ...]:
        """Return the Record-Route entries from top to bottom."""
        return tuple(entry.strip() for entry in str(self.headers.get("Record-Route", "")).split(",") if entry.strip())


def read_message(data: bytes) -> Message:
    """Parse one datagram.

    Raises:
        UnreadableError: it is not SIP, lacks a header every message has, or is beyond pyVoIP's parser.
    """
    if len(data) > MAX_DATAGRAM_BYTES:
        raise UnreadableError(f"expected at most {MAX_DATAGRAM_BYTES} bytes, found {len(data)}")
    try:
        message = Message(data)
        sequence = message.cseq[0] if "CSeq" in message.headers else -1
    except _FAULTS as fault:
        raise UnreadableError(f"expected a SIP message, found {type(fault).__name__}") from None
    missing = [name for name in NEEDED if name not in message.headers]
    if missing or not message.via or sequence < 0:
        raise UnreadableError(f"expected Via and {', '.join(NEEDED)}, found these missing: {missing or 'Via'}")
    return message


def uri_in(address: str) -> str:
    """Return the URI of a header value such as `"Name" <sip:a@b:5060;x=1>;tag=2` or `sip:a@b;tag=2`."""
    inside = re.search(r"<([^>]*)>", address)
    return inside.group(1) if inside else address.split(";", maxsplit=1)[0].strip()


def address_of(uri: str) -> tuple[str, int] | None:
    """Return IP and port a SIP URI points to, None when its host is not an IPv4 address or the port is out of range."""
    host = re.fullmatch(r"sips?:(?:[^@]*@)?(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?(?:[;?].*)?", uri)
    if not host or any(int(part) > 255 for part in host.group(1).split(".")):
        return None
    port = int(host.group(2) or 5060)
    return (host.group(1), port) if 0 < port < 65536 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What one side said of its sound in SDP."""

    ip: str
    port: int
    codecs: dict[int, PayloadType]  # those this phone can use, in the order of the SDP
    direction: str  # sendrecv, sendonly, recvonly or inactive, as seen by the one who said it


def media_of(message: Message) -> Media | None:
    """Return the first usable G.711 audio line of the message's SDP, None when there is none."""
    for line in message.body.get("m", []):
        usable = line["type"] == "audio" and line["protocol"] == RTPProtocol.AVP and 0 < line["port"] < 65536
        codecs = _codecs(line) if usable else {}
        if PayloadType.PCMA in codecs.values() or PayloadType.PCMU in codecs.values():
            ip = str(message.body["c"][-1]["address"]) if message.body.get("c") else ""
            kind = message.body.get("a", {}).get("transmit_type", TransmitType.SENDRECV)
            direction = "inactive" if ip == "0.0.0.0" else str(kind)  # RFC 3264 8.4, the old way to hold
            return Media(ip=ip, port=line["port"], codecs=codecs, direction=direction)
    return None


def _codecs(line: dict) -> dict[int, PayloadType]:  # type: ignore[type-arg]
    found: dict[int, PayloadType] = {}
    for method in line["methods"]:
        name = line["attributes"].get(method, {}).get("rtpmap", {}).get("name", "")
        if method in ("0", "8"):
            found[int(method)] = PayloadType(int(method))
        elif method.isdigit() and name.lower() == "telephone-event":
            found[int(method)] = PayloadType.EVENT
    return found


def _known_status(code: int) -> int:
    try:
        return int(SIPStatus(code))
    except ValueError:
        return code // 100 * 100 if 100 <= code < 700 else 500


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")  # older exchanges send names so


def _split(data: bytes) -> tuple[str, list[str], bytes]:
    """Return start line, tidy header lines and the SDP body ('' when the body is anything else)."""
    head, _, body = data.lstrip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = re.sub(r"\n[ \t]+", " ", _text(head)).split("\n")
    headers: list[str] = []
    is_sdp = False
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon:
            continue
        key = name.strip().lower()
        key = _NAMES.get(key) or _COMPACT.get(key) or name.strip()
        value = " ".join(value.split())
        if key == "Content-Type":
            is_sdp = value.lower().split(";")[0].strip() == "application/sdp"
            value = "application/sdp" if is_sdp else value
        values = re.split(r",\s*(?=SIP\s*/)", value) if key == "Via" else [value]
        headers += [f"{key}: {re.sub(r' ?; ?', ';', each) if key == 'Via' else each}" for each in values]
    sdp = b"\r\n".join(line for line in body.split(b"\n") if b"=" in line) if is_sdp else b""
    return lines[0], headers, sdp


def _party(data: str) -> dict[str, str | None]:
    """Read a From or To that pyVoIP cannot (tel:, sips:, urn:), in the shape pyVoIP gives."""
    raw, _, tag = data.partition(";tag=")
    uri = uri_in(raw)
    user = uri.partition(":")[2].split("@")[0].split(";")[0]
    return {"raw": raw, "tag": tag, "address": uri, "number": user, "caller": raw.split("<")[0].strip(' "'), "host": ""}
