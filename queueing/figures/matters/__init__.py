"""Figures of tickets: what became of each matter, rates with chosen numerators and denominators, comparisons, ranks."""

from queueing.figures.matters.compare import Change, Direction, change
from queueing.figures.matters.grouping import By, group
from queueing.figures.matters.history import History
from queueing.figures.matters.kpi import Cohort, Figure, Kpi, Measure, measure
from queueing.figures.matters.matter import Grade, Handling, Matter
from queueing.figures.matters.period import Period
from queueing.figures.matters.ranking import Placed, RankRules, rank
from queueing.figures.matters.traits import Trait

__all__ = [
    "By",
    "Change",
    "Cohort",
    "Direction",
    "Figure",
    "Grade",
    "Handling",
    "History",
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
