"""疑难备案: matters that cannot be solved for now, filed with an answer; the same kind is answered from the file."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class HardCaseState(StrEnum):
    """Whether the register answers from it."""

    ASKED = "asked"  # the unit sent its stamped material
    FILED = "filed"  # 备案
    DENIED = "denied"
    ENDED = "ended"  # solvable again: same-kind matters are dispatched as usual


@dataclass(frozen=True, slots=True, kw_only=True)
class HardCase:
    """One filed case. `topic` must be the same; `kind` and `area` only where the case names them."""

    hard_case_id: str
    unit: str
    topic: str
    answer: str
    kind: str = ""
    area: str = ""
    state: HardCaseState = HardCaseState.FILED


def answering(cases: Iterable[HardCase], *, kind: str, topic: str, area: str) -> HardCase | None:
    """The filed case that answers such a matter; the one that names most goes first."""
    fits = [one for one in cases if one.state is HardCaseState.FILED and _fits(one, kind, topic, area)]
    return max(fits, key=lambda one: (bool(one.area), bool(one.kind)), default=None)


def _fits(case: HardCase, kind: str, topic: str, area: str) -> bool:
    if not topic or case.topic != topic:
        return False
    return (not case.kind or case.kind == kind) and (not case.area or case.area == area)
