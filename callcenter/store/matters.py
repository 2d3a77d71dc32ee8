"""Matters for figures: folded from the ledger once per change of a ticket, kept as rows, read for a period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import partial

from sqlalchemy import Connection, delete, insert, or_, select

from callcenter.store.database import Database
from callcenter.store.journal import of_ticket
from callcenter.store.report_tables import matters
from callcenter.store.tables import tickets
from callcenter.store.ticket import fields_from_json
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.unit_tables import units
from queueing.days.office import Office
from queueing.figures.matters import Grade, Matter
from queueing.figures.matters.of_ticket import matter_of
from queueing.ticket.fold import replay

BATCH = 500


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


class Matters:
    """Reads matters; brings the rows up to date first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_period(self, since: float, until: float, office: Office) -> list[Matter]:
        """Matters registered before `until` to which something happened at or after `since`."""
        await self.refresh(office)
        return await self._database.read(lambda connection: _read(connection, since, until))

    async def refresh(self, office: Office) -> int:
        """Fold what changed since it was last folded, some at a time; answers how many tickets."""
        done = 0
        while stale := await self._database.read(_stale):
            await self._database.write(partial(_fold, stale=stale, office=office))
            done += len(stale)
        return done

    async def from_ledger(self, office: Office) -> list[Matter]:
        """Every matter straight from the ledger, without the rows: slow, to compare with."""
        return await self._database.read(lambda connection: _all_from_ledger(connection, office))

    async def words(self, ticket_ids: Iterable[str]) -> dict[str, TicketWords]:
        """What lists say of these tickets; unknown ones are left out."""
        wanted = list(dict.fromkeys(ticket_ids))
        return await self._database.read(
            lambda connection: {one: found for one in wanted if (found := _words(connection, one))}
        )


def _stale(connection: Connection) -> Sequence[tuple[str, int]]:
    same = ticket_work.outerjoin(matters, matters.c.ticket_id == ticket_work.c.ticket_id)
    older = or_(matters.c.version.is_(None), matters.c.version != ticket_work.c.version)
    wanted = select(ticket_work.c.ticket_id, ticket_work.c.version).select_from(same).where(older).limit(BATCH)
    return [(row.ticket_id, row.version) for row in connection.execute(wanted)]


def _fold(connection: Connection, stale: Sequence[tuple[str, int]], office: Office) -> None:
    rows = [_row(connection, ticket_id, version, office) for ticket_id, version in stale]
    connection.execute(delete(matters).where(matters.c.ticket_id.in_([ticket_id for ticket_id, _ in stale])))
    connection.execute(insert(matters), rows)


def _row(connection: Connection, ticket_id: str, version: int, office: Office) -> dict[str, object]:
    facts = of_ticket(connection, ticket_id)
    matter = matter_of(ticket_id, facts, office, place=_place(connection, ticket_id))
    last_at = max((fact.at for fact in facts), default=matter.registered_at)
    due = [at for at in (matter.close_due_at, matter.sign_due_at) if at is not None]
    return {
        "ticket_id": ticket_id,
        "version": version,
        "registered_at": matter.registered_at,
        "last_at": max([last_at, *due]),  # a deadline that passes is something that happens to it
        "body": asdict(matter),
    }


def _read(connection: Connection, since: float, until: float) -> list[Matter]:
    inside = (matters.c.registered_at < until) & (matters.c.last_at >= since)
    wanted = select(matters.c.body).where(inside).order_by(matters.c.registered_at, matters.c.ticket_id)
    names = _unit_names(connection)
    return [_named(_matter(row.body), names) for row in connection.execute(wanted)]


def _unit_names(connection: Connection) -> dict[str, str]:
    """What units are called now: a renamed unit stays one row of a ranking."""
    return {row.unit_id: row.name for row in connection.execute(select(units.c.unit_id, units.c.name))}


def _named(matter: Matter, names: Mapping[str, str]) -> Matter:
    """Say the unit as people do; the ledger holds its id."""
    name = names.get(matter.unit, matter.unit)
    return matter if name == matter.unit else replace(matter, unit=name)


def _matter(body: dict[str, object]) -> Matter:
    known = {one.name for one in fields(Matter)}
    found = {name: value for name, value in body.items() if name in known}
    for name in ("first_grade", "grade"):
        if found.get(name):
            found[name] = Grade(str(found[name]))
    return Matter(**found)  # type: ignore[arg-type]


def _all_from_ledger(connection: Connection, office: Office) -> list[Matter]:
    known = [row.ticket_id for row in connection.execute(select(ticket_work.c.ticket_id))]
    names = _unit_names(connection)
    found = (matter_of(one, of_ticket(connection, one), office, place=_place(connection, one)) for one in known)
    return [_named(one, names) for one in found]


def _place(connection: Connection, ticket_id: str) -> str:
    found = connection.execute(select(tickets.c.fields).where(tickets.c.ticket_id == ticket_id)).scalar_one_or_none()
    field = fields_from_json(found).get("place") if found else None
    return field.value if field else ""


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
    )
