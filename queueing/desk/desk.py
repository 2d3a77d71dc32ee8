"""The desk: calls in line, offers, answers, wrap-up. Commands take `now` and return the facts that follow.

Every command first checks (TransitionError: nothing has changed), then states facts; each fact is applied the moment
it is stated, so that live state and a replay of the ledger are made by the same code (fold.py).
The adapter rings, bridges and hangs up as the facts say, and calls `tick` when `next_deadline` has come.
The rules themselves stand in the parts (offers.py, entry.py, outbound.py, conversation.py, ...), on one core.py.
"""

from collections.abc import Iterable, Mapping

from queueing.desk.announcements import Announcements
from queueing.desk.control import Control
from queueing.desk.conversation import Conversation
from queueing.desk.core import Core, Facts
from queueing.desk.entry import Entry
from queueing.desk.guest_commands import GuestCommands
from queueing.desk.guests import Guests
from queueing.desk.offers import Offers
from queueing.desk.outbound import Outbound, Placing
from queueing.desk.people import People
from queueing.desk.state import DeskRules, DeskState, HardMark, OperatorProfile
from queueing.desk.voicemail import Voicemail
from queueing.events import (
    CallArrived,
    CallState,
    DialEnd,
    Fact,
    OfferEnd,
    OperatorStatus,
    Outcome,
    Party,
    TransitionError,
)
from queueing.outlook.expect import Expect
from queueing.studio.calls import ShowCalls
from queueing.studio.commands import ShowCommands
from queueing.studio.lines import StudioLines
from queueing.studio.recordings import StudioRecordings


