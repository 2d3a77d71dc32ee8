"""A call the phone makes: INVITE with repeats, digest, ringing, answer, refusal, CANCEL."""

from typing import TYPE_CHECKING

from callcenter.telephony.phone.call import PhoneCall
from callcenter.telephony.phone.dialog import Dialog, dialog_we_began
from callcenter.telephony.phone.digest import ChallengeError, authorization
from callcenter.telephony.phone.events import EndedBy, EndReason, Ringing
from callcenter.telephony.phone.media import Sound
from callcenter.telephony.phone.message import Message, media_of, read_message
from callcenter.telephony.phone.pyvoip import CallState
from callcenter.telephony.phone.signalling import header, own_request
from callcenter.telephony.phone.transactions import GIVE_UP_S, Address, ClientTransaction

if TYPE_CHECKING:
    from callcenter.telephony.phone.phone import Phone

_REASONS = {486: EndReason.BUSY, 600: EndReason.BUSY, 603: EndReason.DECLINED, 487: EndReason.CANCELLED}


class CallOut(PhoneCall):
    """The calling side of a call."""

    def __init__(self, phone: "Phone", number: str, invite: str, sound: Sound) -> None:
        request = read_message(invite.encode())
        super().__init__(phone, request, sound, incoming=False, other=number, tag=request.tag("From"))
        self._number = number
        self._invite = invite
        self._transaction: ClientTransaction | None = None
        self._provisional = self._challenged = self._cancelling = False

    def dial(self) -> None:
        self._transaction = self.signalling.request(self._invite, self._server(), self._heard, self._unheard)

    def hangup(self) -> None:
        if self.state == CallState.ANSWERED:
            self.send_bye()
            self.finish(EndReason.HUNG_UP, EndedBy.US)
        elif self.end is None and not self._cancelling:
            self._cancelling = True
            self._cancel()

    def _server(self) -> Address:
        return self.owner.server, self.owner.port

    def _cancel(self) -> None:
        """Send CANCEL, which RFC 3261 9.1 allows only after a provisional answer."""
        if not self._provisional:
            return
        text = own_request(self._invite, "CANCEL")
        self.signalling.request(text, self._server(), lambda _m, _a: None, lambda: None)
        self.owner.loop.later(GIVE_UP_S, lambda: self.finish(EndReason.CANCELLED, EndedBy.US))  # no 487 came

    def _unheard(self) -> None:
        self.finish(EndReason.CANCELLED if self._cancelling else EndReason.NO_REPLY, EndedBy.NOBODY, 408)

    def _heard(self, message: Message, source: Address) -> None:
        if message.code < 200:
            self._progress(message)
        elif message.code < 300:
            self.answered(message, source)
        else:
            self._refused(message)

    def _progress(self, message: Message) -> None:
        self._provisional = True
        if self._cancelling:
            self._cancel()
        elif message.code >= 180 and self.rang_s is None and self.end is None:
            self.mark_ringing()
            self.owner.emit(Ringing(call=self))

    def answered(self, request: Message, source: Address = ("", 0)) -> None:  # type: ignore[override]
        """Take the 200: make the dialog, acknowledge it, let the sound flow; hang up when we had given up."""
        local = header(self._invite, "From")
        cseq, _ = request.cseq
        self.dialog = dialog_we_began(local, cseq, request, source)
        self._acknowledge_by(self._ack_to_answer(self.dialog, cseq))
        media = media_of(request)
        if self._cancelling or self.end is not None:
            self.send_bye()
            self.finish(EndReason.CANCELLED, EndedBy.US)
        elif media is None:
            self.send_bye()
            self.finish(EndReason.NO_SOUND_AGREED, EndedBy.US)
        else:
            self.agree(media)
            self.up()

    def _ack_to_answer(self, dialog: Dialog, cseq: int) -> tuple[str, Address]:
        """Return the ACK to a 2xx: Contact as request line, the answer's To tag, a branch of its own."""
        line, headers = dialog.lines("ACK", cseq)
        return self.signalling.gen_in_dialog(line, headers), dialog.next_hop()

    def _acknowledge_by(self, ack: tuple[str, Address]) -> None:
        datagram, to = ack[0].encode(), ack[1]
        if self._transaction:  # a repeated final answer gets the same ACK again
            self._transaction.acknowledge = lambda: self.signalling.send(datagram, to)
        self.signalling.send(datagram, to)

    def _refused(self, message: Message) -> None:
        ack = own_request(self._invite, "ACK", to=message.line("To"))
        self._acknowledge_by((ack, self._server()))
        if message.code in (401, 407) and not self._challenged and self._cancelling is False:
            self._challenged = True
            self._dial_again(message)
            return
        reason = EndReason.CANCELLED if self._cancelling else _REASONS.get(message.code, EndReason.REFUSED)
        self.finish(reason, EndedBy.US if self._cancelling else EndedBy.PEER, message.code)

    def _dial_again(self, message: Message) -> None:
        """Answer the challenge with the same call under the next CSeq."""
        uri = self._invite.split(" ", 2)[1]
        try:
            value = authorization(
                message.authentication,
                method="INVITE",
                uri=uri,
                username=self.owner.username,
                password=self.owner.password,
            )
        except ChallengeError:
            self.finish(EndReason.REFUSED, EndedBy.PEER, message.code)
            return
        name = "Authorization" if message.code == 401 else "Proxy-Authorization"
        self._provisional = False
        self._invite = self.owner.invite_text(self._number, self.call_id, self.tag, self.sound, (f"{name}: {value}",))
        self.dial()
