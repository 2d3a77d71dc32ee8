"""Ask an OpenAI-compatible server on this machine or an allowed one; a hard time-out, a small answer, no redirects."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from callcenter.phrasing.guards import SCHEMA, UnfitAnswerError

MOST_BYTES = 65_536


class ModelServerError(Exception):
    """The server did not answer as such servers do: what was expected, what was found."""


class ModelServer:
    """Owns nothing between questions; a session is opened for each, once a call."""

    def __init__(self, url: str, model: str, timeout_s: float, token: str = "") -> None:
        self._url = url.rstrip("/") + "/v1/chat/completions"
        self._model, self._timeout_s, self._token = model, timeout_s, token

    async def ask(self, messages: Sequence[Mapping[str, str]]) -> str:
        """Return the answer's text.

        Raises:
            ModelServerError: no answer in time, another status than 200, too long, or of another form.

        """
        timeout = aiohttp.ClientTimeout(total=self._timeout_s)
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self._url, json=self._body(messages), headers=headers, allow_redirects=False) as answer,
            ):
                content = await answer.content.read(MOST_BYTES + 1)
                return _text(answer.status, content)
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            found = str(fault) or type(fault).__name__
            raise ModelServerError(f"{self._url}: expected an answer in {self._timeout_s:g} s, found {found}") from None

    def _body(self, messages: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        schema = {"name": "ticket", "strict": True, "schema": SCHEMA}
        return {
            "model": self._model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": 512,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }


def _text(status: int, content: bytes) -> str:
    if status != 200:
        raise ModelServerError(f"model server: expected status 200, found {status}")
    if len(content) > MOST_BYTES:
        raise ModelServerError(f"model server: expected at most {MOST_BYTES} bytes, found more")
    try:
        text = json.loads(content.decode("utf-8"))["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, LookupError) as fault:
        raise ModelServerError(f"model server: expected choices with a message, found {fault!r}") from None
    if not isinstance(text, str):
        raise UnfitAnswerError("expected a text, found none")
    return text
