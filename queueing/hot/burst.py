"""The burst alarm: many people, one place, one matter, soon. Raised by the very call that crosses the line."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from queueing.hot.poisson import tail
from queueing.hot.rules import DAY_S


class BurstStep(StrEnum):
    """What became of a burst."""

    RAISED = "raised"
    GREW = "grew"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstRule:
    """One threshold: so many people within so many seconds, and unlikely (Poisson) against the matter's own past."""

    window_s: float
    least_persons: int
    unlikely: float = 1e-3

    def __post_init__(self) -> None:
        if self.window_s <= 0.0:
            raise ValueError(f"window_s: expected seconds above 0, found {self.window_s}")
        if self.least_persons < 2:
            raise ValueError(f"least_persons: expected 2 or more, found {self.least_persons}")
        if not 0.0 < self.unlikely <= 1.0:
            raise ValueError(f"unlikely: expected a probability above 0, found {self.unlikely}")


_FAST = BurstRule(window_s=900.0, least_persons=10)  # «15 分钟内 10 个电话»
_SLOW = BurstRule(window_s=DAY_S, least_persons=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstRules:
    """One city's thresholds. A burst is over when fewer than `clear_persons` called within `clear_s`."""

    rules: tuple[BurstRule, ...] = (_FAST,)
    baseline_days: int = 28
    clear_s: float = 3600.0
    clear_persons: int = 2
    grow_every: int = 5  # tell again each time so many more people have called

    def __post_init__(self) -> None:
        for name in ("baseline_days", "clear_persons", "grow_every"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name}: expected 1 or more, found {getattr(self, name)}")
        if not self.rules:
            raise ValueError("rules: expected at least one, found none")

    @property
    def longest_s(self) -> float:
        """The longest window of any rule."""
        return max(rule.window_s for rule in self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """A burst as it stands; nothing personal."""

    step: BurstStep
    burst_id: str
    place: str
    matter: str
    persons: int  # different callers since it began
    window_s: float
    since: float  # first call of the window that raised it


@dataclass(slots=True, kw_only=True)
class _Matter:
    """Calls about one matter at one place. Owner: BurstBook."""

    place: str
    matter: str
    recent: deque[tuple[float, str]] = field(default_factory=deque)  # within the longest window
    days: dict[int, int] = field(default_factory=dict)  # calls a day, for the baseline
    active: Burst | None = None
    people: set[str] = field(default_factory=set)  # since the active burst began
    told: int = 0


class BurstBook:
    """Owns what was called about lately. Calls must come in order of time."""

    def __init__(self, rules: BurstRules) -> None:
        self.rules = rules
        self._matters: dict[tuple[str, str], _Matter] = {}
        self._began: float | None = None

    def take(self, at: float, person: str, place: str, matter: str) -> Sequence[Burst]:
        """Count one call; answers what it raised or made grow. A matter without a name is not counted."""
        if not matter:
            return ()
        self._began = at if self._began is None else self._began
        one = self._matters.setdefault((place, matter), _Matter(place=place, matter=matter))
        one.recent.append((at, person))
        one.days[int(at // DAY_S)] = one.days.get(int(at // DAY_S), 0) + 1
        self._slide(one, at)
        if one.active:
            one.people.add(person)
            return self._grow(one)
        return self._raise(one, at)

    def forget(self, at: float, person: str, place: str, matter: str) -> None:
        """Count no longer what was taken so: it held no matter. A burst that was told goes on until it is looked at."""
        one = self._matters.get((place, matter))
        if one is None:
            return
        if (at, person) in one.recent:
            one.recent.remove((at, person))
        day = int(at // DAY_S)
        if one.days.get(day):
            one.days[day] -= 1
        if one.active and not any(caller == person for _, caller in one.recent):
            one.people.discard(person)
            one.active = _with(one.active, one.active.step, len(one.people))

    def look(self, now: float) -> Sequence[Burst]:
        """Clear what is over, forget what is old."""
        steps: list[Burst] = []
        for key, one in list(self._matters.items()):
            self._slide(one, now)
            if one.active and len(_people(one.recent, now - self.rules.clear_s)) < self.rules.clear_persons:
                steps.append(self._clear(one))
            if not one.recent and not one.days and not one.active:
                del self._matters[key]
        return steps

    def active(self) -> tuple[Burst, ...]:
        """Bursts going on, oldest first."""
        going = (one.active for one in self._matters.values() if one.active)
        return tuple(sorted(going, key=lambda burst: burst.since))

    def of(self, place: str, matter: str) -> Burst | None:
        """The burst going on about this matter at this place."""
        one = self._matters.get((place, matter))
        return one.active if one else None

    def _slide(self, one: _Matter, now: float) -> None:
        keep_s = max(self.rules.longest_s, self.rules.clear_s)
        while one.recent and one.recent[0][0] <= now - keep_s:
            one.recent.popleft()
        oldest = int(now // DAY_S) - self.rules.baseline_days
        for day in [day for day in one.days if day < oldest]:
            del one.days[day]

    def _raise(self, one: _Matter, now: float) -> Sequence[Burst]:
        for rule in self.rules.rules:
            people = _people(one.recent, now - rule.window_s)
            if len(people) >= rule.least_persons and self._unlikely(one, rule, len(people), now):
                since = min(at for at, _ in one.recent if at > now - rule.window_s)
                one.active = Burst(
                    step=BurstStep.RAISED,
                    burst_id=f"B{int(now)}-{one.place}-{one.matter}",
                    place=one.place,
                    matter=one.matter,
                    persons=len(people),
                    window_s=rule.window_s,
                    since=since,
                )
                one.people, one.told = set(people), len(people)
                return (one.active,)
        return ()

    def _unlikely(self, one: _Matter, rule: BurstRule, found: int, now: float) -> bool:
        """Whether so many calls are unlikely against this matter's own days before today."""
        today = int(now // DAY_S)
        days = min(self.rules.baseline_days, max(1, today - int((self._began or now) // DAY_S)))
        before = sum(count for day, count in one.days.items() if day < today)
        return tail(found, before / days * min(1.0, rule.window_s / DAY_S)) <= rule.unlikely

    def _grow(self, one: _Matter) -> Sequence[Burst]:
        if one.active is None:
            return ()
        one.active = _with(one.active, BurstStep.GREW, len(one.people))
        if len(one.people) < one.told + self.rules.grow_every:
            return ()
        one.told = len(one.people)
        return (one.active,)

    def _clear(self, one: _Matter) -> Burst:
        if one.active is None:
            raise LookupError("burst: expected one to clear, found none")
        over = _with(one.active, BurstStep.CLEARED, len(one.people))
        one.active, one.people, one.told = None, set(), 0
        return over


def _people(calls: Iterable[tuple[float, str]], since: float) -> set[str]:
    return {person for at, person in calls if at > since}


def _with(burst: Burst, step: BurstStep, persons: int) -> Burst:
    return Burst(
        step=step,
        burst_id=burst.burst_id,
        place=burst.place,
        matter=burst.matter,
        persons=persons,
        window_s=burst.window_s,
        since=burst.since,
    )
