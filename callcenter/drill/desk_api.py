"""Asks a running desk for its draft tickets, over its public HTTP interface."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote

TIMEOUT_S = 5.0
NEWEST = 5  # a simulated citizen rings once or twice in a drill


class DeskApiError(Exception):
    """The desk did not answer as its interface says."""


class DeskApi:
    """Reads with a bearer token of role supervisor: only who sees numbers may ask for one caller's tickets."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url.rstrip("/"), token
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the desk is near: no proxy

    async def tickets_of(self, caller: str) -> list[dict[str, Any]]:
        """Return the newest tickets of a caller's number, newest first.

        Raises:
            DeskApiError: no connection, not signed in, or an answer that is no list of tickets.
        """
        return await asyncio.to_thread(self._tickets, caller)

    def _tickets(self, caller: str) -> list[dict[str, Any]]:
        address = f"{self._url}/api/v1/tickets?limit={NEWEST}&caller={quote(caller)}"
        if not address.startswith(("http://", "https://")):
            raise DeskApiError(f"expected an http:// or https:// address, found {self._url}")
        request = urllib.request.Request(address, headers={"Authorization": f"Bearer {self._token}"})  # noqa: S310
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                items = json.load(answer)["items"]
        except urllib.error.HTTPError as fault:
            fault.close()
            raise DeskApiError(f"{address}: expected 200, found {fault.code}") from None
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise DeskApiError(f"{address}: expected tickets, found {type(fault).__name__}: {fault}") from None
        return [item for item in items if isinstance(item, dict)]


def caller_text(ticket: dict[str, Any]) -> str:
    """Return what the ticket says the caller said."""
    said = [one for one in ticket.get("transcript") or [] if one.get("role") == "caller"]
    return "".join(str(one.get("text", "")) for one in sorted(said, key=lambda one: one.get("start_ms", 0)))
