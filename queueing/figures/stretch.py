"""How long an operator has worked without a rest, and the longest such stretch of the day."""


class Stretch:
    """One operator's work between rests. Neither a pause shorter than `rest_s` nor midnight ends a stretch."""

    __slots__ = ("_before", "_ended", "_rest_s", "_resumed", "_since", "longest_s")

    def __init__(self, rest_s: float) -> None:
        self._rest_s = rest_s
        self._since: float | None = None  # start of the stretch
        self._ended: float | None = None  # start of the pause the operator is in
        self._resumed: float | None = None  # when work was last taken up
        self._before: tuple[float | None, float | None] = (None, None)  # stretch and pause before that
        self.longest_s = 0.0  # of the finished stretches and those a pause interrupted, today

    def work(self, at: float) -> None:
        """The operator works (again) from `at` on."""
        if self._since is not None and self._ended is None:
            return
        self._resumed, self._before = at, (self._since, self._ended)
        if self._since is None or (self._ended is not None and at - self._ended >= self._rest_s):
            self._since = at
        self._ended = None

    def pause(self, at: float) -> None:
        """The operator pauses from `at` on."""
        if self._since is None or self._ended is not None:
            return
        if at == self._resumed:  # no time was worked: the pause before goes on
            self._since, self._ended = self._before
        else:
            self._ended = at
            self.longest_s = max(self.longest_s, at - self._since)

    def new_day(self) -> None:
        """Begin the day's longest anew; the present stretch goes on."""
        self.longest_s = 0.0

    def since(self, now: float) -> float | None:
        """Since when there was no rest; None while resting or before any work."""
        rests = self._ended is not None and now - self._ended >= self._rest_s
        return None if rests else self._since

    def longest(self, now: float) -> float:
        """The longest stretch of the day so far, seconds."""
        if self._since is None or self._ended is not None or now == self._resumed:
            return self.longest_s
        return max(self.longest_s, now - self._since)
