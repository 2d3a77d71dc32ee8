"""The legs: orders in, dialog events in, signals out. Decides nothing: who talks to whom is the service's business."""

import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import assert_never

from callcenter.telephony import sdp
from callcenter.telephony.bridging import Bridging
from callcenter.telephony.calling import Calling
from callcenter.telephony.described import Described
from callcenter.telephony.feeding import Feeding
from callcenter.telephony.hearing import Hearing
from callcenter.telephony.leg import CODEC_UNKNOWN, LOGIN_REFUSED, REASONS, Leg, more_telling, refused_call
from callcenter.telephony.media import Engine, MediaError
from callcenter.telephony.mixing import Mixing
from callcenter.telephony.ports import (
    Answer,
    Answered,
    Bridge,
    Copy,
    Dial,
    Digit,
    HangUp,
    Held,
    Hold,
    Incoming,
    LegEnd,
    LegEnded,
    LegState,
    LegView,
    Mix,
    Order,
    Play,
    Reject,
    Resume,
    Resumed,
    Ring,
    Ringing,
    SetAccounts,
    Signal,
    SoundHeard,
    TransferAsked,
)
from callcenter.telephony.programme_ports import Feed, Listen, MixChanged, PlayIn
from callcenter.telephony.registrar import Registrar
from callcenter.telephony.sip_leg import Dialog, Ending, Listener, OfferRefusedError
from callcenter.telephony.trunks import Trunk
from callcenter.telephony.watch import Watch

log = logging.getLogger(__name__)

Emit = Callable[[Signal], None]
NewDialog = Callable[[Listener], Dialog]


