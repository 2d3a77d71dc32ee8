"""Drills: simulated citizens call a running desk, simulated operators answer, and every call is judged."""

from callcenter.drill.plan import DrillError, DrillPlan, OperatorAccount, read_accounts
from callcenter.drill.report import Report
from callcenter.drill.run import run_drill
from callcenter.drill.scenes import Scene, ScenesError, load_scenes
from callcenter.drill.verdict import CallResult, Sums

__all__ = [
    "CallResult",
    "DrillError",
    "DrillPlan",
    "OperatorAccount",
    "Report",
    "Scene",
    "ScenesError",
    "Sums",
    "load_scenes",
    "read_accounts",
    "run_drill",
]
