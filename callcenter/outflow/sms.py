"""Text messages to citizens: into a folder, or to a gateway over HTTP; not at night, not too many to one number."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
from sqlalchemy import Connection

from callcenter.masking import mask_number
from callcenter.outflow.courier import NotYetError, RefusedError, TroubleError
from callcenter.outflow.news import News, news_from
from callcenter.outflow.post import BY_STATUS, Said, as_json, post
from callcenter.outflow.sms_rules import SmsRules, render
from callcenter.store.outbox import Channel, Message, NewMessage, Outbox, enqueue
from queueing.callers.delivery import DAY_S, next_open, when_allowed

MOBILE = re.compile(r"1[3-9]\d{9}")  # GB/T 44111; nothing else takes messages
Gateway = Callable[[str, str, str], Awaitable[None]]  # number, text, key: returns once it is taken


def enqueue_sms(connection: Connection, rules: SmsRules, news: News, at: float) -> bool:
    """Write the message an event calls for, within the transaction of the event; tell whether there was one."""
    if rules.of(news.event) is None or not MOBILE.fullmatch(news.contact_phone):
        return False
    message = NewMessage(
        channel=Channel.SMS,
        stream=news.ticket_id,
        key=f"sms/{news.event_id}",
        address=news.contact_phone,
        body=news.as_body(),
    )
    return enqueue(connection, message, at)


class SmsSender:
    """Sends one message when its hour has come."""

    def __init__(
        self, outbox: Outbox, rules: SmsRules, zone: ZoneInfo, gateway: Gateway, now: Callable[[], float]
    ) -> None:
        self._outbox, self._rules, self._zone = outbox, rules, zone
        self._gateway, self._now = gateway, now

    async def send(self, message: Message) -> None:
        """Render and hand over.

        Raises:
            NotYetError: it is night, or the number has had its share.
            TroubleError, RefusedError: as the gateway says.

        """
        if "plain" in message.body:  # to an official of the show, written when it was decided
            await self._wait_for_its_hour(message.address, urgent=False)
            await self._gateway(message.address, str(message.body["plain"]), message.key)
            return
        news = news_from(message.body)
        template = self._rules.of(news.event)
        if template is None:
            raise RefusedError(f"expected a template for {news.event}, found none (any more)")
        await self._wait_for_its_hour(message.address, urgent=template.urgent)
        await self._gateway(message.address, render(template, news, self._rules.url, self._zone), message.key)

    async def _wait_for_its_hour(self, number: str, *, urgent: bool) -> None:
        now = self._now()
        sent = await self._outbox.sent_to(number, now - DAY_S)
        allowed = when_allowed(now, sent, self._rules.most_a_day)
        if allowed > now:
            raise NotYetError(f"{mask_number(number)} has had {len(sent)} messages within a day", allowed)
        local = datetime.fromtimestamp(now, self._zone)
        opens = next_open(local, self._rules.hours)
        if opens > local and not urgent:
            raise NotYetError("quiet hours", opens.timestamp())


def into_folder(folder: Path) -> Gateway:
    """Return a gateway that writes one file a message, named by its key: written twice, it is there once."""

    async def gateway(number: str, text: str, key: str) -> None:
        try:
            await asyncio.to_thread(_write, folder, {"to": number, "text": text, "key": key})
        except OSError as fault:
            raise TroubleError(f"expected a folder that can be written, found: {fault.strerror}") from None

    return gateway


def _write(folder: Path, message: Mapping[str, str]) -> None:
    """Write a whole file or none, readable by nobody else."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = re.sub(r"[^A-Za-z0-9._-]", "_", message["key"])
    draft = folder / f".{name}.part"
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(message, ensure_ascii=False), "utf-8")
    draft.replace(folder / f"{name}.json")


def over_http(session: aiohttp.ClientSession, url: str, token: str, says: Said = BY_STATUS) -> Gateway:
    """Return a gateway that posts `{to, text, key}`; the receiver must know a key again. `says`: how it answers."""

    async def gateway(number: str, text: str, key: str) -> None:
        headers = {"Idempotency-Key": key, **({"Authorization": f"Bearer {token}"} if token else {})}
        await post(session, url, as_json({"to": number, "text": text, "key": key}), headers, says)

    return gateway
