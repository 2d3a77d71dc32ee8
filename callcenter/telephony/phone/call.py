"""pyVoIP's call with its life put right: dialog, answers, refusals, hold, and an end that is said once."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from callcenter.telephony.phone.dialog import Dialog
from callcenter.telephony.phone.events import Answered, CallFigures, Ended, EndedBy, EndReason
from callcenter.telephony.phone.media import Sound
from callcenter.telephony.phone.message import Media, Message, media_of
from callcenter.telephony.phone.pyvoip import CallState, TransmitType, VoIPCall
from callcenter.telephony.phone.transactions import Address

if TYPE_CHECKING:
    from callcenter.telephony.phone.phone import Phone

_ANSWER_TO = {
    "sendrecv": TransmitType.SENDRECV,
    "sendonly": TransmitType.RECVONLY,
    "recvonly": TransmitType.SENDONLY,
    "inactive": TransmitType.INACTIVE,
}  # RFC 3264 6.1


class PhoneCall(VoIPCall, ABC):
    """Owns one call of one phone, its dialog and its sound. `say`, `hang_up`, `heard_pcm` work from any thread.

    Kept of pyVoIP: its states, fields and `gen_ms`. Replaced: the constructor's SDP reading (raises, warns and changes
    the process's warning filters), `answer`, `answered`, `renegotiate`, `hangup`, `bye` (no dialog, no ACK, no
    CANCEL), `__del__` (returned ports twice).
    """

    def __init__(self, phone: "Phone", request: Message, sound: Sound, *, incoming: bool, other: str, tag: str) -> None:
        super().__init__(phone, CallState.DIALING, request, phone.next_session(), phone.myIP, ms={})
        self.owner = phone
        self.signalling = phone.signalling
        self.incoming, self.other = incoming, other  # other: number of the far party
        if incoming:
            self.state = CallState.RINGING
        self.tag = tag  # ours
        self.sound = sound
        self.RTPClients.append(sound)
        self.dialog: Dialog | None = None
        self.end: Ended | None = None
        self.direction = TransmitType.SENDRECV
        self.began_s = time.monotonic()
        self.rang_s: float | None = None
        self.answered_s: float | None = None
        self.ended_s: float | None = None
        self._version = 1

    def __del__(self) -> None:
        """Do nothing: the sound closes its own port when the call ends."""

    # --- for whoever runs the phone ---

    def say(self, pcm: bytes, then: Callable[[], None] | None = None) -> None:
        """Say PCM16LE at 8 kHz from now on; `then` is called on the loop's thread when all of it was sent."""
        self.owner.loop.run(lambda: self.sound.mouth.say(pcm, then))

    def hang_up(self) -> None:
        """End the call in whatever state it is: BYE, CANCEL or a refusal; ended already is no error."""
        self.owner.loop.run(self.hangup)

    def heard_pcm(self, since_sample: int = 0) -> bytes:
        """Return what was heard as PCM16LE at 8 kHz."""
        return self.sound.ear.pcm(since_sample)

    def figures(self) -> CallFigures:
        def since_start(at_s: float | None) -> float | None:
            return None if at_s is None else at_s - self.began_s

        return CallFigures(
            to_ring_s=since_start(self.rang_s),
            to_answer_s=since_start(self.answered_s),
            to_end_s=since_start(self.ended_s),
            sent_packets=self.sound.sent_packets,
            heard=self.sound.ear.heard(),
        )

    # --- the loop's thread only, from here on ---

    @abstractmethod
    def hangup(self) -> None:
        """End the call from our side."""

    def bye(self) -> None:
        """The peer hung up."""
        self.finish(EndReason.HUNG_UP, EndedBy.PEER)

    def finish(self, reason: EndReason, by: EndedBy, code: int = 0) -> None:
        """Close the sound and say once that the call is over."""
        if self.end is not None:
            return
        self.ended_s = time.monotonic()
        self.state = CallState.ENDED
        self.sound.stop()
        self.end = Ended(call=self, reason=reason, by=by, code=code)
        self.owner.call_ended(self.end)

    def abandon(self) -> None:
        """The phone closes: nothing more can be said or heard."""
        self.finish(EndReason.HUNG_UP, EndedBy.US)

    def mark_ringing(self) -> None:
        self.rang_s = time.monotonic()

    def agree(self, media: Media) -> None:
        """Take the far side's sound description over: where to send, which law, and whether to send at all."""
        self.direction = _ANSWER_TO.get(media.direction, TransmitType.SENDRECV)
        self.sound.talk(media.ip, media.port, media.codecs)
        if self.direction in (TransmitType.RECVONLY, TransmitType.INACTIVE):
            self.sound.be_silent()

    def up(self) -> None:
        self.state = CallState.ANSWERED
        self.answered_s = time.monotonic()
        self.owner.emit(Answered(call=self))

    def send_bye(self) -> None:
        """Send BYE in the dialog, repeated until it is answered."""
        dialog = self.dialog
        if dialog is None:
            return
        dialog.cseq += 1
        line, headers = dialog.lines("BYE", dialog.cseq)
        text = self.signalling.gen_in_dialog(line, headers)
        self.signalling.request(text, dialog.next_hop(), lambda _m, _a: None, lambda: None)

    def take_in_dialog(self, message: Message, source: Address) -> None:
        """Answer a request of the peer within this call."""
        match message.method:
            case "BYE":
                self.respond(message, source, 200, "OK")
                self.bye()
            case "INVITE" | "UPDATE":
                self.renegotiate(message, source)
            case "INFO" | "OPTIONS" | "NOTIFY":
                self.respond(message, source, 200, "OK")
            case _:
                self.respond(message, source, 501, "Not Implemented")

    def renegotiate(self, request: Message, source: Address = ("", 0)) -> None:  # type: ignore[override]
        """Answer a re-INVITE or UPDATE: hold, resume, a new address, or a refresh without SDP."""
        if self.state != CallState.ANSWERED:
            self.respond(request, source, 491, "Request Pending")
            return
        media = media_of(request)
        if media is None and request.body.get("m"):
            self.respond(request, source, 488, "Not Acceptable Here")
            return
        if media is None and request.method == "UPDATE":  # a session refresh (RFC 4028 7.4)
            self.respond(request, source, 200, "OK")
            return
        if media:
            self.agree(media)
        if request.contact_uri() and self.dialog:
            self.dialog.target = request.contact_uri()
        self.accept(request, source)

    def accept(self, request: Message, source: Address, on_no_ack: Callable[[], None] | None = None) -> None:
        self._version += 1
        ours = {self.sound.inPort: dict(self.sound.assoc)}
        session = (self.session_id, self._version)
        text = self.signalling.gen_accept(request, self.tag, session, ours, self.direction)
        self.signalling.respond(request, source, text, on_no_ack)

    def respond(self, request: Message, source: Address, code: int, reason: str) -> None:
        self.signalling.respond(request, source, self.signalling.gen_response(request, code, reason, self.tag))
