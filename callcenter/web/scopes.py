"""Who asks about tickets: which they may reach, for which unit they act, and what of the citizen is shown to them.

The one place for these rules: `expect_visible` for a registered ticket, `record_of` where a draft will do as well.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from callcenter.own_names import full_names_in
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.store.ticket import Ticket
from callcenter.store.ticket_lists import Scope, calls_restricted_to_others, may_see, restricted_to_others, seen_of
from callcenter.web.route import Ask
from callcenter.web.visibility import Seen, sight_of
from queueing.ticket.pen import Who
from queueing.ticket.record import TicketRecord

OFFICE = (Role.OPERATOR, Role.REVIEWER, Role.DISPATCHER, Role.LEADER, Role.SUPERVISOR, Role.ADMIN)
NAMING = ("content", "summary", "title")  # fields in which citizens name themselves
WORKERS = frozenset({*OFFICE, Role.UNIT})


def scope_of(ask: Ask) -> Scope:
    """The hotline sees every unit's tickets, a unit's people theirs and those under it."""
    who = ask.who
    if who.has(*OFFICE):
        return Scope(name=who.name)
    return Scope(name=who.name, units=ask.parts.city.directory.seen_by(who.name))


async def expect_visible(ask: Ask, ticket_id: str) -> None:
    """Refuse as if the ticket did not exist what somebody may not know of.

    Raises:
        NotFoundError: it is not there, or not theirs, or restricted to others.
    """
    scope = scope_of(ask)
    if not await ask.parts.stores.database.read(lambda connection: may_see(connection, ticket_id, scope)):
        raise NotFoundError("registered ticket", ticket_id)


async def record_of(ask: Ask, ticket_id: str) -> TicketRecord | None:
    """Return a ticket's record; None while it is a draft, which is the hotline's own.

    Raises:
        NotFoundError: it is not there, or not theirs, or restricted to others.
    """
    try:
        record = (await ask.parts.office.get(ticket_id)).record
    except NotFoundError:
        await ask.parts.stores.tickets.get(ticket_id)
        if not ask.who.has(*OFFICE):
            raise NotFoundError("ticket", ticket_id) from None
        return None
    await expect_visible(ask, ticket_id)
    return record


def who_acts(ask: Ask, record: TicketRecord | None = None) -> Who:
    """The person as the engine knows them. Who stands above the lead or an assisting unit acts for it."""
    if ask.who.has(*OFFICE):
        return Who(name=ask.who.name, posts=ask.who.posts)
    units = ask.parts.city.directory.seen_by(ask.who.name)
    own = ask.parts.city.directory.known.members.get(ask.who.name, "")
    mine = [unit for unit in (record.unit, *record.assisting) if unit in units] if record else []
    return Who(name=ask.who.name, unit=mine[0] if mine and own not in mine else own or "-", posts=ask.who.posts)


def is_own(ask: Ask, operator_id: str | None) -> bool:
    """Whether they were on the call; somebody without an operator's number was on none."""
    return ask.who.operator_id is not None and ask.who.operator_id == operator_id


def sight(
    ask: Ask, *, operator_id: str | None, confidential: bool, anonymous: bool = False, names: Iterable[str] = ()
) -> Seen:
    """What of the citizen this person sees."""
    own = is_own(ask, operator_id)
    return sight_of(ask.who.roles, own=own, confidential=confidential, anonymous=anonymous, names=names)


def sight_of_row(ask: Ask, row: Mapping[str, Any]) -> Seen:
    """What this person sees of a ticket at work, a row of `ticket_lists`."""
    held = {name: str(one.get("value", "")) for name, one in row["fields"].items()}
    return _sight(ask, row["operator_id"], held, confidential=row["confidential"], anonymous=row["anonymous"])


def sight_of_ticket(ask: Ask, ticket: Ticket, row: Mapping[str, Any] | None) -> Seen:
    """What this person sees of a ticket or a draft; a draft is kept secret as soon as its own field says so.

    Args:
        ask: the request.
        ticket: the form.
        row: of `ticket_lists`, once it is at work.
    """
    held = {name: field.value for name, field in ticket.fields.items()}
    secret = bool(row["confidential"] if row else held.get("confidential"))
    return _sight(ask, ticket.operator_id, held, confidential=secret, anonymous=bool(row and row["anonymous"]))


def _sight(ask: Ask, operator_id: str | None, held: Mapping[str, str], *, confidential: bool, anonymous: bool) -> Seen:
    """The names to hide are the given one and, where one is to be hidden, those that the citizen's words tell."""
    told = full_names_in(held.get(name, "") for name in NAMING) if confidential or anonymous else ()
    names = (held.get("contact_name", ""), *told)
    return sight(ask, operator_id=operator_id, confidential=confidential, anonymous=anonymous, names=names)


async def known_to(ask: Ask, ticket_ids: Iterable[str]) -> frozenset[str]:
    """Those of these tickets at work that this person may know of."""
    ids, scope = [one for one in dict.fromkeys(ticket_ids) if one], scope_of(ask)
    if not ids:
        return frozenset()
    return await ask.parts.stores.database.read(lambda connection: seen_of(connection, ids, scope))


async def hidden_from(ask: Ask, ticket_ids: Iterable[str]) -> frozenset[str]:
    """Those of these tickets that are restricted to others; drafts are not."""
    ids, name = [one for one in dict.fromkeys(ticket_ids) if one], ask.who.name
    if not ids:
        return frozenset()
    return await ask.parts.stores.database.read(lambda connection: restricted_to_others(connection, ids, name))


async def expect_call_known(ask: Ask, call_id: str) -> None:
    """Refuse as if a call did not exist whose ticket is restricted to others.

    Raises:
        NotFoundError: it is.
    """
    name = ask.who.name
    if await ask.parts.stores.database.read(lambda one: calls_restricted_to_others(one, [call_id], name)):
        raise NotFoundError("call", call_id)
