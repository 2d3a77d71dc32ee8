"""Lists of tickets at work, with everything a desk filters by, and how many stand under each tab."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from callcenter.store.caller_numbers import spellings
from callcenter.store.cursor import Page, mark, place
from callcenter.store.tables import tickets
from callcenter.store.ticket_tables import ticket_clocks, ticket_people, ticket_units, ticket_work
from queueing.city.profiles import Moment
from queueing.ticket.states import ENDED, WITH_UNIT, TicketState

Row = Mapping[str, Any]
_W = ticket_work.c
_NOTHING: ColumnElement[str] = literal_column("''")  # in the statement itself: only so do partial indexes fit it


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What somebody may see. `units` None: every unit's; `name`: for restricted tickets."""

    name: str
    units: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkQuery:
    """Which tickets to list; empty takes all. `after`: a place mark of an earlier answer."""

    states: tuple[str, ...] = ()
    tab: str = ""
    unit: str = ""
    kind: str = ""
    category: str = ""
    topic: str = ""
    area: str = ""
    source: str = ""
    owner: str = ""
    card: str = ""
    rung: str = ""
    main: str = ""
    due_before: float | None = None
    since: float | None = None
    until: float | None = None
    text: str = ""
    caller: str = ""
    ids: tuple[str, ...] | None = None  # only these
    by_due: bool = False  # the next to burn first; else the newest first
    after: str = ""
    limit: int = 50


def tabs(now: float) -> Mapping[str, ColumnElement[bool]]:
    """The tabs of the ticket desk, each with its condition."""
    late = and_(_W.due_at.is_not(None), _W.due_at < now, _W.state.in_(_values(WITH_UNIT)))
    return {
        "to_dispatch": _W.state.in_(_values((TicketState.REGISTERED, TicketState.REOPENED))),
        "asked": and_(_few("asking"), _W.asking != "answer"),
        "with_units": _W.state.in_(_values(WITH_UNIT)),
        "late": or_(late, and_(_W.card != _NOTHING, _W.card.in_(("missed", "red")))),
        "to_review": _W.state == TicketState.IN_REVIEW.value,
        "revisit": _W.state == TicketState.REVISIT.value,
        "unsatisfied": _W.state == TicketState.UNSATISFIED.value,
        "supervised": and_(_few("rung"), _W.state.not_in(_values(ENDED))),
        "for_show": _collected(),
        "flagged": _few("flags"),
        "to_answer": and_(_few("asking"), _W.asking == "answer"),
        "ended": _W.state.in_(_values(ENDED)),
    }


def _few(column: str) -> ColumnElement[bool]:
    """Those few of which that column says something: found by its index first, whatever the order of the list."""
    few = ticket_work.alias()
    return _W.ticket_id.in_(select(few.c.ticket_id).where(few.c[column] != _NOTHING))


def _collected() -> ColumnElement[bool]:
    """Taken by the hotline for the show, and not handed on to its team yet (反馈至栏目组)."""
    waits = (ticket_clocks.c.starts == Moment.COLLECTED.value) & ticket_clocks.c.stopped_at.is_(None)
    return _W.ticket_id.in_(select(ticket_clocks.c.ticket_id).where(waits))


def handed_to_show(connection: Connection, since: float) -> list[Row]:
    """What the hotline took for the show: what waits to be handed on, and what was handed on since then."""
    clock = (ticket_clocks.c.ticket_id == _W.ticket_id) & (ticket_clocks.c.starts == Moment.COLLECTED.value)
    handed = or_(ticket_clocks.c.stopped_at.is_(None), ticket_clocks.c.stopped_at >= since)
    wanted = _rows().add_columns(ticket_clocks.c.due_at.label("hand_by"), ticket_clocks.c.stopped_at.label("handed_at"))
    joined = wanted.join(ticket_clocks, clock).where(handed, ~_W.restricted)
    return [dict(row) for row in connection.execute(joined.order_by(ticket_clocks.c.due_at)).mappings()]


