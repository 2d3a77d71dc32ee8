"""Everything that is kept about one telephone number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, cast, false, or_, select

from callcenter.store.caller_numbers import spellings
from callcenter.store.caller_tables import listed_numbers, missed_calls
from callcenter.store.database import Database
from callcenter.store.outside_tables import attachments, intake, outbox
from callcenter.store.purge_matters import known
from callcenter.store.report_tables import reports
from callcenter.store.tables import audit, calls, facts, recordings, ticket_edits, tickets, utterances
from callcenter.store.ticket_lists import is_restricted_to_others
from callcenter.store.unknown import names_in

Row = Mapping[str, Any]
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
    SHOWS = "shows"  # the register of shows their calls were in
    PAPERS = "papers"  # issued reports that name a ticket of theirs
    ELSEWHERE = "elsewhere"  # in words of others, told on the receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What was found of one number. Personal data."""

    calls: tuple[str, ...]
    tickets: tuple[str, ...]
    hidden_calls: tuple[str, ...]  # restricted to others than who asks: never told
    hidden_tickets: tuple[str, ...]
    rows: Mapping[About, Sequence[Row]]


class Persons:
    """Reads what is kept about a number."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, number: str, hidden_from: str) -> Person:
        """Everything about a number, however the network wrote it.

        Args:
            number: in any spelling.
            hidden_from: who asks; what is restricted to others than them is left out.
        """
        return await self._database.read(lambda connection: find(connection, number, hidden_from))


def find(connection: Connection, number: str, hidden_from: str) -> Person:
    """See `Persons.of`, in the caller's transaction."""
    names = spellings(number)
    left = _named(tickets.c.fields, names)
    withheld = calls.c.call_id.in_(select(tickets.c.call_id).where(left)) & (calls.c.caller_number == "")
    from_it = or_(calls.c.caller_number.in_(names), withheld)
    called = _ids(connection, select(calls.c.call_id).where(from_it, calls.c.probe == ""))
    mine = known() & or_(tickets.c.caller_number.in_(names), tickets.c.call_id.in_(called), left)
    open_to = _ids(connection, select(tickets.c.ticket_id).where(mine, ~is_restricted_to_others(hidden_from)))
    others = is_restricted_to_others(hidden_from)
    secret = _ids(connection, select(tickets.c.ticket_id).where(mine, others))
    hidden = _ids(connection, select(tickets.c.call_id).where(mine, others))
    shown = tuple(one for one in called if one not in set(hidden))
    wanted = {
        About.CALLS: select(calls).where(calls.c.call_id.in_(shown)),
        About.TICKETS: select(tickets).where(tickets.c.ticket_id.in_(open_to)),
        About.EDITS: select(ticket_edits).where(ticket_edits.c.ticket_id.in_(open_to)),
        About.RECORDINGS: select(recordings).where(recordings.c.call_id.in_(shown)),
        About.WORDS: select(utterances).where(utterances.c.call_id.in_(shown)).order_by(utterances.c.utterance_id),
        About.FILES: select(attachments).where(attachments.c.ticket_id.in_(open_to)),
        About.MESSAGES: select(outbox).where(_told(connection, names, open_to), outbox.c.stream.not_in(secret)),
        About.MISSED: select(missed_calls).where(missed_calls.c.number.in_(names)),
        About.LISTS: select(listed_numbers).where(listed_numbers.c.number.in_(names)),
        About.BROUGHT: select(intake).where(intake.c.ticket_id.in_(open_to)),
        About.LOOKS: select(audit).where(_looked_at((*open_to, *shown))),
        About.SHOWS: select(facts).where(facts.c.call_id.in_(shown), facts.c.show_id.is_not(None)),
        About.PAPERS: select(reports).where(_named(reports.c.chosen, open_to)),
    }
    rows = {about: [dict(row) for row in connection.execute(one).mappings()] for about, one in wanted.items()}
    return Person(calls=shown, tickets=open_to, hidden_calls=hidden, hidden_tickets=secret, rows=rows)


def _told(connection: Connection, numbers: Sequence[str], ticket_ids: Sequence[str]) -> ColumnElement[bool]:
    """Messages to the number, and those about its tickets that name it or the person."""
    said = _named(outbox.c.body, (*numbers, *names_in(connection, ticket_ids)))
    return or_(outbox.c.address.in_(numbers), outbox.c.stream.in_(ticket_ids) & said)


def _looked_at(ids: Sequence[str]) -> ColumnElement[bool]:
    """Lines of the audit about these tickets and calls, alone or in a list of many."""
    return or_(audit.c.thing.in_(ids), _named(audit.c.detail, ids))


def _named(column: ColumnElement[Any], ids: Sequence[str]) -> ColumnElement[bool]:
    told = cast(column, Text)
    return or_(false(), *(told.contains(f'"{one}"', autoescape=True) for one in ids))


def _ids(connection: Connection, wanted: Any) -> tuple[str, ...]:
    return tuple(one for one in connection.execute(wanted).scalars() if one)
