"""The simulated phone: pyVoIP's VoIPPhone on the shared loop."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from callcenter.telephony.phone.call import PhoneCall
from callcenter.telephony.phone.call_in import CallIn
from callcenter.telephony.phone.call_out import CallOut
from callcenter.telephony.phone.events import Ended, EndReason, Incoming, PhoneEvent
from callcenter.telephony.phone.loop import PhoneLoop
from callcenter.telephony.phone.media import OFFERED, Sound
from callcenter.telephony.phone.message import Message
from callcenter.telephony.phone.pyvoip import CallState, PhoneStatus, VoIPPhone
from callcenter.telephony.phone.registration import Keeper
from callcenter.telephony.phone.signalling import Signalling
from callcenter.telephony.phone.transactions import Address


class Manner(Enum):
    """What a phone does with a call that comes in."""

    ANSWER = "answer"
    RING = "ring"  # ring until told, or until the caller gives up
    BUSY = "busy"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneAccount:
    """Who a phone is and where it stands."""

    number: str
    server_ip: str
    server_port: int
    password: str = field(default="", repr=False)
    registers: bool = False
    ip: str = "127.0.0.1"
    sip_port: int = 0  # 0: the kernel chooses
    manner: Manner = Manner.ANSWER
    answer_after_s: float = 0.0
    keep_s: float = 180.0  # heard sound kept for each call


class Phone(VoIPPhone):
    """Owns one simulated phone: its socket, its calls, its registration.

    `on_event` is called on the loop's thread and must not block. `start`, `stop`, `dial` work from any thread.
    Kept of pyVoIP: account, status and `calls`. Replaced: `start`, `stop`, `call`, `callback` (blocking, a thread for
    each call, one second before each answer), port lists (asked the kernel for none of them).
    """

    def __init__(self, loop: PhoneLoop, account: PhoneAccount, on_event: Callable[[PhoneEvent], None]) -> None:
        super().__init__(
            account.server_ip,
            account.server_port,
            account.number,
            account.password,
            account.ip,
            sipPort=account.sip_port,
        )
        self.loop = loop
        self.account = account
        self.keep_s = account.keep_s
        self._on_event = on_event
        server, me = (account.server_ip, account.server_port), (account.ip, account.sip_port)
        self.signalling = Signalling(self, loop, server, (account.number, account.password), me)
        self.sip = self.signalling
        self._keeper: Keeper | None = None
        self._quiet = threading.Event()
        self._running = False

    # --- for whoever runs the phone ---

    def start(self) -> None:
        """Open the socket and begin to register; raises OSError when the address is taken."""
        self.loop.run(self._start)

    def stop(self, failed: bool = False, patience_s: float = 1.0) -> None:
        """Hang up, unregister, wait for the answers up to `patience_s`, close the socket; again is no error."""
        if not self._running:
            return
        self._running = False
        self.loop.run(self._say_goodbye)
        self._quiet.wait(patience_s)
        self.loop.run(self._close)
        self._status = PhoneStatus.FAILED if failed else PhoneStatus.INACTIVE

    def dial(self, number: str) -> PhoneCall:
        """Call a number through the server; what becomes of it comes as events."""
        return self.loop.run(lambda: self.call(number))

    @property
    def sip_address(self) -> Address:
        return self.myIP, self.signalling.myPort

    # --- the loop's thread only, from here on ---

    def call(self, number: str) -> CallOut:
        sound = Sound(self.loop, self.myIP, self.keep_s)
        sound.start()
        call_id, tag = self.signalling.gen_call_id(), self.signalling.gen_tag()
        call = CallOut(self, number, self.invite_text(number, call_id, tag, sound), sound)
        self.calls[call_id] = call
        call.dial()
        return call

    def invite_text(self, number: str, call_id: str, tag: str, sound: Sound, extra: tuple[str, ...] = ()) -> str:
        return self.signalling.gen_call(number, call_id, tag, {sound.inPort: dict(OFFERED)}, extra)

    def emit(self, event: PhoneEvent) -> None:
        self._on_event(event)

    def call_ended(self, end: Ended) -> None:
        self.calls.pop(end.call.call_id, None)
        self.emit(end)

    def next_session(self) -> int:
        return secrets.randbits(31)

    def set_status(self, status: PhoneStatus) -> None:
        self._status = status

    def take_request(self, message: Message, source: Address) -> None:
        """Do what a request from the network asks; new requests only, repeats were answered already."""
        call = self.calls.get(message.call_id)
        match message.method:
            case "ACK":
                if isinstance(call, CallIn):
                    call.acknowledged(message)
            case "CANCEL":
                self._take_cancel(message, source, call)
            case _ if isinstance(call, PhoneCall) and message.tag("To"):
                call.take_in_dialog(message, source)
            case "INVITE" if not message.tag("To"):
                self._take_invite(message, source)
            case "OPTIONS":
                self._respond(message, source, 200, "OK")
            case "INVITE" | "BYE" | "UPDATE" | "INFO":
                self._respond(message, source, 481, "Call/Transaction Does Not Exist")
            case _:
                self._respond(message, source, 501, "Not Implemented")

    def _take_cancel(self, message: Message, source: Address, call: object) -> None:
        if isinstance(call, CallIn) and call.invite.branch == message.branch:
            self._respond(message, source, 200, "OK", call.tag)
            call.cancelled()
        else:
            self._respond(message, source, 481, "Call/Transaction Does Not Exist")

    def _take_invite(self, message: Message, source: Address) -> None:
        busy = bool(self.calls) or self.account.manner == Manner.BUSY
        if busy or not self._running:
            self._respond(message, source, 486, "Busy Here", self.signalling.gen_tag())
            return
        sound = Sound(self.loop, self.myIP, self.keep_s)
        sound.start()
        call = CallIn(self, message, sound, source)
        self.calls[message.call_id] = call
        call.ring()
        self.emit(Incoming(call=call))
        match self.account.manner:
            case Manner.DECLINE:
                call.refuse(603, "Decline", EndReason.DECLINED)
            case Manner.ANSWER if self.account.answer_after_s > 0:
                self.loop.later(self.account.answer_after_s, call.answer)
            case Manner.ANSWER:
                call.answer()
            case _:
                pass

    def _respond(self, message: Message, source: Address, code: int, reason: str, tag: str = "") -> None:
        text = self.signalling.gen_response(message, code, reason, tag or self.signalling.gen_tag())
        self.signalling.respond(message, source, text)

    def _start(self) -> None:
        self.signalling.start()
        self._running = self.NSD = True
        if self.account.registers:
            self._keeper = Keeper(self)
            self._keeper.start()

    def _say_goodbye(self) -> None:
        for call in tuple(self.calls.values()):
            if call.state in (CallState.RINGING, CallState.ANSWERED, CallState.DIALING):
                call.hangup()
        if self._keeper:
            self._keeper.stop()
        self._check_quiet()

    def _check_quiet(self) -> None:
        if not self.signalling.waits():
            self._quiet.set()
        else:
            self.loop.later(0.02, self._check_quiet)

    def _close(self) -> None:
        for call in tuple(self.calls.values()):
            if isinstance(call, PhoneCall):
                call.abandon()
        self.NSD = False
        self.signalling.stop()
