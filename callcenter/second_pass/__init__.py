"""Calls heard a second time after they are over: jobs, workers on any machine, and what becomes of what they heard."""
