"""The demo: a whole desk on embedded defaults in a folder of its own, called by a drill until told to stop."""

from callcenter.demo.run import DemoOptions, run_demo

__all__ = ["DemoOptions", "run_demo"]
