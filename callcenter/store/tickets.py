"""The tickets' repository: one draft a call, edits that never overwrite each other, numbers without gaps in a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)

from callcenter.store.caller_numbers import spellings
from callcenter.store.cursor import Page, mark, place
from callcenter.store.database import Database
from callcenter.store.faults import NotFoundError, StaleVersionError, WrongStateError
from callcenter.store.tables import UtcTime, calls, tickets
from callcenter.store.ticket import (
    DraftTicket,
    Fields,
    Ticket,
    TicketField,
    TicketStatus,
    edited,
    fields_from_json,
    fields_to_json,
    refresh,
    suggestions_from_json,
    suggestions_to_json,
)
from callcenter.store.ticket_lists import is_restricted_to_others
from callcenter.store.ticket_statements import (
    ADD_LABELS,
    BY_CALL,
    BY_TICKET,
    HELD_BY_CALL,
    HELD_BY_TICKET,
    PROBE_OF_CALL,
    UPDATE_SEEN,
    add_ticket,
    next_number,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketQuery:
    """Which tickets to list; '' takes all."""

    call_id: str = ""
    status: str = ""
    operator_id: str = ""
    caller: str = ""  # the caller's number, however the network writes it
    hidden_from: str = ""  # leave out what is restricted to others than this person
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who changes which version, and when (aware, in the site's zone: the day of a number is local)."""

    ticket_id: str
    version: int
    actor: str
    at: datetime


class Tickets:
    """Reads and writes tickets; every method commits before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save_draft(self, draft: DraftTicket, at: datetime) -> Ticket:
        """Create the call's ticket, or refresh its unlocked fields; a draft that says nothing new changes nothing."""
        return await self._database.write(lambda connection: save_draft(connection, draft, at))

    async def rephrase(self, call_id: str, values: Mapping[str, TicketField], at: datetime) -> Ticket | None:
        """Put other words of the machine into a draft's unlocked fields; None when there is nothing left to change."""
        return await self._database.write(lambda connection: _rephrase(connection, call_id, values, at))

    async def edit(self, change: Change, values: Mapping[str, str]) -> Ticket:
        """Put in an operator's values and lock them.

        Raises:
            NotFoundError: no such ticket.
            StaleVersionError: somebody was faster; nothing changed.
            WrongStateError: already registered.

        """
        return await self._database.write(lambda connection: edit_ticket(connection, change, values))

    async def register(self, change: Change) -> Ticket:
        """Confirm a draft; it gets the next number of its day.

        Raises:
            NotFoundError, StaleVersionError, WrongStateError: as for `edit`.

        """
        return await self._database.write(lambda connection: register_ticket(connection, change))

    async def get(self, ticket_id: str) -> Ticket:
        """Return one ticket.

        Raises:
            NotFoundError: no such ticket.

        """
        return await self._database.read(lambda connection: _get(connection, ticket_id))

    async def of_call(self, call_id: str) -> Ticket | None:
        """Return the ticket of a call."""
        return await self._database.read(lambda connection: _one(connection, BY_CALL, call_id))

    async def page(self, query: TicketQuery) -> Page[Ticket]:
        """Return some tickets, newest first.

        Raises:
            BadCursorError: `after` is none of ours.

        """
        return await self._database.read(lambda connection: _page(connection, query))

    async def counts(self, since: datetime) -> Mapping[str, int]:
        """Return how many tickets created at or after `since` are in each status."""
        return await self._database.read(lambda connection: _counts(connection, since))


def save_draft(connection: Connection, draft: DraftTicket, at: datetime) -> Ticket:
    """Create a call's ticket or refresh it, in the caller's transaction; see `Tickets.save_draft`."""
    connection.execute(add_ticket(connection.dialect.name, "call_id"), [_values(_new(draft, at))])
    known = _one(connection, HELD_BY_CALL, draft.call_id)
    if known is None:
        raise NotFoundError("ticket of call", draft.call_id)
    fresh = refresh(known, draft)
    return known if fresh == known else store_ticket(connection, fresh, at)


def _rephrase(connection: Connection, call_id: str, values: Mapping[str, TicketField], at: datetime) -> Ticket | None:
    known = _one(connection, HELD_BY_CALL, call_id)
    if known is None or known.status is not TicketStatus.DRAFT:
        return None
    free = {name: value for name, value in values.items() if name not in known.fields or not known.fields[name].locked}
    fields = {**known.fields, **free}
    after = replace(known, fields=fields, draft_fields={**known.draft_fields, **free})
    return None if after == known else store_ticket(connection, after, at)


def edit_ticket(connection: Connection, change: Change, values: Mapping[str, str]) -> Ticket:
    """Put in a person's values and lock them, in the caller's transaction; see `Tickets.edit`."""
    before = _checked(connection, change)
    after = store_ticket(connection, edited(before, values), change.at)
    _remember(connection, change, "edit", after, list(values))
    return after


