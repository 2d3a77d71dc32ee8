"""What the routes around a show's end share: who asks, and the show as it is shown."""

from collections.abc import Awaitable
from typing import TypeVar

from sqlalchemy import Connection

from callcenter.clock import as_text
from callcenter.show.aftershow import AfterShow
from callcenter.show.entry_ticket import NothingSaidError, own_ticket_id
from callcenter.show.show_words import CallWords, heard_on_air
from callcenter.store.identity import Role
from callcenter.store.promises import PromiseQuery, known_ids
from callcenter.store.ticket import Ticket
from callcenter.store.ticket_lists import Row, rows_of
from callcenter.store.tickets import tickets_among
from callcenter.web.aftershow_models import ClosingView, PromiseView, ShowMark, UnitMark
from callcenter.web.aftershow_views import Known, entry_view, promise_view
from callcenter.web.errors import ApiError
from callcenter.web.route import IDENT, Ask
from callcenter.web.scopes import hidden_from, sight_of_ticket
from callcenter.web.serve import note
from queueing.days.calendar import Calendar
from queueing.show.closing import in_order, may_close, settled_count
from queueing.show.facts import ShowFact
from queueing.show.promises import Today
from queueing.show.proposed import ProposedPromise, proposed
from queueing.show.state import BoardState, Entry, Person
from queueing.show.state import Role as BoardRole
from queueing.ticket.pen import Who

T = TypeVar("T")
SHOW_TEAM = frozenset({Role.PRODUCER, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN})
SHOW = f"/api/v1/shows/{{show_id:{IDENT}}}"


def after_show(ask: Ask) -> AfterShow:
    """The part behind these routes."""
    return ask.parts.city.aftershow


def who(ask: Ask) -> Who:
    """Who asks, as the ticket engine knows them."""
    return Who(name=ask.who.name)


def person(ask: Ask) -> Person:
    """Who asks, as the board knows them."""
    return Person(name=ask.who.name, roles=frozenset({BoardRole.PRODUCER}))


async def saying(work: Awaitable[T]) -> T:
    """Answer 409 when there is nothing to write on a ticket."""
    try:
        return await work
    except NothingSaidError:
        expected = "words of the caller, a message, or a topic to write on the ticket"
        raise ApiError(409, "nothing_said", f"entry: expected {expected}, found none", expected=expected) from None


async def closing_view(ask: Ask) -> ClosingView:
    """The show of the path and what still blocks its closing."""
    after, show_id = after_show(ask), ask.ident("show_id")
    state, facts = await after.closing.state(show_id)
    known = await _known(ask, state, facts)
    note(ask.parts, ask.request, ask.who, "show_words_seen", show_id)
    return ClosingView(
        show_id=show_id,
        title=state.title,
        phase=state.phase,
        units=[_unit(after, one) for one in state.units],
        opened_at=as_text(state.opened_at, ask.parts.zone),
        signed_off_at=as_text(state.signed_off_at, ask.parts.zone) if state.signed_off_at else None,
        settled=settled_count(state),
        total=len(state.entries),
        may_close=may_close(state),
        reasons=list(ask.parts.office.ports.book.rules.after.reasons),
        today=ask.parts.time().date(),
        entries=[entry_view(one, known) for one in in_order(state)],
    )


async def _known(ask: Ask, state: BoardState, facts: list[ShowFact]) -> Known:
    after = after_show(ask)
    decided = await ask.parts.stores.database.read(lambda connection: known_ids(connection, state.show_id))
    return Known(
        facts=facts,
        words=await after.closing.words(state),
        tickets=await _tickets(ask, state),
        promises=await promise_views(ask, PromiseQuery(show_id=state.show_id, limit=1000)),
        decided=decided,
        day=after.closing.ports.day(state.live_at or state.opened_at),
        calendar=calendar_of(ask),
        zone=ask.parts.zone,
        now=ask.parts.now(),
        unit_names=unit_names(ask),
        phase=state.phase,
        media=await after.media.of_show(state.show_id),
        seen=lambda ticket, row: sight_of_ticket(ask, ticket, row),
    )


async def _tickets(ask: Ask, state: BoardState) -> dict[str, tuple[Ticket, Row | None]]:
    found = await ask.parts.stores.database.read(lambda connection: _tickets_of(connection, state))
    hidden = await hidden_from(ask, (ticket.ticket_id for ticket, _ in found.values()))
    return {name: (ticket, row) for name, (ticket, row) in found.items() if ticket.ticket_id not in hidden}


def _tickets_of(connection: Connection, state: BoardState) -> dict[str, tuple[Ticket, Row | None]]:
    """Each entry's ticket: the one it is settled by, the one made for it, else its call's, a draft perhaps."""
    own = {one.entry_id: own_ticket_id(state.show_id, one.entry_id) for one in state.entries.values()}
    ids = [*own.values(), *(one.ticket_id for one in state.entries.values() if one.ticket_id)]
    calls = [one.call_id for one in state.entries.values() if one.call_id]
    found = tickets_among(connection, ids, calls)
    by_id, by_call = {one.ticket_id: one for one in found}, {one.call_id: one for one in found if one.call_id}
    rows = rows_of(connection, [*by_id])

    def of(entry: Entry) -> Ticket | None:
        named = by_id.get(entry.ticket_id) or by_id.get(own[entry.entry_id])
        return named or (by_call.get(entry.call_id) if entry.call_id else None)

    shown = {one.entry_id: ticket for one in state.entries.values() if (ticket := of(one)) is not None}
    return {name: (ticket, rows.get(ticket.ticket_id)) for name, ticket in shown.items()}


async def found_promise(
    ask: Ask, state: BoardState, facts: list[ShowFact], entry_id: str, promise_id: str
) -> ProposedPromise | None:
    """The proposal that is confirmed, to keep where it can be heard."""
    entry = state.entry(entry_id)
    words = (await after_show(ask).closing.words(state)).get(entry.call_id, CallWords())
    heard = heard_on_air(entry, facts, words, ask.parts.now())
    today = Today(day=after_show(ask).closing.ports.day(state.live_at or state.opened_at), calendar=calendar_of(ask))
    return next((one for one in proposed(entry_id, heard, today) if one.promise_id == promise_id), None)


def calendar_of(ask: Ask) -> Calendar:
    """The working-day calendar in force."""
    return ask.parts.office.ports.book.office.calendar


async def promise_views(ask: Ask, query: PromiseQuery) -> list[PromiseView]:
    """Confirmed promises as they stand today."""
    names, zone, today = unit_names(ask), ask.parts.zone, ask.parts.time().date()
    rows = await after_show(ask).promises.listed(query)
    hidden = await hidden_from(ask, (row["ticket_id"] or "" for row in rows))
    return [promise_view(row, names, zone, today, known=row["ticket_id"] not in hidden) for row in rows]


def unit_names(ask: Ask) -> dict[str, str]:
    """What units are called."""
    return {one.unit_id: one.name for one in ask.parts.city.directory.known.tree.units.values()}


def _unit(after: AfterShow, name: str) -> UnitMark:
    found = after.closing.find_unit(name)
    return UnitMark(unit_id=found.unit_id if found else "", name=found.name if found else name)


def show_mark(ask: Ask, state: BoardState) -> ShowMark:
    """One show of the list."""
    return ShowMark(
        show_id=state.show_id,
        title=state.title,
        phase=state.phase,
        opened_at=as_text(state.opened_at, ask.parts.zone),
        settled=settled_count(state),
        total=len(state.entries),
    )
