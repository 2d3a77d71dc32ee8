"""How many calls the next half hours bring: the mean of like days, scaled by how busy today has been of late.

The calls of a day follow a shape; a day as a whole is busier or quieter than the shape by a level that is gamma
distributed around 1. Counts are Poisson, so the level seen today mixes with the past as (k + seen) / (k + expected),
and what comes is negative binomial: both in closed form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from statistics import fmean, pvariance

HALF_HOURS = 48
HALF_HOUR_S = 1800.0
BELIEVED_DAYS = 2.0  # a profile's hourly shape weighs as much as so many recorded days
FEW_DAYS = 5  # fewer days do not tell how much days differ
USUAL_CV = 0.2  # of a day's level, until the record tells
LEAST_CV = 0.05  # no record makes us surer than this of a day that has not begun
NORMAL_P90 = 1.2816  # an 80 % band


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDay:
    """The calls of one finished day by half hour. `works`: offices were open."""

    works: bool
    calls: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The mean calls of a like day by half hour, how many days tell it, and how sure they are (the gamma's shape k)."""

    calls: tuple[float, ...]
    days: int
    sureness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Calls of one half hour: the mean, and a band that holds 8 times in 10."""

    mean: float
    low: int
    high: int


def shape_of(past: Sequence[PastDay], *, works: bool, profile: Sequence[float] = ()) -> Shape | None:
    """What a day with offices open, or closed, looks like; None when neither record nor profile tells.

    Args:
        past: recorded days. Those unlike the day asked for are used only while there are none like it.
        works: whether offices are open on the day asked for.
        profile: calls by half hour a site believes in; once there are days, only its shape counts, at their volume.

    """
    like = [one for one in past if one.works is works] or list(past)
    for one in (*(day.calls for day in like), *((profile,) if profile else ())):
        if len(one) != HALF_HOURS or min(one) < 0:
            raise ValueError(f"calls by half hour: expected {HALF_HOURS} numbers of 0 or more, found {len(one)}")
    if not like:
        return Shape(calls=tuple(profile), days=0, sureness=USUAL_CV**-2) if sum(profile) > 0.0 else None
    totals = [sum(one.calls) for one in like]
    if not sum(totals):
        return None
    believed = BELIEVED_DAYS * fmean(totals) / sum(profile) if sum(profile) > 0.0 else 0.0
    weight = len(like) + (BELIEVED_DAYS if believed else 0.0)
    sums = [sum(column) for column in zip(*(one.calls for one in like), strict=True)]
    calls = [(one + believed * (profile[place] if believed else 0.0)) / weight for place, one in enumerate(sums)]
    return Shape(calls=tuple(calls), days=len(like), sureness=_spread(totals) ** -2)


def level_of(shape: Shape, seen: int, expected: float) -> float:
    """How busy the day is beside the shape: 1.0 as usual; `seen` calls came where the shape has `expected`."""
    return (shape.sureness + seen) / (shape.sureness + expected)


def expect(shape: Shape, half_hour: int, seen: int, expected: float) -> Expected:
    """The calls of a half hour (0 to 47) still to come, after `seen` calls where the shape has `expected`."""
    mean = shape.calls[half_hour % HALF_HOURS] * level_of(shape, seen, expected)
    spread = sqrt(mean + mean * mean / (shape.sureness + seen))  # of the negative binomial
    low, high = floor(mean - NORMAL_P90 * spread), ceil(mean + NORMAL_P90 * spread)
    return Expected(mean=mean, low=max(0, low), high=high)


def _spread(totals: Sequence[int]) -> float:
    """How much days differ beyond what counting alone makes them: the level's standard deviation over its mean."""
    if len(totals) < FEW_DAYS:
        return USUAL_CV
    mean = fmean(totals)
    return max(LEAST_CV, sqrt(max(0.0, pvariance(totals) - mean)) / mean)
