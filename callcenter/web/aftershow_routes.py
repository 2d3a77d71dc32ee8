"""After the show: what still blocks its closing, one row an entry, and the commands that settle it."""

from callcenter.show.closing_desk import Answered
from callcenter.store.identity import Role
from callcenter.web.aftershow_asking import (
    SHOW,
    SHOW_TEAM,
    after_show,
    closing_view,
    found_promise,
    person,
    saying,
    show_mark,
    who,
)
from callcenter.web.aftershow_models import (
    AnswerAsked,
    ClosingView,
    ExcuseAsked,
    LeftView,
    MendAsked,
    ShowMarks,
    TicketAsked,
    TransferView,
)
from callcenter.web.models import Nothing
from callcenter.web.route import IDENT, Ask, route

_ENTRY = f"{SHOW}/closing/entries/{{entry_id:{IDENT}}}"
LISTED = 30  # shows in the list


@route("GET", "/api/v1/aftershow", "Shows to be closed, then the latest", SHOW_TEAM | {Role.HOST}, out=ShowMarks)
async def list_shows(ask: Ask) -> ShowMarks:
    """List shows with how far their closing is."""
    after = after_show(ask)
    owed = await after.shows.not_closed()
    newest = [one.show_id for one in await after.shows.newest(LISTED)]
    states = [(await after.closing.state(one))[0] for one in dict.fromkeys([*reversed(owed), *newest])]
    return ShowMarks(items=[show_mark(ask, one) for one in states[:LISTED]])


@route("GET", f"{SHOW}/closing", "What still blocks closing, one row an entry", SHOW_TEAM, out=ClosingView)
async def get_closing(ask: Ask) -> ClosingView:
    """Answer a show after sign-off; tickets that operators made meanwhile are taken over first."""
    return await closing_view(ask)


@route(
    "POST", f"{SHOW}/closing/transfer", "全部转单: every un-aired entry becomes a ticket through 12345", SHOW_TEAM,
    body=Nothing, out=TransferView, audit="show_transfer",
)  # fmt: skip
async def transfer(ask: Ask) -> TransferView:
    """Make the tickets; what cannot be made is named."""
    done = await after_show(ask).closing.transfer(ask.ident("show_id"), who(ask))
    left = [LeftView(entry_id=one.entry_id, why=one.why) for one in done.left]
    return TransferView(made=len(done.made), left=left, closing=await closing_view(ask))


@route(
    "POST", f"{SHOW}/closing/excuse", "Why entries need no ticket", SHOW_TEAM,
    body=ExcuseAsked, out=ClosingView, audit="show_excuse",
)  # fmt: skip
async def excuse(ask: Ask) -> ClosingView:
    """Settle entries by one of the city's reasons, all of them or none."""
    asked = ask.take(ExcuseAsked)
    await after_show(ask).closing.excuse(ask.ident("show_id"), asked.entries, person(ask), asked.reason)
    return await closing_view(ask)


@route(
    "POST", f"{_ENTRY}/answer", "现场答复 or a dated promise; the ticket goes to the unit at once", SHOW_TEAM,
    body=AnswerAsked, out=ClosingView, audit="show_answer",
)  # fmt: skip
async def answer(ask: Ask) -> ClosingView:
    """Note what was said on air, then make and dispatch the ticket."""
    asked, closing = ask.take(AnswerAsked), after_show(ask).closing
    state, facts = await closing.state(ask.ident("show_id"))
    found = await found_promise(ask, state, facts, ask.ident("entry_id"), asked.promise_id) if asked.due else None
    said = Answered(answer=asked.answer, words=asked.words, due=asked.due, found=found)
    closing.unit(asked.unit)  # a unit that nobody knows is refused before anything is written
    await closing.answer(ask.ident("show_id"), ask.ident("entry_id"), person(ask), said)
    if asked.ticket:
        await _ticket(ask, asked.unit)
    return await closing_view(ask)


@route(
    "POST", f"{_ENTRY}/ticket", "Make one entry's ticket", SHOW_TEAM,
    body=TicketAsked, out=ClosingView, audit="show_ticket",
)  # fmt: skip
async def make_ticket(ask: Ask) -> ClosingView:
    """Make the ticket; doing it again changes nothing."""
    await _ticket(ask, ask.take(TicketAsked).unit)
    return await closing_view(ask)


@route(
    "POST", f"{_ENTRY}/draft", "Put words on an entry's draft", SHOW_TEAM,
    body=MendAsked, out=ClosingView, audit="show_mend",
)  # fmt: skip
async def mend(ask: Ask) -> ClosingView:
    """Mend a draft before it becomes a ticket."""
    values = {name: value for name, value in ask.take(MendAsked).model_dump().items() if value is not None}
    work = after_show(ask).closing.mend(ask.ident("show_id"), ask.ident("entry_id"), who(ask), values)
    await saying(work)
    return await closing_view(ask)


@route(
    "POST", f"{SHOW}/close", "Close the show; 409 says what is missing", SHOW_TEAM,
    body=Nothing, out=ClosingView, audit="show_close",
)  # fmt: skip
async def close(ask: Ask) -> ClosingView:
    """Close the show for good."""
    await after_show(ask).closing.close(ask.ident("show_id"), person(ask))
    return await closing_view(ask)


async def _ticket(ask: Ask, unit: str) -> None:
    await saying(after_show(ask).closing.ticket(ask.ident("show_id"), ask.ident("entry_id"), who(ask), unit))


ROUTES = (list_shows, get_closing, transfer, excuse, answer, make_ticket, mend, close)