def page(connection: Connection, query: WorkQuery, scope: Scope, now: float) -> Page[Row]:
    """Some tickets with their draft's fields, in the order asked for.

    Raises:
        BadCursorError: `after` is none of ours.
    """
    found = _by_due(connection, query, scope, now) if query.by_due else _newest(connection, query, scope, now)
    shown = tuple(found[: query.limit])
    last = shown[-1] if len(found) > query.limit else None
    if last is None:
        return Page(items=shown, next=None)
    due_at = _NEVER if last["next_at"] is None else last["next_at"]
    return Page(items=shown, next=mark(due_at if query.by_due else last["accepted_at"], last["ticket_id"]))


def _newest(connection: Connection, query: WorkQuery, scope: Scope, now: float) -> list[Row]:
    wanted = _asked(query, scope, now)
    if query.after:
        wanted = wanted.where(tuple_(_W.accepted_at, _W.ticket_id) < tuple_(*place(query.after)))
    return _read(connection, wanted.order_by(_W.accepted_at.desc(), _W.ticket_id.desc()), query.limit + 1)


def _by_due(connection: Connection, query: WorkQuery, scope: Scope, now: float) -> list[Row]:
    """What burns first, then what does not burn: two questions, each in the order of an index."""
    burning = _asked(query, scope, now).where(_W.next_at.is_not(None)).order_by(_W.next_at, _W.ticket_id)
    calm = _asked(query, scope, now).where(func.coalesce(_W.next_at, _NEVER) >= _NEVER).order_by(_W.ticket_id)
    at, ident = place(query.after) if query.after else (0.0, "")
    if at >= _NEVER:
        return _read(connection, calm.where(_W.ticket_id > ident), query.limit + 1)
    if query.after:
        burning = burning.where(tuple_(_W.next_at, _W.ticket_id) > tuple_(at, ident))
    found = _read(connection, burning, query.limit + 1)
    left = query.limit + 1 - len(found)
    return [*found, *_read(connection, calm, left)] if left else found


def _asked(query: WorkQuery, scope: Scope, now: float) -> Select[Any]:
    return _rows().where(*visible(scope), *_conditions(query, now))


def _read(connection: Connection, wanted: Select[Any], most: int) -> list[Row]:
    return [dict(row) for row in connection.execute(wanted.limit(most)).mappings()]


_NEVER = 4e12  # later than any deadline


def one(connection: Connection, ticket_id: str) -> Row | None:
    """One ticket at work as a row of a list, whoever asks."""
    row = connection.execute(_rows().where(_W.ticket_id == ticket_id)).mappings().one_or_none()
    return None if row is None else dict(row)


def rows_of(connection: Connection, ticket_ids: Sequence[str]) -> dict[str, Row]:
    """Some tickets at work as rows of a list, by id, whoever asks."""
    found = connection.execute(_rows().where(_W.ticket_id.in_(ticket_ids))).mappings()
    return {row["ticket_id"]: dict(row) for row in found}


def _rows() -> Select[Any]:
    form = (tickets.c.fields, tickets.c.caller_number, tickets.c.operator_id, tickets.c.call_id)
    joined = tickets.join(ticket_work, _W.ticket_id == tickets.c.ticket_id)
    return select(*ticket_work.columns, *form).select_from(joined)


def counts(connection: Connection, scope: Scope, now: float) -> Mapping[str, int]:
    """How many tickets stand under each tab; `restricted`: how many there are that this person may not see."""
    asked = tabs(now)
    if scope.units is not None:  # a unit's few: looked at once each
        each = [
            func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(tab) for tab, condition in asked.items()
        ]
        wanted = select(*each).select_from(ticket_work).where(*visible(scope))
        return {**connection.execute(wanted).mappings().one(), "restricted": 0}
    # Everybody's: each tab by its own index, then what is hidden taken off. A look at each costs half a second a year.
    hidden = (_W.restricted, ~_named(scope.name))
    sums = [_count(condition).label(tab) for tab, condition in asked.items()]
    less = [_count(condition, *hidden).label(f"{tab} hidden") for tab, condition in asked.items()]
    row = connection.execute(select(*sums, *less, _count(*hidden).label("restricted"))).mappings().one()
    return {**{tab: row[tab] - row[f"{tab} hidden"] for tab in asked}, "restricted": row["restricted"]}


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(ticket_work).where(*conditions).scalar_subquery()