def create_ticket(connection: Connection, draft: DraftTicket, at: datetime) -> Ticket:
    """Make a draft without a call, in the caller's transaction; a second time it is the same ticket."""
    connection.execute(add_ticket(connection.dialect.name, "ticket_id"), [_values(_new(draft, at))])
    return _get(connection, draft.ticket_id, lock=True)


def fill_missing(connection: Connection, ticket_id: str, values: Fields, at: datetime) -> Ticket:
    """Put values into a draft's empty fields, in the caller's transaction; what is there stays."""
    known = _get(connection, ticket_id, lock=True)
    new = {name: value for name, value in values.items() if value.value and not _has(known, name)}
    if known.status is not TicketStatus.DRAFT or not new:
        return known
    return store_ticket(connection, replace(known, fields={**known.fields, **new}), at)


def ticket_of_call(connection: Connection, call_id: str) -> Ticket | None:
    """Return the ticket of a call, in the caller's transaction."""
    return _one(connection, HELD_BY_CALL, call_id)


def number_of_call(connection: Connection, call_id: str) -> str:
    """Return the number a call came from, '' when it is withheld or there was no call."""
    wanted = select(calls.c.caller_number).where(calls.c.call_id == call_id)
    return connection.execute(wanted).scalar_one_or_none() or ""


def tickets_among(connection: Connection, ticket_ids: Sequence[str], call_ids: Sequence[str]) -> list[Ticket]:
    """Return the tickets and drafts with those ids, and those of these calls."""
    wanted = select(tickets).where(or_(tickets.c.ticket_id.in_(ticket_ids), tickets.c.call_id.in_(call_ids)))
    return [_read(row) for row in connection.execute(wanted).mappings()]


def find_ticket(connection: Connection, ticket_id: str) -> Ticket | None:
    """Return a ticket or draft, in the caller's transaction; None when there is none."""
    return _one(connection, HELD_BY_TICKET, ticket_id)


def _has(ticket: Ticket, name: str) -> bool:
    return name in ticket.fields and bool(ticket.fields[name].value or ticket.fields[name].locked)


def register_ticket(connection: Connection, change: Change) -> Ticket:
    """Confirm a draft in the caller's transaction; see `Tickets.register`."""
    before = _checked(connection, change)
    if _of_probe(connection, before.call_id):
        raise WrongStateError(
            f"ticket {before.ticket_id}", "a matter to register", "a call without one, closed by itself"
        )
    number = _next_number(connection, change.at.strftime("%Y%m%d"))
    confirmed = replace(before, status=TicketStatus.REGISTERED, number=number, registered_at=_utc(change.at))
    after = store_ticket(connection, confirmed, change.at)
    _remember(connection, change, "register", after, sorted({*after.fields, *after.draft_fields}))
    return after


def correct_ticket(connection: Connection, change: Change, values: Mapping[str, str]) -> tuple[Ticket, tuple[str, ...]]:
    """Put right fields of a registered ticket, in the caller's transaction.

    Returns:
        The ticket as it is now, and the names of the fields that became others.

    Raises:
        NotFoundError, WrongStateError: nothing changed.
    """
    before = _get(connection, change.ticket_id, lock=True)
    if before.status is not TicketStatus.REGISTERED:
        raise WrongStateError(f"ticket {before.ticket_id}", "a registered ticket", _known_as(before))
    held = {name: field.value for name, field in before.fields.items()}
    other = {name: value for name, value in values.items() if value != held.get(name, "")}
    if not other:
        return before, ()
    after = store_ticket(connection, edited(before, other), change.at)
    _remember(connection, change, "correct", after, list(other))
    return after, tuple(other)


def void_ticket(connection: Connection, change: Change) -> Ticket:
    """Put aside a draft that holds no matter, in the caller's transaction; it never gets a number."""
    return store_ticket(connection, replace(_checked(connection, change), status=TicketStatus.VOID), change.at)


def _of_probe(connection: Connection, call_id: str) -> bool:
    """Whether the call was a dial probe's; the refusal does not say so, since operators never learn it."""
    found = connection.execute(PROBE_OF_CALL, {"this": call_id}).scalar_one_or_none()
    return bool(found)


def _checked(connection: Connection, change: Change) -> Ticket:
    """Read the ticket for a change, holding it against others."""
    ticket = _get(connection, change.ticket_id, lock=True)
    if ticket.status is not TicketStatus.DRAFT:
        raise WrongStateError(f"ticket {ticket.ticket_id}", "a draft", _known_as(ticket))
    if ticket.version != change.version:
        raise StaleVersionError(f"ticket {ticket.ticket_id}", ticket.version, change.version)
    return ticket


def _known_as(ticket: Ticket) -> str:
    return f"{ticket.status} as {ticket.number}" if ticket.number else ticket.status.value


def store_ticket(connection: Connection, ticket: Ticket, at: datetime) -> Ticket:
    """Write a changed ticket as the next version; the WHERE is what guards it where nothing else locks."""
    after = replace(ticket, version=ticket.version + 1, updated_at=_utc(at))
    seen = {**_values(after), "this": ticket.ticket_id, "seen": ticket.version}
    if connection.execute(UPDATE_SEEN, seen).rowcount != 1:
        raise StaleVersionError(f"ticket {ticket.ticket_id}", ticket.version, ticket.version - 1)
    return after


