"""Callers who rang before, were missed, or are treated apart."""
