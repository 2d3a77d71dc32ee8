"""更正: put right what a registered ticket says wrongly, with the reason."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.ticketing.office import Order
from callcenter.web.command_table import TAKING
from callcenter.web.errors import ApiError
from callcenter.web.models import Asked, printable
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.scopes import expect_visible, who_acts
from callcenter.web.ticket_routes import LONGEST, check_contact, check_fields, kept_fields
from callcenter.web.work_models import WorkDetail
from callcenter.web.work_routes import work_detail

MASK = "*"
Said = Annotated[str, StringConstraints(max_length=max(LONGEST.values())), AfterValidator(printable)] | None
Why = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), AfterValidator(printable)]


class CorrectAsked(Asked):
    """What it should say; a field left out stays. Kind, topic and area are judged anew by `reclassify`."""

    version: int
    title: Said = None
    content: Said = None
    place: Said = None
    happened_at: Said = None
    contact_name: Said = None
    contact_phone: Said = Field(default=None, description="the whole number; one with stars is refused")
    why: Why


@route(
    "POST",
    f"/api/v1/tickets/{{ticket_id:{IDENT}}}/correct",
    "更正: put right what was written down wrongly",
    TAKING,
    body=CorrectAsked,
    out=WorkDetail,
    audit="ticket_correct",
)
async def correct_ticket(ask: Ask) -> WorkDetail:
    """Correct fields of a registered ticket; the steps say which and why, never the words."""
    asked, ticket_id = ask.take(CorrectAsked), ask.ident("ticket_id")
    await expect_visible(ask, ticket_id)
    given = asked.model_dump(exclude={"version", "why"}, exclude_none=True)
    if MASK in given.get("contact_phone", ""):
        raise _masked()
    check_fields(given, ask.parts.office.ports.book.profile.types)
    check_contact(given)
    given = kept_fields(given)
    record = (await ask.parts.office.get(ticket_id)).record
    order = Order(ticket_id=ticket_id, version=asked.version, who=who_acts(ask, record), command=None)
    await ask.parts.office.correct(order, given, asked.why)
    return await work_detail(ask, ticket_id)


def _masked() -> ApiError:
    expected = "the whole number"
    fields = {"contact_phone": expected}
    text = f"contact_phone: expected {expected}, found one with stars"
    return ApiError(422, "bad_fields", text, expected=expected, found="one with stars", fields=fields)


ROUTES = (correct_ticket,)
