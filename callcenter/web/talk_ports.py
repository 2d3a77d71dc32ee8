"""What the web needs of conversations."""

from collections.abc import Sequence
from typing import Protocol

from callcenter.web.talk_models import Supervision, TargetView
from queueing.events import Part, Party


class TalkDesk(Protocol):
    """Conversations now. Synchronous; every acting method raises TransitionError when it is not possible (any more)."""

    def supervision(self) -> Supervision:
        """All that goes on now."""

    def targets(self) -> Sequence[TargetView]:
        """Operators, queues and emergency numbers one can ask in."""

    def invite(self, call_id: str, to: str, part: str, by: str, name: str) -> None:
        """Ask somebody in."""

    def pass_out(self, call_id: str, to: str, by: str, name: str) -> None:
        """Send the caller to an outside number."""

    def hand_over(self, call_id: str, number: str, by: str, mode: str) -> None:
        """Bring in an emergency service."""

    def hand_to_show(self, call_id: str) -> None:
        """Give the caller to the live show; the operator leaves."""

    def three_way(self, call_id: str, by: str) -> None:
        """Let the one consulted and the caller hear each other."""

    def complete(self, call_id: str) -> None:
        """Leave the caller with the guest."""

    def drop(self, call_id: str, guest_id: str) -> None:
        """Send a guest away."""

    def mark_hard(self, operator_id: str, hard: bool) -> None:
        """Call the present conversation a hard one, or take that back."""

    def extend_wrap_up(self, operator_id: str, seconds: float) -> None:
        """More time after the call."""

    def ask_help(self, operator_id: str, note: str) -> None:
        """Tell the supervisors."""

    def end_help(self, call_id: str, by: Party, name: str) -> None:
        """The request is withdrawn or seen to."""

    def supervise(self, call_id: str, phone: str, part: Part, by: str) -> None:
        """Ring a supervisor's phone."""

    def take_over(self, call_id: str, phone: str) -> None:
        """The supervisor has the call from now on."""
