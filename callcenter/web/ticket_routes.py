"""Tickets: read, correct, register."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.inbox import VOICEMAIL, Holder
from callcenter.store.ticket import Ticket, is_message
from callcenter.store.ticket_lists import one
from callcenter.store.tickets import Change, TicketQuery
from callcenter.ticketing.judging import category_of, priority_of
from callcenter.ticketing.values import Fault
from callcenter.web.checked_values import expect_known, refuse
from callcenter.web.command_table import TAKING
from callcenter.web.errors import ApiError
from callcenter.web.models import TicketEdit, TicketList, TicketsAsked, TicketView
from callcenter.web.repeat_routes import MERGERS
from callcenter.web.route import IDENT, PEOPLE, Ask, route
from callcenter.web.scopes import WORKERS, expect_visible, record_of
from callcenter.web.serve import note
from callcenter.web.ticket_sight import seen_tickets
from callcenter.web.views import SEE_ALL
from callcenter.web.work_models import RegisterAsked, VoidAsked
from queueing.callers.typed_number import folded, typed_number, wanted
from queueing.city.profiles import Profile
from queueing.ticket.commands.intake import Accept
from queueing.ticket.pen import Who

_TICKET = f"/api/v1/tickets/{{ticket_id:{IDENT}}}"
BEGUN = re.compile(r"[0-9+\-()#. 、,/;转分机]*")  # folded: what is being typed is none yet
LONGEST = MappingProxyType(  # characters a field may hold; the names are the only ones there are
    {
        "appeal_kind": 2,
        "title": 100,
        "content": 5000,
        "place": 200,
        "area": 100,
        "contact_name": 50,
        "contact_phone": 50,
        "summary": 1000,
        "urgent": 20,
        "topic": 100,
        "unit": 100,
        "happened_at": 100,
        "confidential": 20,
    }
)


@route("GET", "/api/v1/tickets", "Tickets, newest first", PEOPLE, query=TicketsAsked, out=TicketList)
async def list_tickets(ask: Ask) -> TicketList:
    """List tickets; numbers of other operators' callers are masked for an operator, restricted ones left out."""
    asked = ask.take(TicketsAsked)
    if asked.caller and not ask.who.has(*SEE_ALL):
        allowed = ", ".join(SEE_ALL)
        raise ApiError(403, "wrong_role", f"caller: expected role {allowed}", expected=allowed)
    query = TicketQuery(
        call_id=asked.call_id,
        status=asked.status or "",
        operator_id=asked.operator,
        caller=asked.caller,
        hidden_from=ask.who.name,
        after=asked.after,
        limit=asked.limit,
    )
    page = await ask.parts.stores.tickets.page(query)
    return TicketList(items=await seen_tickets(ask, page.items), next=page.next)


@route("GET", _TICKET, "One ticket", WORKERS, out=TicketView)
async def get_ticket(ask: Ask) -> TicketView:
    """Answer one ticket as far as the asker may see it; drafts are the hotline's own."""
    ticket = await ask.parts.stores.tickets.get(ask.ident("ticket_id"))
    work = await ask.parts.stores.database.read(lambda connection: one(connection, ticket.ticket_id))
    if work is not None:
        await expect_visible(ask, ticket.ticket_id)
    elif not ask.who.has(*PEOPLE):
        raise NotFoundError("ticket", ticket.ticket_id)
    return await _view(ask, ticket)


@route("PATCH", _TICKET, "Correct fields; locks them", PEOPLE, body=TicketEdit, out=TicketView, audit="ticket_edit")
async def edit_ticket(ask: Ask) -> TicketView:
    """Put in an operator's values."""
    return await _view(ask, await edited_ticket(ask))


async def edited_ticket(ask: Ask) -> Ticket:
    """Put in an operator's values; a matter of the inbox is theirs then."""
    await record_of(ask, ask.ident("ticket_id"))
    asked = ask.take(TicketEdit)
    values = {name: value or "" for name, value in asked.fields.items()}
    check_fields(values, ask.parts.office.ports.book.profile.types)
    await _claim(ask)
    ticket = await ask.parts.stores.tickets.edit(_change(ask, asked.version), kept_fields(values))
    ask.parts.desk.ticket_changed(ticket, ask.who.name)
    return ticket


async def _claim(ask: Ask) -> None:
    """Before somebody acts on a draft: one of the shared inbox must not be another's."""
    who = ask.who
    holder = Holder(name=who.name, shown=who.display_name or who.name)
    await ask.parts.city.inbox.claim(ask.ident("ticket_id"), holder)


@route(
    "POST",
    f"{_TICKET}/register",
    "Confirm the draft (受理); it gets its number",
    TAKING,
    body=RegisterAsked,
    out=TicketView,
    audit="ticket_register",
)
async def register_ticket(ask: Ask) -> TicketView:
    """Register a ticket: from here on it is at work."""
    return await _view(ask, await registered_ticket(ask))


