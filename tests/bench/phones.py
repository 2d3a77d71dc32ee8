"""Callers behind one trunk and operators' softphones, driven by hand: they answer at once and note when what happened.

They speak SIP only; the sound is the pump's.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.wire.phones.trunk import Call, Message, Party, audio_of, new_branch, offer, read

_CALLER = re.compile(r"sip:139(\d{8})@")
Address = tuple[str, int]


@dataclass(slots=True, kw_only=True)
class CallerCall:
    """One call as its caller sees it; times are monotonic seconds, 0 until it happened."""

    end: int  # of the pump
    call: Call
    invited_at: float
    answered_at: float = 0.0
    over: bool = False
    refused: int = 0  # final code of 300 or more


class Trunk(Party):
    """Every caller behind one address."""

    def __init__(self, ip: str, server: Address) -> None:
        super().__init__(ip, server)
        self._calls: dict[str, CallerCall] = {}
        self.on_answered: Callable[[CallerCall, Address], None] = lambda _call, _sound: None
        self.on_over: Callable[[CallerCall], None] = lambda _call: None

    def dial(self, end: int, rtp_port: int) -> CallerCall:
        """Call 12345 as the caller whose number tells the end of the pump."""
        now = time.monotonic()
        call = self.invite("12345", offer(self.ip, rtp_port, "8"), sender=f"<sip:139{end:08}@{self.ip}>")
        made = CallerCall(end=end, call=call, invited_at=now)
        self._calls[call.call_id] = made
        return made

    def hang_up(self, made: CallerCall) -> None:
        """Say BYE."""
        made.over = True
        made.call.bye()

    def datagram_received(self, data: bytes, _addr: Address) -> None:
        now, message = time.monotonic(), read(data)
        made = self._calls.get(message["call-id"])
        if made is None:
            return
        if message.code == 0:
            self._asked(made, message)
        elif message.method == "INVITE" and message.code >= 300:
            made.refused, made.call.to_header = message.code, message["to"]
            made.call.ack_refusal()
        elif message.method == "INVITE" and message.code >= 200:
            self._answered(made, message, now)

    def _answered(self, made: CallerCall, message: Message, now: float) -> None:
        made.call.to_header, made.call.contact = message["to"], message["contact"].strip("<>")
        made.call.ack()
        if not made.answered_at:
            made.answered_at = now
            self.on_answered(made, audio_of(message))

    def _asked(self, made: CallerCall, message: Message) -> None:
        self.reply(message, 200, "OK")
        if message.method == "BYE" and not made.over:
            made.over = True
            self.on_over(made)


class OperatorPhone(Party):
    """One softphone that answers every call at once; `rung_at` is the time of its last INVITE."""

    def __init__(self, ip: str, server: Address) -> None:
        super().__init__(ip, server)
        self.end = 0
        self.rtp_port = 0
        self.invite_text: Message | None = None  # of the call in progress
        self.on_rung: Callable[[OperatorPhone, int, float], None] = lambda _phone, _caller, _now: None
        self.on_talking: Callable[[OperatorPhone, int, Address], None] = lambda _phone, _caller, _sound: None
        self.on_over: Callable[[OperatorPhone, float], None] = lambda _phone, _now: None

    @property
    def caller(self) -> int:
        """The pump's end of the caller of the call in progress."""
        found = _CALLER.search(self.invite_text["from"]) if self.invite_text else None
        return int(found[1]) if found else -1

    def hang_up(self) -> None:
        """Say BYE in the call in progress."""
        invite, self.invite_text = self.invite_text, None
        if invite is None:
            return
        lines = [
            f"BYE {invite['contact'].strip('<>')} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.ip}:{self.port};rport;branch={new_branch()}",
            f"From: {invite['to']};tag=phone",
            f"To: {invite['from']}",
            f"Call-ID: {invite['call-id']}",
            "CSeq: 1 BYE",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        self.send("\r\n".join(lines) + "\r\n\r\n")

    def datagram_received(self, data: bytes, addr: Address) -> None:
        now, message = time.monotonic(), read(data)
        if message.code:
            if message.method == "REGISTER":
                super().datagram_received(data, addr)
            return
        match message.method:
            case "INVITE":
                self._rung(message, now)
            case "ACK":
                pass
            case "CANCEL":
                self.reply(message, 200, "OK", tag="phone")
            case "BYE":
                self.reply(message, 200, "OK")
                if self.invite_text is not None and self.invite_text["call-id"] == message["call-id"]:
                    self.invite_text = None
                    self.on_over(self, now)
            case _:
                self.reply(message, 200, "OK")

    def _rung(self, invite: Message, now: float) -> None:
        again = self.invite_text is not None and self.invite_text["call-id"] == invite["call-id"]
        self.invite_text = invite
        if not again:
            self.on_rung(self, self.caller, now)
            self.reply(invite, 180, "Ringing", tag="phone")
        contact = f"Contact: <sip:phone@{self.ip}:{self.port}>"
        self.reply(invite, 200, "OK", contact, body=offer(self.ip, self.rtp_port, "8"), tag="phone")
        if not again:
            self.on_talking(self, self.caller, audio_of(invite))
