"""Asks a running desk for its draft tickets."""

from typing import Any
from urllib.parse import quote

from callcenter.drill.asking import AskedInVainError, Asking

NEWEST = 5  # a simulated citizen rings once or twice in a drill


class DeskApiError(Exception):
    """The desk did not answer as its interface says."""


class DeskApi:
    """Reads with a bearer token of role supervisor: only who sees numbers may ask for one caller's tickets."""

    def __init__(self, url: str, token: str) -> None:
        self._desk = Asking(url, token)

    async def tickets_of(self, caller: str) -> list[dict[str, Any]]:
        """Return the newest tickets of a caller's number, newest first.

        Raises:
            DeskApiError: no connection, not signed in, or an answer that is no list of tickets.
        """
        try:
            items = (await self._desk.get(f"/tickets?limit={NEWEST}&caller={quote(caller)}"))["items"]
        except AskedInVainError as fault:
            raise DeskApiError(str(fault)) from None
        except KeyError:
            raise DeskApiError("tickets: expected a list of items, found none") from None
        return [item for item in items if isinstance(item, dict)]


def caller_text(ticket: dict[str, Any]) -> str:
    """Return what the ticket says the caller said."""
    said = [one for one in ticket.get("transcript") or [] if one.get("role") == "caller"]
    return "".join(str(one.get("text", "")) for one in sorted(said, key=lambda one: one.get("start_ms", 0)))
