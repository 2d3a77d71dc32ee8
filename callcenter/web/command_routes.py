"""The routes of every command on a ticket, made from the table: check, let the engine decide, show the result."""

from dataclasses import MISSING, fields, replace
from enum import StrEnum
from functools import partial
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, create_model

from callcenter.ticketing.office import Order
from callcenter.web.checked_values import expect_known, working_unit
from callcenter.web.command_table import COMMAND_ROUTES, CommandRoute
from callcenter.web.models import Asked, printable
from callcenter.web.route import IDENT, Ask, Route
from callcenter.web.scopes import expect_visible, who_acts
from callcenter.web.work_models import WorkDetail
from callcenter.web.work_routes import work_detail
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.oversight import ConcludeMeeting
from queueing.units.unit_tree import Unit

LONGEST = 5000  # characters of a text
MOST = 20  # items of a list
Text = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(printable)]


def body_of(one: CommandRoute) -> type[BaseModel]:
    """The JSON body of a command: its fields as they are in the engine, and the version the asker saw."""
    hints = get_type_hints(one.command)
    taken = {
        field.name: (_kind(hints[field.name]), ... if field.default is MISSING else field.default)
        for field in fields(one.command)
        if field.name not in one.given
    }
    made: Any = create_model(f"{one.command.__name__}Asked", __base__=Asked, version=(int, ...), **taken)  # type: ignore[call-overload]
    made.__doc__ = one.command.__doc__
    return made  # type: ignore[no-any-return]


def _kind(hint: Any) -> Any:
    if hint is str:
        return Text
    if get_origin(hint) is tuple:
        return Annotated[tuple[Text, ...], Field(max_length=MOST)]
    if hint is bool or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return hint
    raise TypeError(f"command: expected text, a list of texts, a choice or yes and no, found {hint} {get_args(hint)}")


async def _give(ask: Ask, *, one: CommandRoute, body: type[BaseModel]) -> WorkDetail:
    """Let the engine decide about one command."""
    asked, ticket_id = ask.take(body), ask.ident("ticket_id")
    await expect_visible(ask, ticket_id)
    values = {name: getattr(asked, name) for name in body.model_fields if name != "version"}
    command = one.command(**values)
    await expect_known(ask, command)
    if isinstance(command, Dispatch):
        command = _addressed(ask, command)
    elif isinstance(command, ConcludeMeeting) and command.unit:
        unit = _unit(ask, command.unit)
        command = replace(command, unit=unit.unit_id, unit_name=unit.name)
    record = (await ask.parts.office.get(ticket_id)).record
    version = asked.model_dump()["version"]
    order = Order(ticket_id=ticket_id, version=version, who=who_acts(ask, record), command=command)
    await ask.parts.office.act(order)
    return await work_detail(ask, ticket_id)


def _addressed(ask: Ask, command: Dispatch) -> Dispatch:
    """Check that the units are there, and keep what the lead unit is called now."""
    units = [_unit(ask, command.unit), *(_unit(ask, name) for name in command.assisting)]
    ids = tuple(unit.unit_id for unit in units)
    return replace(command, unit=ids[0], assisting=ids[1:], unit_name=units[0].name)


def _unit(ask: Ask, name: str) -> Unit:
    """A unit by its id or name, which was looked up before.

    Raises:
        LookupError: there is none, or it works no more: taken away in this very moment.
    """
    found = working_unit(ask, name)
    if found is None:
        raise LookupError(f"unit: expected one that works, found {name}")
    return found


def _route(one: CommandRoute) -> Route:
    body = body_of(one)
    return Route(
        method="POST",
        path=f"/api/v1/tickets/{{ticket_id:{IDENT}}}/{one.path}",
        handler=partial(_give, one=one, body=body),
        summary=one.title,
        roles=one.roles,
        body=body,
        out=WorkDetail,
        audit=f"ticket_{one.path.replace('-', '_')}",
    )


ROUTES = tuple(_route(one) for one in COMMAND_ROUTES)
