"""One SIP dialog on sippy's UA, both directions: its camelCase and its events end here."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from typing import Protocol

from sippy.CCEvents import (
    CCEventConnect,
    CCEventDisconnect,
    CCEventFail,
    CCEventGeneric,
    CCEventPreConnect,
    CCEventRedirect,
    CCEventRing,
    CCEventTry,
    CCEventUpdate,
)
from sippy.MsgBody import MsgBody
from sippy.SipAddress import SipAddress
from sippy.SipCallId import SipCallId
from sippy.SipContact import SipContact
from sippy.SipContentType import SipContentType
from sippy.SipHeader import SipHeader
from sippy.SipRequest import SipRequest
from sippy.SipResponse import SipResponse
from sippy.SipTransactionManager import SipTransaction
from sippy.SipURL import SipURL
from sippy.UA import UA

from callcenter.telephony import sip_loop
from callcenter.telephony.session_timer import SessionTimer
from callcenter.telephony.sip_stack import ALLOW, Address, SipStack, is_ipv4, uri_user

log = logging.getLogger(__name__)

_DTMF_RELAY = re.compile(r"^\s*Signal\s*=\s*([0-9A-D*#]|1[0-5])\s*$", re.IGNORECASE | re.MULTILINE)
_EVENTS = "0123456789*#ABCD"
NOT_ACCEPTABLE = (488, "Not Acceptable Here")


class Ending(Enum):
    """How the other side ended a dialog."""

    BYE = auto()  # BYE, CANCEL, or a 200 that was never acknowledged
    REFUSED = auto()  # a final answer of 300 or more to our INVITE
    EXPIRED = auto()  # the session timer (RFC 4028) ran out


class OfferRefusedError(ValueError):
    """An offer cannot be answered; the dialog says 488 and goes on as it was."""


class Listener(Protocol):
    """Who hears what happens in a dialog; called on the loop's thread."""

    def on_ringing(self, dialog: "Dialog", sdp: str) -> None:
        """Hear that the other side said 180 or 183; `sdp` '' unless it came with sound."""

    def on_answered(self, dialog: "Dialog", sdp: str) -> None:
        """Hear that the other side took the call, or acknowledged our offer to a call without SDP."""

    def on_offer(self, dialog: "Dialog", sdp: str) -> str:
        """Return our answer to a new offer inside the dialog; raise OfferRefusedError to keep things as they were."""

    def on_digit(self, dialog: "Dialog", digit: str) -> None:
        """Hear a key press that came as SIP INFO."""

    def may_refer(self, dialog: "Dialog") -> bool:
        """Tell whether this party has a peer it could send elsewhere."""

    def on_refer(self, dialog: "Dialog", target: str) -> None:
        """Hear that the other side wants its peer sent to `target`."""

    def on_ended(self, dialog: "Dialog", ending: Ending, code: int) -> None:
        """Hear that the dialog is over, once; not called for an end we ordered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A registered softphone to ring."""

    contact: str  # its Contact URI
    address: Address  # where its REGISTER came from
    show_number: str
    show_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """An outside number to call by a trunk."""

    number: str
    address: Address  # where the trunk takes calls
    show_number: str
    username: str
    password: str = field(repr=False)


class _PhoneUA(UA):  # type: ignore[misc]  # sippy has no types
    """sippy's UA with the in-dialog requests it does not know or does differently."""

    owner: "Dialog"
    rCSeq: int | None  # noqa: N815 - sippy's name
    challenged = False

    def newUacTransaction(self, request: SipRequest, **options: object) -> None:  # noqa: N802
        """Send an INVITE, the first or the one that answers a challenge; its answers are read as our peers need it."""
        super().newUacTransaction(request, **options)
        self.tr.behind_nat, self.tr.by_name = not self.owner.to_trunk, self.owner.to_trunk

    def processChallenge(self, response: SipResponse, cseq: int, asked: str, *rest: object) -> bool:  # noqa: N802
        """Answer a challenge with our login, after the ACK: sippy would send the second INVITE before it."""
        usable = any(body.supportedAlgorithm()[0] for body in response.getHFBodys(asked))
        if self.username is None or not usable or self.challenged:
            return False
        self.challenged = True
        sip_loop.after(0.0, partial(self._answer_challenge, response, cseq, asked, *rest))
        return True

    def _answer_challenge(self, response: SipResponse, cseq: int, *rest: object) -> None:
        if not self.owner.ended:
            super().processChallenge(response, cseq, *rest)

    def recvRequest(self, request: SipRequest, transaction: SipTransaction) -> object:  # noqa: N802
        method = request.getMethod()
        if not self.isConnected() or method in ("BYE", "OPTIONS", "ACK"):
            return super().recvRequest(request, transaction)
        if method == "INVITE":
            self._prepare_offer(request)
            return super().recvRequest(request, transaction)
        return self._answer_ourselves(request), None, None

    def _prepare_offer(self, request: SipRequest) -> None:
        """Make sippy ask us about every offer; it would answer a repeated one by itself, without session timer."""
        if request.getBody() is not None:
            self.rSDP = None
        elif self.rSDP is not None:
            request.setBody(self.rSDP.getCopy())  # no SDP: our 200 carries our last one as the offer
        else:
            request.setBody(self.lSDP.getCopy())
        self.owner.refreshed(request)

    def _answer_ourselves(self, request: SipRequest) -> SipResponse:
        number = request.getHFBody("cseq").getCSeqNum()
        if self.rCSeq is not None and self.rCSeq >= number:
            return request.genResponse(500, "CSeq Out Of Order", server=self.local_ua)
        self.rCSeq = number
        return self.owner.answer_request(request)


