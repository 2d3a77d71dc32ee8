"""A call that came to the phone: ring, answer or refuse, repeat the answer until its ACK, obey CANCEL."""

from typing import TYPE_CHECKING

from callcenter.telephony.phone.call import PhoneCall
from callcenter.telephony.phone.dialog import dialog_they_began
from callcenter.telephony.phone.events import EndedBy, EndReason
from callcenter.telephony.phone.media import Sound
from callcenter.telephony.phone.message import Message, media_of
from callcenter.telephony.phone.pyvoip import CallState
from callcenter.telephony.phone.transactions import Address

if TYPE_CHECKING:
    from callcenter.telephony.phone.phone import Phone


class CallIn(PhoneCall):
    """The called side of a call."""

    def __init__(self, phone: "Phone", invite: Message, sound: Sound, source: Address) -> None:
        other = str(invite.headers["From"]["number"] or "")
        super().__init__(phone, invite, sound, incoming=True, other=other, tag=phone.signalling.gen_tag())
        self.state = CallState.RINGING
        self.invite, self.source = invite, source
        self.dialog = dialog_they_began(invite, self.tag, source)
        self._offered = media_of(invite)
        self._late_offer = not invite.body.get("m")

    def ring(self) -> None:
        routes = tuple(f"Record-Route: {entry}" for entry in self.invite.routes())
        contact = f"Contact: <sip:{self.owner.username}@{self.myIP}:{self.signalling.myPort}>"
        text = self.signalling.gen_response(self.invite, 180, "Ringing", self.tag, (*routes, contact))
        self.signalling.respond(self.invite, self.source, text)

    def answer(self) -> None:
        """Pick up; a call that is not ringing any more is left as it is."""
        if self.state != CallState.RINGING:
            return
        if self._offered is None and not self._late_offer:
            self.refuse(488, "Not Acceptable Here", EndReason.NO_SOUND_AGREED)
            return
        if self._offered:
            self.agree(self._offered)
        self.accept(self.invite, self.source, self._never_acknowledged)
        self.up()

    def refuse(self, code: int, reason: str, why: EndReason) -> None:
        if self.state != CallState.RINGING:
            return
        self.respond(self.invite, self.source, code, reason)
        self.finish(why, EndedBy.US, code)

    def cancelled(self) -> None:
        """The caller gave up before we answered (RFC 3261 9.2)."""
        if self.state == CallState.RINGING:
            self.respond(self.invite, self.source, 487, "Request Terminated")
            self.finish(EndReason.CANCELLED, EndedBy.PEER, 487)

    def acknowledged(self, ack: Message) -> None:
        """Take the ACK to our 200; with a late offer it brings the caller's sound description."""
        self.signalling.stop_repeating(self.invite)
        media = media_of(ack)
        if media and self._late_offer:
            self._late_offer = False
            self.agree(media)

    def hangup(self) -> None:
        if self.state == CallState.RINGING:
            self.refuse(480, "Temporarily Unavailable", EndReason.CANCELLED)
        elif self.state == CallState.ANSWERED:
            self.signalling.stop_repeating(self.invite)
            self.send_bye()
            self.finish(EndReason.HUNG_UP, EndedBy.US)

    def bye(self) -> None:
        self.signalling.stop_repeating(self.invite)
        super().bye()

    def _never_acknowledged(self) -> None:
        if self.state == CallState.ANSWERED:  # RFC 3261 13.3.1.4
            self.send_bye()
            self.finish(EndReason.NO_REPLY, EndedBy.NOBODY)
