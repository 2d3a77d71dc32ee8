"""The board for walls without a broker: the same topics and payloads, over the service's own WebSocket."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dashboards.messages import Message
from dashboards.projections import Board
from dashboards.topics import topic_name

WallListener = Callable[[str, Mapping[str, object] | None], None]


class Walls:
    """Implements web.ports.WallFeed; an outlet of the pump."""

    def __init__(self, board: Board, site: str, state: Callable[[], Message]) -> None:
        self._board, self._site, self._state = board, site, state
        self._listeners: list[WallListener] = []

    def take(self, message: Message) -> None:
        """Hand one message to every wall."""
        for listener in list(self._listeners):
            listener(*self._frame(message))

    def retained(self) -> Iterable[tuple[str, Mapping[str, object]]]:
        """The last payload of every retained topic, beginning with whether the service lives."""
        for message in (self._state(), *self._board.retained()):
            name, payload = self._frame(message)
            if payload is not None and message.topic.retain:
                yield name, payload

    def listen(self, listener: WallListener) -> Callable[[], None]:
        """Hear every payload from now on, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _frame(self, message: Message) -> tuple[str, dict[str, Any] | None]:
        payload = message.payload.model_dump(mode="json") if message.payload else None
        return topic_name(self._site, message.topic, message.ident), payload
