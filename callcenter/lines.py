"""The queues as supervisors act on them: surges, closing, and the calls that are to go out."""

from callcenter.desk import DeskService
from callcenter.ids import new_id
from callcenter.timers import Timers
from callcenter.web.queue_models import CallWanted, PlacedCall
from queueing.desk.desk import Desk
from queueing.desk.outbound import Placing
from queueing.desk.state import Call
from queueing.events import CallState, Party, Purpose


class Lines:
    """Implements web.ports.QueueDesk over the one desk."""

    def __init__(self, desk: Desk, service: DeskService, timers: Timers) -> None:
        self._desk, self._service, self._timers = desk, service, timers

    def set_surge(self, queue: str, on: bool) -> None:
        """Begin or end a surge by hand (TransitionError: see DeskService)."""
        self._service.set_surge(queue, on, Party.SUPERVISOR)

    def set_closed(self, queue: str, closed: bool, reason: str) -> None:
        """Close a queue by hand, or take that back (TransitionError: see DeskService)."""
        self._service.set_closed(queue, closed, Party.SUPERVISOR, reason)

    def placed(self) -> list[PlacedCall]:
        """Every call that is to go out, in the order of its place."""
        calls = self._desk.state.calls
        ranked = sorted((calls[one] for one in self._desk.state.placed), key=lambda call: call.rank)
        return [self._view(call, call.purpose) for call in ranked if call.absent and call.purpose]

    def place(self, wanted: CallWanted, by: str) -> PlacedCall:
        """Put a call that goes out in line (TransitionError: see DeskService)."""
        call_id = new_id("C", self._timers.now())
        self._service.place_call(
            Placing(
                call_id=call_id,
                queue=wanted.queue,
                number=wanted.number,
                purpose=wanted.purpose,
                reference=wanted.reference,
                wanted_operator=wanted.operator_id,
                by=by,
            )
        )
        return self._view(self._desk.state.call(call_id), wanted.purpose)

    def cancel(self, call_id: str) -> None:
        """Take a call that has not gone out from the list (TransitionError: see DeskService)."""
        self._service.cancel_call(call_id)

    def _view(self, call: Call, purpose: Purpose) -> PlacedCall:
        line = self._desk.state.lines.get(call.queue, ())
        waits = call.state is CallState.WAITING
        return PlacedCall(
            call_id=call.call_id,
            queue=call.queue,
            number=call.caller,
            purpose=purpose,
            reference=call.reference,
            operator_id=call.operator_id or call.wanted_operator or None,
            state=call.state,
            ahead=sum(1 for rank, _ in line if rank < call.rank) if waits else None,
            ranked_at=call.ranked_at,
            attempts=call.dials,
            retry_at=call.retry_at if call.state is CallState.POSTPONED else None,
        )
