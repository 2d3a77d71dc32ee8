"""The SIP stack: sippy's parser and transactions behind our gate, and answers that need no transaction."""

import ipaddress
import logging
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sippy.Core.Exceptions
from sippy.Network_server import Network_server, Remote_address
from sippy.SipAddress import SipAddress
from sippy.SipCallId import SipCallId
from sippy.SipConf import SipConf
from sippy.SipFrom import SipFrom
from sippy.SipHeader import SipHeader
from sippy.SipRequest import SipRequest
from sippy.SipResponse import SipResponse
from sippy.SipTo import SipTo
from sippy.SipTransactionManager import SipTransaction, SipTransactionManager
from sippy.SipURL import SipURL
from sippy.Time.MonoTime import MonoTime
from sippy.Udp_server import Udp_server_opts

from callcenter.telephony import sip_loop
from callcenter.telephony.gate import MAX_DATAGRAM_BYTES, Refusal, inspect
from callcenter.telephony.identity import decode_header_bytes
from callcenter.telephony.quiet import QuietLog, Sink

RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024  # a burst of INVITEs waits here instead of being lost
MAX_WAITING = 5000  # datagrams handed to the loop and not yet handled; beyond it they are dropped
ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REFER, NOTIFY"

log = logging.getLogger(__name__)
quiet = QuietLog(log)

Address = tuple[str, int]
Admit = Callable[[str, float], Refusal | None]


