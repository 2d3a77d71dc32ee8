"""How long to wait before a stream is asked for again: growing, and short again after one that was heard. Pure."""

PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # the last one repeats
GOOD_S = 10.0  # a stream that brought so much sound was a good one


class Pauses:
    """Owns the number of failures in a row."""

    def __init__(self) -> None:
        self._failures = 0

    def next_s(self, heard_s: float) -> float:
        """Return the pause after a try that brought so many seconds of sound."""
        if heard_s >= GOOD_S:
            self._failures = 0
        pause_s = PAUSES_S[min(self._failures, len(PAUSES_S) - 1)]
        self._failures += 1
        return pause_s
