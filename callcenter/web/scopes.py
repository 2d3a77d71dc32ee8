"""Who asks about tickets: which they may reach, for which unit they act, and what of the citizen is shown to them.

The one place for these rules: `expect_visible` for a registered ticket, `record_of` where a draft will do as well.
"""

from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.store.ticket_lists import Scope, may_see
from callcenter.web.route import Ask
from callcenter.web.visibility import Part as SeenPart
from callcenter.web.visibility import Sight, sight_of
from queueing.ticket.pen import Who
from queueing.ticket.record import TicketRecord

OFFICE = (Role.OPERATOR, Role.REVIEWER, Role.DISPATCHER, Role.LEADER, Role.SUPERVISOR, Role.ADMIN)
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


def sight(ask: Ask, *, operator_id: str | None, confidential: bool) -> dict[SeenPart, Sight]:
    """What of the citizen this person sees."""
    own = ask.who.operator_id is not None and ask.who.operator_id == operator_id
    return dict(sight_of(ask.who.roles, own=own, confidential=confidential))
