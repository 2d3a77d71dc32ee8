"""Session timers as the answering side (RFC 4028): trunks drop calls whose refresh nobody answers."""

import re
from collections.abc import Callable
from typing import Protocol

MIN_EXPIRES_S = 90  # RFC 4028 4


class Cancellable(Protocol):
    """A running timer."""

    def cancel(self) -> None:
        """Stop it."""


After = Callable[[float, Callable[[], None]], Cancellable]


class SessionTimer:
    """Owns the session interval of one dialog; without Session-Expires from the other side it does nothing."""

    def __init__(self, after: After, on_expired: Callable[[], None]) -> None:
        self._after = after
        self._on_expired = on_expired
        self._interval_s = 0
        self._theirs = False  # the other side knows `timer` and can be made the refresher
        self._running: Cancellable | None = None

    def asked(self, session_expires: str, supported: str) -> None:
        """Take the interval of an INVITE, re-INVITE or UPDATE; '' leaves things as they are."""
        found = re.match(r"\s*(\d{1,6})", session_expires)
        if found is None:
            return
        self._interval_s = max(MIN_EXPIRES_S, int(found.group(1)))
        words = {word.strip().lower() for word in supported.split(",")}
        self._theirs = "timer" in words and "refresher=uas" not in session_expires.replace(" ", "").lower()

    def headers(self) -> tuple[tuple[str, str], ...]:
        """Return the headers of our 2xx: the other side refreshes, as it may when it knows timers."""
        if not self._interval_s or not self._theirs:
            return ()
        return (("Session-Expires", f"{self._interval_s};refresher=uac"), ("Require", "timer"))

    def start(self) -> None:
        """Count anew from our 2xx."""
        self.stop()
        if self._interval_s and self._theirs:
            self._running = self._after(float(self._interval_s), self._on_expired)

    def stop(self) -> None:
        """Count no longer."""
        if self._running is not None:
            self._running.cancel()
            self._running = None
