"""Conversations as screens see them, and what people do in them: the web's door to desk.Company."""

from collections.abc import Callable, Sequence
from typing import Literal

from callcenter.desk import DeskService
from callcenter.masking import mask_number
from callcenter.queue_settings import Queue
from callcenter.timers import Timers
from callcenter.web.guest_models import GuestView
from callcenter.web.talk_models import QueueAlarm, StaffView, Supervision, TalkView, TargetView, WaitingView
from queueing.desk.desk import Desk
from queueing.desk.state import Call, Guest, Operator
from queueing.events import CallState, LineState, OperatorStatus, Part, Party

IN_TALK = (CallState.TALKING, CallState.HOLD, CallState.OUTSIDE)
IN_LINE = (CallState.WAITING, CallState.OFFERED)


class Talks:
    """Implements web.talk_ports.TalkDesk. Decides nothing."""

    def __init__(
        self,
        desk: Desk,
        service: DeskService,
        timers: Timers,
        queues: Sequence[Queue],
        operator_name: Callable[[str], str],
    ) -> None:
        self._desk, self._service, self._timers = desk, service, timers
        self._queues = {queue.name: queue for queue in queues}
        self._operator_name = operator_name
        self.company = service.company

    # --- looking ---------------------------------------------------------------------------------------------

    def supervision(self) -> Supervision:
        """All that goes on now."""
        every = list(self._desk.state.calls.values())
        calls = [call for call in every if call.state in IN_TALK]
        line = [call for call in every if call.state in IN_LINE and not call.absent]
        return Supervision(
            at=self._timers.now(),
            talks=[self._talk(call) for call in sorted(calls, key=lambda call: call.talk_since)],
            waiting=[self._waiting(call) for call in sorted(line, key=lambda call: call.rank)],
            staff=[self._member(one) for _, one in sorted(self._desk.state.operators.items())],
            alarms=self._alarms(),
        )

    def _waiting(self, call: Call) -> WaitingView:
        return WaitingView(
            call_id=call.call_id,
            queue=call.queue,
            queue_title=self._queues[call.queue].title,
            state=call.state,
            caller=mask_number(call.caller),
            since=call.arrived_at,
        )

    def _talk(self, call: Call) -> TalkView:
        return TalkView(
            call_id=call.call_id,
            queue=call.queue,
            queue_title=self._queues[call.queue].title,
            state=call.state,
            operator_id=call.operator_id,
            operator_name=self._operator_name(call.operator_id) if call.operator_id else "",
            caller=mask_number(call.caller),
            since=call.answered_at or call.arrived_at,
            hold_since=call.hold_since if call.state is CallState.HOLD else None,
            hard=call.hard,
            help_wanted_at=call.help_wanted_at,
            help_note=call.help_note,
            guests=tuple(guest_view(one, self._operator_name) for one in call.guests.values()),
        )

    def _member(self, one: Operator) -> StaffView:
        now = self._timers.now()
        return StaffView(
            operator_id=one.profile.operator_id,
            name=self._operator_name(one.profile.operator_id),
            status=one.status,
            reason=one.reason,
            state=one.line,
            reachable=one.reachable,
            since=one.since,
            call_id=one.call_id or None,
            load=one.load_now(now) if one.status is not OperatorStatus.SIGNED_OUT else 0.0,
            unrested_s=one.since_rest_s(now) if one.status is not OperatorStatus.SIGNED_OUT else 0.0,
            answered=one.answered,
            hard_s=one.hard_s,
        )

    def _alarms(self) -> list[QueueAlarm]:
        found: list[QueueAlarm] = []
        state, at = self._desk.state, self._timers.now()
        for queue in self._queues.values():
            now = state.queue(queue.name)
            kinds: tuple[tuple[Literal["unstaffed", "surge", "closed"], bool], ...] = (
                ("unstaffed", now.unstaffed and state.is_open(queue.name, at)),
                ("surge", now.surge),
                ("closed", now.closed),
            )
            found += [QueueAlarm(queue=queue.name, title=queue.title, kind=kind) for kind, on in kinds if on]
        return found

    def targets(self) -> Sequence[TargetView]:
        """Operators, queues and emergency numbers one can ask in."""
        people = [self._target(one) for _, one in sorted(self._desk.state.operators.items())]
        lines = [TargetView(kind="queue", to=queue.name, name=queue.title) for queue in self._queues.values()]
        urgent = [TargetView(kind="emergency", to=one, name=one) for one in self.company.emergency.numbers]
        return [*urgent, *lines, *people]

    def _target(self, one: Operator) -> TargetView:
        number = one.profile.operator_id
        doing = str(one.line if one.line is not LineState.IDLE else one.status)
        return TargetView(kind="operator", to=number, name=self._operator_name(number), note=doing, free=one.eligible)

    # --- acting (TransitionError: not now) -------------------------------------------------------------------

    def invite(self, call_id: str, to: str, part: str, by: str, name: str) -> None:
        """Ask somebody in."""
        self.company.invite(call_id, to, Part(part), by, name)

    def pass_out(self, call_id: str, to: str, by: str, name: str) -> None:
        """Send the caller to an outside number."""
        self.company.pass_out(call_id, to, by, name)

    def hand_over(self, call_id: str, number: str, by: str, mode: str) -> None:
        """Bring in an emergency service."""
        self.company.hand_over(call_id, number, by, mode)

    def hand_to_show(self, call_id: str) -> None:
        """Give the caller to the live show."""
        self._service.show.hand_over(call_id)

    def three_way(self, call_id: str, by: str) -> None:
        """Let the one consulted and the caller hear each other."""
        self.company.three_way(call_id, by)

    def complete(self, call_id: str) -> None:
        """Leave the caller with the guest."""
        self.company.complete(call_id)

    def drop(self, call_id: str, guest_id: str) -> None:
        """Send a guest away."""
        self.company.drop(call_id, guest_id)

    def mark_hard(self, operator_id: str, hard: bool) -> None:
        """Call the present conversation a hard one, or take that back."""
        self._service.mark_hard(operator_id, hard)

    def extend_wrap_up(self, operator_id: str, seconds: float) -> None:
        """More time after the call."""
        self._service.extend_wrap_up(operator_id, seconds)

    def ask_help(self, operator_id: str, note: str) -> None:
        """Tell the supervisors."""
        self.company.ask_help(operator_id, note)

    def end_help(self, call_id: str, by: Party, name: str) -> None:
        """The request is withdrawn or seen to."""
        self.company.end_help(call_id, by, name)

    def supervise(self, call_id: str, phone: str, part: Part, by: str) -> None:
        """Ring a supervisor's phone."""
        self.company.supervise(call_id, phone, part, by)

    def take_over(self, call_id: str, phone: str) -> None:
        """The supervisor has the call from now on."""
        self.company.take_over(call_id, phone)


def guest_view(guest: Guest, operator_name: Callable[[str], str]) -> GuestView:
    """A guest as screens show them."""
    return GuestView(
        guest_id=guest.guest_id,
        kind=guest.kind,
        part=guest.part,
        present=guest.joined_at is not None,
        operator_id=guest.operator_id,
        number=guest.number,
        name=operator_name(guest.operator_id) if guest.operator_id else guest.name,
        since=guest.joined_at or guest.called_at,
    )
