"""Who should be on and who is: signed-in spells from the facts, set against the roster."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from queueing.events import Fact, OperatorStatus, StatusChanged
from queueing.staff.roster import Planned, RosterRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One stay from signing in to signing out; `left` None: still there."""

    operator_id: str
    came: float
    left: float | None = None


class Attendance:
    """Owns the spells of the days it has heard of. Signing in again while signed in begins no new spell."""

    def __init__(self) -> None:
        self._spells: dict[str, list[Spell]] = {}

    def feed(self, fact: Fact) -> None:
        """Take one fact."""
        if not isinstance(fact, StatusChanged):
            return
        spells = self._spells.setdefault(fact.operator_id, [])
        open_one = spells[-1] if spells and spells[-1].left is None else None
        leaves = fact.status is OperatorStatus.SIGNED_OUT
        if leaves and open_one is not None:
            spells[-1] = Spell(operator_id=fact.operator_id, came=open_one.came, left=fact.at)
        elif not leaves and open_one is None:
            spells.append(Spell(operator_id=fact.operator_id, came=fact.at))

    def present(self) -> dict[str, float]:
        """Who is signed in, and since when."""
        return {who: spells[-1].came for who, spells in self._spells.items() if spells and spells[-1].left is None}

    def between(self, since: float, until: float) -> list[Spell]:
        """Every spell that touches that time, earliest first."""
        found = [
            one
            for spells in self._spells.values()
            for one in spells
            if one.came < until and (one.left is None or one.left > since)
        ]
        return sorted(found, key=lambda one: (one.came, one.operator_id))

    def forget(self, before: float) -> None:
        """Drop spells that ended before that time."""
        for who, spells in self._spells.items():
            self._spells[who] = [one for one in spells if one.left is None or one.left >= before]


class Standing(StrEnum):
    """How a person stands against the roster now."""

    PRESENT = "present"
    DUE = "due"  # the shift has just begun
    LATE = "late"
    MISSING = "missing"
    EXTRA = "extra"  # there, but nobody planned it


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """One person now. `shift` and `began` are empty for one who is extra."""

    operator_id: str
    standing: Standing
    shift: str = ""
    began: float | None = None
    until: float | None = None
    since: float | None = None  # signed in since


def on_duty(plan: Iterable[Planned], present: Mapping[str, float], rules: RosterRules, now: float) -> list[OnDuty]:
    """Everybody who should be on at `now` or is, by number; one whose shift begins soon may be there already."""
    works = list(plan)
    due = {one.operator_id: one for one in works if one.at.began <= now < one.at.until}
    soon = {one.operator_id for one in works if now < one.at.began <= now + rules.early_s}
    found = [_standing(one, present.get(who), rules, now) for who, one in due.items()]
    extra = set(present) - set(due) - soon
    found += [OnDuty(operator_id=who, standing=Standing.EXTRA, since=present[who]) for who in extra]
    return sorted(found, key=lambda one: one.operator_id)


def _standing(one: Planned, since: float | None, rules: RosterRules, now: float) -> OnDuty:
    behind_s = now - one.at.began
    if since is not None:
        standing = Standing.PRESENT
    elif behind_s >= rules.missing_s:
        standing = Standing.MISSING
    else:
        standing = Standing.LATE if behind_s >= rules.late_s else Standing.DUE
    return OnDuty(
        operator_id=one.operator_id,
        standing=standing,
        shift=one.at.shift.name,
        began=one.at.began,
        until=one.at.until,
        since=since,
    )


def unstaffed(
    queues: Iterable[str], serves: Mapping[str, frozenset[str]], rostered: Collection[str], present: Collection[str]
) -> list[tuple[str, bool]]:
    """Queues that nobody serves now: (queue, whether somebody is rostered who has not signed in).

    Args:
        queues: every queue that is open.
        serves: operator -> queues; none or empty: every queue.
        rostered: who is planned now.
        present: who is signed in.

    """

    def some(people: Collection[str], queue: str) -> bool:
        return any(not serves.get(one) or queue in serves[one] for one in people)

    return [(queue, some(rostered, queue)) for queue in queues if not some(present, queue)]
