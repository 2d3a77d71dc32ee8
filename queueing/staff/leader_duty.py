"""领导值班: leaders who sit in the centre by turns, each unit's once in a month (or week), and who did not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from queueing.city.switches import Rhythm

LONGEST_S = 24 * 3600.0
EARLY_S = 3600.0  # somebody may sign in so long before their duty begins


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderDuty:
    """One turn. `came_at`: when the leader signed in (签到); None: not yet, or never."""

    duty_id: str
    leader: str
    unit_id: str
    starts_at: float
    ends_at: float
    planned_by: str = ""
    came_at: float | None = None
    came_by: str = ""
    cancelled: bool = False

    def holds(self, at: float) -> bool:
        """Whether the leader was there at `at`: from when they signed in, at the earliest from the beginning."""
        return self.came_at is not None and max(self.starts_at, self.came_at) <= at < self.ends_at

    def may_sign_in(self, now: float) -> bool:
        """Whether 签到 is possible."""
        return not self.cancelled and self.came_at is None and self.starts_at - EARLY_S <= now < self.ends_at


class Owed(StrEnum):
    """Why a unit still owes its leader's turn."""

    UNPLANNED = "unplanned"  # no turn in the stretch
    ABSENT = "absent"  # its turns are over and nobody signed in


def stretch(rhythm: Rhythm, day: date) -> tuple[date, date]:
    """The month or week that holds a day: its first day, and the day after its last."""
    if rhythm is Rhythm.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=7)
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def owed(unit_ids: Iterable[str], duties: Sequence[LeaderDuty], now: float) -> Iterator[tuple[str, Owed]]:
    """Units whose leader has no turn in the stretch, or let every one go by; those to come owe nothing."""
    standing = [one for one in duties if not one.cancelled]
    for unit_id in unit_ids:
        mine = [one for one in standing if one.unit_id == unit_id]
        if not mine:
            yield unit_id, Owed.UNPLANNED
        elif all(one.came_at is None and one.ends_at <= now for one in mine):
            yield unit_id, Owed.ABSENT


def fault_of(duty: LeaderDuty, others: Iterable[LeaderDuty]) -> tuple[str, str, str] | None:
    """What is wrong with a turn: (field, expected, found); None when nothing is."""
    if not 0 < duty.ends_at - duty.starts_at <= LONGEST_S:
        hours = (duty.ends_at - duty.starts_at) / 3600
        return "ends_at", "an end after the beginning, at most 24 h later", f"{hours:g} h"
    for one in others:
        together = one.starts_at < duty.ends_at and duty.starts_at < one.ends_at
        if not one.cancelled and together and (one.leader, one.unit_id) == (duty.leader, duty.unit_id):
            return "starts_at", "a time at which that leader has no other turn", "one that overlaps"
    return None
