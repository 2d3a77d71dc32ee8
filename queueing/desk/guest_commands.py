"""The desk's commands about others in a conversation, as `Desk.guests`; each returns the facts that follow."""

from collections.abc import Callable

from queueing.desk.core import Facts
from queueing.desk.guests import Guests, Invitation
from queueing.events import GuestEnd, Part, Party


class GuestCommands:
    """Commands on the same desk; `done` ends each as the desk's own end.

    Raises:
        TransitionError: every command, when the present state does not allow it; nothing has changed then.

    """

    def __init__(self, guests: Guests, done: Callable[[float], Facts]) -> None:
        self._guests, self._done = guests, done

    def invite(self, now: float, call_id: str, wish: Invitation) -> Facts:
        """Consult somebody, or ask them into the conversation."""
        self._guests.invite(now, call_id, wish)
        return self._done(now)

    def supervise(self, now: float, call_id: str, operator_id: str, part: Part, by: str) -> Facts:
        """A supervisor's phone listens, whispers or barges in, or changes from one to another."""
        self._guests.supervise(now, call_id, operator_id, part, by)
        return self._done(now)

    def joined(self, now: float, guest_id: str) -> Facts:
        """A guest picked up."""
        self._guests.joined(now, guest_id)
        return self._done(now)

    def left(self, now: float, guest_id: str, how: GuestEnd, reason: str = "") -> Facts:
        """A guest is gone, never came, or is sent away."""
        self._guests.left(now, guest_id, how, reason)
        return self._done(now)

    def three_way(self, now: float, call_id: str, by: str) -> Facts:
        """The one consulted and the caller hear each other too."""
        self._guests.three_way(now, call_id, by)
        return self._done(now)

    def complete(self, now: float, call_id: str) -> Facts:
        """Attended transfer: the caller stays with the guest."""
        self._guests.complete(now, call_id)
        return self._done(now)

    def take_over(self, now: float, call_id: str, operator_id: str) -> Facts:
        """A supervisor in the call has it from now on."""
        self._guests.take_over(now, call_id, operator_id)
        return self._done(now)

    def pass_out(self, now: float, call_id: str, wish: Invitation) -> Facts:
        """Blind transfer to an outside number."""
        self._guests.pass_out(now, call_id, wish)
        return self._done(now)

    def ask_help(self, now: float, operator_id: str, note: str) -> Facts:
        """The operator wants a supervisor."""
        self._guests.ask_help(now, operator_id, note)
        return self._done(now)

    def end_help(self, now: float, call_id: str, by: Party, name: str) -> Facts:
        """The request is withdrawn or seen to."""
        self._guests.end_help(now, call_id, by, name)
        return self._done(now)
