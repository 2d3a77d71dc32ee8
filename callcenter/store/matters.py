"""Matters for figures: folded from the ledger once per change of a ticket, kept as rows, read for a period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf

from sqlalchemy import Connection, insert, or_, select, update

from callcenter.store.database import Database, put
from callcenter.store.journal import of_ticket, of_tickets
from callcenter.store.matter_rows import known, to_body
from callcenter.store.report_tables import matters
from callcenter.store.tables import tickets
from callcenter.store.ticket import fields_from_json
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.unit_tables import units
from queueing.days.office import Office
from queueing.days.ticket_clocks import SHOW_SOURCE
from queueing.figures.matters import Matter
from queueing.figures.matters.of_ticket import history_of
from queueing.ticket.facts import TicketFact
from queueing.ticket.fold import replay

BATCH = 200  # tickets folded at once
Row = dict[str, object]
NEVER = -1.0  # registered_at of a ticket that was never registered
SHOW_SOURCES = frozenset({SHOW_SOURCE, "政风热线"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWords:
    """What a list says of one ticket. Personal data."""

    ticket_id: str
    number: str
    title: str
    content: str
    place: str
    contact_name: str
    contact_phone: str
    unit: str
    reply: str
    responsible: str
    replied_at: float | None
    anonymous: bool
    restricted: bool
    confidential: bool = False
    show_id: str = ""
    of_show: bool = False  # it came in through the live show, or was put on its board


class Matters:
    """Reads matters; brings the rows up to date first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_period(self, since: float, until: float, office: Office) -> list[Matter]:
        """Matters as they were known before `until`, to which something happened at or after `since`."""
        return (await self.as_known(since, (until,), office))[0]

    async def of_shows(self, show_ids: Iterable[str]) -> list[str]:
        """The tickets of these shows, in order of their numbers."""
        ids = list(show_ids)
        wanted = select(ticket_work.c.ticket_id).where(ticket_work.c.show_id.in_(ids)).order_by(ticket_work.c.number)
        return await self._database.read(lambda connection: list(connection.execute(wanted).scalars()))

    async def as_known(self, since: float, ends: Sequence[float], office: Office) -> list[list[Matter]]:
        """The matters to which something happened at or after `since`, once as they were known before each end."""
        await self.refresh(office)
        return await self._database.read(lambda connection: _read(connection, since, ends))

    async def refresh(self, office: Office) -> int:
        """Fold what changed since it was last folded, some at a time; answers how many tickets.

        Folded in a reader's thread: the desk writes meanwhile. A ticket that changes in between is folded next time.
        """
        done, last = 0, ""
        while stale := await self._database.read(partial(_stale, after=last)):
            rows = await self._database.read(partial(_folded, stale=stale, office=office))
            await self._database.write(partial(_store, rows=rows))
            done, last = done + len(stale), stale[-1][0]
        return done

    async def from_ledger(self, office: Office, until: float = inf) -> list[Matter]:
        """Every matter straight from the ledger, without the rows: slow, to compare with."""
        return await self._database.read(lambda connection: _all_from_ledger(connection, office, until))

    async def words(self, ticket_ids: Iterable[str]) -> dict[str, TicketWords]:
        """What lists say of these tickets; unknown ones are left out."""
        wanted = list(dict.fromkeys(ticket_ids))
        return await self._database.read(
            lambda connection: {one: found for one in wanted if (found := _words(connection, one))}
        )


def _stale(connection: Connection, after: str) -> Sequence[tuple[str, int]]:
    same = ticket_work.outerjoin(matters, matters.c.ticket_id == ticket_work.c.ticket_id)
    older = or_(matters.c.version.is_(None), matters.c.version != ticket_work.c.version)
    wanted = select(ticket_work.c.ticket_id, ticket_work.c.version).select_from(same).where(older)
    wanted = wanted.where(ticket_work.c.ticket_id > after).order_by(ticket_work.c.ticket_id).limit(BATCH)
    return [(row.ticket_id, row.version) for row in connection.execute(wanted)]


def _folded(connection: Connection, stale: Sequence[tuple[str, int]], office: Office) -> list[Row]:
    ids = [ticket_id for ticket_id, _ in stale]
    told, places = of_tickets(connection, ids), _places(connection, ids)
    return [_row(one, version, told[one], office, places.get(one, "")) for one, version in stale]


