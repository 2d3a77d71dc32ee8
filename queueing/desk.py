"""The desk: calls in line, offers, answers, wrap-up. Commands take `now` and return the facts that follow.

Every command first checks (TransitionError: nothing has changed), then states facts; each fact is applied the moment
it is stated, so that live state and a replay of the ledger are made by the same code (fold.py).
The adapter rings, bridges and hangs up as the facts say, and calls `tick` when `next_deadline` has come.
"""

from collections.abc import Iterable
from heapq import merge

from queueing.alarms import Alarms, Cause
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallHeld,
    CallMarked,
    CallRequeued,
    CallResumed,
    CallReturned,
    CallState,
    Fact,
    LineState,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    OperatorStatus,
    Outcome,
    Party,
    ReachabilityChanged,
    StatusChanged,
    TransitionError,
    WrapUpEnded,
    WrapUpExtended,
    WrapUpStarted,
)
from queueing.fold import apply
from queueing.routing import STRATEGIES, best
from queueing.state import Call, DeskRules, DeskState, Operator, OperatorProfile, check_call, check_line

Facts = list[Fact]


class Desk:
    """Owns the calls in progress and the operators' states. Not safe for two threads; one writer calls it."""

    def __init__(self, rules: DeskRules | None = None) -> None:
        self._rules = rules or DeskRules()
        self._state = DeskState()
        self._facts: Facts = []
        self._alarms = Alarms()
        self._idle: dict[str, Operator] = {}  # eligible operators, by number

    # --- looking ---------------------------------------------------------------------------------------------

    @property
    def state(self) -> DeskState:
        """The present, to read only."""
        return self._state

    def next_deadline(self) -> float | None:
        """When `tick` has something to do, or None."""
        while (first := self._alarms.first()) and not self._still_wanted(*first):
            self._alarms.drop_first()
        return first[0] if first else None

    def restore(self, facts: Iterable[Fact]) -> None:
        """Replay the ledger into a fresh desk; states nothing new."""
        for fact in facts:
            apply(self._state, fact, self._rules)
            self._follow(fact)

    # --- operators -------------------------------------------------------------------------------------------

    def set_operators(self, now: float, profiles: Iterable[OperatorProfile]) -> Facts:
        """Take the list of operators; one who is gone from it is signed out and gets no further call."""
        wanted = {one.operator_id: one for one in profiles}
        for operator_id, profile in wanted.items():
            self._state.operators.setdefault(operator_id, Operator(profile=profile)).profile = profile
            self._note_idle(operator_id)
        for operator_id in set(self._state.operators) - set(wanted):
            if self._state.operators[operator_id].status is not OperatorStatus.SIGNED_OUT:
                self._status(now, operator_id, OperatorStatus.SIGNED_OUT, "removed", Party.SYSTEM)
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
        operator = self._state.operator(operator_id)
        wrapping = status is OperatorStatus.READY and operator.line is LineState.WRAP_UP
        if operator.status is status and operator.reason == reason and not wrapping:
            raise TransitionError(f"operator {operator_id}", f"a status other than {status}", str(operator.status))
        if operator.line is LineState.OFFERED and status is not OperatorStatus.READY:
            self._return_call(now, self._state.call(operator.call_id), OfferEnd.WITHDRAWN)
        if operator.status is not status or operator.reason != reason:
            self._status(now, operator_id, status, reason, by)
        if wrapping:
            self._state_fact(WrapUpEnded(at=now, operator_id=operator_id, call_id=operator.call_id, by=by))
        return self._done(now)

    def extend_wrap_up(self, now: float, operator_id: str, seconds: float) -> Facts:
        """Give an operator more time after a call, up to DeskRules.wrap_up_most_s in all.

        Raises:
            TransitionError: no wrap-up runs, the time asked for is not positive, or the most is reached.
        """
        operator = self._state.operator(operator_id)
        if operator.line is not LineState.WRAP_UP or seconds <= 0:
            raise TransitionError(
                f"operator {operator_id}", "a running wrap-up and a positive time", str(operator.line)
            )
        until = min(operator.wrap_until + seconds, operator.wrap_from + self._rules.wrap_up_most_s)
        if until <= operator.wrap_until:
            raise TransitionError(
                f"operator {operator_id}", "a wrap-up shorter than the longest", "the longest already"
            )
        self._state_fact(WrapUpExtended(at=now, operator_id=operator_id, call_id=operator.call_id, until=until))
        return self._done(now)

    def mark_hard(self, now: float, operator_id: str, hard: bool = True) -> Facts:
        """The operator calls the present conversation a hard one, or takes that back.

        Raises:
            TransitionError: the operator is not in conversation.
        """
        operator = self._state.operator(operator_id)
        if operator.line not in (LineState.TALKING, LineState.HOLD):
            raise TransitionError(f"operator {operator_id}", "a conversation", str(operator.line))
        self._state_fact(CallMarked(at=now, call_id=operator.call_id, operator_id=operator_id, hard=hard))
        return self._done(now)

    def set_reachable(self, now: float, operator_id: str, reachable: bool) -> Facts:
        """The softphone registered or went away. With auto_ready it signs its operator in and out."""
        operator = self._state.operator(operator_id)
        if operator.reachable is not reachable:
            self._state_fact(ReachabilityChanged(at=now, operator_id=operator_id, reachable=reachable))
        wish = OperatorStatus.READY if reachable else OperatorStatus.SIGNED_OUT
        stale = operator.status is OperatorStatus.SIGNED_OUT if reachable else operator.line is LineState.IDLE
        if self._rules.auto_ready and stale and operator.status is not wish:
            self._status(now, operator_id, wish, "", Party.SYSTEM)
        return self._done(now)

    # --- calls -----------------------------------------------------------------------------------------------

    def call_arrived(self, fact: CallArrived) -> Facts:
        """Put a new call in line, and offer it when a fit operator is idle.

        Raises:
            TransitionError: a call with that id is already in progress.

        """
        if fact.call_id in self._state.calls:
            raise TransitionError(f"call {fact.call_id}", "a new call id", "one in progress")
        self._state_fact(fact)
        return self._done(fact.at)

    def offer_answered(self, now: float, offer_id: str) -> Facts:
        """The operator picked up.

        Raises:
            TransitionError: that offer no longer rings (the caller left, or it was answered or withdrawn).

        """
        call = self._ringing(offer_id)
        operator_id = call.operator_id
        self._offer_over(now, call, OfferEnd.ANSWERED)
        self._state_fact(
            CallAnswered(
                at=now,
                call_id=call.call_id,
                operator_id=operator_id,
                offer_id=offer_id,
                queue=call.queue,
                waited_s=call.waited_s(now),
            )
        )
        return self._done(now)

    def offer_failed(self, now: float, offer_id: str, how: OfferEnd) -> Facts:
        """The operator did not take it: the call goes back to the head of its line, the operator is set aside.

        Raises:
            TransitionError: that offer no longer rings.

        """
        call = self._ringing(offer_id)
        self._fail_offer(now, call, how)
        return self._done(now)

    def hold(self, now: float, call_id: str, by: Party = Party.OPERATOR) -> Facts:
        """One side puts the other on hold."""
        call = self._state.call(call_id)
        check_call(call, CallState.HOLD)
        self._state_fact(CallHeld(at=now, call_id=call_id, operator_id=call.operator_id, by=by))
        return self._done(now)

    def resume(self, now: float, call_id: str, by: Party = Party.OPERATOR) -> Facts:
        """Hold ends."""
        call = self._state.call(call_id)
        if call.state is not CallState.HOLD:
            raise TransitionError(f"call {call_id}", "a call on hold", str(call.state))
        self._state_fact(CallResumed(at=now, call_id=call_id, operator_id=call.operator_id, by=by))
        return self._done(now)

    def transfer(self, now: float, call_id: str, *, queue: str = "", operator_id: str = "") -> Facts:
        """Pass the caller to the head of a queue, or to one operator; the present operator goes to wrap-up.

        Raises:
            TransitionError: nobody talks with the caller, or the wanted operator is unknown or is the present one.

        """
        call = self._state.call(call_id)
        if call.state not in (CallState.TALKING, CallState.HOLD):
            raise TransitionError(f"call {call_id}", "a call in conversation", str(call.state))
        if operator_id and self._state.operator(operator_id).call_id == call_id:
            raise TransitionError(f"call {call_id}", "another operator to transfer to", f"{operator_id}, who has it")
        giver = call.operator_id
        self._operator_leaves(now, call)
        self._state_fact(
            CallRequeued(
                at=now,
                call_id=call_id,
                queue=queue or call.queue,
                from_operator=giver,
                to_operator=operator_id,
            )
        )
        return self._done(now)

    def caller_left(self, now: float, call_id: str, reason: str = "") -> Facts:
        """The caller hung up: in line or ringing that is an abandon, in conversation a normal end."""
        return self._end(now, self._state.call(call_id), Party.CALLER, reason, None)

    def operator_left(self, now: float, call_id: str, reason: str = "") -> Facts:
        """The operator hung up: the call ends.

        Raises:
            TransitionError: nobody talks with the caller.

        """
        call = self._state.call(call_id)
        if call.state not in (CallState.TALKING, CallState.HOLD):
            raise TransitionError(f"call {call_id}", "a call in conversation", str(call.state))
        return self._end(now, call, Party.OPERATOR, reason, None)

    def call_ended(self, now: float, call_id: str, outcome: Outcome, reason: str, by: Party = Party.SYSTEM) -> Facts:
        """End a call for a reason outside the conversation (a fault of ours, passed to an outside number)."""
        return self._end(now, self._state.call(call_id), by, reason, outcome)

    def tick(self, now: float) -> Facts:
        """Do what has become due: wrap-up over, set-aside over, a ring nobody reported the end of."""
        while (due := self.next_deadline()) is not None and due <= now:
            first = self._alarms.first()
            self._alarms.drop_first()
            if first:
                self._act_on(now, first[1], first[2])
        return self._done(now)

    # --- inside ----------------------------------------------------------------------------------------------

    def _state_fact(self, fact: Fact) -> None:
        apply(self._state, fact, self._rules)
        self._follow(fact)
        self._facts.append(fact)

    def _follow(self, fact: Fact) -> None:
        """Keep the alarms and the idle operators in step with a fact that was applied."""
        operator_id = getattr(fact, "operator_id", "")
        if operator_id:
            self._note_idle(operator_id)
        match fact:
            case OfferMade():
                self._alarms.set(self._ring_limit(self._state.calls[fact.call_id]), Cause.RING, fact.call_id)
            case WrapUpStarted() | WrapUpExtended():
                self._alarms.set(fact.until, Cause.WRAP_UP, fact.operator_id)
            case StatusChanged() if (until := self._state.operators[fact.operator_id].aside_until) is not None:
                self._alarms.set(until, Cause.ASIDE, fact.operator_id)
            case OfferEnded() if fact.how not in (OfferEnd.ANSWERED, OfferEnd.WITHDRAWN):
                self._alarms.set(self._state.operators[fact.operator_id].paused_until, Cause.PAUSE, fact.operator_id)
            case CallArrived():
                for skill in fact.needs.split():
                    if skill in self._rules.relax_s:
                        self._alarms.set(fact.at + self._rules.relax_s[skill], Cause.RELAX, fact.call_id)

    def _note_idle(self, operator_id: str) -> None:
        operator = self._state.operators.get(operator_id)
        if operator is not None and operator.eligible:
            self._idle[operator_id] = operator
        else:
            self._idle.pop(operator_id, None)

    def _still_wanted(self, at: float, cause: Cause, ident: str) -> bool:
        """Whether an alarm that was set still means something."""
        if cause in (Cause.RING, Cause.RELAX):
            call = self._state.calls.get(ident)
            if call is None:
                return False
            return call.state is CallState.WAITING if cause is Cause.RELAX else self._rings_until(call) == at
        operator = self._state.operators[ident]
        if cause is Cause.WRAP_UP:
            return operator.line is LineState.WRAP_UP and operator.wrap_until == at
        return operator.aside_until == at if cause is Cause.ASIDE else operator.paused_until == at and operator.eligible

    def _rings_until(self, call: Call) -> float | None:
        return self._ring_limit(call) if call.state is CallState.OFFERED else None

    def _act_on(self, now: float, cause: Cause, ident: str) -> None:
        match cause:
            case Cause.RING:
                self._fail_offer(now, self._state.calls[ident], OfferEnd.MISSED)
            case Cause.WRAP_UP:
                call_id = self._state.operators[ident].call_id
                self._state_fact(WrapUpEnded(at=now, operator_id=ident, call_id=call_id, by=Party.SYSTEM))
            case Cause.ASIDE:
                self._status(now, ident, OperatorStatus.READY, "set_aside_over", Party.SYSTEM)
            case Cause.PAUSE | Cause.RELAX:
                pass  # routing looks again

    def _done(self, now: float) -> Facts:
        self._route(now)
        facts, self._facts = self._facts, []
        return facts

    def _ring_limit(self, call: Call) -> float:
        return call.offered_at + self._rules.ring_s + self._rules.ring_grace_s

    def _ringing(self, offer_id: str) -> Call:
        call = self._state.calls.get(offer_id.rpartition("-")[0])
        if call and call.offer_id == offer_id and call.state is CallState.OFFERED:
            return call
        raise TransitionError(f"offer {offer_id}", "an offer that rings", "one that is over")

    def _status(self, now: float, operator_id: str, status: OperatorStatus, reason: str, by: Party) -> None:
        self._state_fact(StatusChanged(at=now, operator_id=operator_id, status=status, reason=reason, by=by))

    def _offer_over(self, now: float, call: Call, how: OfferEnd) -> None:
        self._state_fact(
            OfferEnded(at=now, call_id=call.call_id, operator_id=call.operator_id, offer_id=call.offer_id, how=how)
        )

    def _return_call(self, now: float, call: Call, how: OfferEnd) -> None:
        self._offer_over(now, call, how)
        self._state_fact(CallReturned(at=now, call_id=call.call_id, queue=call.queue, why=how))

    def _fail_offer(self, now: float, call: Call, how: OfferEnd) -> None:
        operator_id = call.operator_id
        self._return_call(now, call, how)
        if (
            how is not OfferEnd.WITHDRAWN
            and self._state.operators[operator_id].missed_in_row >= self._rules.missed_limit
        ):
            self._status(now, operator_id, OperatorStatus.ON_BREAK, f"set_aside:{how}", Party.SYSTEM)

    def _operator_leaves(self, now: float, call: Call) -> None:
        operator_id = call.operator_id
        talk_s = call.talk_s + (now - call.talk_since if call.state is CallState.TALKING else 0.0)
        hold_s = call.hold_s + (now - call.hold_since if call.state is CallState.HOLD else 0.0)
        check_line(self._state.operator(operator_id), LineState.WRAP_UP)
        self._state_fact(
            OperatorLeftCall(at=now, call_id=call.call_id, operator_id=operator_id, talk_s=talk_s, hold_s=hold_s)
        )
        if self._rules.wrap_up_s > 0:
            until = now + self._rules.wrap_up_s
            self._state_fact(WrapUpStarted(at=now, operator_id=operator_id, call_id=call.call_id, until=until))

    def _end(self, now: float, call: Call, by: Party, reason: str, outcome: Outcome | None) -> Facts:
        if call.state is CallState.OFFERED:
            self._offer_over(now, call, OfferEnd.WITHDRAWN)
        if call.state in (CallState.TALKING, CallState.HOLD):
            self._operator_leaves(now, call)
        natural = Outcome.ABANDONED if call.answered_at is None else Outcome.ANSWERED
        self._state_fact(
            CallEnded(
                at=now,
                call_id=call.call_id,
                queue=call.queue,
                outcome=outcome or natural,
                by=by,
                waited_s=call.waited_s(now),
                talk_s=call.total_talk_s,
                reason=reason,
            )
        )
        return self._done(now)

    def _route(self, now: float) -> None:
        while self._idle and any(self._state.lines.values()) and (pair := self._next_pair(now)):
            call, operator, why = pair
            self._state_fact(
                OfferMade(
                    at=now,
                    call_id=call.call_id,
                    operator_id=operator.profile.operator_id,
                    offer_id=f"{call.call_id}-{call.offers + 1}",
                    queue=call.queue,
                    waited_s=call.waited_s(now),
                    why=why,
                )
            )

    def _next_pair(self, now: float) -> tuple[Call, Operator, str] | None:
        """The first call in line that an idle operator serves, with the operator who fits it best."""
        nobody: set[tuple[str, str, frozenset[str]]] = set()  # kinds of calls that no idle operator serves now
        for _, call_id in merge(*self._state.lines.values()):
            call = self._state.calls[call_id]
            needed = call.needed(now, self._rules.relax_s)
            kind = (call.queue, call.wanted_operator, needed)
            if kind in nobody:
                continue
            fit = [one for one in self._idle.values() if one.serves(call, now, needed)]
            strategy = STRATEGIES[self._rules.strategies.get(call.queue, self._rules.strategy)]
            known = self._state.last_operator.get(call.caller, "") if self._rules.keep_operator else ""
            if found := best(call, fit, now, strategy, known):
                return call, *found
            nobody.add(kind)
        return None
