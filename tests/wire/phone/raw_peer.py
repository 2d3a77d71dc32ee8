"""A bare UDP socket that speaks SIP by hand, for what sipp hides: repeats, losses and junk."""

import socket
import time
from typing import Self

from tests.wire.own_net import own

IP = own("127.14.3.1")
SDP = f"v=0\r\no=x 1 1 IN IP4 {IP}\r\ns=-\r\nc=IN IP4 {IP}\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"


class RawPeer:
    """Owns one socket; `last_to` is the To line of the newest message heard."""

    def __init__(self) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((IP, 0))
        self.at: tuple[str, int] = self.sock.getsockname()
        self.source: tuple[str, int] = ("", 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def request(self, method: str, cseq: int = 1, *, branch: str, to_tag: str = "", body: str = SDP) -> bytes:
        tag = f";tag={to_tag}" if to_tag else ""
        kind = f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n{body}" if body else "\r\n"
        return (
            f"{method} sip:8001@phone SIP/2.0\r\nVia: SIP/2.0/UDP {self.at[0]}:{self.at[1]};branch=z9hG4bK{branch}\r\n"
            f"From: <sip:139@{self.at[0]}>;tag=a\r\nTo: <sip:8001@phone>{tag}\r\nCall-ID: raw-1\r\n"
            f"CSeq: {cseq} {method}\r\nContact: <sip:139@{self.at[0]}:{self.at[1]}>\r\n{kind}"
        ).encode()

    def answer(self, request: bytes, status: str, body: str = "", tag: str = "b") -> bytes:
        lines = request.decode().split("\r\n\r\n")[0].split("\r\n")
        keep = [x for x in lines if x.startswith(("Via:", "From:", "Call-ID:", "CSeq:"))]
        to = next(x for x in lines if x.startswith("To:"))
        kind = f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n{body}" if body else "\r\n"
        contact = f"Contact: <sip:peer@{self.at[0]}:{self.at[1]}>"
        return "\r\n".join([f"SIP/2.0 {status}", *keep, f"{to};tag={tag}", contact, kind]).encode()

    def collect(self, start: str, at_least: int, within_s: float) -> list[bytes]:
        """Datagrams whose first line begins so, until there are enough or the time is over."""
        found: list[bytes] = []
        deadline = time.monotonic() + within_s
        while len(found) < at_least and (left := deadline - time.monotonic()) > 0:
            self.sock.settimeout(left)
            try:
                data, self.source = self.sock.recvfrom(65535)
            except TimeoutError:
                break
            if data.decode().startswith(start):
                found.append(data)
        return found


def to_tag(message: bytes) -> str:
    line = next(x for x in message.decode().split("\r\n") if x.startswith("To:"))
    return line.partition(";tag=")[2]
