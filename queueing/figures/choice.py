"""What a city picks for its figures, as it stands in a profile or a site's file. Pure."""

import math
from dataclasses import dataclass
from enum import StrEnum

from queueing.figures.definition import Definition, Denominator, Transfers, WaitClock


class LeftOut(StrEnum):
    """Calls that came in and are not divided by."""

    SHORT_ABANDONS = "short_abandons"
    ABANDONS = "abandons"
    BROKEN = "broken"
    TURNED_AWAY = "turned_away"


class TakenIn(StrEnum):
    """Calls that are divided by although they are not among those settled."""

    REFUSED = "refused"  # never let in: line full, unknown number
    UNSETTLED = "unsettled"  # still waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChoice:
    """One city's numerators and denominators. Defaults: GB/T 33358-2016; every abandon counts against the hotline."""

    within_s: float = 15.0
    clock: WaitClock = WaitClock.QUEUE_AND_RING
    transfers: Transfers = Transfers.SAME_CALL
    short_abandon_s: float = 5.0
    answer_without: tuple[LeftOut, ...] = ()
    answer_with: tuple[TakenIn, ...] = ()
    within_without: tuple[LeftOut, ...] = ()
    within_with: tuple[TakenIn, ...] = ()
    rest_s: float = 300.0
    idle_is_rest: bool = False

    def definition(self) -> Definition:
        """The definition that counts by this choice.

        Raises:
            ValueError: negative seconds.

        """
        return Definition(
            answer=self._denominator(self.answer_without, self.answer_with),
            within=self._denominator(self.within_without, self.within_with),
            within_s=self.within_s,
            clock=self.clock,
            transfers=self.transfers,
            short_abandon_s=self.short_abandon_s,
            rest_s=self.rest_s,
            idle_is_rest=self.idle_is_rest,
        )

    def _denominator(self, without: tuple[LeftOut, ...], taken_in: tuple[TakenIn, ...]) -> Denominator:
        short_s = self.short_abandon_s if LeftOut.SHORT_ABANDONS in without else 0.0
        return Denominator(
            abandons_from_s=math.inf if LeftOut.ABANDONS in without else short_s,
            broken=LeftOut.BROKEN not in without,
            turned_away=LeftOut.TURNED_AWAY not in without,
            refused=TakenIn.REFUSED in taken_in,
            unsettled=TakenIn.UNSETTLED in taken_in,
        )


NATIONAL = FigureChoice()
