"""Reminders to units of the show: noted and put into the outbox in one transaction, once each however often asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from callcenter.store.database import Database, upsert
from callcenter.store.outbox import Channel, NewMessage, enqueue
from callcenter.store.outside_tables import outbox
from callcenter.store.reminder_tables import show_reminders
from callcenter.store.show_tables import show_contacts, show_editions
from queueing.show.edition import Contact
from queueing.show.reminding import Duty, Stage

_CONTACT = ("unit", "name", "post", "office_phone", "mobile", "email", "qq")
NO_NUMBER = "no_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing a unit was told of. `state`: of its message in the outbox, or NO_NUMBER."""

    key: str
    edition_id: str
    promise_id: str
    unit: str
    title: str
    due: date
    stage: Stage
    told_at: float
    to_name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one unit is written at once: all of one edition. `text` '' or no mobile: only noted."""

    duties: tuple[Duty, ...]
    to_name: str = ""
    mobile: str = ""
    text: str = ""


class ShowReminders:
    """Reads and writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(self, keys: Sequence[str]) -> frozenset[str]:
        """Return which of these things were told."""
        wanted = select(show_reminders.c.key).where(show_reminders.c.key.in_(keys))
        return await self._database.read(lambda connection: frozenset(connection.execute(wanted).scalars()))

    async def tell(self, letters: Sequence[Letter], at: float) -> int:
        """Note what is told and write the messages; what was told meanwhile is left out; return how many letters."""
        return await self._database.write(lambda connection: sum(_tell(connection, one, at) for one in letters))

    async def of(self, edition_ids: Sequence[str]) -> tuple[Told, ...]:
        """Return what was told for some editions, the newest first."""
        return await self._database.read(lambda connection: _of(connection, edition_ids))

    async def contacts(self) -> tuple[tuple[str, Contact], ...]:
        """Return every contact with its edition, those of the latest edition first; for writing to, not for showing."""
        joined = show_contacts.join(show_editions, show_editions.c.edition_id == show_contacts.c.edition_id)
        wanted = select(show_contacts).select_from(joined).order_by(show_editions.c.day.desc(), show_contacts.c.place)
        rows = await self._database.read(lambda connection: connection.execute(wanted).mappings().all())
        return tuple((row["edition_id"], Contact(**{name: row[name] for name in _CONTACT})) for row in rows)


def _tell(connection: Connection, letter: Letter, at: float) -> bool:
    written = bool(letter.mobile and letter.text)
    key = f"show/{letter.duties[0].key}" if written else ""
    rows = [_row(one, letter, key, at) for one in letter.duties]
    new = upsert(connection, show_reminders).values(rows).on_conflict_do_nothing(index_elements=["key"])
    fresh = connection.execute(new.returning(show_reminders.c.key)).all()
    if not fresh:
        return False
    if written:
        body = {"plain": letter.text}
        message = NewMessage(channel=Channel.SMS, stream=key, key=key, address=letter.mobile, body=body)
        enqueue(connection, message, at)
    return True


def _row(one: Duty, letter: Letter, key: str, at: float) -> dict[str, object]:
    same = {name: getattr(one, name) for name in ("key", "edition_id", "promise_id", "unit", "title", "due")}
    return {
        **same,
        "stage": one.stage.value,
        "told_at": at,
        "to_name": letter.to_name if key else "",
        "message_key": key,
    }


def _of(connection: Connection, edition_ids: Sequence[str]) -> tuple[Told, ...]:
    joined = show_reminders.outerjoin(outbox, outbox.c.key == show_reminders.c.message_key)
    wanted = select(show_reminders, outbox.c.state).select_from(joined)
    found = wanted.where(show_reminders.c.edition_id.in_(edition_ids)).order_by(show_reminders.c.told_at.desc())
    rows = connection.execute(found).mappings().all() if edition_ids else ()
    names = ("key", "edition_id", "promise_id", "unit", "title", "due", "told_at", "to_name")
    return tuple(
        Told(
            **{name: row[name] for name in names},
            stage=Stage(row["stage"]),
            state=(row["state"] or "sent") if row["message_key"] else NO_NUMBER,
        )
        for row in rows
    )
