"""What callers of the show say, passed on to producers' screens as it is recognised. Nothing is kept here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from callcenter.store.ticket import Ticket
from callcenter.store.transcripts import SavedUtterance


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialWords:
    """Words that may still change."""

    call_id: str
    role: str
    text: str


T = TypeVar("T")  # what two listeners hear
Said = SavedUtterance | PartialWords | Ticket
Hearer = Callable[[Said], None]


class Words:
    """Owns the list of screens that follow what is said."""

    def __init__(self) -> None:
        self._hearers: list[Hearer] = []

    def follow(self, hearer: Hearer) -> Callable[[], None]:
        """Hear what is said in every call, until the returned function is called."""
        self._hearers.append(hearer)
        return lambda: self._hearers.remove(hearer)

    def utterance(self, said: SavedUtterance) -> None:
        """Words that will not change."""
        self._tell(said)

    def partial(self, body: dict[str, Any]) -> None:
        """Words that may still change, as the ear tells them."""
        self._tell(PartialWords(call_id=body["call_id"], role=body["role"], text=body["text"]))

    def ticket(self, ticket: Ticket) -> None:
        """A call's draft changed: the form may be filled anew."""
        if ticket.call_id:
            self._tell(ticket)

    def _tell(self, said: Said) -> None:
        for hearer in list(self._hearers):
            hearer(said)


def both(first: Callable[[T], None], second: Callable[[T], None]) -> Callable[[T], None]:
    """Let two hear the same, the first before the second."""

    def told(said: T) -> None:
        first(said)
        second(said)

    return told
