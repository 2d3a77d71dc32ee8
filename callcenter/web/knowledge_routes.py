"""The knowledge base: what fits the words of a call, and its upkeep."""

from collections import Counter
from collections.abc import Sequence

from callcenter.ids import new_id
from callcenter.knowledge_base.entry import Entry, EntryError, Standing
from callcenter.knowledge_base.from_ticket import NotForAllError, entry_of
from callcenter.knowledge_base.index import Found
from callcenter.store.faults import NotFoundError
from callcenter.web.call_sight import own_call
from callcenter.web.errors import ApiError
from callcenter.web.knowledge_models import (
    EntriesAsked,
    EntryEdit,
    EntryHistory,
    EntryList,
    EntryVersionView,
    EntryView,
    FoundList,
    FoundView,
    KnowledgeAsked,
    LineView,
)
from callcenter.web.models import Nothing
from callcenter.web.route import DISPATCHERS, IDENT, PEOPLE, Ask, route
from callcenter.web.scopes import expect_visible

CALLER = "caller"
READERS = PEOPLE | DISPATCHERS
_ENTRY = f"/api/v1/knowledge/{{entry_id:{IDENT}}}"


@route("GET", "/api/v1/knowledge", "Entries that fit some words", READERS, query=KnowledgeAsked, out=FoundList)
async def find_entries(ask: Ask) -> FoundList:
    """Find entries."""
    asked = ask.take(KnowledgeAsked)
    return _found(ask, ask.parts.city.knowledge.find(asked.q, asked.line, asked.limit))


@route(
    "GET",
    f"/api/v1/calls/{{call_id:{IDENT}}}/knowledge",
    "The three entries that fit what the caller has said so far",
    PEOPLE,
    out=FoundList,
)
async def of_call(ask: Ask) -> FoundList:
    """Find entries for a call."""
    call = await own_call(ask)
    said = (await ask.parts.stores.transcripts.of_calls([call.call_id])).get(call.call_id, ())
    text = "".join(one.text for one in said if one.role == CALLER and not one.is_gap)
    return _found(ask, ask.parts.city.knowledge.find(text, call.queue))


@route("GET", "/api/v1/knowledge/entries", "All entries, by id", READERS, query=EntriesAsked, out=EntryList)
async def list_entries(ask: Ask) -> EntryList:
    """List entries."""
    asked = ask.take(EntriesAsked)
    today = ask.parts.time().date()
    fitting = [one for one in await ask.parts.stores.knowledge.all() if _fits(one, asked)]
    entries = [one for one in fitting if one.entry_id > asked.after and asked.standing in (None, one.standing(today))]
    some = entries[: asked.limit]
    counts = Counter(one.standing(today) for one in fitting)
    return EntryList(
        items=[_view(ask, one) for one in some],
        next=some[-1].entry_id if len(entries) > len(some) else None,
        counts={standing: counts[standing] for standing in Standing},
        lines=[LineView(line=one.name, title=one.title) for one in ask.parts.settings.queue],
    )


def _fits(entry: Entry, asked: EntriesAsked) -> bool:
    """Whether an entry is of that line and status, and every word asked for stands in it."""
    of_line = asked.line is None or entry.line == asked.line
    told = " ".join((entry.entry_id, entry.question, *entry.asks, entry.answer, entry.unit, entry.source)).casefold()
    return of_line and asked.status in (None, entry.status) and all(one in told for one in asked.q.casefold().split())


@route("GET", _ENTRY, "One entry", READERS, out=EntryView)
async def get_entry(ask: Ask) -> EntryView:
    """Answer one entry."""
    return _view(ask, await ask.parts.stores.knowledge.get(ask.ident("entry_id")))


