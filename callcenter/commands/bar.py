"""A progress bar on the terminal's error stream; silent where nobody looks."""

import sys
import time

_WIDTH = 30


class Bar:
    """Owns one bar: what is counted, and when it began."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began_s = time.monotonic()

    def show(self, done: int, whole: int) -> None:
        """Draw how far it is; `whole` is 0 while unknown."""
        if not sys.stderr.isatty():
            return
        share = done / whole if whole else 0.0
        drawn = "#" * int(share * _WIDTH)
        left_s = (time.monotonic() - self._began_s) * (1 - share) / share if share else 0.0
        counted = f"{done} of {whole}" if whole else str(done)
        end = "\n" if whole and done >= whole else ""
        sys.stderr.write(f"\r[{drawn:<{_WIDTH}}] {counted} {self._what}, {left_s:.0f} s left   {end}")
        sys.stderr.flush()
