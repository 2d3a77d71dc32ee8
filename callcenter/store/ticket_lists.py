"""Lists of tickets at work, with everything a desk filters by, and how many stand under each tab."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
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
        "asked": _W.asking.not_in(("", "answer")),
        "with_units": _W.state.in_(_values(WITH_UNIT)),
        "late": or_(late, _W.card.in_(("missed", "red"))),
        "to_review": _W.state == TicketState.IN_REVIEW.value,
        "revisit": _W.state == TicketState.REVISIT.value,
        "unsatisfied": _W.state == TicketState.UNSATISFIED.value,
        "supervised": and_(_W.rung != "", _W.state.not_in(_values(ENDED))),
        "for_show": _collected(),
        "flagged": _W.flags != "",
        "to_answer": _W.asking == "answer",
        "ended": _W.state.in_(_values(ENDED)),
    }


def _collected() -> ColumnElement[bool]:
    """Taken by the hotline for the show, and not handed on to its team yet (反馈至栏目组)."""
    clock = (ticket_clocks.c.ticket_id == _W.ticket_id) & (ticket_clocks.c.starts == Moment.COLLECTED.value)
    return exists().where(clock & ticket_clocks.c.stopped_at.is_(None))


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
    wanted = _rows().where(*visible(scope), *_conditions(query, now))
    key = func.coalesce(_W.next_at, _NEVER) if query.by_due else _W.accepted_at
    order = (key.asc(), _W.ticket_id.asc()) if query.by_due else (key.desc(), _W.ticket_id.desc())
    if query.after:
        seen, here = tuple_(*place(query.after)), tuple_(key, _W.ticket_id)
        wanted = wanted.where(here > seen if query.by_due else here < seen)
    rows = [dict(row) for row in connection.execute(wanted.order_by(*order).limit(query.limit + 1)).mappings()]
    shown = tuple(rows[: query.limit])
    last = shown[-1] if len(rows) > query.limit else None
    at = None if last is None else (_NEVER if last["next_at"] is None else last["next_at"])
    if last is not None and not query.by_due:
        at = last["accepted_at"]
    return Page(items=shown, next=None if last is None or at is None else mark(at, last["ticket_id"]))


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
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(tab) for tab, condition in asked.items()]
    row = connection.execute(select(*sums).select_from(ticket_work).where(*visible(scope))).mappings().one()
    hidden = select(func.count()).select_from(ticket_work).where(_W.restricted, ~_named(scope.name))
    seen = connection.execute(hidden).scalar_one() if scope.units is None else 0
    return {**{tab: int(row[tab]) for tab in asked}, "restricted": seen}


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
    own = _W.ticket_id == tickets.c.ticket_id
    return exists().where(own, _W.restricted, ~_named(name))


def visible(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """The conditions of a scope."""
    yield or_(~_W.restricted, _named(scope.name))
    if scope.units is not None:
        concerned = (ticket_units.c.ticket_id == _W.ticket_id) & ticket_units.c.unit.in_(sorted(scope.units))
        yield exists().where(concerned)


def _named(name: str) -> ColumnElement[bool]:
    return exists().where((ticket_people.c.ticket_id == _W.ticket_id) & (ticket_people.c.name == name))


def _conditions(query: WorkQuery, now: float) -> Iterator[ColumnElement[bool]]:
    for column in ("kind", "category", "topic", "area", "source", "owner", "card", "rung", "main"):
        if value := getattr(query, column):
            yield _W[column] == value
    if query.ids is not None:
        yield _W.ticket_id.in_(query.ids)
    if query.states:
        yield _W.state.in_(query.states)
    if query.tab:
        yield tabs(now).get(query.tab, true())
    if query.unit:
        yield exists().where((ticket_units.c.ticket_id == _W.ticket_id) & (ticket_units.c.unit == query.unit))
    for column, value, later in (("due_at", query.due_before, False), ("accepted_at", query.since, True)):
        if value is not None:
            yield _W[column] >= value if later else _W[column] < value
    if query.until is not None:
        yield _W.accepted_at < query.until
    yield from _words(query)


def _words(query: WorkQuery) -> Iterator[ColumnElement[bool]]:
    for word in query.text.split():
        yield or_(_W.words.contains(word, autoescape=True), _W.number == word)
    if query.caller:
        written = cast(tickets.c.fields, Text).contains(f'"{query.caller}"', autoescape=True)
        yield or_(tickets.c.caller_number.in_(spellings(query.caller)), written)


def _values(states: Sequence[TicketState] | frozenset[TicketState]) -> list[str]:
    return sorted(state.value for state in states)
