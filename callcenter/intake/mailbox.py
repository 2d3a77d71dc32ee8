"""The mailbox (市长信箱): letters from a Maildir or mbox become matters, with their attachments."""

import asyncio
import hashlib
import mailbox
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from html.parser import HTMLParser
from pathlib import Path

import structlog

from callcenter.ids import new_id
from callcenter.intake.matter import Matter
from callcenter.intake.reception import Reception
from callcenter.intake.sources import Source
from callcenter.store.attachments import Attachment, Purpose
from callcenter.store.faults import StoreError, StoreUnavailableError
from callcenter.store.stores import Stores
from callcenter.uploads import UploadError, Uploads, safe_name

EVERY_S = 30.0
AT_ONCE = 50
MAX_TEXT = 5000  # characters of a letter that the ticket holds
MAX_FILES = 20

_log = structlog.get_logger("intake")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter and its key in the box."""

    key: str
    message: EmailMessage
    content: bytes


class MailboxReader:
    """Takes letters out of the box once they are matters; one that cannot be taken stays and is passed over."""

    def __init__(self, box: Path, source: Source, reception: Reception, uploads: Uploads, stores: Stores) -> None:
        self._path, self._source, self._reception = box, source, reception
        self._uploads, self._stores = uploads, stores
        self._bad: set[str] = set()

    async def run(self) -> None:
        """Look again and again; ends by cancellation."""
        while True:
            try:
                await self.once()
            except (OSError, mailbox.Error) as fault:
                _log.warning("mailbox not read", why=type(fault).__name__)
            await asyncio.sleep(EVERY_S)

    async def once(self) -> int:
        """Take what is there; return how many letters became matters."""
        letters = await asyncio.to_thread(self._letters)
        taken = [letter.key for letter in letters if await self._take(letter)]
        await asyncio.to_thread(self._remove, taken)
        return len(taken)

    def _letters(self) -> list[Letter]:
        box = self._open()
        try:
            keys = [key for key in box.iterkeys() if key not in self._bad][:AT_ONCE]
            contents = [(key, box.get_bytes(key)) for key in keys]
        finally:
            box.close()
        parser = BytesParser(_class=EmailMessage, policy=policy.default)
        return [Letter(key=key, message=parser.parsebytes(raw), content=raw) for key, raw in contents]

    def _remove(self, keys: list[str]) -> None:
        """Take letters out; a crash before this gives them again, and they are the same matters."""
        if not keys:
            return
        box = self._open()
        try:
            box.lock()
            for key in keys:
                box.discard(key)
            box.flush()
        finally:
            box.unlock()
            box.close()

    def _open(self) -> mailbox.Mailbox[mailbox.Message]:
        kind = mailbox.Maildir if self._path.is_dir() else mailbox.mbox
        return kind(self._path, create=False)

    async def _take(self, letter: Letter) -> bool:
        try:
            matter = matter_of(letter, self._source.code)
            taken = await self._reception.take(self._source, matter)
            await self._attach(letter, taken.ticket_id)
        except StoreUnavailableError as fault:
            _log.warning("letter waits for the database", why=str(fault))
            return False
        except (StoreError, ValueError, LookupError) as fault:
            _log.warning("letter not taken", **{"pii.why": str(fault)})
            self._bad.add(letter.key)
            return False
        return True

    async def _attach(self, letter: Letter, ticket_id: str) -> None:
        """Keep the attachments; one that is refused costs only itself."""
        for part in list(letter.message.iter_attachments())[:MAX_FILES]:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                await self._keep(content, part.get_filename() or "附件", ticket_id)

    async def _keep(self, content: bytes, name: str, ticket_id: str) -> None:
        try:
            kept = await self._uploads.take(_once(content))
        except UploadError as fault:
            _log.warning("attachment of a letter refused", why=str(fault))
            return
        at = self._reception.now()
        one = Attachment(
            attachment_id=new_id("A", at),
            ticket_id=ticket_id,
            sha256=kept.sha256,
            name=safe_name(name),
            media=kept.media,
            size_bytes=kept.size_bytes,
            purpose=Purpose.MATERIAL,
            by=f"source:{self._source.code}",
            at=at,
        )
        await self._stores.attachments.add(one)


def matter_of(letter: Letter, source: str) -> Matter:
    """Make a matter of a letter; its key is the Message-ID, or the hash of a letter without one."""
    message = letter.message
    ident = str(message.get("Message-ID", "")).strip() or hashlib.sha256(letter.content).hexdigest()
    name, _ = parseaddr(str(message.get("From", "")))
    text = "\n".join(_texts(message)).strip()[:MAX_TEXT]
    subject = " ".join(str(message.get("Subject", "")).split())[:100]
    if not text and not subject:
        raise ValueError("expected a letter with words, found none")
    return Matter(source=source, source_key=ident[:200], text=text or subject, title=subject, contact_name=name[:50])


def _texts(message: EmailMessage) -> Iterator[str]:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return
    content = body.get_content()
    if isinstance(content, str):
        yield _plain(content) if body.get_content_subtype() == "html" else content


class _Words(HTMLParser):
    """Collects what is read of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._aside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._aside += tag in ("script", "style")
        if tag in ("p", "br", "div", "li", "tr"):
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._aside -= tag in ("script", "style") and self._aside > 0

    def handle_data(self, data: str) -> None:
        if not self._aside:
            self.said.append(data)


def _plain(page: str) -> str:
    words = _Words()
    words.feed(page)
    lines = (" ".join(line.split()) for line in "".join(words.said).splitlines())
    return "\n".join(line for line in lines if line)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
