"""FactBus: hands each fact to everyone who asked, at once and in order."""

from collections.abc import Callable, Iterable

import structlog

from queueing.events import Fact

Listener = Callable[[Fact], None]

_log = structlog.get_logger("bus")


class FactBus:
    """Owns the list of listeners. Synchronous: when `publish` returns, everyone has heard."""

    def __init__(self) -> None:
        self._listeners: list[tuple[str, Listener]] = []

    def subscribe(self, name: str, listener: Listener) -> None:
        """Add a listener; `name` is for the log. Listeners hear in the order they subscribed."""
        self._listeners.append((name, listener))

    def publish(self, facts: Iterable[Fact]) -> None:
        """Tell every listener each fact. One listener's fault is logged and does not reach the others."""
        for fact in facts:
            for name, listener in self._listeners:
                try:
                    listener(fact)
                except Exception:  # noqa: BLE001 - the edge: one listener must not silence the rest
                    _log.exception("listener failed", listener=name, fact=type(fact).__name__)
