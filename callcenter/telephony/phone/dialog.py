"""The SIP dialog a call keeps: who is who, where requests go, and the next CSeq (RFC 3261 12)."""

from dataclasses import dataclass

from callcenter.telephony.phone.message import Message, address_of, uri_in
from callcenter.telephony.phone.transactions import Address


@dataclass(slots=True, kw_only=True)
class Dialog:
    """Owned by one call. `local` and `remote` are whole header values with their tags."""

    call_id: str
    local: str
    remote: str
    target: str  # the peer's Contact
    routes: tuple[str, ...] = ()
    cseq: int = 0  # of our newest request
    peer: Address = ("", 0)  # where the peer's messages came from

    def lines(self, method: str, cseq: int) -> tuple[str, list[str]]:
        """Return the request line and the headers that a request in this dialog begins with."""
        uri, routes = self.target, list(self.routes)
        if routes and ";lr" not in routes[0]:  # RFC 3261 12.2.1.1: a strict router
            uri, routes = uri_in(routes[0]), [*routes[1:], f"<{self.target}>"]
        headers = [f"Route: {', '.join(routes)}"] if routes else []
        headers += [f"From: {self.local}", f"To: {self.remote}", f"Call-ID: {self.call_id}", f"CSeq: {cseq} {method}"]
        return f"{method} {uri} SIP/2.0", headers

    def next_hop(self) -> Address:
        """Return where to send: the first route, else the target, else where the peer was last seen."""
        first = uri_in(self.routes[0]) if self.routes else self.target
        return address_of(first) or self.peer


def dialog_we_began(request_local: str, cseq: int, answer: Message, peer: Address) -> Dialog:
    """Return the dialog made by the answer (2xx) to our INVITE."""
    return Dialog(
        call_id=answer.call_id,
        local=request_local,
        remote=answer.line("To"),
        target=answer.contact_uri() or f"sip:{peer[0]}:{peer[1]}",
        routes=tuple(reversed(answer.routes())),
        cseq=cseq,
        peer=peer,
    )


def dialog_they_began(invite: Message, tag: str, peer: Address) -> Dialog:
    """Return the dialog made by their INVITE and our tag."""
    return Dialog(
        call_id=invite.call_id,
        local=f"{invite.headers['To']['raw']};tag={tag}",
        remote=invite.line("From"),
        target=invite.contact_uri() or f"sip:{peer[0]}:{peer[1]}",
        routes=invite.routes(),
        peer=peer,
    )
