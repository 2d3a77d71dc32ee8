"""Opinions people gave around an edition: counted once a sender, and nobody can say who the sender was."""

import hashlib
import hmac
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from callcenter.store.database import Database, upsert
from callcenter.store.editions import Deed, get_edition, note_deed
from callcenter.store.show_tables import show_editions, show_opinion_salts, show_opinions
from queueing.show.opinions import Channel, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """«收集群众意见建议»: one opinion, for one unit or ('') the whole edition. `source`: the way in."""

    opinion_id: str  # made from the sender's key: the same message again is the same opinion
    edition_id: str
    unit: str
    text: str
    source: str
    by: str
    at: float
    topic: str = ""
    verdict: str = ""
    channel: str = Channel.OTHER.value
    sender: str = ""  # as `OpinionBook.take` made it of what it was given
    people: int = 1

    def voice(self) -> Voice:
        """As it is counted."""
        return Voice(
            unit=self.unit,
            topic=self.topic,
            verdict=self.verdict,
            channel=Channel(self.channel) if self.channel in list(Channel) else Channel.OTHER,
            sender=self.sender,
            people=self.people,
            at=self.at,
        )


class OpinionBook:
    """Reads and writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, one: Opinion, from_whom: str, salt: str, deed: Deed) -> bool:
        """Keep an opinion; the same one again is left as it is, and that is the answer.

        Args:
            one: with an empty `sender`.
            from_whom: a number or an account, '' for slips; only what it gives with the edition's salt is kept.
            salt: for an edition that has none yet.
            deed: for the history; '' as its `what` leaves none: a thousand messages are no thousand lines.

        Raises:
            NotFoundError: no such edition.
            EditionError: the unit is not in it.

        """
        return await self._database.write(lambda connection: _take(connection, one, from_whom, salt, deed))

    async def of(self, edition_id: str) -> tuple[Opinion, ...]:
        """Return an edition's opinions, oldest first."""
        wanted = select(show_opinions).where(show_opinions.c.edition_id == edition_id).order_by(show_opinions.c.at)
        rows = await self._database.read(lambda connection: connection.execute(wanted).mappings().all())
        return tuple(Opinion(**row) for row in rows)

    async def forget_senders(self, before: date) -> int:
        """Throw away the salts of editions before a day: from then on a sender cannot be told from a number."""
        old = select(show_editions.c.edition_id).where(show_editions.c.day < before)
        gone = delete(show_opinion_salts).where(show_opinion_salts.c.edition_id.in_(old))
        return await self._database.write(lambda connection: connection.execute(gone).rowcount)


def _take(connection: Connection, one: Opinion, from_whom: str, salt: str, deed: Deed) -> bool:
    edition = get_edition(connection, one.edition_id)
    if one.unit:
        edition.seat(one.unit)
    sender = _sender(_salt(connection, one.edition_id, salt), from_whom) if from_whom else ""
    row: dict[str, Any] = {**asdict(one), "sender": sender}
    new = upsert(connection, show_opinions).values(row).on_conflict_do_nothing(index_elements=["opinion_id"])
    if connection.execute(new.returning(show_opinions.c.opinion_id)).first() is None:
        return False
    if deed.what:
        note_deed(connection, one.edition_id, deed)
    return True


def _salt(connection: Connection, edition_id: str, fresh: str) -> str:
    which = select(show_opinion_salts.c.salt).where(show_opinion_salts.c.edition_id == edition_id)
    known = connection.execute(which).scalar_one_or_none()
    if known is not None:
        return str(known)
    connection.execute(insert(show_opinion_salts), [{"edition_id": edition_id, "salt": fresh}])
    return fresh


def _sender(salt: str, from_whom: str) -> str:
    """The same for the same person within an edition, and of no use outside of it."""
    return hmac.new(salt.encode(), from_whom.strip().encode(), hashlib.sha256).hexdigest()[:24]
