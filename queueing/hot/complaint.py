"""One complaint as the clusters see it: when, who (a key, never a number), where, about what, in which words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What is compared. `caller` is any stable key of the person, '' when unknown: then counted for itself."""

    at: float  # Unix seconds
    ticket_id: str
    text: str
    title: str = ""
    caller: str = ""
    place: str = ""
    topic: str = ""

    @property
    def person(self) -> str:
        """The key by which people are counted."""
        return self.caller or self.ticket_id
