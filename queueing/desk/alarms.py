"""When the desk has something to do by itself: a heap of moments, checked for still being wanted when they come."""

import heapq
from dataclasses import dataclass, field
from enum import StrEnum


class Cause(StrEnum):
    """Why the desk should look again."""

    RING = "ring"  # a ring nobody reported the end of; of a call
    WRAP_UP = "wrap_up"  # of an operator
    ASIDE = "aside"  # set aside after missed offers; of an operator
    PAUSE = "pause"  # after a miss that did not set aside; of an operator
    RELAX = "relax"  # a caller has waited long enough for a skill; of a call
    OVERFLOW = "overflow"  # a caller has waited long enough for this queue; of a call
    ANNOUNCE = "announce"  # a caller is to be told how long it will take; of a call
    TOLD = "told"  # nobody reported that a caller was told why; of a call
    MESSAGE = "message"  # a message is long enough; of a call
    RETRY = "retry"  # a call that goes out is tried again; of a call
    STUDIO = "studio"  # a line to the studio is called again; of a position


@dataclass(slots=True)
class Alarms:
    """Owns the moments still to come. Setting one twice is no error; whoever asks checks whether it still holds."""

    _heap: list[tuple[float, Cause, str]] = field(default_factory=list)

    def set(self, at: float, cause: Cause, ident: str) -> None:
        """Look again at `at`."""
        heapq.heappush(self._heap, (at, cause, ident))

    def first(self) -> tuple[float, Cause, str] | None:
        """The next one, which stays."""
        return self._heap[0] if self._heap else None

    def drop_first(self) -> None:
        """Forget the next one."""
        heapq.heappop(self._heap)
