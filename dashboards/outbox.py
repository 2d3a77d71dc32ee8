"""What waits to be sent to the broker: the last message of every retained topic, and a bounded line of events."""

from collections import deque

from dashboards.messages import Message
from dashboards.topics import topic_name


class Outbox:
    """Owns what was set and what of it the broker does not have yet. Nothing here waits or fails."""

    def __init__(self, site: str, events_kept: int) -> None:
        self._site = site
        self._retained: dict[str, Message] = {}
        self._dirty: dict[str, None] = {}  # in the order they became dirty
        self._events: deque[Message] = deque()
        self._events_kept = events_kept
        self.events_dropped = 0
        self.refused = 0  # messages whose id cannot be part of a topic name

    def put(self, message: Message) -> None:
        """Keep a message: the newest of a retained topic replaces the one before, the oldest event gives way."""
        try:
            name = self.name(message)
        except ValueError:
            self.refused += 1
            return
        if message.topic.retain:
            self._retained[name] = message
            self._dirty[name] = None
            return
        if len(self._events) >= self._events_kept:
            self._events.popleft()
            self.events_dropped += 1
        self._events.append(message)

    def name(self, message: Message) -> str:
        """The full topic name of a message."""
        return topic_name(self._site, message.topic, message.ident)

    def everything(self) -> None:
        """Mark every retained topic as not yet sent: a new connection may lead to an empty broker."""
        self._dirty = dict.fromkeys(self._retained)

    def next_retained(self) -> tuple[str, Message] | None:
        """Take the retained message that has waited longest; give it back with `failed` when it could not be sent."""
        name = next(iter(self._dirty), None)
        if name is None:
            return None
        del self._dirty[name]
        return name, self._retained[name]

    def next_events(self, most: int) -> list[Message]:
        """Take the oldest events, in order."""
        return [self._events.popleft() for _ in range(min(most, len(self._events)))]

    def sent(self, name: str, message: Message) -> None:
        """The broker has it. A topic that was cleared is forgotten."""
        if message.payload is None and self._retained.get(name) is message:
            del self._retained[name]

    def failed(self, name: str) -> None:
        """The broker may not have it."""
        self._dirty[name] = None

    def failed_events(self, events: list[Message]) -> None:
        """The broker may not have them: they are sent again, in order (at least once)."""
        self._events.extendleft(reversed(events))

    def is_empty(self) -> bool:
        """Whether the broker has everything."""
        return not self._dirty and not self._events