class Switchboard:
    """Owns every live leg. All methods run on the loop's thread."""

    def __init__(
        self,
        engine: Engine,
        registrar: Registrar,
        trunks: Sequence[Trunk],
        new_dialog: NewDialog,
        emit: Emit,
        timeout_s: float,
    ) -> None:
        self._registrar = registrar
        self._new_dialog = new_dialog
        self._emit = emit
        self._legs: dict[str, Leg] = {}
        self._by_dialog: dict[Dialog, Leg] = {}
        self._described = Described(engine, self._legs)
        self._calling = Calling(self._described, registrar, trunks, self._dialog_of, self.finish)
        self._hearing = Hearing(emit)
        self._bridging = Bridging(self._legs, self._hearing)
        self._mixing = Mixing(self._legs, self._bridging, self._hearing, engine.ip)
        self._feeding = Feeding(engine, self._bridging, self._hearing, self._mixing, emit)
        self._mixing.told = lambda call_id, mixed: emit(MixChanged(call_id=call_id, mixed=mixed))
        self._watch = Watch(timeout_s, self._heard, self._lost)
        self.served: Callable[[], bool] = lambda: True  # whether a service is connected

    # --- what is there

    def views(self) -> tuple[LegView, ...]:
        """Return every live leg."""
        return tuple(leg.view() for leg in self._legs.values())

    def waiting(self) -> Iterable[Incoming]:
        """Return the calls that came in and were neither answered nor refused."""
        return [leg.incoming for leg in self._legs.values() if leg.incoming and leg.state is LegState.INCOMING]

    def live(self, leg_id: str) -> Leg | None:
        """Return a leg while it lives."""
        return self._legs.get(leg_id)

    def __len__(self) -> int:
        return len(self._legs)

    # --- calls that come in

    def come_in(self, incoming: Incoming, dialog: Dialog, offer: sdp.Media | None) -> None:
        """Take a new call whose 100 is out: say 180 and report it."""
        leg = Leg(leg_id=incoming.leg_id, state=LegState.INCOMING, incoming=incoming, offer=offer, dialogs=[dialog])
        self._legs[leg.leg_id] = leg
        self._by_dialog[dialog] = leg
        dialog.ring()
        self._emit(incoming)

    # --- orders

    def obey(self, order: Order) -> None:
        """Carry out one order; what comes of it is emitted."""
        match order:
            case SetAccounts():
                self._registrar.set_accounts(order.accounts)
            case Ring() | Dial():
                self._call(order)
            case Bridge():
                self._with(order.leg_a, lambda a: self._with(order.leg_b, partial(self._bridge, order.quiet, a)))
            case Mix():
                self._feeding.release(*(leg for one in order.members if (leg := self.live(one.leg_id))))
                self._mixing.mix(order)
            case Feed():
                self._feeding.feed(order, self.live(order.leg_id))
            case Copy() if self._feeding.copy_stream(order):
                pass
            case _:
                self._with(order.leg_id, partial(self._obey_leg, order))

    def _obey_leg(
        self, order: Answer | Reject | Play | Listen | PlayIn | Hold | Resume | Copy | HangUp, leg: Leg
    ) -> None:
        """Carry out an order for one leg that lives."""
        match order:
            case Answer():
                self._answer(order, leg)
            case Reject():
                self._reject(order, leg)
            case Play():
                self._play(order, leg)
            case Listen() | PlayIn():
                self._feeding.hear(order, leg)
            case Hold() | Resume():
                self._hold(isinstance(order, Hold), leg)
            case Copy():
                self._copy(order, leg)
            case HangUp():
                self.finish(leg, LegEnd.LOCAL_HANGUP)
            case _:
                assert_never(order)

    def _with(self, leg_id: str, action: Callable[[Leg], None]) -> None:
        leg = self._legs.get(leg_id)
        if leg is None:
            log.info("order for a leg that is gone", extra={"leg_id": leg_id})
            return
        try:
            action(leg)
        except MediaError as error:
            log.error("media engine failed a leg", extra={"leg_id": leg_id, "error": str(error)})  # noqa: TRY400
            self.finish(leg, LegEnd.REJECTED, 503)

    def _answer(self, order: Answer, leg: Leg) -> None:
        if leg.state is not LegState.INCOMING:
            log.warning("order to answer a leg that is not incoming", extra={"leg_id": leg.leg_id})
            return
        leg.call_id = order.call_id
        leg.state = LegState.UP
        self._described.open(leg)
        if leg.offer is not None:
            self._described.settle(leg, leg.offer)
        leg.dialogs[0].accept(self._described.ours(leg, leg.offer), wait_for_ack=leg.offer is None)
        self._hearing.prompts(leg, order.prompts, loop=True)
        self._watch.begin(leg)

    def _reject(self, order: Reject, leg: Leg) -> None:
        if leg.state is LegState.INCOMING:
            leg.dialogs[0].refuse(order.sip_code, REASONS.get(order.sip_code, "Refused"))
            self.finish(leg, LegEnd.REJECTED, order.sip_code)

    def _call(self, order: Ring | Dial) -> None:
        if order.leg_id in self._legs:
            log.warning("order to call a leg that exists", extra={"leg_id": order.leg_id})
            return
        leg = Leg(leg_id=order.leg_id, call_id=order.call_id, state=LegState.RINGING)
        self._legs[leg.leg_id] = leg
        self._with(leg.leg_id, partial(self._calling.begin, order))

    def _dialog_of(self, leg: Leg) -> Dialog:
        dialog = self._new_dialog(self)
        leg.dialogs.append(dialog)
        self._by_dialog[dialog] = leg
        return dialog

    def _bridge(self, quiet: bool, first: Leg, second: Leg) -> None:
        if first is second or not (first.sounding and second.sounding):
            log.warning("order to bridge legs that are not up", extra={"legs": [first.leg_id, second.leg_id]})
            return
        self._feeding.release(first, second)
        if CODEC_UNKNOWN not in (first.codec, second.codec) and first.codec != second.codec:
            self._mixing.pair(first, second)
            return
        self._mixing.release(first, second)
        self._bridging.join(first, second, quiet=quiet)
        self._mixing.warm()

    def _play(self, order: Play, leg: Leg) -> None:
        if leg.answered:
            self._feeding.release(leg)
            self._mixing.drop(leg)
            self._bridging.leave(leg)
            self._hearing.prompts(leg, order.prompts, loop=order.loop)

    def _hold(self, on: bool, leg: Leg) -> None:
        if leg.peer and leg.held_by_desk is not on:
            leg.held_by_desk = on
            self._bridging.hold_changed(leg)

    def _copy(self, order: Copy, leg: Leg) -> None:
        leg.copies[order.heard] = (order.ip, order.port)
        if leg.sound is not None and not self._feeding.copy(order, leg):
            leg.sound.copy(order.ip, order.port, heard=order.heard)

    # --- sound

    def digit_by_sound(self, leg_id: str, digit: str) -> None:
        """Report a key press the engine saw in the RTP of a leg (RFC 4733)."""
        if leg_id in self._legs:
            self._emit(Digit(leg_id=leg_id, digit=digit))

    def _heard(self, leg: Leg) -> None:
        self._emit(SoundHeard(leg_id=leg.leg_id))

    def _lost(self, leg: Leg) -> None:
        log.warning("no sound from a leg for too long", extra={"leg_id": leg.leg_id, "call_id": leg.call_id})
        self.finish(leg, LegEnd.MEDIA_LOST)

    # --- what dialogs say (Listener)

    def on_ringing(self, dialog: Dialog, text: str) -> None:
        leg = self._by_dialog.get(dialog)
        if leg is None:
            return
        early = bool(leg.trunk and text and not leg.early) and self._hear_early(leg, text)
        if early or not leg.said_ringing:
            leg.said_ringing = True
            self._emit(Ringing(leg_id=leg.leg_id, early_sound=early))

    def _hear_early(self, leg: Leg, text: str) -> bool:
        """Take the SDP of a 183: what the network plays before the answer can be heard from now on."""
        try:
            self._described.settle(leg, sdp.parse(text))
        except (sdp.SdpError, MediaError) as error:
            log.warning("unusable SDP before an answer", extra={"leg_id": leg.leg_id, "error": str(error)})
            return False
        leg.early = True
        return True

    def on_answered(self, dialog: Dialog, text: str) -> None:
        leg = self._by_dialog.get(dialog)
        if leg is None:
            return
        try:
            if text or not leg.early:  # a 200 without SDP confirms that of the 183
                self._described.settle(leg, sdp.parse(text))
        except (sdp.SdpError, MediaError) as error:
            log.warning("unusable SDP in an answer", extra={"leg_id": leg.leg_id, "error": str(error)})
            self.finish(leg, LegEnd.REJECTED, 488)
            return
        if leg.state is LegState.RINGING:
            self._picked_up(leg, dialog)
        else:
            self._hearing.start(leg)  # the ACK to our offer: only now is the codec known

    def _picked_up(self, leg: Leg, dialog: Dialog) -> None:
        self._calling.stop(leg)
        for other in [other for other in leg.dialogs if other is not dialog]:
            self._forget(leg, other)
            other.end()
        leg.state = LegState.UP
        # Nothing is played until the bridge, some 20 ms later: the first stream a phone hears is its peer's. A phone
        # that forgets to restart its jitter buffer when the source changes (baresip 1.0 does) would stay deaf.
        self._watch.begin(leg)
        self._bridging.hold_changed(leg)  # one who was heard before the answer is in a bridge already
        self._emit(Answered(leg_id=leg.leg_id))

    def on_offer(self, dialog: Dialog, text: str) -> str:
        leg = self._by_dialog.get(dialog)
        if leg is None:
            raise OfferRefusedError("no such leg")
        try:
            offer = sdp.parse(text)
            before = leg.held_by_phone
            self._described.settle(leg, offer)
        except (sdp.SdpError, MediaError) as error:
            raise OfferRefusedError(str(error)) from error
        if leg.held_by_phone is not before:
            self._hold_changed(leg)
        return self._described.ours(leg, offer)

    def _hold_changed(self, leg: Leg) -> None:
        self._bridging.hold_changed(leg)
        self._emit(Held(leg_id=leg.leg_id) if leg.held_by_phone else Resumed(leg_id=leg.leg_id))

    def on_digit(self, dialog: Dialog, digit: str) -> None:
        leg = self._by_dialog.get(dialog)
        if leg is not None:
            self._emit(Digit(leg_id=leg.leg_id, digit=digit))

    def may_refer(self, dialog: Dialog) -> bool:
        leg = self._by_dialog.get(dialog)
        # A citizen does not send operators elsewhere.
        return leg is not None and bool(leg.peer) and not leg.outside

    def on_refer(self, dialog: Dialog, target: str) -> None:
        leg = self._by_dialog.get(dialog)
        if leg is None:
            return
        peer = self._bridging.leave(leg)
        if peer is not None:
            self._hearing.hold_music(peer)
        self._emit(TransferAsked(leg_id=leg.leg_id, target=target))
        self.finish(leg, LegEnd.REMOTE_HANGUP)

    def on_ended(self, dialog: Dialog, ending: Ending, code: int) -> None:
        leg = self._by_dialog.get(dialog)
        if leg is None:
            return
        self._forget(leg, dialog)
        leg.worst_code = more_telling(leg.worst_code, code)
        if leg.state is LegState.RINGING and leg.dialogs and code != 603:
            return  # another phone of this account still rings
        self.finish(leg, self._why(leg, ending), leg.worst_code)

    def _why(self, leg: Leg, ending: Ending) -> LegEnd:
        if leg.state is LegState.INCOMING:
            return LegEnd.CANCELLED
        if leg.state is LegState.RINGING:
            return refused_call(leg.worst_code, rang=leg.said_ringing, dialled=bool(leg.trunk))
        return LegEnd.MEDIA_LOST if ending is Ending.EXPIRED else LegEnd.REMOTE_HANGUP

    # --- ends

    def finish(self, leg: Leg, why: LegEnd, code: int = 0, reason: str = "") -> None:
        """End a leg on both sides and say so, once."""
        if self._legs.pop(leg.leg_id, None) is None:
            return
        self._calling.stop(leg)
        self._end_dialogs(leg, code)
        left_alone = self._part(leg)
        packets_out = self._hearing.prompt_packets(leg)
        self._watch.end(leg)
        counts = self._described.close(leg)
        self._emit(
            LegEnded(
                leg_id=leg.leg_id,
                why=why,
                sip_code=code,
                packets_in=counts[0],
                packets_out=counts[1] + packets_out,
                lost_in=counts[2],
                reason=reason or self._login_refused(leg, code),
            )
        )
        if left_alone is not None and not self.served():
            self.finish(left_alone, LegEnd.LOCAL_HANGUP)  # nobody is there to decide anything else

    def _part(self, leg: Leg) -> Leg | None:
        """Take an ending leg out of bridge or conference; returns who is left alone."""
        self._feeding.ended(leg)
        try:
            in_conference = self._mixing.drop(leg)
        except MediaError as error:
            log.warning("leg not parted from its conference", extra={"leg_id": leg.leg_id, "error": str(error)})
            in_conference = None
        return self._bridging.part(leg) or in_conference

    def _login_refused(self, leg: Leg, code: int) -> str:
        return f"trunk {leg.trunk} refused our login" if leg.trunk and code in LOGIN_REFUSED else ""

    def _end_dialogs(self, leg: Leg, code: int) -> None:
        for dialog in list(leg.dialogs):
            self._forget(leg, dialog)
            if leg.state is LegState.INCOMING and not dialog.ended:
                dialog.refuse(code or 480, REASONS.get(code or 480, "Refused"))
            else:
                dialog.end()

    def _forget(self, leg: Leg, dialog: Dialog) -> None:
        leg.dialogs.remove(dialog)
        self._by_dialog.pop(dialog, None)
