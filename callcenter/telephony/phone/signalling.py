"""pyVoIP's SIP client with a transaction layer and messages that other peers accept."""

import logging
import re
import socket
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from callcenter.telephony.phone.loop import PhoneLoop
from callcenter.telephony.phone.message import Message, UnreadableError, read_message
from callcenter.telephony.phone.pyvoip import PayloadType, SIPClient, SIPMessage, TransmitType
from callcenter.telephony.phone.transactions import Address, Answers, ClientTransaction, Repeater

if TYPE_CHECKING:
    from callcenter.telephony.phone.phone import Phone

MAX_DATAGRAMS_A_TURN = 50  # then the beat of the sound gets its turn
USER_AGENT = "callcenter-phone (pyVoIP)"
OURS = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE"

log = logging.getLogger(__name__)


class Signalling(SIPClient):
    """Owns the SIP socket of one phone and its transactions; everything runs on the phone loop's thread.

    Kept of pyVoIP: its account fields and counters, and the text of REGISTER, INVITE, 180, 200 and their SDP.
    Replaced: `start`, `recv` and `stop` (its own threads, polling and blocking waits), `parse_message` (answered
    nothing but INVITE, BYE and CANCEL), `gen_ack` and `gen_bye` (wrong request line, tags and Via), `gen_call_id` (the
    same after each restart), `gen_tag` (a list that only grows), the Via echo (lost parameters).
    """

    s: socket.socket

    def __init__(self, phone: "Phone", loop: PhoneLoop, server: Address, account: tuple[str, str], me: Address) -> None:
        super().__init__(server[0], server[1], account[0], account[1], phone, me[0], me[1], phone.callback, phone.fatal)
        self.owner = phone
        self.loop = loop
        self.port = server[1]
        self.junk = 0
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self._answers = Answers()

    def start(self) -> None:
        """Open the socket; raises OSError when the address is taken."""
        self.s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.s.setblocking(False)
        try:
            self.s.bind((self.myIP, self.myPort))
        except OSError as fault:
            self.s.close()
            raise OSError(fault.errno, f"phone {self.username}: {self.myIP}:{self.myPort}: {fault.strerror}") from None
        self.myPort = self.s.getsockname()[1]
        self.out = self.s
        self.NSD = True
        self.loop.watch(self.s, self.recv)

    def stop(self) -> None:
        if not self.NSD:
            return
        self.NSD = False
        for transaction in tuple(self._clients.values()):
            transaction.close()
        self._clients.clear()
        self._answers.close()
        self.loop.unwatch(self.s)
        self.s.close()

    def waits(self) -> bool:
        """Return whether a request of ours is still unanswered."""
        return any(not transaction.final for transaction in self._clients.values())

    # --- receiving ---

    def recv(self) -> None:
        for _ in range(MAX_DATAGRAMS_A_TURN):
            try:
                data, source = self.s.recvfrom(65535)
            except (BlockingIOError, ConnectionRefusedError):  # refused: an earlier datagram of ours found no one
                return
            self._take(data, source)
            if not self.NSD:
                return

    def _take(self, data: bytes, source: Address) -> None:
        if not data.strip(b"\0\r\n"):
            return  # keep-alive
        try:
            message = read_message(data)
        except UnreadableError:
            self.junk += 1
            return
        if message.is_request:
            self._take_request(message, source)
        else:
            self._take_response(message, source)

    def _take_response(self, message: Message, source: Address) -> None:
        transaction = self._clients.get((message.branch, message.cseq[1]))
        if transaction and transaction.heard(message.code):
            transaction.on_response(message, source)

    def _take_request(self, message: Message, source: Address) -> None:
        key = _key(message)
        if message.method == "ACK":
            self._acknowledged(key)
            self.owner.take_request(message, source)
            return
        answered, is_new = self._answers.begin(key)
        if is_new:
            self.owner.take_request(message, source)
        elif answered.datagram:
            self.send(answered.datagram, answered.to)

    def _acknowledged(self, key: tuple[str, str, str]) -> None:
        answered = self._answers.find(key)
        if answered and answered.repeater:
            answered.repeater.stop()

    def stop_repeating(self, invite: Message) -> None:
        """Stop repeating the answer to this INVITE: its ACK came (the ACK to a 2xx has a branch of its own)."""
        self._acknowledged(_key(invite))

    def parse_message(self, message: SIPMessage) -> None:
        raise NotImplementedError("replaced by take_request of the phone")

    # --- sending ---

    def send(self, datagram: bytes, to: Address) -> None:
        try:
            self.s.sendto(datagram, to)
        except OSError as fault:
            log.debug("a phone could not send", extra={"error": fault.strerror, "to": f"{to[0]}:{to[1]}"})

    def request(
        self,
        text: str,
        to: Address,
        on_response: Callable[[Message, Address], None],
        on_timeout: Callable[[], None],
    ) -> ClientTransaction:
        """Send a request and repeat it until it is answered; returns its transaction."""
        branch, method = branch_of(text), text.split(" ", 1)[0]
        datagram, key = text.encode(), (branch, method)
        transaction = ClientTransaction(
            self.loop,
            invite=method == "INVITE",
            send=lambda: self.send(datagram, to),
            forget=lambda: self._forget(key),
            give_up=on_timeout,
            on_response=on_response,
        )
        self._clients[key] = transaction
        return transaction

    def _forget(self, key: tuple[str, str]) -> None:
        self._clients.pop(key, None)

    def respond(
        self, request: Message, source: Address, text: str, on_no_ack: Callable[[], None] | None = None
    ) -> None:
        """Send a response and keep it for repeats; a final answer to INVITE repeats itself until its ACK."""
        datagram, key = text.encode(), _key(request)
        answered, _ = self._answers.begin(key)
        answered.datagram, answered.to = datagram, source
        if request.method == "INVITE" and not text.startswith("SIP/2.0 1"):
            answered.repeater = Repeater(
                self.loop, lambda: self.send(datagram, source), on_no_ack or (lambda: None), longest_s=4.0
            )
        self.send(datagram, source)

    # --- messages: pyVoIP's text, corrected ---

    def gen_call_id(self) -> str:
        return f"{uuid.uuid4().hex}@{self.myIP}"

    def gen_tag(self) -> str:
        return uuid.uuid4().hex[:16]

    def _gen_response_via_header(self, request: SIPMessage) -> str:
        """Echo the Via lines as they came; the answer goes to where the request came from (RFC 3581)."""
        assert isinstance(request, Message)  # noqa: S101 - every message of ours is one
        return "".join(f"Via: {line}\r\n" for line in request.via)

    def gen_response(self, request: Message, code: int, reason: str, tag: str = "", extra: tuple[str, ...] = ()) -> str:
        """Return any response, made of pyVoIP's 200 to a BYE."""
        to = request.line("To") if request.tag("To") or not tag else f"{request.line('To')};tag={tag}"
        text = rewrite(self.gen_ok(request), {"To": to, "Allow": OURS, "User-Agent": USER_AGENT}, extra)
        return f"SIP/2.0 {code} {reason}\r\n" + text.split("\r\n", 1)[1]

    def gen_accept(self, request: Message, tag: str, session: tuple[str, int], media: dict[int, dict[int, PayloadType]],
                   direction: TransmitType) -> str:  # fmt: skip
        """Return the 200 with SDP to an INVITE; `session` is the SDP's id and version."""
        self.tagLibrary[request.call_id] = tag
        text = self.gen_answer(request, session[0], media, direction)
        del self.tagLibrary[request.call_id]
        to = request.line("To") if request.tag("To") else f"{request.line('To')};tag={tag}"
        routes = tuple(f"Record-Route: {entry}" for entry in request.routes())
        text = rewrite(text, {"To": to, "Allow": OURS, "User-Agent": USER_AGENT}, routes)
        return _with_sdp_version(text, *session)

    def gen_call(self, number: str, call_id: str, tag: str, media: dict[int, dict[int, PayloadType]],
                 extra: tuple[str, ...] = ()) -> str:  # fmt: skip
        """Return an INVITE with SDP from our own number."""
        text = self.gen_invite(number, "1", media, TransmitType.SENDRECV, self.gen_branch(), call_id)  # type: ignore[arg-type]
        self.tagLibrary.pop(call_id, None)
        host = self._server_host()
        changes = {
            "Via": re.sub(r"$", ";rport", header(text, "Via")),
            "To": f"<sip:{number}@{host}>",
            "From": f"<sip:{self.username}@{self._from_host()}>;tag={tag}",
            "Allow": OURS,
            "User-Agent": USER_AGENT,
        }
        text = rewrite(text, changes, extra)
        return f"INVITE sip:{number}@{host} SIP/2.0\r\n" + text.split("\r\n", 1)[1]

    def gen_in_dialog(self, line: str, headers: list[str]) -> str:
        """Return a request without body in a dialog (what pyVoIP's gen_ack and gen_bye get wrong)."""
        via = f"Via: SIP/2.0/UDP {self.myIP}:{self.myPort};branch={self.gen_branch()};rport"
        contact = f"Contact: <sip:{self.username}@{self.myIP}:{self.myPort}>"
        all_lines = [line, via, "Max-Forwards: 70", *headers, contact, f"User-Agent: {USER_AGENT}", "Content-Length: 0"]
        return "\r\n".join(all_lines) + "\r\n\r\n"

    def gen_registration(self, call_id: str, expires_s: int, extra: tuple[str, ...] = ()) -> str:
        self.default_expires = expires_s
        host = self._server_host()
        party = f'"{self.username}" <sip:{self.username}@{host}>'
        text = self.gen_first_response(deregister=expires_s == 0)
        changes = {
            "Call-ID": call_id,
            "From": f"{party};tag={self.tagLibrary['register']}",
            "To": party,
            "Allow": OURS,
            "User-Agent": USER_AGENT,
        }
        return f"REGISTER sip:{host} SIP/2.0\r\n" + rewrite(text, changes, extra).split("\r\n", 1)[1]

    def _server_host(self) -> str:
        return self.server if self.port == 5060 else f"{self.server}:{self.port}"

    def _from_host(self) -> str:
        return self._server_host() if self.password else self.myIP


