"""Who looks at which studio screen; a producer whose last screen went away gives up what needs no phone."""

from collections import Counter
from collections.abc import Callable
from typing import Literal

from callcenter.timers import Timers

View = Literal["producer", "host"]
GONE_AFTER_S = 30.0  # a browser that was reloaded or started again is back sooner


class Presence:
    """Owns the counts of open screens."""

    def __init__(self, timers: Timers, on_gone: Callable[[str], None]) -> None:
        """`on_gone`: told the name of a producer who has had no screen for a while."""
        self._timers, self._on_gone = timers, on_gone
        self._open: Counter[tuple[str, View]] = Counter()
        self.names: dict[str, str] = {}  # what people are called on screens

    def come(self, name: str, shown_as: str, view: View) -> Callable[[], None]:
        """A screen was opened; call the returned function when it closes."""
        self.names[name] = shown_as
        self._open[name, view] += 1

        def gone() -> None:
            self._open[name, view] -= 1
            if view == "producer" and not self._open[name, view]:
                self._timers.after(GONE_AFTER_S, lambda: self._look(name))

        return gone

    def present(self) -> list[tuple[str, View]]:
        """Who is there now, by name."""
        return sorted(one for one, count in self._open.items() if count > 0)

    def _look(self, name: str) -> None:
        if not self._open[name, "producer"]:
            self._on_gone(name)
