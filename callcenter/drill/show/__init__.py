"""A scripted live show against a running desk: real phones, two roles over HTTP, the studio's recording judged."""

from callcenter.drill.show.play import ShowPlan, run_show

__all__ = ["ShowPlan", "run_show"]
