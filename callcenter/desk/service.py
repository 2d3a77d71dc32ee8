"""The desk service as others call it: operators' requests, telephony's signals, the ear's readiness."""

from collections.abc import Sequence

from callcenter.desk.acts import Acts
from callcenter.desk.arrivals import Arrivals
from callcenter.desk.company import Company
from callcenter.desk.dialling import Dialling
from callcenter.desk.dismissals import Dismissals
from callcenter.desk.floor import DeskPorts, Floor
from callcenter.desk.hearing import Hearing
from callcenter.desk.phone_keys import Keys
from callcenter.desk.show_desk import ShowDesk
from callcenter.desk.signals import Signals, Talks
from callcenter.desk.snapshots import Snapshots
from callcenter.desk.waiting import Waiting
from callcenter.queue_settings import Queue
from callcenter.talk_settings import Emergency, PhoneKeys
from callcenter.telephony.ports import Copy, Hold, LegEnded, PromptEnded, Resume, Signal, Snapshot
from queueing.desk.desk import Desk
from queueing.desk.outbound import Placing
from queueing.desk.state import OperatorProfile
from queueing.events import CallState, OperatorStatus, Part, Party, TransitionError


class DeskService:
    """The single writer over queueing.Desk. All methods are synchronous and run on one thread."""

    def __init__(
        self, desk: Desk, ports: DeskPorts, queues: Sequence[Queue], ring_s: float, dial_ring_s: float = 45.0
    ) -> None:
        self._desk = desk
        self._floor = Floor(desk, ports, queues)
        waiting = Waiting(self._floor)  # before Acts: a farewell is said before a call's legs are dropped
        dismissals = Dismissals(self._floor)
        acts, arrivals = Acts(self._floor, ring_s), Arrivals(self._floor, dismissals)
        dialling = Dialling(self._floor, dial_ring_s)
        self._hearing = Hearing(self._floor)
        self.company = Company(self._floor, acts, self._hearing, ring_s, dial_ring_s)
        self._phone_keys = self._keys(PhoneKeys())
        talks = Talks(company=self.company, keys=self._phone_keys, transfer=self.transfer)
        self._signals = Signals(self._floor, arrivals, waiting, dialling, talks)
        self.show = ShowDesk(self._floor)
        self._signals.before(self.show.take)
        self._snapshots = Snapshots(self._floor, arrivals, waiting, acts, self.company)
        self._snapshots.also(self.show.restore)
        self._signals.also(PromptEnded, dismissals.prompt_ended)
        self._signals.also(LegEnded, dismissals.ended)
        ports.line.listen(self.on_signal, self.on_snapshot)

    def _keys(self, keys: PhoneKeys) -> Keys:
        """What the codes of the phone's keys do."""
        company = self.company
        return Keys(
            self._floor,
            keys,
            {
                "hold": lambda call_id, _who, _number: self._toggle(call_id),
                "consult": lambda call_id, who, number: company.invite(call_id, number, Part.CONSULT, who),
                "three_way": lambda call_id, who, _number: company.three_way(call_id, who),
                "complete": lambda call_id, _who, _number: company.complete(call_id),
                "drop": lambda call_id, _who, _number: company.drop(call_id),
                "show": lambda call_id, _who, _number: self.show.hand_over(call_id),
                "help": lambda _call_id, who, _number: company.ask_help(who),
            },
        )

    def set_talk_rules(self, emergency: Emergency, keys: PhoneKeys) -> None:
        """Take the site's emergency numbers and the codes of the phone's keys."""
        self.company.emergency = emergency
        self._phone_keys.settings = keys

    def extend_wrap_up(self, operator_id: str, seconds: float) -> None:
        """More time after a call.

        Raises:
            TransitionError: no wrap-up runs, or the most is reached.
        """
        self._floor.do(self._desk.extend_wrap_up(self._floor.now, operator_id, seconds))

    def mark_hard(self, operator_id: str, hard: bool) -> None:
        """The operator calls the present conversation a hard one, or takes that back.

        Raises:
            TransitionError: the operator is not in conversation.
        """
        self._floor.do(self._desk.mark_hard(self._floor.now, operator_id, hard))

    def _toggle(self, call_id: str) -> None:
        held = self._desk.state.call(call_id).state is CallState.HOLD
        (self.resume if held else self.hold)(call_id)

    # --- operators' requests ---------------------------------------------------------------------------------

    def set_operators(self, profiles: Sequence[OperatorProfile]) -> None:
        """Take the list of operators."""
        self._floor.do(self._desk.set_operators(self._floor.now, profiles))

    def set_status(
        self, operator_id: str, status: OperatorStatus, reason: str = "", by: Party = Party.OPERATOR
    ) -> None:
        """Sign in or out, ready, break.

        Raises:
            TransitionError: unknown operator or no change.
        """
        self._floor.do(self._desk.set_status(self._floor.now, operator_id, status, reason, by))

    def hold(self, call_id: str) -> None:
        """Desk button: the caller hears music.

        Raises:
            TransitionError: the call is not in conversation (any more).
        """
        self._floor.do(self._desk.hold(self._floor.now, call_id))
        if not self._hearing.manages(call_id):
            self._floor.order(Hold(leg_id=self._floor.legs.operator(call_id)))

    def resume(self, call_id: str) -> None:
        """Desk button: go on talking.

        Raises:
            TransitionError: the call is not on hold.
        """
        self._floor.do(self._desk.resume(self._floor.now, call_id))
        if not self._hearing.manages(call_id):
            self._floor.order(Resume(leg_id=self._floor.legs.operator(call_id)))

    def hang_up(self, call_id: str) -> None:
        """Desk button: end the conversation.

        Raises:
            TransitionError: nobody talks with the caller.
        """
        self._floor.do(self._desk.operator_left(self._floor.now, call_id, "desk"))

    def transfer(self, call_id: str, to: str) -> None:
        """Pass the caller to a queue (its name or number) or an operator (staff number).

        Raises:
            TransitionError: unknown target, or nobody talks with the caller.
        """
        queue = self._floor.queues.get(to) or self._floor.by_number.get(to)
        if queue is None and to not in self._desk.state.operators:
            raise TransitionError(f"call {call_id}", "a queue or an operator to transfer to", to[:40])
        target = {"queue": queue.name} if queue else {"operator_id": to}
        self._floor.do(self._desk.transfer(self._floor.now, call_id, **target))

    # --- calls that go out, and queues -----------------------------------------------------------------------

    def place_call(self, wish: Placing) -> None:
        """Put a call that goes out in line; when an operator has picked up, the number is dialled.

        Raises:
            TransitionError: see queueing.desk.desk.Desk.place_call.
        """
        if wish.queue not in self._floor.queues:
            raise TransitionError(f"call {wish.call_id}", "a known queue", wish.queue[:40])
        self._floor.do(self._desk.place_call(self._floor.now, wish))

    def cancel_call(self, call_id: str, by: Party = Party.SUPERVISOR) -> None:
        """Take a call that has not gone out yet from the list.

        Raises:
            TransitionError: it is no such call, or rings already.
        """
        self._floor.do(self._desk.cancel_call(self._floor.now, call_id, by))

    def stop_dialling(self, call_id: str) -> None:
        """Take a call back whose number rings just now; one in any other state stays as it is."""
        call = self._desk.state.calls.get(call_id)
        if call is not None and call.state is CallState.DIALLING:
            self.hang_up(call_id)
            self.cancel_call(call_id)

    def set_closed(self, queue: str, closed: bool, by: Party, reason: str = "") -> None:
        """Close a queue by hand, or take that back.

        Raises:
            TransitionError: no such queue, or it is so already.
        """
        now = self._floor.now
        command = self._desk.close_queue(now, queue, by, reason) if closed else self._desk.open_queue(now, queue, by)
        self._floor.do(command)

    def set_surge(self, queue: str, on: bool, by: Party) -> None:
        """Begin or end a surge by hand.

        Raises:
            TransitionError: no such queue, or it is so already.
        """
        self._floor.do(self._desk.set_surge(self._floor.now, queue, on, by))

    # --- telephony and the ear -------------------------------------------------------------------------------

    def on_signal(self, signal: Signal) -> None:
        """Take one leg signal. A signal the present state has no use for is logged and changes nothing."""
        self._signals.take(signal)

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """After a (re)connection: learn which legs live."""
        self._snapshots.take(snapshot)

    def on_listening(self, leg_id: str, ip: str, port: int) -> None:
        """The ear waits for this leg: have its sound copied there."""
        if not self.show.listening(leg_id, ip, port) and self._floor.legs.find(leg_id)[0]:
            self._floor.order(Copy(leg_id=leg_id, ip=ip, port=port))