class Desk:
    """Owns the calls in progress and the operators' states. Not safe for two threads; one writer calls it."""

    def __init__(self, rules: DeskRules | None = None) -> None:
        self._core = Core(rules or DeskRules())
        self._offers = Offers(self._core)
        self._entry = Entry(self._core, self._offers)
        self._expect = Expect(self._core)
        self._control = Control(self._core, self._entry, self._expect)
        self._announcements = Announcements(self._core, self._expect)
        self._outbound = Outbound(self._core, self._offers, self._entry)
        self._voicemail = Voicemail(self._core)
        self._conversation = Conversation(self._core, self._offers, self._outbound, self._voicemail)
        self._people = People(self._core, self._offers)
        self._guests = Guests(self._core, self._conversation)
        self.guests = GuestCommands(self._guests, self._done)
        show_calls = ShowCalls(self._core, self._conversation, self._entry, self._offers)
        recordings = StudioRecordings(self._core, show_calls)
        lines = StudioLines(self._core, show_calls, recordings)
        self.show = ShowCommands(show_calls, lines, recordings, self._done)

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

    def recall_hard(self, marks: Mapping[str, HardMark]) -> None:
        """Take marks of numbers from before the facts that were replayed; newer ones stay."""
        for caller, mark in marks.items():
            self.state.hard_marks.setdefault(caller, mark)

    def tick(self, now: float) -> Facts:
        """Do what has become due: wrap-up over, set-aside over, a ring nobody reported the end of."""
        self._core.act_on_due(now)
        return self._done(now)

    def _done(self, now: float) -> Facts:
        """Every command ends here: who can be offered a call is, and the facts of the command are handed out."""
        self._core.check(now)
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
        """Take a new call: in line, to be offered when a fit operator is idle; or wherever the queue's rules lead.

        The first fact is CallArrived, or CallRefused when the caller is not let in at all.

        Raises:
            TransitionError: a call with that id is already in progress.

        """
        if fact.call_id in self.state.calls:
            raise TransitionError(f"call {fact.call_id}", "a new call id", "one in progress")
        self._entry.arrive(fact)
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

    def told(self, now: float, call_id: str) -> Facts:
        """The caller has heard why nobody can serve them.

        Raises:
            TransitionError: that caller is not being told anything (any more).
        """
        call = self.state.call(call_id)
        if call.state is not CallState.TOLD:
            raise TransitionError(f"call {call_id}", "a caller who is told why not", str(call.state))
        self._entry.told(now, call_id)
        return self._done(now)

    def message_begins(self, now: float, call_id: str) -> Facts:
        """The caller was asked for a message, and may speak.

        Raises:
            TransitionError: that caller was not asked, or speaks already.
        """
        self._voicemail.begins(now, call_id)
        return self._done(now)

    def message_ends(self, now: float, call_id: str, reason: str = "") -> Facts:
        """The caller ended the message by a key.

        Raises:
            TransitionError: that caller leaves no message (any more).
        """
        self._voicemail.ends(now, call_id, Party.CALLER, reason)
        return self._done(now)

    # --- calls that go out -----------------------------------------------------------------------------------

    def place_call(self, now: float, wish: Placing) -> Facts:
        """Put a call that goes out in line, at the place it is given; it is offered to an operator like any call.

        Raises:
            TransitionError: the id is taken, there is no number, somebody is about to call it for the same purpose, or
                the wanted operator is unknown.
        """
        self._outbound.place(now, wish)
        return self._done(now)

    def take_callback(self, now: float, call_id: str, new_call_id: str) -> Facts:
        """A waiting caller chose to be called back; a withheld number is refused, and the caller goes on waiting.

        Raises:
            TransitionError: the caller was not offered it, or does not wait any more.
        """
        self._outbound.take_callback(now, call_id, new_call_id)
        return self._done(now)

    def cancel_call(self, now: float, call_id: str, by: Party = Party.SUPERVISOR) -> Facts:
        """Take a call that has not gone out yet from the list.

        Raises:
            TransitionError: it is no such call, or rings already.
        """
        self._outbound.cancel(now, call_id, by)
        return self._done(now)

    def dial_answered(self, now: float, leg_id: str) -> Facts:
        """The number that was dialled answered.

        Raises:
            TransitionError: it is not being dialled any more.
        """
        self._outbound.answered(now, leg_id)
        return self._done(now)

    def dial_failed(self, now: float, leg_id: str, how: DialEnd) -> Facts:
        """The number that was dialled did not answer.

        Raises:
            TransitionError: it is not being dialled any more.
        """
        self._outbound.failed(now, leg_id, how)
        return self._done(now)

    # --- queues ----------------------------------------------------------------------------------------------

    def close_queue(self, now: float, queue: str, by: Party = Party.SUPERVISOR, reason: str = "") -> Facts:
        """Let nobody in from now on; who waits is served.

        Raises:
            TransitionError: no such queue, or closed by hand already.
        """
        self._control.close(now, queue, by, reason)
        return self._done(now)

    def open_queue(self, now: float, queue: str, by: Party = Party.SUPERVISOR) -> Facts:
        """Take the closing by hand back; the hours hold again.

        Raises:
            TransitionError: no such queue, or not closed by hand.
        """
        self._control.open(now, queue, by)
        return self._done(now)

    def set_surge(self, now: float, queue: str, on: bool, by: Party = Party.SUPERVISOR) -> Facts:
        """Begin or end a surge by hand.

        Raises:
            TransitionError: no such queue, or it is so already.
        """
        self._control.set_surge(now, queue, on, by)
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
        self._guests.refuse_consulting(call_id)
        self._conversation.transfer(now, call_id, queue, operator_id)
        return self._done(now)

    def operator_left(self, now: float, call_id: str, reason: str = "") -> Facts:
        """The operator hung up: the call ends, or goes on with who was asked in.

        Raises:
            TransitionError: nobody talks with the caller.

        """
        if not self._guests.goes_on_without(now, call_id):
            self._conversation.operator_left(now, call_id, reason)
        return self._done(now)

    def operator_lost(self, now: float, call_id: str) -> Facts:
        """The operator's phone is gone: the caller stays with who was asked in, or is first in line again.

        Raises:
            TransitionError: nobody talks with the caller.

        """
        if not self._guests.goes_on_without(now, call_id):
            self._conversation.transfer(now, call_id, "", "")
        return self._done(now)


__all__ = ["Desk", "Facts"]
