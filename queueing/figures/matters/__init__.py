"""Figures of tickets: what became of each matter, rates with chosen numerators and denominators, comparisons, ranks."""

from queueing.figures.matters.compare import Change, Direction, change
from queueing.figures.matters.grouping import By, group
from queueing.figures.matters.kpi import Cohort, Figure, Kpi, Measure, Period, measure
from queueing.figures.matters.matter import Grade, Matter
from queueing.figures.matters.ranking import Placed, RankRules, rank
from queueing.figures.matters.traits import Trait

__all__ = [
    "By",
    "Change",
    "Cohort",
    "Direction",
    "Figure",
    "Grade",
    "Kpi",
    "Matter",
    "Measure",
    "Period",
    "Placed",
    "RankRules",
    "Trait",
    "change",
    "group",
    "measure",
    "rank",
]
