"""Asks a running desk for its draft tickets, over its public HTTP interface."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

TIMEOUT_S = 5.0


class DeskApiError(Exception):
    """The desk did not answer as its interface says."""


class DeskApi:
    """Reads with a bearer token of role operator or supervisor."""

    def __init__(self, url: str, token: str, newest: int = 20) -> None:
        """Ask for the `newest` tickets at a time: enough for all calls that may have ended since the last look."""
        self._url, self._token, self._newest = url.rstrip("/"), token, newest
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the desk is near: no proxy

    async def newest_tickets(self) -> list[dict[str, Any]]:
        """Return the newest tickets, newest first.

        Raises:
            DeskApiError: no connection, not signed in, or an answer that is no list of tickets.
        """
        return await asyncio.to_thread(self._tickets)

    def _tickets(self) -> list[dict[str, Any]]:
        address = f"{self._url}/api/v1/tickets?limit={self._newest}"
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
