"""FactBus: hands each fact to everyone who asked, at once and in order."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

import structlog

F = TypeVar("F")

_log = structlog.get_logger("bus")


class FactBus(Generic[F]):
    """Owns the list of listeners. Synchronous: when `publish` returns, everyone has heard."""

    def __init__(self) -> None:
        self._listeners: list[tuple[str, Callable[[F], None], bool]] = []

    def subscribe(self, name: str, listener: Callable[[F], None], *, keeps: bool = False) -> None:
        """Add a listener; `name` is for the log. Listeners hear in the order they subscribed.

        `keeps`: it writes facts down, and is passed over by those that are written down already.
        """
        self._listeners.append((name, listener, keeps))

    def publish(self, facts: Iterable[F], *, kept: bool = False) -> None:
        """Tell every listener each fact. One listener's fault is logged and does not reach the others."""
        for fact in facts:
            for name, listener, keeps in self._listeners:
                if keeps and kept:
                    continue
                try:
                    listener(fact)
                except Exception:  # noqa: BLE001 - the edge: one listener must not silence the rest
                    _log.exception("listener failed", listener=name, fact=type(fact).__name__)
