"""Promises made on air, confirmed and followed; what the hotline took for the show."""

from callcenter.clock import as_text
from callcenter.masking import mask_numbers_in
from callcenter.show.entry_ticket import own_ticket_id
from callcenter.store import ticket_lists
from callcenter.store.promises import PromiseQuery
from callcenter.store.ticket_lists import Row
from callcenter.web.aftershow_asking import (
    SHOW,
    SHOW_TEAM,
    after_show,
    closing_view,
    found_promise,
    promise_views,
    unit_names,
    who,
)
from callcenter.web.aftershow_models import (
    ClosingView,
    CollectedList,
    CollectedView,
    ConfirmAsked,
    PromiseList,
    PromisesAsked,
    SettleAsked,
)
from callcenter.web.models import Nothing
from callcenter.web.route import IDENT, Ask, route
from queueing.show.after_facts import PromiseConfirmed

FORTNIGHT_S = 14 * 86_400.0


@route(
    "POST", f"{SHOW}/promises", "A person confirms a promise and its day", SHOW_TEAM,
    body=ConfirmAsked, out=ClosingView, audit="promise_confirm",
)  # fmt: skip
async def confirm(ask: Ask) -> ClosingView:
    """Keep a promise; it goes onto the entry's ticket, now or when there is one."""
    asked, show_id = ask.take(ConfirmAsked), ask.ident("show_id")
    state, facts = await after_show(ask).closing.state(show_id)
    entry = state.entry(asked.entry_id)
    found = await found_promise(ask, state, facts, asked.entry_id, asked.promise_id)
    typed_id = f"{own_ticket_id(show_id, asked.entry_id)}.{len(facts)}"
    confirmed = PromiseConfirmed(
        at=ask.parts.now(),
        show_id=show_id,
        promise_id=asked.promise_id or typed_id,
        by=ask.who.name,
        words=asked.words,
        due=asked.due,
        said_at=found.heard.at if found else entry.aired_at or state.opened_at,
        entry_id=asked.entry_id,
        unit=asked.unit,
        call_id=entry.call_id,
        utterance_id=found.heard.utterance_id if found else "",
        start_ms=found.heard.start_ms if found else 0,
        end_ms=found.heard.end_ms if found else 0,
    )
    await after_show(ask).promises.confirm(confirmed)
    return await closing_view(ask)


@route(
    "POST", f"{SHOW}/promises/{{promise_id:{IDENT}}}/dismiss", "What was found is no promise", SHOW_TEAM,
    body=Nothing, out=ClosingView, audit="promise_dismiss",
)  # fmt: skip
async def dismiss(ask: Ask) -> ClosingView:
    """Propose it no more."""
    await after_show(ask).promises.dismiss(ask.ident("show_id"), ask.ident("promise_id"), ask.who.name)
    return await closing_view(ask)


@route("GET", "/api/v1/promises", "Promises made on air (回音壁)", SHOW_TEAM, query=PromisesAsked, out=PromiseList)
async def list_promises(ask: Ask) -> PromiseList:
    """List confirmed promises, the one that is due first at the top."""
    asked = ask.take(PromisesAsked)
    query = PromiseQuery(show_id=asked.show_id, only_open=asked.open, due_until=asked.due_until)
    return PromiseList(items=await promise_views(ask, query))


@route(
    "POST", f"/api/v1/promises/{{promise_id:{IDENT}}}/settle", "It was kept, or is taken back", SHOW_TEAM,
    body=SettleAsked, out=PromiseList, audit="promise_settle",
)  # fmt: skip
async def settle(ask: Ask) -> PromiseList:
    """Note what came of a promise; its clock ends."""
    asked, promise_id = ask.take(SettleAsked), ask.ident("promise_id")
    await after_show(ask).promises.settle(promise_id, who(ask), kept=asked.kept, note=asked.note)
    return PromiseList(items=await promise_views(ask, PromiseQuery(promise_id=promise_id)))


@route(
    "GET", "/api/v1/aftershow/collected", "What the hotline took for the show (反馈至栏目组)", SHOW_TEAM,
    out=CollectedList,
)  # fmt: skip
async def collected(ask: Ask) -> CollectedList:
    """List what waits to be handed on, and what was in the last fortnight."""
    return await _list_collected(ask)


@route(
    "POST", "/api/v1/aftershow/hand-on", "Hand on everything the hotline took for the show", SHOW_TEAM,
    body=Nothing, out=CollectedList, audit="show_hand_on",
)  # fmt: skip
async def hand_on(ask: Ask) -> CollectedList:
    """Hand on each that waits; one that somebody handed on meanwhile stays as it is."""
    await after_show(ask).hand_on(who(ask))
    return await _list_collected(ask)


# --- inside ----------------------------------------------------------------------------------------------------------


async def _list_collected(ask: Ask) -> CollectedList:
    since = ask.parts.now() - FORTNIGHT_S
    rows = await ask.parts.stores.database.read(lambda connection: ticket_lists.handed_to_show(connection, since))
    items = [_collected(ask, row) for row in rows]
    return CollectedList(items=items, waiting=sum(one.handed_at is None for one in items))


def _collected(ask: Ask, row: Row) -> CollectedView:
    zone, by, handed = ask.parts.zone, row["hand_by"], row["handed_at"]
    return CollectedView(
        ticket_id=row["ticket_id"],
        number=row["number"],
        title=mask_numbers_in(row["fields"].get("title", {}).get("value", "")),
        kind=row["kind"],
        area=row["area"],
        state=row["state"],
        unit_name=unit_names(ask).get(str(row["unit"]), str(row["unit"])),
        accepted_at=as_text(row["accepted_at"], zone),
        hand_by=None if by is None else as_text(by, zone),
        handed_at=None if handed is None else as_text(handed, zone),
    )


ROUTES = (confirm, dismiss, list_promises, settle, collected, hand_on)