def _remember(connection: Connection, change: Change, kind: str, ticket: Ticket, names: list[str]) -> None:
    """Keep what the machine had drafted beside what the person chose: the labels that drafting learns from."""
    rows = [_label(change, kind, ticket, name) for name in names]
    if rows:
        connection.execute(ADD_LABELS, rows)


def _label(change: Change, kind: str, ticket: Ticket, name: str) -> dict[str, object]:
    draft, final = ticket.draft_fields.get(name), ticket.fields.get(name)
    return {
        "ticket_id": ticket.ticket_id,
        "at": change.at,
        "actor": change.actor,
        "kind": kind,
        "version": ticket.version,
        "field": name,
        "draft_value": draft.value if draft else None,
        "draft_confidence": draft.confidence if draft else None,
        "draft_rule": draft.rule if draft else "",
        "final_value": final.value if final else None,
    }


def _next_number(connection: Connection, day: str) -> str:
    """Take the next number of a day, `20261121-00001`."""
    taken = connection.execute(next_number(connection.dialect.name), {"day": day, "last": 1})
    return f"{day}-{taken.scalar_one():05}"


def _new(draft: DraftTicket, at: datetime) -> Ticket:
    values = {field.name: getattr(draft, field.name) for field in fields(DraftTicket)}
    return Ticket(
        **values,
        number=None,
        status=TicketStatus.DRAFT,
        version=1,
        created_at=_utc(at),
        updated_at=_utc(at),
        registered_at=None,
        draft_fields=draft.fields,
    )


def _get(connection: Connection, ticket_id: str, *, lock: bool = False) -> Ticket:
    found = _one(connection, HELD_BY_TICKET if lock else BY_TICKET, ticket_id)
    if found is None:
        raise NotFoundError("ticket", ticket_id)
    return found


def _one(connection: Connection, wanted: Select[Any], this: str) -> Ticket | None:
    row = connection.execute(wanted, {"this": this}).mappings().one_or_none()
    return None if row is None else _read(row)


def _page(connection: Connection, query: TicketQuery) -> Page[Ticket]:
    wanted = select(tickets).order_by(tickets.c.created_at.desc(), tickets.c.ticket_id.desc())
    for condition in _conditions(query):
        wanted = wanted.where(condition)
    rows = [_read(row) for row in connection.execute(wanted.limit(query.limit + 1)).mappings()]
    shown = tuple(rows[: query.limit])
    more = len(rows) > query.limit
    return Page(items=shown, next=mark(shown[-1].created_at.timestamp(), shown[-1].ticket_id) if more else None)


def _conditions(query: TicketQuery) -> Iterator[Any]:
    for column, value in (
        (tickets.c.call_id, query.call_id),
        (tickets.c.status, query.status),
        (tickets.c.operator_id, query.operator_id),
    ):
        if value:
            yield column == value
    if not query.call_id and not query.operator_id:  # an operator's own list shows all of their calls
        yield func.coalesce(tickets.c.call_id, "").not_in(_probes())
    if query.caller:
        yield tickets.c.caller_number.in_(spellings(query.caller))
    if query.hidden_from:
        yield ~is_restricted_to_others(query.hidden_from)
    if query.after:
        at, ident = place(query.after)
        seen = tuple_(tickets.c.created_at, tickets.c.ticket_id)
        yield seen < tuple_(literal(datetime.fromtimestamp(at, UTC), UtcTime), ident)


def _probes() -> Select[Any]:
    return select(calls.c.call_id).where(calls.c.probe != literal_column("''"))  # as its partial index says


def _counts(connection: Connection, since: datetime) -> Mapping[str, int]:
    since_then = (tickets.c.created_at >= since) & func.coalesce(tickets.c.call_id, "").not_in(_probes())
    status = func.coalesce(tickets.c.status, "")  # not the column: its index would be walked from end to end
    wanted = select(status, func.count()).where(since_then).group_by(status)
    counted = {row[0]: row[1] for row in connection.execute(wanted)}
    return {status.value: counted.get(status.value, 0) for status in TicketStatus}


def _values(ticket: Ticket) -> dict[str, Any]:
    values = {field.name: getattr(ticket, field.name) for field in fields(Ticket)}
    return {
        **values,
        "fields": fields_to_json(ticket.fields),
        "draft_fields": fields_to_json(ticket.draft_fields),
        "suggestions": suggestions_to_json(ticket.suggestions),
        "status": ticket.status.value,
        "call_id": ticket.call_id or None,
    }


def _read(row: RowMapping) -> Ticket:
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Ticket)}
    return Ticket(
        **{
            **values,
            "status": TicketStatus(values["status"]),
            "call_id": values["call_id"] or "",
            "suggestions": suggestions_from_json(values["suggestions"]),
            "fields": fields_from_json(values["fields"]),
            "draft_fields": fields_from_json(values["draft_fields"]),
        }
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
