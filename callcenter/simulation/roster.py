"""Who is at work when: shifts or numbers by half hour, turned into sign-ins and sign-outs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

HALF_HOURS = 48
HALF_HOUR_S = 1800.0
DAY_S = 86400.0
FIRST_NUMBER = 8001

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]

Pause = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class Shift(BaseModel):
    """People who work together. One that ends before it starts goes over midnight."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    start: Clock
    end: Clock
    operators: int = Field(default=0, ge=0, le=2000, description="how many, numbered by the simulator")
    numbers: tuple[Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,16}$")], ...] = Field(default=(), description="or who")
    breaks: tuple[Pause, ...] = Field(default=(), description="12:00-12:30: all of this shift are on break")

    @model_validator(mode="after")
    def _somebody(self) -> "Shift":
        if (self.operators > 0) == bool(self.numbers):
            raise ValueError("expected either operators (1 or more) or numbers in a shift, found both or neither")
        if _seconds(self.start) % DAY_S == _seconds(self.end) % DAY_S and self.start == self.end:
            raise ValueError(f"expected a shift that takes time, found {self.start} to {self.end}")
        pauses = sorted(self.pauses())
        inside = [any(begin <= a < b <= end for begin, end in self.spans()) for a, b in pauses]
        if not all(inside) or any(before[1] > after[0] for before, after in pairwise(pauses)):
            raise ValueError(f"expected breaks one after another within the shift, found {', '.join(self.breaks)}")
        return self

    def pauses(self) -> list[tuple[float, float]]:
        """Breaks, from and to, seconds of the day."""
        ends = (one.split("-") for one in self.breaks)
        return [(_seconds(start), _seconds(end)) for start, end in ends]

    def spans(self) -> list[tuple[float, float]]:
        """From and to, seconds of the day; two when it goes over midnight."""
        start, end = _seconds(self.start), _seconds(self.end)
        spans = [(start, end)] if start < end else [(start, DAY_S), (0.0, end)]
        return [(begin, until) for begin, until in spans if begin < until]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One operator at work, seconds of the day."""

    operator_id: str
    start_s: float
    end_s: float
    breaks: tuple[tuple[float, float], ...] = ()


def refuse_impossible(shifts: Sequence[Shift]) -> None:
    """Raise ValueError when one person is in two places at once."""
    seen: dict[str, list[tuple[float, float]]] = {}
    for shift in shifts:
        for number in shift.numbers:
            for start, end in shift.spans():
                clash = [one for one in seen.get(number, []) if start < one[1] and one[0] < end]
                if clash:
                    raise ValueError(
                        f"expected operator {number} in one place at a time, found two shifts that overlap"
                    )
                seen.setdefault(number, []).append((start, end))


def duties_of_shifts(shifts: Iterable[Shift]) -> list[Duty]:
    """Everyone's duties."""
    taken = FIRST_NUMBER
    duties = []
    for shift in shifts:
        numbers = shift.numbers or tuple(str(taken + place) for place in range(shift.operators))
        taken += shift.operators
        for begin, end in shift.spans():
            breaks = tuple((a, b) for a, b in shift.pauses() if begin <= a < end)
            duties += [Duty(operator_id=one, start_s=begin, end_s=end, breaks=breaks) for one in numbers]
    return duties


def duties_of_staff(staff: Sequence[int]) -> list[Duty]:
    """The n-th operator is there in every half hour that needs n or more."""
    duties = []
    for place in range(max(staff)):
        number, since = str(FIRST_NUMBER + place), None
        for half_hour in range(len(staff) + 1):
            there = half_hour < len(staff) and staff[half_hour] > place
            if there and since is None:
                since = half_hour * HALF_HOUR_S
            elif not there and since is not None:
                duties.append(Duty(operator_id=number, start_s=since, end_s=half_hour * HALF_HOUR_S))
                since = None
    return duties


def crews(duties: Iterable[Duty]) -> tuple[tuple[str, ...], ...]:
    """The operators grouped by their hours."""
    hours: dict[str, list[tuple[float, float]]] = {}
    for duty in duties:
        hours.setdefault(duty.operator_id, []).append((duty.start_s, duty.end_s))
    groups: dict[tuple[tuple[float, float], ...], list[str]] = {}
    for operator_id, spans in sorted(hours.items()):
        groups.setdefault(tuple(sorted(spans)), []).append(operator_id)
    return tuple(tuple(group) for group in groups.values())


def staffed(duties: Iterable[Duty]) -> tuple[float, ...]:
    """How many are there in each half hour, on average."""
    there = [0.0] * HALF_HOURS
    for duty in duties:
        for half_hour in range(HALF_HOURS):
            begin = half_hour * HALF_HOUR_S
            within = [_shared_s(span, begin) for span in ((duty.start_s, duty.end_s), *duty.breaks)]
            there[half_hour] += (within[0] - sum(within[1:])) / HALF_HOUR_S
    return tuple(there)


def _shared_s(span: tuple[float, float], begin: float) -> float:
    """How much of a span lies in the half hour that begins at `begin`."""
    return max(0.0, min(span[1], begin + HALF_HOUR_S) - max(span[0], begin))


def _seconds(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) * 3600.0 + int(minutes) * 60.0
