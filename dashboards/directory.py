"""The names the screens may show, and which operator serves which queue."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What the site published of itself. Names of operators are given only where the site wants them shown."""

    queues: Mapping[str, str] = field(default_factory=dict)  # queue -> title
    operators: Mapping[str, str | None] = field(default_factory=dict)  # staff number -> display name, if published
    serves: Mapping[str, frozenset[str]] = field(default_factory=dict)  # staff number -> queues; none: every queue

    def title(self, queue: str) -> str:
        """The queue's title, its own name when it has none."""
        return self.queues.get(queue) or queue

    def in_queue(self, operator_id: str, queue: str) -> bool:
        """Whether this operator takes calls of that queue."""
        queues = self.serves.get(operator_id)
        return not queues or queue in queues
