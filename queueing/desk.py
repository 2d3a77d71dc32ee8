"""The desk: calls in line, offers, answers, wrap-up. Commands take `now` and return the facts that follow.

Every command first checks (TransitionError: nothing has changed), then states facts; each fact is applied the moment
it is stated, so that live state and a replay of the ledger are made by the same code (fold.py).
The adapter rings, bridges and hangs up as the facts say, and calls `tick` when `next_deadline` has come.
The rules themselves stand in the parts: offers.py, conversation.py, people.py, on one core.py.
"""

from collections.abc import Iterable

from queueing.conversation import Conversation
from queueing.core import Core, Facts
from queueing.events import CallArrived, Fact, OfferEnd, OperatorStatus, Outcome, Party, TransitionError
from queueing.offers import Offers
from queueing.people import People
from queueing.state import DeskRules, DeskState, OperatorProfile


class Desk:
    """Owns the calls in progress and the operators' states. Not safe for two threads; one writer calls it."""

    def __init__(self, rules: DeskRules | None = None) -> None:
        self._core = Core(rules or DeskRules())
        self._offers = Offers(self._core)
        self._conversation = Conversation(self._core, self._offers)
        self._people = People(self._core, self._offers)

    # --- looking ---------------------------------------------------------------------------------------------

    @property
    def state(self) -> DeskState:
        """The present, to read only."""
        return self._core.state

    def next_deadline(self) -> float | None:
        """When `tick` has something to do, or None."""
        return self._core.next_deadline()

    def restore(self, facts: Iterable[Fact]) -> None:
        """Replay the ledger into a fresh desk; states nothing new."""
        self._core.replay(facts)

    def tick(self, now: float) -> Facts:
        """Do what has become due: wrap-up over, set-aside over, a ring nobody reported the end of."""
        self._core.act_on_due(now)
        return self._done(now)

    def _done(self, now: float) -> Facts:
        """Every command ends here: who can be offered a call is, and the facts of the command are handed out."""
        self._offers.route(now)
        return self._core.noted()

    # --- operators -------------------------------------------------------------------------------------------

    def set_operators(self, now: float, profiles: Iterable[OperatorProfile]) -> Facts:
        """Take the list of operators; one who is gone from it is signed out and gets no further call."""
        self._people.set_operators(now, profiles)
        return self._done(now)

    def set_status(
        self,
        now: float,
        operator_id: str,
        status: OperatorStatus,
        reason: str = "",
        by: Party = Party.OPERATOR,
    ) -> Facts:
        """Sign in or out, get ready, go on break. Ready also ends wrap-up; leaving while it rings withdraws the offer.

        Raises:
            TransitionError: unknown operator, or the status and reason are what they already are and no wrap-up runs.

        """
        self._people.set_status(now, operator_id, status, reason, by)
        return self._done(now)

    def extend_wrap_up(self, now: float, operator_id: str, seconds: float) -> Facts:
        """Give an operator more time after a call, up to DeskRules.wrap_up_most_s in all.

        Raises:
            TransitionError: no wrap-up runs, the time asked for is not positive, or the most is reached.
        """
        self._people.extend_wrap_up(now, operator_id, seconds)
        return self._done(now)

    def set_reachable(self, now: float, operator_id: str, reachable: bool) -> Facts:
        """The softphone registered or went away. With auto_ready it signs its operator in and out."""
        self._people.set_reachable(now, operator_id, reachable)
        return self._done(now)

    # --- calls -----------------------------------------------------------------------------------------------

    def call_arrived(self, fact: CallArrived) -> Facts:
        """Put a new call in line, and offer it when a fit operator is idle.

        Raises:
            TransitionError: a call with that id is already in progress.

        """
        if fact.call_id in self.state.calls:
            raise TransitionError(f"call {fact.call_id}", "a new call id", "one in progress")
        self._core.note(fact)
        return self._done(fact.at)

    def offer_answered(self, now: float, offer_id: str) -> Facts:
        """The operator picked up.

        Raises:
            TransitionError: that offer no longer rings (the caller left, or it was answered or withdrawn).

        """
        self._offers.answered(now, offer_id)
        return self._done(now)

    def offer_failed(self, now: float, offer_id: str, how: OfferEnd) -> Facts:
        """The operator did not take it: the call goes back to the head of its line, the operator is set aside.

        Raises:
            TransitionError: that offer no longer rings.

        """
        self._offers.failed(now, offer_id, how)
        return self._done(now)

    def caller_left(self, now: float, call_id: str, reason: str = "") -> Facts:
        """The caller hung up: in line or ringing that is an abandon, in conversation a normal end."""
        self._conversation.end(now, self.state.call(call_id), Party.CALLER, reason, None)
        return self._done(now)

    def call_ended(self, now: float, call_id: str, outcome: Outcome, reason: str, by: Party = Party.SYSTEM) -> Facts:
        """End a call for a reason outside the conversation (a fault of ours, passed to an outside number)."""
        self._conversation.end(now, self.state.call(call_id), by, reason, outcome)
        return self._done(now)

    # --- in conversation -------------------------------------------------------------------------------------

    def hold(self, now: float, call_id: str, by: Party = Party.OPERATOR) -> Facts:
        """One side puts the other on hold."""
        self._conversation.hold(now, call_id, by)
        return self._done(now)

    def resume(self, now: float, call_id: str, by: Party = Party.OPERATOR) -> Facts:
        """Hold ends."""
        self._conversation.resume(now, call_id, by)
        return self._done(now)

    def mark_hard(self, now: float, operator_id: str, hard: bool = True) -> Facts:
        """The operator calls the present conversation a hard one, or takes that back.

        Raises:
            TransitionError: the operator is not in conversation.
        """
        self._conversation.mark_hard(now, operator_id, hard)
        return self._done(now)

    def transfer(self, now: float, call_id: str, *, queue: str = "", operator_id: str = "") -> Facts:
        """Pass the caller to the head of a queue, or to one operator; the present operator goes to wrap-up.

        Raises:
            TransitionError: nobody talks with the caller, or the wanted operator is unknown or is the present one.

        """
        self._conversation.transfer(now, call_id, queue, operator_id)
        return self._done(now)

    def operator_left(self, now: float, call_id: str, reason: str = "") -> Facts:
        """The operator hung up: the call ends.

        Raises:
            TransitionError: nobody talks with the caller.

        """
        self._conversation.operator_left(now, call_id, reason)
        return self._done(now)


__all__ = ["Desk", "Facts"]