class Dialog:
    """Owns one sippy UA; ends exactly once."""

    def __init__(self, stack: SipStack, listener: Listener) -> None:
        self._stack = stack
        self._listener = listener
        self._ended = False
        self._session_timer = SessionTimer(sip_loop.after, self._expire)
        self._ua = _PhoneUA(stack.config, event_cb=self._on_event)
        self._ua.owner = self
        self._ua.local_ua = None
        self._ua.useRefer = False
        self.to_trunk = False

    # --- beginnings

    def take(self, request: SipRequest, transaction: SipTransaction, *, behind_nat: bool) -> object:
        """Become the answering side of an INVITE; returns what sippy's transaction wants back. 100 goes out.

        Args:
            request: the INVITE.
            transaction: its transaction.
            behind_nat: the caller is a softphone whose Contact may be an address only it knows.

        """
        self._set_contact(request.getRURI().username or "")
        self._session_timer.asked(_header(request, "session-expires"), _header(request, "supported"))
        verdict = self._ua.recvRequest(request, transaction)
        if not self._ua.routes and (behind_nat or not is_ipv4(str(self._ua.rAddr[0][0]))):
            self._ua.rAddr = (request.getSource(), "udp")  # a trunk that names itself by DNS is where it called from
        return verdict

    def call(self, destination: Destination, sdp: str) -> None:
        """Send an INVITE."""
        self._set_contact(destination.show_number)
        host, port = destination.address
        self._ua.setNextHop((host, port), "udp")
        name = destination.show_name.translate({34: None, 92: None})
        # The trailing space makes sippy quote a name of Chinese letters, which SIP wants quoted.
        parties = (SipCallId(), destination.show_number, uri_user(destination.contact), MsgBody(sdp), None)
        event = CCEventTry((*parties, f"{name} " if name else None))
        event.onUacSetupComplete = partial(self._aim, destination)
        self._ua.recvEvent(event)

    def dial(self, party: Outside, sdp: str) -> None:
        """Send an INVITE to a trunk; sippy answers its challenge (401, 407) when there is a login."""
        self.to_trunk = True
        shown = party.show_number or "anonymous"
        self._set_contact(shown)
        self._ua.setNextHop(party.address, "udp")
        if party.username:
            self._ua.setAuth(party.username, party.password)
        event = CCEventTry((SipCallId(), shown, party.number, MsgBody(sdp), None, None))
        event.onUacSetupComplete = partial(self._aim_out, party)
        host = self._stack.listen[0]
        headers = (("Allow", ALLOW), ("P-Asserted-Identity", f"<sip:{shown}@{host}>"))
        event.extra_headers = tuple(SipHeader(name=name, bodys=body) for name, body in headers)
        self._ua.recvEvent(event)

    def _aim_out(self, party: Outside, ua: UA) -> None:
        host, port = party.address
        ua.rTarget = SipURL(username=party.number, host=host, port=port)
        ua.lUri.getUrl().host = self._stack.listen[0]

    def _aim(self, destination: Destination, ua: UA) -> None:
        """Put the registered Contact in the Request-URI and our address in From."""
        ua.rTarget = SipURL(destination.contact)
        host = self._stack.listen[0]
        ua.rUri.getUrl().host = host
        ua.lUri.getUrl().host = host

    def _set_contact(self, user: str) -> None:
        # sippy's own Contact reads `Anonymous <sip:...>`, which simple phones take whole for a URI.
        host, port = self._stack.listen
        self._ua.lContact = SipContact(address=SipAddress(url=SipURL(username=user, host=host, port=port)))

    # --- orders

    def ring(self) -> None:
        """Send 180."""
        self._ua.recvEvent(CCEventRing((180, "Ringing", None)))

    def accept(self, sdp: str, *, wait_for_ack: bool) -> None:
        """Send 200; `wait_for_ack` when our SDP is the offer and the ACK brings the answer."""
        kind = CCEventPreConnect if wait_for_ack else CCEventConnect
        self._say(kind((200, "OK", MsgBody(sdp))))

    def refuse(self, code: int, reason: str) -> None:
        """Send a final answer of 300 or more."""
        self._close()
        self._ua.recvEvent(CCEventFail((code, reason)))

    def end(self) -> None:
        """Send BYE, or CANCEL to a dialog that still rings. Ending it twice is no error."""
        if not self._ended:
            self._close()
            self._ua.recvEvent(CCEventDisconnect())

    @property
    def ended(self) -> bool:
        return self._ended

    # --- what sippy tells us

    def _on_event(self, event: CCEventGeneric, _ua: UA) -> None:
        if self._ended:
            return
        match event:
            case CCEventRing():
                if event.getData() is not None and event.getData()[0] > 100:
                    self._listener.on_ringing(self, str(event.getData()[2] or ""))
            case CCEventConnect() | CCEventPreConnect():
                self._listener.on_answered(self, str(event.getData()[2] or ""))
            case CCEventUpdate():
                self._answer_offer(str(event.getData() or ""))
            case CCEventFail() | CCEventRedirect():
                self._finish(Ending.REFUSED, int(event.getData()[0]))
            case CCEventDisconnect():
                self._finish(Ending.BYE, 0)

    def _answer_offer(self, offer: str) -> None:
        try:
            answer = self._listener.on_offer(self, offer)
        except OfferRefusedError:
            self._ua.recvEvent(CCEventFail(NOT_ACCEPTABLE))
            self._ua.rSDP = MsgBody(offer)
            return
        self._say(CCEventConnect((200, "OK", MsgBody(answer))))

    def _say(self, event: CCEventGeneric) -> None:
        headers = (("Allow", ALLOW), ("Supported", "timer"), *self._session_timer.headers())
        event.extra_headers = tuple(SipHeader(name=name, bodys=body) for name, body in headers)
        self._ua.recvEvent(event)
        self._session_timer.start()

    def _finish(self, ending: Ending, code: int) -> None:
        self._close()
        self._listener.on_ended(self, ending, code)

    def _close(self) -> None:
        self._ended = True
        self._session_timer.stop()

    def _expire(self) -> None:
        if not self._ended:
            self._ua.recvEvent(CCEventDisconnect())
            self._finish(Ending.EXPIRED, 0)

    # --- in-dialog requests we answer ourselves

    def refreshed(self, request: SipRequest) -> None:
        """Start the session timer anew: a re-INVITE or UPDATE came."""
        self._session_timer.asked(_header(request, "session-expires"), _header(request, "supported"))

    def answer_request(self, request: SipRequest) -> SipResponse:
        """Return the answer to an in-dialog request that sippy does not handle."""
        handlers: dict[str, Callable[[SipRequest], SipResponse]] = {
            "UPDATE": self._answer_update,
            "INFO": self._answer_info,
            "REFER": self._answer_refer,
            "NOTIFY": partial(_respond, code=200, reason="OK"),
        }
        handler = handlers.get(request.getMethod(), partial(_respond, code=405, reason="Method Not Allowed"))
        return handler(request)

    def _answer_update(self, request: SipRequest) -> SipResponse:
        self.refreshed(request)
        try:
            answer = self._listener.on_offer(self, str(request.getBody())) if request.getBody() else ""
        except OfferRefusedError:
            return _respond(request, *NOT_ACCEPTABLE)
        response = _respond(request, 200, "OK")
        response.appendHeader(SipHeader(name="contact", body=self._ua.lContact))
        for name, body in self._session_timer.headers():
            response.appendHeader(SipHeader(name=name, bodys=body))
        if answer:
            response.setBody(MsgBody(answer))
        self._session_timer.start()
        return response

    def _answer_info(self, request: SipRequest) -> SipResponse:
        digit = _info_digit(str(request.getBody() or ""))
        if digit:
            self._listener.on_digit(self, digit)
        return _respond(request, 200, "OK")

    def _answer_refer(self, request: SipRequest) -> SipResponse:
        target = uri_user(_header(request, "refer-to"))
        if not target or not self._listener.may_refer(self):
            return _respond(request, 400, "Nobody To Transfer" if target else "Refer-To Expected")
        sip_loop.after(0.0, partial(self._after_refer, target))  # the 202 goes out first
        return _respond(request, 202, "Accepted")

    def _after_refer(self, target: str) -> None:
        if self._ended:
            return
        self._notify_accepted()
        self._listener.on_refer(self, target)

    def _notify_accepted(self) -> None:
        """Tell the phone that its transfer succeeded, so that it lets go (RFC 3515 2.4.5)."""
        body = MsgBody("SIP/2.0 200 OK\r\n", SipContentType("message/sipfrag;version=2.0"))
        headers = (("Event", "refer"), ("Subscription-State", "terminated;reason=noresource"))
        request = self._ua.genRequest(
            "NOTIFY", body, extra_headers=[SipHeader(name=name, bodys=value) for name, value in headers]
        )
        self._ua.newTransaction(request)


def _respond(request: SipRequest, code: int, reason: str) -> SipResponse:
    return request.genResponse(code, reason)


def _header(request: SipRequest, name: str) -> str:
    bodies = [str(header.body) for header in request.headers if header.name == name]
    return ", ".join(bodies)


def _info_digit(body: str) -> str:
    """Read application/dtmf-relay (`Signal=5`) or application/dtmf (`5`); '' when it is neither."""
    found = _DTMF_RELAY.search(body)
    signal = found.group(1).upper() if found else body.strip().upper()
    if signal in ("10", "11", "12", "13", "14", "15"):
        return _EVENTS[int(signal)]
    return signal if len(signal) == 1 and signal in _EVENTS else ""
