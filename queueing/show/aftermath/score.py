"""A unit's show score (上线单位效能评价): what is measured and how much it weighs is data; here it is only added up."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What can be measured of a unit's part in a show; each a share from 0 to 1."""

    ATTENDANCE = "attendance"  # the principal leader came, or a delegate, or nobody
    ON_THE_SPOT = "on_the_spot"  # 现场办结 ÷ 受理
    DATED = "dated"  # of those not settled on the spot, the ones promised by a date
    TICKETED = "ticketed"  # matters of the show that have a ticket or a reason
    SIGNED = "signed"  # tickets signed for in time
    RESOLVED = "resolved"  # tickets answered in time, of those answered or overdue
    SATISFIED = "satisfied"  # of citizens asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A measure taken: `done` of `of`; of nothing there is no share."""

    done: float
    of: float

    @property
    def value(self) -> float | None:
        """0..1, None when there was nothing to measure."""
        return self.done / self.of if self.of > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """One line of the definition."""

    measure: Measure
    points: float
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRules:
    """The definition. `delegate`: what attendance by a delegate counts, 0..1."""

    title: str
    source: str
    parts: tuple[ScorePart, ...]
    delegate: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One line of a unit's score; `share` None: nothing to measure yet, so it does not count."""

    part: ScorePart
    share: Share | None

    @property
    def points(self) -> float | None:
        """Points reached."""
        value = self.share.value if self.share else None
        return None if value is None else self.part.points * value


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A unit's score, 0..100, None when nothing could be measured."""

    unit: str
    lines: tuple[Scored, ...]

    @property
    def counted(self) -> tuple[Scored, ...]:
        """Lines that count."""
        return tuple(one for one in self.lines if one.points is not None)

    @property
    def value(self) -> float | None:
        """Points reached ÷ points that could be reached, times 100."""
        whole = sum(one.part.points for one in self.counted)
        return round(100.0 * sum(one.points or 0.0 for one in self.counted) / whole, 1) if whole else None


def score(unit: str, rules: ScoreRules, shares: Mapping[Measure, Share]) -> Score:
    """Score a unit."""
    return Score(unit=unit, lines=tuple(Scored(part=one, share=shares.get(one.measure)) for one in rules.parts))


def formula(rules: ScoreRules) -> str:
    """The definition as people read it."""
    terms = " + ".join(f"{one.zh} × {one.points:g}" for one in rules.parts)
    return f"得分 = 100 × （{terms}） ÷ 有数据各项分值之和；各项为 0 至 1 的比率，没有数据的项不计入分子和分母"


def worked(found: Score) -> str:
    """How one unit's value came about."""
    if found.value is None:
        return "尚无数据"
    terms = " + ".join(_term(one) for one in found.counted)
    whole = sum(one.part.points for one in found.counted)
    return f"100 × （{terms}） ÷ {whole:g} = {found.value:g}"


def _term(line: Scored) -> str:
    share = line.share
    value = share.value if share else None
    return f"{line.part.points:g} × {value or 0.0:.2f}"


def faults(rules: ScoreRules) -> list[str]:
    """What is wrong with a definition, each as `expected …, found …`."""
    parts = rules.parts
    found = [f"{one.measure}: points: expected more than 0, found {one.points:g}" for one in parts if one.points <= 0]
    names = [one.measure for one in parts]
    found += [
        f"{one}: expected each measure once, found it {names.count(one)} times"
        for one in dict.fromkeys(names)
        if names.count(one) > 1
    ]
    if not 0.0 <= rules.delegate <= 1.0:
        found.append(f"delegate: expected 0 to 1, found {rules.delegate:g}")
    return found if parts else ["part: expected at least one, found none"]
