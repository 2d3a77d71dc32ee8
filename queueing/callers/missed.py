"""Missed calls (漏接回拨): one entry a number, folded from what happened; the same steps live and in the store.

Rules: an abandoned or broken call opens or joins its number's entry, and so does a call back that the caller had chosen
while waiting and that nobody answered: they gave up their place for it. The entry goes when that number gets through,
when a call back settles it, or when it grows too old. Withheld numbers cannot be called back: they are only counted.
An abandon after less than `short_s` was most likely a slip of the finger: it is listed apart and raises no alarm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from queueing.events import CallAnswered, CallArrived, CallEnded, CallPlaced, Fact, Outcome, Purpose
from queueing.facts.missed import MissedFact, MissedReleased, MissedTaken, MissedTried, TryResult

MISSED_OUTCOMES = frozenset({Outcome.ABANDONED, Outcome.BROKEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedRules:
    """A city's numbers for the list; durations in seconds."""

    short_s: float = 5.0  # a shorter wait before hanging up is listed apart
    red_s: float = 3600.0  # an entry this old turns red and raises an alarm
    lock_s: float = 900.0  # one taken and not settled is free again after so long
    retry_s: float = 1800.0  # after nobody answered, when not said otherwise
    most_tries: int = 3  # unanswered tries after which it is closed; 0: never
    keep_s: float = 604_800.0  # a week without a new call


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """One number's missed calls. `entry_id` is the id of the first of them, so that it tells nothing of the number."""

    entry_id: str
    number: str  # personal data
    queue: str  # of the last call
    dialled: str = ""
    count: int = 1
    first_at: float
    last_at: float
    longest_wait_s: float
    broken: bool = False  # at least one was cut off by a fault of ours
    taken_by: str = ""
    taken_at: float = 0.0
    tries: int = 0
    last_result: TryResult | None = None
    next_at: float = 0.0

    def short(self, rules: MissedRules) -> bool:
        """Whether every call of it was given up at once."""
        return not self.broken and self.longest_wait_s < rules.short_s

    def red(self, rules: MissedRules, now: float) -> bool:
        """Whether it has waited too long for its call back."""
        return not self.short(rules) and now - self.first_at >= rules.red_s


def caller_of(fact: CallArrived | CallPlaced) -> str | None:
    """Which citizen a call is with, '' when withheld; None: not with a citizen (a dial probe, a duty officer)."""
    if isinstance(fact, CallArrived):
        return None if fact.probe else fact.caller
    return None if fact.purpose is Purpose.DUTY else fact.number


def is_promised(fact: CallArrived | CallPlaced) -> bool:
    """Whether it is the call back that a waiting caller chose."""
    return isinstance(fact, CallPlaced) and fact.purpose is Purpose.CALLBACK


def is_missed(fact: Fact, *, promised: bool = False) -> bool:
    """Whether a call ended in a way that asks for a call back; of a promised one, also that nobody answered it."""
    if not isinstance(fact, CallEnded):
        return False
    return fact.outcome in MISSED_OUTCOMES or (promised and fact.outcome is Outcome.UNREACHED)


def missed_again(entry: Missed | None, ended: CallEnded, number: str, dialled: str = "") -> Missed:
    """The number's entry after one more missed call."""
    if entry is None:
        return Missed(
            entry_id=ended.call_id,
            number=number,
            queue=ended.queue,
            dialled=dialled,
            first_at=ended.at,
            last_at=ended.at,
            longest_wait_s=ended.waited_s,
            broken=ended.outcome is Outcome.BROKEN,
        )
    return replace(
        entry,
        queue=ended.queue,
        dialled=dialled or entry.dialled,
        count=entry.count + 1,
        last_at=ended.at,
        longest_wait_s=max(entry.longest_wait_s, ended.waited_s),
        broken=entry.broken or ended.outcome is Outcome.BROKEN,
    )


def stepped(entry: Missed, fact: MissedFact) -> Missed | None:
    """The entry after something was done about it; None: it is gone."""
    match fact:
        case MissedTaken():
            return replace(entry, taken_by=fact.operator_id, taken_at=fact.at)
        case MissedReleased():
            return replace(entry, taken_by="", taken_at=0.0)
        case MissedTried() if not fact.closed:
            tries = entry.tries + 1
            return replace(entry, taken_by="", taken_at=0.0, tries=tries, last_result=fact.result, next_at=fact.next_at)
        case _:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What a fact does to the list: a number's entry, `None` when it is gone."""

    number: str
    entry: Missed | None


def fold(
    fact: Fact, entries: Mapping[str, Missed], numbers: Mapping[str, str], caller: str, *, promised: bool = False
) -> Touched | None:
    """What one fact changes.

    Args:
        fact: what happened.
        entries: number -> entry, at least those this fact may touch.
        numbers: entry id -> number, likewise.
        caller: the number of the call the fact speaks of, '' when withheld or unknown.
        promised: whether that call is a call back the caller chose.

    """
    if isinstance(fact, MissedFact):
        number = numbers.get(fact.entry_id, "")
        held = entries.get(number)
        return Touched(number=number, entry=stepped(held, fact)) if held else None
    if not caller:
        return None
    if isinstance(fact, CallEnded) and is_missed(fact, promised=promised):
        return Touched(number=caller, entry=missed_again(entries.get(caller), fact, caller))
    if isinstance(fact, CallAnswered) and caller in entries:
        return Touched(number=caller, entry=None)
    return None
