"""From the time a recogniser counts (sound it was fed) back to the time of the call (pure)."""

from bisect import bisect_right


class TimeMap:
    """Owns the places where fed sound does not follow on in the call: pauses, dropped blocks.

    Both clocks count samples at the same rate.
    """

    def __init__(self) -> None:
        self._fed = [0]  # fed sample at which a stretch begins
        self._call = [0]  # its place in the call
        self.fed_samples = 0  # everything fed so far

    def add(self, call_sample: int, samples: int) -> None:
        """Note that `samples` starting at `call_sample` of the call are fed next."""
        if call_sample != self.to_call(self.fed_samples):
            self._fed.append(self.fed_samples)
            self._call.append(call_sample)
        self.fed_samples += samples

    def to_call(self, fed_sample: int) -> int:
        """Give the call's sample for a fed sample; before the first stretch it extrapolates."""
        index = max(bisect_right(self._fed, fed_sample) - 1, 0)
        return self._call[index] + fed_sample - self._fed[index]

    def end_to_call(self, fed_sample: int) -> int:
        """Give the call's sample for an end: at the seam of two stretches it belongs to the earlier one."""
        return self.to_call(fed_sample - 1) + 1

    def forget_before(self, fed_sample: int) -> None:
        """Drop stretches that ended before `fed_sample`; a call of hours keeps a list of a few."""
        keep = max(bisect_right(self._fed, fed_sample) - 1, 0)
        del self._fed[:keep], self._call[:keep]
