"""The real-time feed to the province: each event as its own signed request, in order within a ticket."""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy import Connection

from callcenter.outflow.news import Event, News, news_from
from callcenter.outflow.post import BY_STATUS, Said, as_json, faults_of_answer, post
from callcenter.rule_file import as_rules, checked, read_table
from callcenter.store.outbox import Channel, Message, NewMessage, enqueue

SIGNATURE = "X-Callcenter-Signature"
MADE = frozenset({"time", "seq"})
KNOWN = frozenset(one.name for one in fields(News)) | MADE


class FeedRulesError(Exception):
    """The mapping cannot be used; the message lists every fault, one a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the province's: its name, and what it is filled with (`from`) or always holds (`value`)."""

    name: str
    source: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """One event as the province calls it."""

    event: Event
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRules:
    """What goes to the province and under which names."""

    event: tuple[Mapped, ...] = ()
    field: tuple[Field, ...] = ()
    event_name: str = "event"  # the field that holds the event's name
    answer: Said = BY_STATUS

    def of(self, event: Event) -> Mapped | None:
        """How an event is told; None: it is not."""
        return next((one for one in self.event if one.event is event), None)


def load_feed_rules(path: Path) -> FeedRules:
    """Read a city's mapping; a missing one tells nothing.

    Raises:
        FeedRulesError: with every fault found, by file and key.

    """
    if not path.exists():
        return FeedRules()
    rules = as_rules(path, FeedRules, read_table(path, "a mapping for the province", FeedRulesError), FeedRulesError)
    return checked(path, rules, faults_of, FeedRulesError)


def faults_of(rules: FeedRules) -> Iterator[str]:
    """Say what in a mapping would not work."""
    for number, one in enumerate(rules.field, 1):
        if bool(one.source) == bool(one.value):
            yield f"field[{number}]: expected a source or a value, found {'both' if one.source else 'neither'}"
        elif one.source and one.source not in KNOWN:
            yield f"field[{number}].source: expected one of {', '.join(sorted(KNOWN))}, found {one.source!r}"
    yield from faults_of_answer("answer", rules.answer)
    names = [one.name for one in rules.field] + [rules.event_name]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"field: expected each name once, found {name!r} twice"


def enqueue_feed(connection: Connection, rules: FeedRules, news: News, at: float) -> bool:
    """Write an event the province wants to know, within the transaction of the event."""
    if rules.of(news.event) is None:
        return False
    message = NewMessage(channel=Channel.FEED, stream=news.ticket_id, key=f"feed/{news.event_id}", body=news.as_body())
    return enqueue(connection, message, at)


class FeedSender:
    """Sends one event; mapped when it is sent, so that a mended mapping mends what was refused."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        secret: str,
        rules: FeedRules,
        zone: ZoneInfo,
        now: Callable[[], float],
    ) -> None:
        self._session, self._url, self._secret = session, url, secret
        self._rules, self._zone, self._now = rules, zone, now

    async def send(self, message: Message) -> None:
        """Post it, signed.

        Raises:
            TroubleError, RefusedError: as the receiver says.

        """
        body = as_json(mapped(self._rules, news_from(message.body), message.seq, self._zone))
        headers = {
            "Idempotency-Key": message.key,
            "X-Callcenter-Stream": message.stream,
            "X-Callcenter-Sequence": str(message.seq),
            SIGNATURE: signature(self._secret, int(self._now()), body),
        }
        await post(self._session, self._url, body, headers, self._rules.answer)


def mapped(rules: FeedRules, news: News, seq: int, zone: ZoneInfo) -> dict[str, Any]:
    """Put an event under the province's names; an event that is no longer mapped goes under our own name."""
    time = datetime.fromtimestamp(news.at, zone).isoformat(timespec="milliseconds")
    made: Mapping[str, Any] = {"time": time, "seq": seq}
    told = rules.of(news.event)
    values = {
        one.name: one.value or (made[one.source] if one.source in made else _plain(getattr(news, one.source)))
        for one in rules.field
    }
    return {rules.event_name: told.name if told else news.event.value, **values}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def signature(secret: str, at_s: int, body: bytes) -> str:
    """Sign time and body: `t=…,v1=…`; the receiver refuses an old time and compares in constant time."""
    signed = hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={signed}"