async def registered_ticket(ask: Ask) -> Ticket:
    """Confirm a draft, alone or as a repeat of a main ticket."""
    asked = ask.take(RegisterAsked)
    await record_of(ask, ask.ident("ticket_id"))
    ticket = await ask.parts.stores.tickets.get(ask.ident("ticket_id"))
    brought = await ask.parts.stores.intake.source_of_ticket(ticket.ticket_id)
    came = VOICEMAIL if is_message(ticket) else ask.parts.city.sources.title_of(brought)
    accept = accept_of(ticket, asked, ask.parts.office.ports.book.profile, came)
    await expect_known(ask, replace(accept, source=asked.source))
    check_contact({name: field.value for name, field in ticket.fields.items()})
    await _claim(ask)
    if asked.main:
        await _expect_leading(ask, asked.main)
        await ask.parts.office.accept_into(_change(ask, asked.version), accept, Who(name=ask.who.name), asked.main)
        note(ask.parts, ask.request, ask.who, "ticket_merge", f"{ticket.ticket_id} into {asked.main}")
    else:
        await ask.parts.office.accept(_change(ask, asked.version), accept, Who(name=ask.who.name))
    ticket = await ask.parts.stores.tickets.get(ticket.ticket_id)
    await _done(ask, ticket)
    return ticket


async def _done(ask: Ask, ticket: Ticket) -> None:
    """Tell the screens that a draft is one no more."""
    if not ticket.call_id or is_message(ticket):
        await ask.parts.city.inbox.done(ticket.ticket_id)
    ask.parts.desk.ticket_changed(ticket, ask.who.name)


@route(
    "POST", f"{_TICKET}/void", "无效: the call held no matter; the draft is kept and put aside", PEOPLE,
    body=VoidAsked, out=TicketView, audit="ticket_void",
)  # fmt: skip
async def void_ticket(ask: Ask) -> TicketView:
    """Put a draft aside."""
    return await _view(ask, await voided_ticket(ask))


async def voided_ticket(ask: Ask) -> Ticket:
    """Put a draft aside, with the reason."""
    await record_of(ask, ask.ident("ticket_id"))
    asked = ask.take(VoidAsked)
    await _claim(ask)
    ticket = await ask.parts.office.void(_change(ask, asked.version), asked.why, Who(name=ask.who.name))
    await _done(ask, ticket)
    return ticket


async def _expect_leading(ask: Ask, main: str) -> None:
    """Refuse a main ticket that is not the asker's to choose.

    Raises:
        NotFoundError, WrongStateError: it is not theirs to see; or it leads no burst, and others decide on merging.
    """
    await expect_visible(ask, main)
    await ask.parts.city.bursts.look()
    if not ask.who.has(*MERGERS) and not ask.parts.city.bursts.leads(main):
        raise WrongStateError("main ticket", "the main ticket of a burst going on", "one that leads none now")


def accept_of(ticket: Ticket, asked: RegisterAsked, profile: Profile, came: str) -> Accept:
    """What was chosen, else what the draft's fields hold, else the city's default. `came`: who brought it."""
    held = {name: field.value for name, field in ticket.fields.items()}
    return Accept(
        number="",
        kind=asked.kind or held.get("appeal_kind") or profile.default_type,
        source=came or asked.source or ticket.queue,
        category=category_of(ticket.fields, profile) if asked.category is None else asked.category,
        topic=held.get("topic", ""),
        area=held.get("area", ""),
        priority=asked.priority or priority_of(ticket.fields, profile),
        complexity=asked.complexity,
        anonymous=not _reachable(ticket) if asked.anonymous is None else asked.anonymous,
        confidential=bool(held.get("confidential")) if asked.confidential is None else asked.confidential,
    )


def _reachable(ticket: Ticket) -> bool:
    """若投诉人无法留下有效的联系方式, 用匿名代替."""
    return any(name in ticket.fields and ticket.fields[name].value for name in ("contact_phone", "contact_name"))


async def _view(ask: Ask, ticket: Ticket) -> TicketView:
    (view,) = await seen_tickets(ask, [ticket])
    return view


def _change(ask: Ask, version: int) -> Change:
    return Change(ticket_id=ask.ident("ticket_id"), version=version, actor=ask.who.name, at=ask.parts.time())


def check_contact(held: Mapping[str, str]) -> None:
    """Refuse a number that nobody could be called at, before the matter is at work.

    Raises:
        ApiError: 422.

    """
    number = held.get("contact_phone", "")
    if typed_number(number) is None:
        refuse({"contact_phone": Fault(expected=wanted(), found=number)})


def kept_fields(values: Mapping[str, str]) -> dict[str, str]:
    """The same with a whole number in its one spelling; one still being typed stays as it is."""
    number = typed_number(values.get("contact_phone", ""))
    return {**values, "contact_phone": number} if number is not None and "contact_phone" in values else dict(values)


def check_fields(values: dict[str, str], kinds: Sequence[str]) -> None:
    """Refuse unknown names, values too long or unfit.

    Raises:
        ApiError: 422, each field with what was expected.

    """
    faults = {name: expected for name, value in values.items() if (expected := _expected(name, value, kinds))}
    if faults:
        first = next(iter(faults))
        raise ApiError(
            422, "bad_fields", f"{first}: {faults[first]}", expected=faults[first], found=first[:40], fields=faults
        )


def _expected(name: str, value: str, kinds: Sequence[str]) -> str:
    """Return what was expected of a field, '' when it is that."""
    if name not in LONGEST:
        return f"expected one of {', '.join(LONGEST)}"
    if len(value) > LONGEST[name]:
        return f"expected at most {LONGEST[name]} characters, found {len(value)}"
    if name == "appeal_kind" and value and value not in kinds:
        return f"expected one of {' '.join(kinds)}"
    if name == "contact_phone" and not BEGUN.fullmatch(folded(value)):
        return f"expected {wanted()}"
    if any(char < " " and char not in "\n\t" for char in value):
        return "expected text without control characters"
    return ""


ROUTES = (list_tickets, get_ticket, edit_ticket, register_ticket, void_ticket)