@route("GET", f"{_ENTRY}/history", "Every version of an entry", READERS, out=EntryHistory)
async def entry_history(ask: Ask) -> EntryHistory:
    """Answer who wrote what and when."""
    versions = await ask.parts.stores.knowledge.history(ask.ident("entry_id"))
    return EntryHistory(
        items=[
            EntryVersionView(
                version=one.version,
                actor=one.actor,
                at=one.at.astimezone(ask.parts.zone).isoformat(),
                question=one.question,
                answer=one.answer,
                status=one.status,
            )
            for one in versions
        ]
    )


@route(
    "POST", "/api/v1/knowledge", "Add an entry; the service gives it its id", DISPATCHERS,
    body=EntryEdit, out=EntryView, audit="knowledge_edit",
)  # fmt: skip
async def add_entry(ask: Ask) -> EntryView:
    """Put a new entry in."""
    return await _put(ask, new_id("K", ask.parts.now()))


@route(
    "PUT",
    _ENTRY,
    "Add or change an entry; the version before is kept",
    DISPATCHERS,
    body=EntryEdit,
    out=EntryView,
    audit="knowledge_edit",
)
async def put_entry(ask: Ask) -> EntryView:
    """Put an entry in; operators find it from the next words on."""
    return await _put(ask, ask.ident("entry_id"))


async def _put(ask: Ask, entry_id: str) -> EntryView:
    sent = ask.take(EntryEdit).model_dump()
    try:
        made = Entry(**{**sent, "asks": tuple(dict.fromkeys(sent["asks"])), "entry_id": entry_id})
    except EntryError as fault:
        raise ApiError(422, "bad_entry", str(fault), expected=str(fault), found="") from None
    entry = await ask.parts.stores.knowledge.put(made, ask.who.name, ask.parts.time())
    await ask.parts.city.knowledge.refresh()
    return _view(ask, entry)


@route(
    "POST", f"/api/v1/knowledge/from-ticket/{{ticket_id:{IDENT}}}", "Make a draft entry of an answered ticket",
    DISPATCHERS, body=Nothing, out=EntryView, audit="knowledge_from_ticket",
)  # fmt: skip
async def from_ticket(ask: Ask) -> EntryView:
    """Make the draft, once for a ticket: a second time the entry that it became is answered, whatever it says now."""
    ticket_id = ask.ident("ticket_id")
    await expect_visible(ask, ticket_id)
    ticket, record = await ask.parts.stores.tickets.get(ticket_id), (await ask.parts.office.get(ticket_id)).record
    said = {name: field.value for name, field in ticket.fields.items()}
    try:
        made = entry_of(record, said, ticket.caller_number, ask.parts.time().date())
    except NotForAllError as fault:
        raise ApiError(409, "not_now", f"ticket: {fault}", expected=fault.expected, found=fault.found) from None
    except EntryError as fault:
        raise ApiError(422, "bad_entry", str(fault), expected=str(fault), found="") from None
    try:
        return _view(ask, await ask.parts.stores.knowledge.get(made.entry_id))
    except NotFoundError:
        entry = await ask.parts.stores.knowledge.put(made, ask.who.name, ask.parts.time())
    await ask.parts.city.knowledge.refresh()
    return _view(ask, entry)


def _found(ask: Ask, found: Sequence[Found]) -> FoundList:
    return FoundList(
        items=[FoundView(entry=_view(ask, one.entry), score=one.score, shared=list(one.shared)) for one in found]
    )


def _view(ask: Ask, entry: Entry) -> EntryView:
    return EntryView(
        entry_id=entry.entry_id,
        question=entry.question,
        asks=list(entry.asks),
        answer=entry.answer,
        line=entry.line,
        unit=entry.unit,
        source=entry.source,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        status=entry.status,
        holds=entry.holds(ask.parts.time().date()),
        standing=entry.standing(ask.parts.time().date()),
        ticket_id=entry.ticket_id,
        version=entry.version,
    )


ROUTES = (find_entries, of_call, list_entries, get_entry, entry_history, add_entry, put_entry, from_ticket)
