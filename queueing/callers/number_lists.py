"""Numbers treated apart: the blacklist and the priority list, by whole number or by its first digits.

Rules: a whole number counts before a prefix, a longer prefix before a shorter one; within a list the newest entry
counts. A number on both lists is treated by its blacklist entry. An entry that has expired is as if it were not there.
A line marked for emergencies refuses nobody. Priority is worth waiting already done, at most MOST_STEPS in all, so the
bound on anybody's wait (see queueing.desk.state.Call.rank) still holds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_STEPS = 10  # of priority, the queue's own included: nobody is overtaken by who comes later than this many steps
_DIGITS = re.compile(r"[0-9*#]{2,20}")
_TRUNK_PREFIX = re.compile(r"0(?=1[3-9]\d{9}$)")  # a mobile number as dialled from another city


class ListKind(StrEnum):
    """Which list."""

    BLACK = "black"
    PRIORITY = "priority"


class Treatment(StrEnum):
    """What becomes of a call on the blacklist."""

    REFUSE = "refuse"  # not let in
    QUEUE = "queue"  # sent to another queue
    ANNOUNCE = "announce"  # hears an announcement, then the call ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a list."""

    entry_id: str
    kind: ListKind
    number: str  # whole number, or first digits when `prefix`; personal data
    prefix: bool = False
    treatment: Treatment = Treatment.REFUSE  # blacklist only
    target: str = ""  # queue or announcement
    steps: int = 0  # priority list only: 1 .. MOST_STEPS
    why: str
    added_by: str
    added_at: float
    until: float | None = None  # Unix seconds; None: until it is taken off

    def holds(self, now: float) -> bool:
        """Whether it has not expired."""
        return self.until is None or now < self.until

    def fits(self, number: str) -> bool:
        """Whether it speaks of that number (in plain form)."""
        return number.startswith(self.number) if self.prefix else number == self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a call is to be treated. `entry_id` '' : as any other."""

    treatment: Treatment | None = None  # None: let in
    target: str = ""
    steps: int = 0
    entry_id: str = ""


AS_ANY_OTHER = Verdict()


def plain(number: str) -> str:
    """A number as the lists know it: no +86, 0086 or 0 before a mobile number, no spaces or dashes."""
    bare = re.sub(r"[\s()-]", "", number)
    bare = re.sub(r"^(\+86|0086)", "", bare).removeprefix("+")
    return _TRUNK_PREFIX.sub("", bare)


Fault = tuple[str, str, str]  # field, expected, found


def fault_of(entry: Listed, now: float, queues: Iterable[str]) -> Fault | None:
    """What is wrong with an entry; None when nothing is."""
    if not _DIGITS.fullmatch(entry.number):
        return "number", "2 to 20 digits, * or #", entry.number[:40] or "nothing"
    if not entry.why.strip():
        return "why", "a reason", "nothing"
    if entry.until is not None and entry.until <= now:
        return "until", "a time still to come", "one that is past"
    if entry.kind is ListKind.PRIORITY:
        fits = 1 <= entry.steps <= MOST_STEPS
        return None if fits else ("steps", f"1 to {MOST_STEPS}", str(entry.steps))
    return _treatment_fault(entry, sorted(queues))


def _treatment_fault(entry: Listed, queues: list[str]) -> Fault | None:
    if entry.treatment is Treatment.QUEUE and entry.target not in queues:
        return "target", f"a queue: {', '.join(queues)}", entry.target[:40] or "nothing"
    if entry.treatment is Treatment.ANNOUNCE and not entry.target:
        return "target", "the name of an announcement", "nothing"
    return None


class NumberLists:
    """Owns the entries. Finding one costs a look-up a prefix length, however long the lists are."""

    def __init__(self, entries: Iterable[Listed] = ()) -> None:
        self._whole: dict[tuple[ListKind, str], list[Listed]] = {}
        self._prefix: dict[tuple[ListKind, str], list[Listed]] = {}
        for one in sorted(entries, key=lambda one: -one.added_at):
            where = self._prefix if one.prefix else self._whole
            where.setdefault((one.kind, one.number), []).append(one)
        self._lengths = sorted({len(number) for _, number in self._prefix}, reverse=True)

    def find(self, kind: ListKind, number: str, now: float) -> Listed | None:
        """The entry of that list that counts for a number."""
        bare = plain(number)
        found = [*self._whole.get((kind, bare), ())]
        for length in self._lengths:
            if len(bare) >= length:
                found += self._prefix.get((kind, bare[:length]), ())
        return next((one for one in found if one.holds(now)), None) if bare else None

    def verdict(self, number: str, now: float, *, emergency: bool = False) -> Verdict:
        """How a call from `number` is to be treated; `emergency`: the line it came in on refuses nobody."""
        black = None if emergency else self.find(ListKind.BLACK, number, now)
        if black is not None:
            return Verdict(treatment=black.treatment, target=black.target, entry_id=black.entry_id)
        first = self.find(ListKind.PRIORITY, number, now)
        return Verdict(steps=first.steps, entry_id=first.entry_id) if first else AS_ANY_OTHER


def bounded_steps(queue_steps: int, listed_steps: int) -> int:
    """Priority of a call: its queue's and its own together, never above what the bound on waiting was made for."""
    return min(MOST_STEPS, queue_steps + listed_steps)