def _store(connection: Connection, rows: Sequence[Row]) -> None:
    fresh = [row for row in rows if row["body"] is not None]
    if fresh:
        connection.execute(put(connection.dialect.name, matters, "ticket_id"), fresh)
    for row in rows:
        if row["body"] is None:
            _keep(connection, row)


def _keep(connection: Connection, row: Row) -> None:
    """Of a ticket whose ledger was purged what was known stays; of one never registered there is nothing to know."""
    here = matters.c.ticket_id == row["ticket_id"]
    if not connection.execute(update(matters).where(here).values(version=row["version"])).rowcount:
        connection.execute(insert(matters).values({**row, "body": {}}))


def _row(ticket_id: str, version: int, facts: Sequence[TicketFact], office: Office, place: str) -> Row:
    history = history_of(ticket_id, facts, office, place=place)
    latest = history.at(inf)
    moments = [fact.at for fact in facts] + (_dues(latest) if latest else [])
    return {
        "ticket_id": ticket_id,
        "version": version,
        "registered_at": latest.registered_at if latest else NEVER,
        "last_at": max(moments, default=NEVER),  # a deadline that passes is something that happens to it
        "body": to_body(history) if latest else None,
    }


def _dues(matter: Matter) -> list[float]:
    dues = (due for one in matter.handlings() for due in (one.close_due_at, one.sign_due_at))
    return [at for at in dues if at is not None]


def _read(connection: Connection, since: float, ends: Sequence[float]) -> list[list[Matter]]:
    inside = (matters.c.registered_at < max(ends)) & (matters.c.last_at >= since) & (matters.c.registered_at > NEVER)
    wanted = select(matters.c.body).where(inside).order_by(matters.c.registered_at, matters.c.ticket_id)
    names, found = _unit_names(connection), [list[Matter]() for _ in ends]
    for row in connection.execute(wanted):
        for told, one in zip(found, known(row.body, ends), strict=True):
            if one is not None:
                told.append(_named(one, names))
    return found


def _unit_names(connection: Connection) -> dict[str, str]:
    """What units are called now: a renamed unit stays one row of a ranking."""
    return {row.unit_id: row.name for row in connection.execute(select(units.c.unit_id, units.c.name))}


def _named(matter: Matter, names: Mapping[str, str]) -> Matter:
    """Say the unit as people do; the ledger holds its id."""
    name = names.get(matter.unit, matter.unit)
    return matter if name == matter.unit else replace(matter, unit=name)


def _all_from_ledger(connection: Connection, office: Office, until: float) -> list[Matter]:
    known_ids, names = list(connection.execute(select(ticket_work.c.ticket_id)).scalars()), _unit_names(connection)
    found: list[Matter] = []
    for start in range(0, len(known_ids), BATCH):
        some = known_ids[start : start + BATCH]
        told, places = of_tickets(connection, some), _places(connection, some)
        histories = (history_of(one, told[one], office, place=places.get(one, "")) for one in some)
        found += [_named(one, names) for history in histories if (one := history.at(until)) is not None]
    return found


def _places(connection: Connection, ticket_ids: Sequence[str]) -> dict[str, str]:
    wanted = select(tickets.c.ticket_id, tickets.c.fields).where(tickets.c.ticket_id.in_(ticket_ids))
    told = ((row.ticket_id, fields_from_json(row.fields).get("place")) for row in connection.execute(wanted))
    return {ticket_id: field.value for ticket_id, field in told if field is not None}


def _words(connection: Connection, ticket_id: str) -> TicketWords | None:
    found = connection.execute(select(tickets).where(tickets.c.ticket_id == ticket_id)).one_or_none()
    if found is None:
        return None
    said = {name: field.value for name, field in fields_from_json(found.fields).items()}
    record = replay(ticket_id, of_ticket(connection, ticket_id))
    reply = record.reply
    return TicketWords(
        ticket_id=ticket_id,
        number=found.number or "",
        title=said.get("title", ""),
        content=said.get("content", "") or said.get("title", ""),
        place=said.get("place", ""),
        contact_name=said.get("contact_name", ""),
        contact_phone=said.get("contact_phone", "") or found.caller_number,
        unit=_unit_names(connection).get(record.unit, record.unit),
        reply=reply.text if reply else "",
        responsible=record.responsible or (reply.signer if reply else ""),
        replied_at=reply.at if reply else None,
        anonymous=record.anonymous,
        restricted=bool(record.restricted_to),
        confidential=record.confidential,
        show_id=record.show_id,
        of_show=bool(record.show_id) or record.source in SHOW_SOURCES,
    )
