"""Everything that is kept about one telephone number, and the erasing of what nothing holds back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, cast, or_, select, update

from callcenter.store.caller_numbers import spellings
from callcenter.store.caller_tables import listed_numbers, missed_calls
from callcenter.store.database import Database
from callcenter.store.hold_tables import legal_holds
from callcenter.store.outside_tables import attachments, intake, outbox
from callcenter.store.purge import Count, Purge
from callcenter.store.purge_matters import Matter
from callcenter.store.tables import audit, calls, recordings, ticket_edits, tickets, utterances
from callcenter.store.ticket_lists import is_restricted_to_others

Row = Mapping[str, Any]
VOID = "void"
NUMBER = r"^\+?[0-9]{5,20}$"


class About(StrEnum):
    """Where something of a person is kept."""

    CALLS = "calls"
    TICKETS = "tickets"  # drafts and put aside ones too
    EDITS = "edits"  # who changed which field of them
    RECORDINGS = "recordings"
    WORDS = "words"
    FILES = "files"
    MESSAGES = "messages"  # sent to the number
    MISSED = "missed"
    LISTS = "lists"  # blacklist and priority list
    BROUGHT = "brought"  # what a source sent
    LOOKS = "looks"  # who was shown the number


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What was found of one number. Personal data."""

    calls: tuple[str, ...]
    tickets: tuple[str, ...]
    rows: Mapping[About, Sequence[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What went of one number, and how much stays and why: held, or a record that is kept by duty."""

    sound: Count
    words: Count
    drafts: int
    drafts_held: int


class Persons:
    """Reads and erases what is kept about a number."""

    def __init__(self, database: Database, data_dir: Path) -> None:
        self._database, self._purge = database, Purge(database, data_dir)

    async def of(self, number: str, hidden_from: str) -> Person:
        """Everything about a number, however the network wrote it.

        Args:
            number: in any spelling.
            hidden_from: who asks; what is restricted to others than them is left out.
        """
        return await self._database.read(lambda connection: _person(connection, number, hidden_from))

    async def erase(self, number: str, hidden_from: str) -> Erased:
        """Remove sound, words and drafts put aside that no open ticket and no legal hold needs.

        Registered tickets, the ledger of calls and the audit are records and stay for as long as the site keeps them.
        """
        found = await self.of(number, hidden_from)
        gone = await self._purge.erase(found.calls)
        drafts, held = await self._database.write(lambda connection: _erase_drafts(connection, found.tickets))
        return Erased(sound=gone[Matter.RECORDINGS], words=gone[Matter.TRANSCRIPTS], drafts=drafts, drafts_held=held)


def _person(connection: Connection, number: str, hidden_from: str) -> Person:
    names = spellings(number)
    called = _ids(connection, select(calls.c.call_id).where(calls.c.caller_number.in_(names), calls.c.probe == ""))
    written = cast(tickets.c.fields, Text)
    left = or_(*(written.contains(f'"{name}"', autoescape=True) for name in names))
    mine = or_(tickets.c.caller_number.in_(names), tickets.c.call_id.in_(called), left)
    known = _ids(connection, select(tickets.c.ticket_id).where(mine, ~is_restricted_to_others(hidden_from)))
    others = is_restricted_to_others(hidden_from)
    secret = _ids(connection, select(tickets.c.ticket_id).where(mine, others))
    hidden = _ids(connection, select(tickets.c.call_id).where(mine, others))
    shown = tuple(one for one in called if one not in set(hidden))
    wanted = {
        About.CALLS: select(calls).where(calls.c.call_id.in_(shown)),
        About.TICKETS: select(tickets).where(tickets.c.ticket_id.in_(known)),
        About.EDITS: select(ticket_edits).where(ticket_edits.c.ticket_id.in_(known)),
        About.RECORDINGS: select(recordings).where(recordings.c.call_id.in_(shown)),
        About.WORDS: select(utterances).where(utterances.c.call_id.in_(shown)).order_by(utterances.c.utterance_id),
        About.FILES: select(attachments).where(attachments.c.ticket_id.in_(known)),
        About.MESSAGES: select(outbox).where(outbox.c.address.in_(names), outbox.c.stream.not_in(secret)),
        About.MISSED: select(missed_calls).where(missed_calls.c.number.in_(names)),
        About.LISTS: select(listed_numbers).where(listed_numbers.c.number.in_(names)),
        About.BROUGHT: select(intake).where(intake.c.ticket_id.in_(known)),
        About.LOOKS: select(audit).where(_looked_at((*known, *shown))),
    }
    rows = {about: [dict(row) for row in connection.execute(one).mappings()] for about, one in wanted.items()}
    return Person(calls=shown, tickets=known, rows=rows)


def _looked_at(ids: Sequence[str]) -> ColumnElement[bool]:
    """Lines of the audit about these tickets and calls, alone or in a list of many."""
    detail = cast(audit.c.detail, Text)
    return or_(audit.c.thing.in_(ids), *(detail.contains(f'"{one}"', autoescape=True) for one in ids))


def _erase_drafts(connection: Connection, ticket_ids: Sequence[str]) -> tuple[int, int]:
    """Empty drafts that were put aside: the row stays, for it was counted. Answers how many, and how many are held.

    A draft that waits is a citizen's matter: it is not lost by this.
    """
    mine = tickets.c.ticket_id.in_(ticket_ids) & (tickets.c.status == VOID) & tickets.c.number.is_(None)
    on_hold = select(legal_holds.c.ticket_id).where(legal_holds.c.released_at.is_(None))
    aside = _ids(connection, select(tickets.c.ticket_id).where(mine))
    free = _ids(connection, select(tickets.c.ticket_id).where(mine, tickets.c.ticket_id.not_in(on_hold)))
    empty: dict[str, Any] = {"fields": {}, "draft_fields": {}, "suggestions": {}, "caller_number": ""}
    chosen = tickets.c.ticket_id.in_(free)
    connection.execute(update(tickets).where(chosen).values(**empty, version=tickets.c.version + 1))
    connection.execute(update(intake).where(intake.c.ticket_id.in_(free)).values(body={}))
    return len(free), len(aside) - len(free)


def _ids(connection: Connection, wanted: Any) -> tuple[str, ...]:
    return tuple(one for one in connection.execute(wanted).scalars() if one)
