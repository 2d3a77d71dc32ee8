"""A scripted live show against a running desk: real phones, two roles, the studio's recording judged."""

from callcenter.drill.show.hands import Hands
from callcenter.drill.show.play import ShowPlan, run_show

__all__ = ["Hands", "ShowPlan", "run_show"]