def header(text: str, name: str) -> str:
    """Return the value of the first header of that name in a message we made, '' when absent."""
    found = re.search(rf"^{name}: (.*?)\r$", text, re.MULTILINE)
    return found.group(1) if found else ""


def branch_of(text: str) -> str:
    """Return the branch of the topmost Via of a message we made."""
    found = re.search(r";branch=([^;\r]+)", text)
    return found.group(1) if found else ""


def rewrite(text: str, changes: dict[str, str], extra: tuple[str, ...] = ()) -> str:
    """Return the message with these header values in place of its own and `extra` lines before its Content-Length."""
    head, _, body = text.partition("\r\n\r\n")
    lines: list[str] = []
    for line in head.split("\r\n"):
        name = line.partition(": ")[0]
        if name == "Content-Length":
            lines += extra
        lines.append(f"{name}: {changes[name]}" if name in changes else line)
    return "\r\n".join(lines) + "\r\n\r\n" + body


def _with_sdp_version(text: str, session: str, version: int) -> str:
    """Put the SDP's version in; pyVoIP writes the same one into every answer (RFC 3264 8 wants it to grow)."""
    head, _, body = text.partition("\r\n\r\n")
    body = re.sub(r"^o=pyVoIP \S+ \S+", f"o=pyVoIP {session} {version}", body, count=1)
    head = re.sub(r"Content-Length: \d+", f"Content-Length: {len(body.encode())}", head)
    return f"{head}\r\n\r\n{body}"


def _key(message: Message) -> tuple[str, str, str]:
    """Name a server transaction (RFC 3261 17.2.3); an ACK to a refusal belongs to its INVITE."""
    sent_by = message.via[0].split(";")[0]
    method = "INVITE" if message.method == "ACK" else message.method
    return message.branch, sent_by, method


def own_request(invite: str, method: str, to: str = "") -> str:
    """Return the CANCEL of our INVITE or the ACK to its refusal: same branch and CSeq (RFC 3261 9.1, 17.1.1.3)."""
    uri, cseq = invite.split(" ", 2)[1], header(invite, "CSeq").split(" ")[0]
    lines = [f"{method} {uri} SIP/2.0", f"Via: {header(invite, 'Via')}", "Max-Forwards: 70"]
    lines += [f"From: {header(invite, 'From')}", f"To: {to or header(invite, 'To')}"]
    lines += [f"Call-ID: {header(invite, 'Call-ID')}", f"CSeq: {cseq} {method}", "Content-Length: 0"]
    return "\r\n".join(lines) + "\r\n\r\n"