class SipStartError(RuntimeError):
    """The SIP address cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One SIP request as the rest of telephony sees it."""

    method: str
    user: str  # user part of the Request-URI
    source: Address
    has_dialog: bool  # its Call-ID and tags belong to a dialog of ours
    to_tag: str
    call_id: str
    headers: Mapping[str, tuple[str, ...]]  # lower-case long name -> bodies as received
    body: str
    raw: SipRequest = field(repr=False)

    def header(self, name: str) -> str:
        """Return the first body of a header, '' when it is absent."""
        return next(iter(self.headers.get(name, ())), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A final answer that is given without keeping anything."""

    code: int
    reason: str
    headers: tuple[tuple[str, str], ...] = ()


class _GatedServer(Network_server):  # type: ignore[misc]  # sippy has no types
    """The UDP socket: its thread lets through only what passes the gate."""

    transport = "udp"
    admit: Admit = staticmethod(lambda _source, _now: None)

    def __init__(self, _config: dict[str, object], options: Udp_server_opts) -> None:
        super().__init__(options)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(self.uopts.laddress)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        self._handed = 0
        self._handled = 0

    def start(self) -> None:
        """Begin to receive."""
        threading.Thread(target=self._receive, name="sip-receive", daemon=True).start()

    def _receive(self) -> None:
        while True:
            try:
                datagram, source = self._socket.recvfrom(MAX_DATAGRAM_BYTES + 1)
            except OSError:
                return  # closed
            refusal = self.admit(source[0], time.monotonic()) or inspect(datagram)
            if refusal is None:
                self._hand_over(datagram, source)
            elif refusal is not Refusal.KEEP_ALIVE:
                quiet.warning("SIP datagram refused", why=refusal.value, source=source[0])

    def _hand_over(self, datagram: bytes, source: Address) -> None:
        if self._handed - self._handled > MAX_WAITING:
            quiet.warning("SIP datagrams dropped: the loop cannot keep up")
            return
        self._handed += 1
        sip_loop.call_soon(self._handle, _as_text(datagram), Remote_address(source, self.transport), MonoTime())

    def _handle(self, text: str, source: Remote_address, received_at: MonoTime) -> None:
        self._handled += 1
        self.handle_read(text, source, received_at)

    def send_to(self, data: str | bytes, address: Address, delayed: bool = False) -> None:
        """Send at once; an address that is no IP address or port is logged and forgotten."""
        del delayed
        raw = data if isinstance(data, bytes) else data.encode()
        try:
            ipaddress.IPv4Address(str(address[0]))
            self._socket.sendto(raw, (address[0], int(address[1] or SipConf.default_port)))
        except (ValueError, OverflowError, TypeError, OSError) as error:
            quiet.warning("SIP message not sent", destination=str(address)[:80], error=str(error)[:80])

    def join(self) -> None:
        """Nothing to wait for: the thread ends with the socket."""

    def shutdown(self) -> None:
        """Close the socket."""
        self._socket.close()
        self.uopts.data_callback = None


def _as_text(datagram: bytes) -> str:
    """Decode a message: the head by what Chinese equipment sends, the body byte by byte (its length counts)."""
    head, separator, body = datagram.partition(b"\r\n\r\n")
    return decode_header_bytes(head) + (separator + body).decode("latin-1")


class _Silent:
    """sippy's message log: written nowhere."""

    def write(self, *_parts: object, **_options: object) -> None:
        """Forget it."""


class _Transactions(SipTransactionManager):  # type: ignore[misc]  # sippy has no types
    """sippy's transactions, with our answer-at-once requests in front and nothing printed on bad input."""

    model_udp_server = (_GatedServer, Udp_server_opts)

    def __init__(self, config: dict[str, object], screen: Callable[[Request], Reply | None]) -> None:
        self._screen = screen
        super().__init__(config, req_cb=None)

    def handleIncoming(self, data: str, source: Remote_address, server: _GatedServer, at: MonoTime) -> None:  # noqa: N802
        try:
            super().handleIncoming(data, source, server, at)
        except Exception as error:  # noqa: BLE001 - whatever a stranger's packet sets off must end here
            quiet.warning("SIP message not understood", source=str(source), **{"pii.error": repr(error)[:200]})

    def incomingRequest(  # noqa: N802
        self, request: SipRequest, checksum: bytes, tids: object, server: _GatedServer
    ) -> None:
        if request.getMethod() not in ("ACK", "CANCEL"):
            reply = self._screen(self.facade(request))
            if reply is not None:
                self._answer(request, reply, checksum, server)
                return
        super().incomingRequest(request, checksum, tids, server)

    def incomingResponse(self, response: SipResponse, transaction: SipTransaction, checksum: bytes) -> None:  # noqa: N802
        if not response.countHFs("record-route"):
            if getattr(transaction, "behind_nat", False):
                _point_contact_at_source(response)
            elif getattr(transaction, "by_name", False) and _contact_is_a_name(response):
                _point_contact_at_source(response)  # a trunk that names itself by DNS is where its answer came from
        super().incomingResponse(response, transaction, checksum)

    def facade(self, request: SipRequest) -> Request:
        """Read a parsed request."""
        call_id = str(request.getHFBody("call-id"))
        to_tag = request.getHFBody("to").getTag() or ""
        return Request(
            method=request.getMethod(),
            user=request.getRURI().username or "",
            source=request.getSource(),
            has_dialog=bool(to_tag) and call_id in self.req_consumers,
            to_tag=to_tag,
            call_id=call_id,
            headers=_headers(request),
            body=str(request.getBody() or ""),
            raw=request,
        )

    def _answer(self, request: SipRequest, reply: Reply, checksum: bytes, server: _GatedServer) -> None:
        response = request.genResponse(reply.code, reply.reason, server=SipConf.my_uaname)
        to_body = response.getHFBody("to")
        if to_body.getTag() is None:
            to_body.genTag()
        for name, body in reply.headers:
            response.appendHeader(SipHeader(name=name, bodys=body))
        # Always to where it came from: a Via that names somebody else must not make us a reflector.
        self.transmitMsg(server, response, request.getSource(), checksum)


def _headers(request: SipRequest) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for header in request.headers:
        found.setdefault(header.name, []).append(str(header.body))
    return {name: tuple(bodies) for name, bodies in found.items()}


def _point_contact_at_source(message: SipRequest | SipResponse) -> None:
    """Replace the address of a softphone's Contact by where it really is, as its NAT shows it."""
    if message.countHFs("contact"):
        contact = message.getHFBody("contact")
        if not contact.asterisk:
            contact.getUrl().host, contact.getUrl().port = message.getSource()


def _contact_is_a_name(message: SipResponse) -> bool:
    return bool(message.countHFs("contact")) and not is_ipv4(str(message.getHFBody("contact").getUrl().host))


class SipStack:
    """Owns sippy's configuration, transactions and socket."""

    def __init__(
        self, listen: Address, user_agent: str, admit: Admit, screen: Callable[[Request], Reply | None]
    ) -> None:
        """Bind the SIP address; `admit` is asked on the receiving thread, `screen` on the loop's.

        Raises:
            SipStartError: the address cannot be bound.

        """
        _hush()
        SipConf.my_uaname = user_agent
        SipConf.my_address, SipConf.my_port = listen
        SipConf.autoconvert_tel_url = True
        self.listen = listen
        self.config: dict[str, object] = {"_sip_address": listen[0], "_sip_port": listen[1], "_sip_logger": _Silent()}
        try:
            self.transactions = _Transactions(self.config, screen)
        except OSError as error:
            raise SipStartError(f"[sip] listen {listen[0]}:{listen[1]}: {error.strerror}") from error
        self.config["_sip_tm"] = self.transactions
        self._admit = admit

    def start(self, on_call: Callable[[SipRequest, SipTransaction], object]) -> None:
        """Begin to receive; `on_call` gets each INVITE that the screen let through."""
        self.transactions.req_cb = on_call
        for server in self.transactions.l4r.cache_l2s.values():
            server.admit = self._admit
            server.start()

    def facade(self, request: SipRequest) -> Request:
        """Read a parsed request."""
        return self.transactions.facade(request)

    def ping(self, contact: str, address: Address, on_code: Callable[[int], None]) -> None:
        """Send OPTIONS to a phone; `on_code` gets the final code, 408 when none comes."""
        us = SipAddress(url=SipURL(username="ping", host=self.listen[0], port=self.listen[1]), hadbrace=True)
        sender = SipFrom(address=us)
        sender.genTag()
        request = SipRequest(
            method="OPTIONS",
            ruri=SipURL(contact),
            to=SipTo(address=SipAddress(url=SipURL(contact), hadbrace=True)),
            fr0m=sender,
            cseq=1,
            callid=SipCallId(),
            target=(address, "udp"),
        )
        self.transactions.newTransaction(request, resp_cb=lambda response: _final(response, on_code))


def _hush() -> None:
    """Send what sippy prints to the quiet log; its dump_exception has bound sys.stdout when it was imported."""
    sink = Sink(quiet)
    sippy.Core.Exceptions.dump_exception.__defaults__ = (sink, None)
    sys.stdout = sink


def _final(response: SipResponse, on_code: Callable[[int], None]) -> None:
    code = int(response.getSCode()[0])
    if code >= 200:
        on_code(code)


def is_ipv4(host: str) -> bool:
    """Tell whether a host is an address rather than a name."""
    try:
        ipaddress.IPv4Address(host)
    except ValueError:
        return False
    return True


_USER = re.compile(r"<?\s*(?:sips?|tel):([^@;>?]*)", re.IGNORECASE)


def uri_user(body: str) -> str:
    """Return the user part of the first URI in a header body, '' when there is none."""
    found = _USER.search(body)
    return found.group(1) if found else ""
