"""Figures of the hotline: a fold fed one fact at a time, and what it shows at an instant."""

from queueing.figures.choice import FigureChoice, LeftOut, TakenIn
from queueing.figures.definition import Definition, Denominator, Transfers, WaitClock
from queueing.figures.fold import Figures, Snapshot
from queueing.figures.operators import Activity, OperatorFigures
from queueing.figures.tally import Counts

__all__ = [
    "Activity",
    "Counts",
    "Definition",
    "Denominator",
    "FigureChoice",
    "Figures",
    "LeftOut",
    "OperatorFigures",
    "Snapshot",
    "TakenIn",
    "Transfers",
    "WaitClock",
]
