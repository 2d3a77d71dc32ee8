"""What the routes around callers and people on duty work with."""

from collections.abc import Callable
from dataclasses import dataclass

from callcenter.callers.missed import MissedDesk
from callcenter.callers.number_lists import NumberListKeeper
from callcenter.duty.guests import Guests
from callcenter.duty.roster import RosterKeeper
from queueing.figures import OperatorFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorParts:
    """The parts of the service behind these routes."""

    missed: MissedDesk
    lists: NumberListKeeper
    roster: RosterKeeper
    guests: Guests
    figures: Callable[[str], OperatorFigures | None]  # of one operator, now and today
