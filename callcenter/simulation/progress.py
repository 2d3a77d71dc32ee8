"""Shows how far a long run is: a bar that overwrites itself on a terminal, a plain line now and then elsewhere."""

import sys
import time
from typing import TextIO

WIDTH = 30
PLAIN_EVERY_S = 5.0


class Progress:
    """Owns the line on standard error."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stderr
        self._live = self._out.isatty()
        self._last_s = time.monotonic()  # a short run says nothing where lines stay

    def show(self, what: str, done: int, of: int) -> None:
        """`done` of `of` parts of `what` are finished."""
        now_s = time.monotonic()
        if not self._live and now_s - self._last_s < PLAIN_EVERY_S:
            return
        self._last_s = now_s
        filled = WIDTH * done // max(1, of)
        bar = f"{what} [{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{of}"
        print(f"\r\033[K{bar}" if self._live else bar, end="" if self._live else "\n", file=self._out, flush=True)

    def end(self) -> None:
        """Leave the line clean."""
        if self._live:
            print("\r\033[K", end="", file=self._out, flush=True)
