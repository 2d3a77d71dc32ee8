"""What callers of the show say, passed on to producers' screens as it is recognised. Only the last is kept here."""

from collections import deque
from collections.abc import Callable, Sequence
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


KEPT_UTTERANCES = 24  # of a call: a number said over more of them than this is none any more
_MOST_CALLS = 200
T = TypeVar("T")  # what two listeners hear
Said = SavedUtterance | PartialWords | Ticket
Hearer = Callable[[Said], None]


class Words:
    """Owns the list of screens that follow what is said, and the last utterances of each call."""

    def __init__(self) -> None:
        self._hearers: list[Hearer] = []
        self._recent: dict[str, deque[SavedUtterance]] = {}

    def follow(self, hearer: Hearer) -> Callable[[], None]:
        """Hear what is said in every call, until the returned function is called."""
        self._hearers.append(hearer)
        return lambda: self._hearers.remove(hearer)

    def utterance(self, said: SavedUtterance) -> None:
        """Words that will not change."""
        call = self._recent.pop(said.call_id, None) or deque(maxlen=KEPT_UTTERANCES)
        call.append(said)
        self._recent[said.call_id] = call  # the call heard last stands last
        if len(self._recent) > _MOST_CALLS:
            del self._recent[next(iter(self._recent))]
        self._tell(said)

    def recent(self, call_id: str) -> Sequence[SavedUtterance]:
        """The last utterances of a call, in order."""
        return tuple(self._recent.get(call_id, ()))

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
