"""How unlikely a count is."""

from math import exp, log


def tail(found: int, mean: float) -> float:
    """P(X >= found) of a Poisson variable; 0 for a positive count of what never happens."""
    if found <= 0:
        return 1.0
    if mean <= 0.0:
        return 0.0
    term, total = -mean, 0.0  # in logs: e^-mean underflows beyond 745
    for count in range(found):
        total += exp(term)
        term += log(mean) - log(count + 1)
    return max(0.0, 1.0 - total)
