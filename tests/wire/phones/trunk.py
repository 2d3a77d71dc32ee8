"""A hand-driven SIP party on one UDP socket: sends exactly the bytes a test wants and shows what comes back.

Where sipp wants a scenario file and baresip only sends what is correct, this one can be late, wrong or silent.
"""

import asyncio
import contextlib
import itertools
import re
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import cast


@dataclass(frozen=True, slots=True)
class Message:
    """One SIP message received."""

    text: str
    first: str
    headers: tuple[tuple[str, str], ...]
    body: str

    @property
    def code(self) -> int:
        """Return the status code of a response, 0 of a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        """Return the method of a request, and of a response the method it answers."""
        return self["cseq"].split()[1]

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


def read(raw: bytes) -> Message:
    """Read a message as telephony writes it: long header names, no folding."""
    head, _, body = raw.decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    pairs = tuple((n.strip().lower(), v.strip()) for n, _, v in (line.partition(":") for line in lines))
    return Message(raw.decode(), first, pairs, body)


@dataclass
class Call:
    """One dialog as the party that called."""

    party: "Party"
    target: str
    call_id: str
    from_header: str
    to_header: str
    invite: str = ""
    branch: str = ""
    cseq: int = 1
    contact: str = ""
    extra: list[str] = field(default_factory=list)

    async def answer(self, *codes: int, seconds: float = 15.0) -> Message:
        """Wait for a response with one of these codes in this call."""
        found = await self.party.wait(
            lambda m: m.code in codes and m["call-id"] == self.call_id and m["cseq"].startswith(f"{self.cseq} "),
            seconds,
        )
        self.to_header = found["to"]
        if found["contact"]:
            self.contact = found["contact"].strip("<>")
        return found

    async def request(self, method: str, seconds: float = 15.0) -> Message:
        """Wait for a request in this call."""
        return await self.party.wait(
            lambda m: m.code == 0 and m.method == method and m["call-id"] == self.call_id, seconds
        )

    def ack(self, body: str = "") -> None:
        """Acknowledge a 2xx."""
        self.party.send(self._inside("ACK", self.cseq, body))

    def ack_refusal(self) -> None:
        """Acknowledge a final answer of 300 or more."""
        self.party.send(self._message("ACK", self.target, self.branch, self.cseq, ""))

    def cancel(self) -> None:
        """Cancel the INVITE."""
        self.party.send(self._message("CANCEL", self.target, self.branch, self.cseq, "", with_tag=False))

    def bye(self) -> None:
        """Hang up."""
        self.send_inside("BYE")

    def send_inside(self, method: str, body: str = "", *extra: str, kind: str = "application/sdp") -> None:
        """Send a request inside the dialog; `answer` waits for what it gets."""
        self.cseq += 1
        self.party.send(self._inside(method, self.cseq, body, *extra, kind=kind))

    def _inside(self, method: str, cseq: int, body: str, *extra: str, kind: str = "application/sdp") -> str:
        return self._message(method, self.contact or self.target, new_branch(), cseq, body, *extra, kind=kind)

    def _message(
        self,
        method: str,
        uri: str,
        branch: str,
        cseq: int,
        body: str,
        *extra: str,
        kind: str = "application/sdp",
        with_tag: bool = True,
    ) -> str:
        to_header = self.to_header if with_tag else self.to_header.partition(";tag=")[0]
        lines = [
            f"{method} {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.party.ip}:{self.party.port};rport;branch={branch}",
            f"From: {self.from_header}",
            f"To: {to_header}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {cseq} {method}",
            f"Contact: <sip:trunk@{self.party.ip}:{self.party.port}>",
            "Max-Forwards: 70",
            *extra,
            *([f"Content-Type: {kind}"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        return "\r\n".join(lines) + "\r\n\r\n" + body


def new_branch() -> str:
    """Return a branch nobody else has."""
    return f"z9hG4bK{secrets.token_hex(8)}"


class Party(asyncio.DatagramProtocol):
    """Owns one UDP socket and keeps everything that arrives."""

    def __init__(self, ip: str, server: tuple[str, int]) -> None:
        self.ip = ip
        self.port = 0
        self.server = server
        self.received: list[Message] = []
        self._transport: asyncio.DatagramTransport | None = None
        self._changed = asyncio.Event()
        self._taken = 0
        self._numbers = itertools.count(1)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        endpoint = cast("asyncio.DatagramTransport", transport)
        self._transport = endpoint
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, _addr: tuple[str, int]) -> None:
        message = read(data)
        self.received.append(message)
        self._changed.set()
        if message.code == 0 and message.method in ("BYE", "NOTIFY", "OPTIONS"):
            self.reply(message, 200, "OK")

    def send(self, message: str | bytes) -> None:
        """Send bytes as they are."""
        assert self._transport is not None
        self._transport.sendto(message if isinstance(message, bytes) else message.encode(), self.server)

    def reply(self, request: Message, code: int, reason: str, *extra: str, body: str = "", tag: str = "") -> None:
        """Answer a request."""
        kept = [
            f"{n.title()}: {v}" for n, v in request.headers if n in ("via", "from", "call-id", "cseq", "record-route")
        ]
        to_header = request["to"] + (f";tag={tag}" if tag and ";tag=" not in request["to"] else "")
        kind = ["Content-Type: application/sdp"] if body else []
        lines = [f"SIP/2.0 {code} {reason}", *kept, f"To: {to_header}", *extra, *kind, f"Content-Length: {len(body)}"]
        self.send("\r\n".join(lines) + "\r\n\r\n" + body)

    async def wait(self, wanted: Callable[[Message], bool], seconds: float = 15.0) -> Message:
        """Return the first message not yet returned that fits, waiting for it."""
        async with asyncio.timeout(seconds):
            while True:
                for index, message in enumerate(self.received):
                    if wanted(message):
                        return self.received.pop(index)
                self._changed.clear()
                await self._changed.wait()

    def invite(self, number: str, sdp: str, *extra: str, sender: str = "", kind: str = "application/sdp") -> Call:
        """Send an INVITE from `sender` (a From body without tag)."""
        n = next(self._numbers)
        uri = f"sip:{number}@{self.server[0]}:{self.server[1]}"
        sender = sender or f"<sip:13800000{n:03}@{self.ip}>"
        call = Call(
            party=self,
            target=uri,
            call_id=f"{secrets.token_hex(6)}@{self.ip}",
            from_header=f"{sender};tag={secrets.token_hex(4)}",
            to_header=f"<{uri}>",
        )
        call.branch = new_branch()
        call.invite = call._message("INVITE", uri, call.branch, call.cseq, sdp, *extra, kind=kind)
        self.send(call.invite)
        return call

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()


@contextlib.asynccontextmanager
async def party(ip: str, server: tuple[str, int], port: int = 0) -> AsyncIterator[Party]:
    """Open a party and close it afterwards."""
    loop = asyncio.get_running_loop()
    _, protocol = await loop.create_datagram_endpoint(lambda: Party(ip, server), local_addr=(ip, port))
    try:
        yield protocol
    finally:
        protocol.close()


def offer(ip: str, port: int, codecs: str = "8 0 101", direction: str = "sendrecv") -> str:
    """Write a plain audio offer."""
    return (
        f"v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio {port} RTP/AVP {codecs}\r\n"
        f"a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na={direction}\r\n"
    )


def audio_of(message: Message) -> tuple[str, int]:
    """Return where an SDP body wants its audio."""
    ip = re.search(r"^c=IN IP4 (\S+)", message.body, re.MULTILINE)
    port = re.search(r"^m=audio (\d+)", message.body, re.MULTILINE)
    assert ip is not None
    assert port is not None
    return ip.group(1), int(port.group(1))
