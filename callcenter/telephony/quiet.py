"""Log lines that somebody outside can provoke, at most one for each kind in ten seconds."""

import logging
import time

INTERVAL_S = 10.0
MAX_KINDS = 500


class QuietLog:
    """Owns when each kind of line was last written; safe from several threads (a lost count does no harm)."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._kinds: dict[str, tuple[float, int]] = {}  # kind -> (last written, left out since)

    def warning(self, message: str, **fields: object) -> None:
        """Write a line of this fixed message unless one was written in the last ten seconds."""
        now = time.monotonic()
        written, left_out = self._kinds.get(message, (-INTERVAL_S, 0))
        if now - written < INTERVAL_S:
            self._kinds[message] = (written, left_out + 1)
            return
        if len(self._kinds) > MAX_KINDS:
            self._kinds.clear()
        self._kinds[message] = (now, 0)
        self._log.warning(message, extra={**fields, "left_out": left_out})


class Sink:
    """A text stream that swallows what sippy prints (tracebacks of what it cannot parse) into one quiet line."""

    def __init__(self, quiet: QuietLog) -> None:
        self._quiet = quiet

    def write(self, text: str) -> int:
        """Note the last words of a line that looks like an exception."""
        line = text.strip()
        if "Error" in line or "Exception" in line or "BUG" in line:
            self._quiet.warning("sip stack complained", **{"pii.said": line.splitlines()[-1][:200]})
        return len(text)

    def flush(self) -> None:
        """Do nothing: nothing is kept."""
