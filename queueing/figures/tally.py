"""The counters of one group of calls (a day, a queue, a number, an hour, a minute) and what they say."""

from dataclasses import dataclass, fields

from queueing.figures.definition import Definition, Denominator


@dataclass(slots=True)
class Tally:
    """Sums over one group. Each call offered is one of unsettled, answered, abandoned, broken or turned_away."""

    offered: int = 0
    unsettled: int = 0  # wait for their first answer
    answered: int = 0
    abandoned: int = 0
    broken: int = 0  # ended by a fault of ours before an answer
    turned_away: int = 0  # passed elsewhere or sent away before an answer
    refused: int = 0  # never let in, not among the offered
    within: int = 0  # answered in time
    short: int = 0  # abandoned so soon that they are shown apart
    out_of_answer: int = 0  # abandons the answer rate leaves out
    out_of_within: int = 0  # abandons the in-time rate leaves out
    cut_off: int = 0  # answered, then ended by a fault of ours: to be called back too
    wait_s: float = 0.0  # of the answered
    longest_wait_s: float = 0.0  # of the answered and the abandoned
    abandoned_wait_s: float = 0.0
    handled: int = 0  # operators' finished parts in calls
    wrapping: int = 0  # of these, parts whose wrap-up still runs
    talk_s: float = 0.0
    hold_s: float = 0.0
    wrap_s: float = 0.0


def add(into: Tally, other: Tally) -> None:
    """Put another group's sums to this one's."""
    for name in _SUMS:
        setattr(into, name, getattr(into, name) + getattr(other, name))
    into.longest_wait_s = max(into.longest_wait_s, other.longest_wait_s)


_SUMS = tuple(one.name for one in fields(Tally) if one.name != "longest_wait_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a group of calls shows. Rates 0..1, None when there is nothing to divide by."""

    offered: int
    unsettled: int
    answered: int
    within: int
    abandoned: int
    abandoned_short: int
    broken: int
    turned_away: int
    refused: int
    cut_off: int
    answer_rate: float | None
    within_rate: float | None
    abandon_rate: float | None
    asa_s: float | None
    abandoned_asa_s: float | None  # mean wait of those who gave up
    longest_wait_s: float
    aht_s: float | None
    handled: int
    talk_s: float
    hold_s: float
    wrap_s: float


def counts(tally: Tally, definition: Definition) -> Counts:
    """Divide one tally as the definition says."""
    return Counts(
        offered=tally.offered,
        unsettled=tally.unsettled,
        answered=tally.answered,
        within=tally.within,
        abandoned=tally.abandoned,
        abandoned_short=tally.short,
        broken=tally.broken,
        turned_away=tally.turned_away,
        refused=tally.refused,
        cut_off=tally.cut_off,
        answer_rate=ratio(tally.answered, _base(tally, definition.answer, tally.out_of_answer)),
        within_rate=ratio(tally.within, _base(tally, definition.within, tally.out_of_within)),
        abandon_rate=ratio(tally.abandoned, tally.offered - tally.unsettled),
        asa_s=ratio(tally.wait_s, tally.answered),
        abandoned_asa_s=ratio(tally.abandoned_wait_s, tally.abandoned),
        longest_wait_s=tally.longest_wait_s,
        aht_s=_aht_s(tally),
        handled=tally.handled,
        talk_s=tally.talk_s,
        hold_s=tally.hold_s,
        wrap_s=tally.wrap_s,
    )


def answer_rate(tally: Tally, definition: Definition) -> float | None:
    """The answer rate alone."""
    return ratio(tally.answered, _base(tally, definition.answer, tally.out_of_answer))


def ratio(part: float, whole: float) -> float | None:
    """Part of whole, None when the whole is nothing."""
    return part / whole if whole > 0 else None


def _base(tally: Tally, choice: Denominator, left_out: int) -> int:
    base = tally.offered - left_out + (tally.refused if choice.refused else 0)
    base -= 0 if choice.unsettled else tally.unsettled
    base -= 0 if choice.broken else tally.broken
    return base - (0 if choice.turned_away else tally.turned_away)


def _aht_s(tally: Tally) -> float | None:
    """Mean talk and hold of every finished part, plus mean wrap-up of those whose wrap-up is over."""
    if not tally.handled:
        return None
    wrapped = tally.handled - tally.wrapping
    return (tally.talk_s + tally.hold_s) / tally.handled + (tally.wrap_s / wrapped if wrapped else 0.0)
