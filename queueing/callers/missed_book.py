"""The missed-call list as it is now: takes facts, and the commands of operators who call back.

Every command checks (TransitionError: nothing has changed) and returns the facts that follow; they are applied here at
once, so that of two operators who reach for one entry exactly one gets it.
"""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass

from queueing.callers.missed import Missed, MissedRules, caller_of, fold, is_missed, is_promised
from queueing.callers.number_lists import plain
from queueing.events import CallArrived, CallEnded, CallPlaced, Fact, TransitionError
from queueing.facts.missed import (
    MissedExpired,
    MissedFact,
    MissedReleased,
    MissedTaken,
    MissedTried,
    ReleaseCause,
    TryResult,
)

Facts = list[Fact]
WITHHELD_KEPT = 10_000
LATEST_TRY_S = 7 * 86_400.0  # a next try later than this is a slip of the pen


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedCounts:
    """The list in numbers: nothing personal."""

    listed: int  # without those given up at once
    short: int
    red: int
    taken: int
    withheld: int  # missed calls without a number since `since`
    oldest_at: float | None  # first call of the oldest listed entry


class MissedBook:
    """Owns the entries. One writer calls it."""

    def __init__(self, rules: MissedRules | None = None) -> None:
        self.rules = rules or MissedRules()
        self._entries: dict[str, Missed] = {}  # by number
        self._numbers: dict[str, str] = {}  # entry id -> number
        self._callers: dict[str, str] = {}  # calls in progress
        self._promised: set[str] = set()  # of these, the calls back that callers chose
        self._withheld: deque[float] = deque(maxlen=WITHHELD_KEPT)

    # --- facts in --------------------------------------------------------------------------------------------

    def load(self, entries: Iterable[Missed]) -> None:
        """Begin with the entries the store has folded."""
        self._entries = {one.number: one for one in entries}
        self._numbers = {one.entry_id: one.number for one in self._entries.values()}

    def remember(self, fact: Fact) -> None:
        """Follow calls without touching entries, which the store has folded already: for the replay at start."""
        if isinstance(fact, CallArrived | CallPlaced):
            caller = caller_of(fact)
            if caller is not None:
                self._callers[fact.call_id] = caller
            if is_promised(fact):
                self._promised.add(fact.call_id)
        elif isinstance(fact, CallEnded):
            if is_missed(fact) and self._callers.get(fact.call_id) == "":
                self._withheld.append(fact.at)
            self._callers.pop(fact.call_id, None)
            self._promised.discard(fact.call_id)

    def feed(self, fact: Fact) -> bool:
        """Take one fact that happened; whether the list changed."""
        caller = self._callers.get(getattr(fact, "call_id", ""))
        promised = getattr(fact, "call_id", "") in self._promised
        missed = is_missed(fact, promised=promised)
        self.remember(fact)
        touched = fold(fact, self._entries, self._numbers, caller or "", promised=promised)
        if touched is None:
            return missed and caller == ""
        before = self._entries.pop(touched.number, None)
        if before is not None:
            self._numbers.pop(before.entry_id, None)
        if touched.entry is not None:
            self._entries[touched.number] = touched.entry
            self._numbers[touched.entry.entry_id] = touched.number
        return True

    # --- looking ---------------------------------------------------------------------------------------------

    def entries(self) -> list[Missed]:
        """Every entry: oldest first, those given up at once behind the others."""
        return sorted(self._entries.values(), key=lambda one: (one.short(self.rules), one.first_at, one.entry_id))

    def entry(self, entry_id: str) -> Missed:
        """One entry.

        Raises:
            TransitionError: no such entry (any more): they got through, or somebody settled it.

        """
        held = self._entries.get(self._numbers.get(entry_id, ""))
        if held is None:
            raise TransitionError(f"missed call {entry_id}", "an open entry", "none: settled, or they got through")
        return held

    def counts(self, now: float, since: float) -> MissedCounts:
        """The list in numbers; withheld calls are counted from `since` on."""
        kinds = Counter("short" if one.short(self.rules) else "listed" for one in self._entries.values())
        listed = [one for one in self._entries.values() if not one.short(self.rules)]
        return MissedCounts(
            listed=kinds["listed"],
            short=kinds["short"],
            red=sum(one.red(self.rules, now) for one in listed),
            taken=sum(bool(one.taken_by) for one in self._entries.values()),
            withheld=sum(at >= since for at in self._withheld),
            oldest_at=min((one.first_at for one in listed), default=None),
        )

    def held_by(self, operator_id: str) -> Missed | None:
        """The entry an operator has taken."""
        return next((one for one in self._entries.values() if one.taken_by == operator_id), None)

    def first_for(self, now: float, queues: frozenset[str] = frozenset()) -> Missed | None:
        """The entry to call back next: the oldest free one whose time has come; `queues` empty takes all."""
        for one in self.entries():
            if not one.taken_by and one.next_at <= now and (not queues or one.queue in queues):
                return one
        return None

    # --- commands --------------------------------------------------------------------------------------------

    def take(self, now: float, entry_id: str, operator_id: str) -> Facts:
        """Lock an entry to one operator. Taking what one already has changes nothing.

        Raises:
            TransitionError: no such entry, somebody else has it, or the operator has another one.

        """
        entry, own = self.entry(entry_id), self.held_by(operator_id)
        if entry.taken_by == operator_id:
            return []
        if entry.taken_by:
            raise TransitionError(f"missed call {entry_id}", "a free entry", f"taken by {entry.taken_by}")
        if own is not None:
            raise TransitionError(
                f"operator {operator_id}", "no other entry taken", f"{own.entry_id} without a result yet"
            )
        return self._state(MissedTaken(at=now, entry_id=entry_id, operator_id=operator_id))

    def release(self, now: float, entry_id: str, operator_id: str) -> Facts:
        """Give an entry back without a result.

        Raises:
            TransitionError: no such entry, or not taken by that operator.

        """
        self._own(entry_id, operator_id)
        fact = MissedReleased(at=now, entry_id=entry_id, operator_id=operator_id, cause=ReleaseCause.GIVEN_BACK)
        return self._state(fact)

    def tried(
        self, now: float, entry_id: str, operator_id: str, result: TryResult, next_at: float | None = None
    ) -> Facts:
        """Note what came of a call back. Only an unanswered one leaves the entry open, until it was tried enough.

        Raises:
            TransitionError: no such entry, not taken by that operator, or a next try in the past or far away.

        """
        entry = self._own(entry_id, operator_id)
        again = result is TryResult.NO_ANSWER
        due = now + self.rules.retry_s if next_at is None else next_at
        if again and not now <= due <= now + LATEST_TRY_S:
            raise TransitionError(f"missed call {entry_id}", "a next try within seven days from now", f"{due:.0f}")
        enough = 0 < self.rules.most_tries <= entry.tries + 1
        fact = MissedTried(
            at=now,
            entry_id=entry_id,
            operator_id=operator_id,
            result=result,
            next_at=due if again else 0.0,
            closed=not again or enough,
        )
        return self._state(fact)

    def tick(self, now: float) -> Facts:
        """Free what was taken and left lying, drop what grew too old."""
        facts: Facts = []
        for one in list(self._entries.values()):
            if one.taken_by and now - one.taken_at >= self.rules.lock_s:
                cause = ReleaseCause.TIMED_OUT
                facts += self._state(
                    MissedReleased(at=now, entry_id=one.entry_id, operator_id=one.taken_by, cause=cause)
                )
            if now - one.last_at >= self.rules.keep_s:
                facts += self._state(MissedExpired(at=now, entry_id=one.entry_id))
        return facts

    def forget(self, now: float, number: str) -> Facts:
        """Call a number back no more, however it is written: its owner asked to be erased."""
        mine = [one.entry_id for one in self._entries.values() if plain(one.number) == plain(number)]
        return [fact for one in mine for fact in self._state(MissedExpired(at=now, entry_id=one))]

    def _own(self, entry_id: str, operator_id: str) -> Missed:
        entry = self.entry(entry_id)
        if entry.taken_by != operator_id:
            found = f"taken by {entry.taken_by}" if entry.taken_by else "free"
            raise TransitionError(f"missed call {entry_id}", f"an entry taken by {operator_id}", found)
        return entry

    def _state(self, fact: MissedFact) -> Facts:
        self.feed(fact)
        return [fact]


def rebuilt(facts: Iterable[Fact], rules: MissedRules | None = None) -> MissedBook:
    """The list a whole ledger makes."""
    book = MissedBook(rules)
    for fact in facts:
        book.feed(fact)
    return book
