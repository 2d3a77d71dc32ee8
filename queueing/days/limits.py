"""How long something may take, as cities write it: a number and one of six units, `1 wh`, `30 wd`, `-15 d`."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from queueing.days.calendar import MOST_DAYS

_TEXT = re.compile(r"([+-]?[0-9]{1,6}) +([a-z]+)")


class Unit(StrEnum):
    """Natural time runs always, working time only while the office is open."""

    MINUTE = "min"
    HOUR = "h"
    WORKING_HOUR = "wh"  # 工作小时
    DAY = "d"  # 自然日
    WORKING_DAY = "wd"  # 工作日
    MONTH = "month"  # only before a date


CLOCK_UNITS = frozenset(Unit) - {Unit.MONTH}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """An amount of a unit; below zero: before."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        most = MOST_DAYS * 1440 if self.unit is Unit.MINUTE else MOST_DAYS
        if not 0 < abs(self.amount) <= most:
            raise ValueError(f"expected 1 to {most} {self.unit}, found {self.amount}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `30 wd` or `-1 month`: the inverse of `str`.

        Raises:
            ValueError: It is no such thing.
        """
        found = _TEXT.fullmatch(text)
        if found is None or found[2] not in set(Unit):
            units = ", ".join(Unit)
            raise ValueError(f"expected a whole number, a space and one of {units}, found {text!r}")
        return cls(amount=int(found[1]), unit=Unit(found[2]))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"
