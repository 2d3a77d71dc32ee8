"""Telephony's signals into the desk's commands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from callcenter.desk.arrivals import Arrivals
from callcenter.desk.company import Company
from callcenter.desk.dialling import Dialling
from callcenter.desk.floor import Floor
from callcenter.desk.phone_keys import Keys
from callcenter.desk.waiting import Waiting
from callcenter.telephony.ports import (
    Answered,
    Digit,
    HangUp,
    Held,
    Incoming,
    LegEnd,
    LegEnded,
    PromptEnded,
    Registered,
    Resumed,
    Ringing,
    Signal,
    TransferAsked,
)
from queueing.events import CallState, OfferEnd, Outcome, Party, TransitionError

OFFER_ENDS = {
    LegEnd.BUSY: OfferEnd.BUSY,
    LegEnd.DECLINED: OfferEnd.DECLINED,
    LegEnd.NO_ANSWER: OfferEnd.MISSED,
    LegEnd.REMOTE_HANGUP: OfferEnd.DECLINED,
    LegEnd.LOCAL_HANGUP: OfferEnd.WITHDRAWN,
}

WITH_OPERATOR = (CallState.DIALLING, CallState.TALKING, CallState.HOLD)

_log = structlog.get_logger("desk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Talks:
    """What signals of conversations are handed to."""

    company: Company
    keys: Keys
    transfer: Callable[[str, str], None]


class Signals:
    """Hears telephony. A signal the present state has no use for is logged and changes nothing."""

    def __init__(
        self,
        floor: Floor,
        arrivals: Arrivals,
        waiting: Waiting,
        dialling: Dialling,
        talks: Talks,
    ) -> None:
        self._floor, self._desk, self._dialling, self._transfer = floor, floor.desk, dialling, talks.transfer
        self._company, self._keys, self._waiting = talks.company, talks.keys, waiting
        self._before: Callable[[Signal], bool] = lambda _signal: False
        self._takes: dict[type, Callable[[Any], None]] = {
            Incoming: arrivals.take,
            Answered: self._answered,
            LegEnded: self._leg_ended,
            Held: self._held,
            Resumed: self._resumed,
            TransferAsked: self._transfer_asked,
            Registered: self._registered,
            Digit: self._digit,
            PromptEnded: waiting.prompt_ended,
            Ringing: self._ringing,
        }

    def also(self, kind: type, hear: Callable[[Any], None]) -> None:
        """Let one more part hear that kind of signal, before the usual one."""
        usual = self._takes[kind]

        def both(signal: Any) -> None:
            hear(signal)
            usual(signal)

        self._takes[kind] = both

    def before(self, take: Callable[[Signal], bool]) -> None:
        """Let a part take signals before all others; it answers whether a signal was its own."""
        self._before = take

    def take(self, signal: Signal) -> None:
        """Take one signal; one that came too late is no error."""
        taker = self._takes.get(type(signal))
        try:
            if not self._before(signal) and taker is not None:
                taker(signal)
        except TransitionError as late:
            _log.info("signal came too late", signal=type(signal).__name__, expected=late.expected, found=late.found)

    def _registered(self, signal: Registered) -> None:
        self._floor.do(self._desk.set_reachable(self._floor.now, signal.account, signal.reachable))

    def _digit(self, signal: Digit) -> None:
        if not self._keys.take(signal):
            self._waiting.digit(signal)

    def _ringing(self, signal: Ringing) -> None:
        if self._company.guest_of(signal.leg_id):
            self._company.ringing(signal)
        else:
            self._dialling.ringing(signal)

    def _answered(self, signal: Answered) -> None:
        try:
            if self._company.guest_of(signal.leg_id):
                self._company.answered(signal)
                return
            if self._dialling.call_of(signal.leg_id):
                self._dialling.answered(signal.leg_id)
                return
            self._floor.do(self._desk.offer_answered(self._floor.now, signal.leg_id))
        except TransitionError:
            if not self._in_conversation(signal.leg_id):
                self._floor.order(HangUp(leg_id=signal.leg_id))
            raise

    def _in_conversation(self, leg_id: str) -> bool:
        """Whether that leg is one of a conversation: its answer was told before."""
        call = self._desk.state.calls.get(self._floor.legs.find(leg_id)[0])
        return call is not None and call.state in WITH_OPERATOR and leg_id in (call.offer_id, call.leg_id)

    def _leg_ended(self, signal: LegEnded) -> None:
        if self._company.guest_of(signal.leg_id):
            self._company.ended(signal)
            return
        dialled = self._dialling.call_of(signal.leg_id)
        call_id, is_caller = self._floor.legs.forget(signal.leg_id)
        call = self._desk.state.calls.get(call_id)
        if call is None:
            return
        if dialled:
            self._dialling.ended(signal)
        elif is_caller:
            self._caller_gone(call_id, signal.why)
        elif call.state is CallState.OFFERED and call.offer_id == signal.leg_id:
            how = OFFER_ENDS.get(signal.why, OfferEnd.UNREACHABLE)
            self._floor.do(self._desk.offer_failed(self._floor.now, signal.leg_id, how))
        elif call.offer_id == signal.leg_id and call.state in WITH_OPERATOR:
            self._operator_gone(call_id, signal.why)

    def _caller_gone(self, call_id: str, why: LegEnd) -> None:
        if why is LegEnd.TELEPHONY_LOST:
            self._floor.do(self._desk.call_ended(self._floor.now, call_id, Outcome.BROKEN, why))
        else:
            self._floor.do(self._desk.caller_left(self._floor.now, call_id, why))

    def _operator_gone(self, call_id: str, why: LegEnd) -> None:
        """An operator whose phone vanished leaves the caller in line; one who hung up ends the call."""
        talking = self._desk.state.call(call_id).state is not CallState.DIALLING
        if why is LegEnd.MEDIA_LOST and talking:
            self._floor.do(self._desk.operator_lost(self._floor.now, call_id))
        else:
            self._floor.do(self._desk.operator_left(self._floor.now, call_id, why))

    def _held(self, signal: Held) -> None:
        if self._company.guest_of(signal.leg_id):
            return  # a guest's own hold is between them and their phone
        call_id, by = self._side(signal.leg_id)
        self._floor.do(self._desk.hold(self._floor.now, call_id, by))

    def _resumed(self, signal: Resumed) -> None:
        if self._company.guest_of(signal.leg_id):
            return
        call_id, by = self._side(signal.leg_id)
        self._floor.do(self._desk.resume(self._floor.now, call_id, by))

    def _side(self, leg_id: str) -> tuple[str, Party]:
        call_id, is_caller = self._floor.legs.find(leg_id)
        return call_id, Party.CALLER if is_caller else Party.OPERATOR

    def _transfer_asked(self, signal: TransferAsked) -> None:
        call_id, by = self._side(signal.leg_id)
        if by is Party.CALLER or self._company.guest_of(signal.leg_id):
            return
        try:
            self._transfer(call_id, signal.target)
        except TransitionError as refused:
            if self._passed_out(call_id, signal.target):
                return
            _log.warning("transfer to nowhere: the caller goes back in line", expected=refused.expected)
            self._floor.do(self._desk.transfer(self._floor.now, call_id))

    def _passed_out(self, call_id: str, target: str) -> bool:
        """A transfer to a number that is none of ours goes out by a trunk; tells whether it did."""
        call = self._desk.state.calls.get(call_id)
        if call is None or not target.isdecimal() or target in self._desk.state.operators:
            return False
        try:
            self._company.pass_out(call_id, target, call.operator_id)
        except TransitionError:
            return False
        return True
