"""Asks a running desk as its screens do, over its public HTTP interface."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

TIMEOUT_S = 10.0


class AskedInVainError(Exception):
    """The desk answered otherwise than with success; the message has what it said."""

    def __init__(self, what: str, status: int, said: str) -> None:
        super().__init__(f"{what}: expected success, found {status} {said}")
        self.status = status


class Asking:
    """Asks with the token of one role."""

    def __init__(self, url: str, token: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise AskedInVainError("desk", 0, f"an address that is neither http:// nor https://: {url}")
        self._url, self._token = f"{url.rstrip('/')}/api/v1", token
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the desk is near: no proxy

    async def get(self, path: str) -> dict[str, Any]:
        """Read.

        Raises:
            AskedInVainError: anything but success.
        """
        return await asyncio.to_thread(self._ask, "GET", path, None)

    async def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Press a key; raises as `get`."""
        return await asyncio.to_thread(self._ask, "POST", path, body)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._url}{path}", data, headers, method=method)  # noqa: S310 - http
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                text = answer.read()
        except urllib.error.HTTPError as fault:
            with fault:
                said = fault.read(500).decode(errors="replace")
            raise AskedInVainError(f"{method} {path}", fault.code, said) from None
        except OSError as fault:
            raise AskedInVainError(f"{method} {path}", 0, str(fault)) from None
        try:
            found = json.loads(text) if text else {}
        except ValueError as fault:
            raise AskedInVainError(f"{method} {path}", 0, str(fault)) from None
        return found if isinstance(found, dict) else {}