def clocks_of(connection: Connection, ticket_ids: Sequence[str]) -> list[Row]:
    """The clocks of these tickets in the order they began."""
    wanted = select(ticket_clocks).where(ticket_clocks.c.ticket_id.in_(ticket_ids))
    ordered = wanted.order_by(ticket_clocks.c.ticket_id, ticket_clocks.c.ordinal)
    return [dict(row) for row in connection.execute(ordered).mappings()]


def may_see(connection: Connection, ticket_id: str, scope: Scope) -> bool:
    """Whether a ticket at work is within somebody's scope."""
    wanted = select(_W.ticket_id).where(_W.ticket_id == ticket_id, *visible(scope))
    return connection.execute(wanted).one_or_none() is not None


def seen_of(connection: Connection, ticket_ids: Sequence[str], scope: Scope) -> frozenset[str]:
    """Those of these tickets at work that are within somebody's scope."""
    wanted = select(_W.ticket_id).where(_W.ticket_id.in_(ticket_ids), *visible(scope))
    return frozenset(connection.execute(wanted).scalars())


def restricted_to_others(connection: Connection, ticket_ids: Sequence[str], name: str) -> frozenset[str]:
    """Those of these tickets that are restricted to people among whom this one is not."""
    wanted = select(_W.ticket_id).where(_W.ticket_id.in_(ticket_ids), _W.restricted, ~_named(name))
    return frozenset(connection.execute(wanted).scalars())


def calls_restricted_to_others(connection: Connection, call_ids: Sequence[str], name: str) -> frozenset[str]:
    """Those of these calls whose ticket is restricted to people among whom this one is not."""
    wanted = select(tickets.c.call_id).where(tickets.c.call_id.in_(call_ids), is_restricted_to_others(name))
    return frozenset(connection.execute(wanted).scalars())


def is_restricted_to_others(name: str) -> ColumnElement[bool]:
    """The condition on `tickets`; a draft is not restricted."""
    return tickets.c.ticket_id.in_(select(_W.ticket_id).where(_W.restricted, ~_named(name)))


def visible(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """The conditions of a scope."""
    yield or_(~_W.restricted, _named(scope.name))
    if scope.units is not None:
        yield _concern(scope.units)


def _concern(units: Collection[str]) -> ColumnElement[bool]:
    """The tickets that are in the inbox of one of these units."""
    return _W.ticket_id.in_(select(ticket_units.c.ticket_id).where(ticket_units.c.unit.in_(sorted(units))))


def _named(name: str) -> ColumnElement[bool]:
    return exists().where((ticket_people.c.ticket_id == _W.ticket_id) & (ticket_people.c.name == name))


def _conditions(query: WorkQuery, now: float) -> Iterator[ColumnElement[bool]]:
    yield from _plain(query)
    if query.tab == "ended":  # nearly all are: by the index of states all of them would be sorted to show fifty
        yield func.coalesce(_W.state, _NOTHING).in_(_values(ENDED))
    elif query.tab:
        yield tabs(now).get(query.tab, true())
    for column, value, later in (("due_at", query.due_before, False), ("accepted_at", query.since, True)):
        if value is not None:
            yield _W[column] >= value if later else _W[column] < value
    if query.until is not None:
        yield _W.accepted_at < query.until
    yield from _words(query)


def _plain(query: WorkQuery) -> Iterator[ColumnElement[bool]]:
    for column in ("kind", "category", "topic", "area", "source", "owner", "card", "rung", "main"):
        if value := getattr(query, column):
            yield _W[column] == value
            yield _W[column] != _NOTHING
    if query.ids is not None:
        yield _W.ticket_id.in_(query.ids)
    if query.states:
        yield _W.state.in_(query.states)
    if query.unit:
        yield _concern((query.unit,))


def _words(query: WorkQuery) -> Iterator[ColumnElement[bool]]:
    for word in query.text.split():
        yield or_(_W.words.contains(word, autoescape=True), _W.number == word)
    if query.caller:
        written = cast(tickets.c.fields, Text).contains(f'"{query.caller}"', autoescape=True)
        yield or_(tickets.c.caller_number.in_(spellings(query.caller)), written)


def _values(states: Sequence[TicketState] | frozenset[TicketState]) -> list[str]:
    return sorted(state.value for state in states)
