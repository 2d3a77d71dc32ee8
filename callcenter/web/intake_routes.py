"""The door for matters without a call, for machines with a source's token."""

from callcenter.intake.matter import Matter
from callcenter.intake.progress import PLAIN
from callcenter.intake.sources import Right, Source
from callcenter.store.attachments import Purpose
from callcenter.store.identity import Role
from callcenter.store.intake import Came
from callcenter.web.attachment_routes import receive
from callcenter.web.city_models import AttachmentView, MaterialAsked, MatterState, MatterTaken, NewMatter
from callcenter.web.errors import ApiError, too_many
from callcenter.web.progress_routes import public_state, state_of
from callcenter.web.route import Ask, route
from callcenter.web.show_messages import to_the_show

CLOCKS_DIFFER_S = 300.0
SOURCES = frozenset({Role.SOURCE})
_MATTER = "/api/v1/intake/{key:[!-.0-~]{1,200}}"  # any printable character but the slash


@route(
    "POST", "/api/v1/intake", "Bring a matter in; the same key again gives the same ticket", SOURCES,
    body=NewMatter, out=MatterTaken, audit="intake",
)  # fmt: skip
async def bring(ask: Ask) -> MatterTaken:
    """Make a ticket of a matter, or answer the one it is."""
    asked = ask.take(NewMatter)
    source = await allowed(ask, Right.CREATE)
    if asked.source != source.code:
        found = f"a token of {source.code}"
        raise ApiError(403, "wrong_source", f"source: expected {found}", expected=source.code, found=asked.source)
    _written_already(ask, asked.at)
    sent = asked.model_dump(exclude={"source", "key", "show"})
    matter = Matter(source=source.code, source_key=asked.key, **sent)
    taken = await ask.parts.city.reception.take(source, matter)
    entry_id = await to_the_show(ask, matter, taken.ticket_id) if asked.show else ""
    return MatterTaken(ticket_id=taken.ticket_id, code=taken.code, created=taken.created, entry_id=entry_id)


def _written_already(ask: Ask, at: float | None) -> None:
    """Refuse a matter that is still to be written; clocks of machines differ by minutes.

    Raises:
        ApiError: 422.
    """
    now = ask.parts.now()
    if at is not None and at > now + CLOCKS_DIFFER_S:
        expected = f"when the citizen wrote, {now:.0f} at the latest"
        raise ApiError(
            422, "bad_fields", f"at: expected {expected}, found {at:.0f}",
            expected=expected, found=f"{at:.0f}", fields={"at": expected},
        )  # fmt: skip


@route("GET", _MATTER, "Where a source's own matter stands", SOURCES, out=MatterState)
async def look(ask: Ask) -> MatterState:
    """Answer the ticket and its state."""
    came = await _own(ask, await allowed(ask, Right.PROGRESS))
    state, number = await state_of(ask.parts, came.ticket_id)
    code = await ask.parts.stores.progress.of(came.ticket_id)
    plain = PLAIN[await public_state(ask.parts, came.ticket_id, state)]
    return MatterState(ticket_id=came.ticket_id, number=number, state=state, plain=plain, code=code or "")


@route(
    "POST", f"{_MATTER}/attachments", "Add a citizen's file to a matter; the body is the file", SOURCES,
    query=MaterialAsked, out=AttachmentView, audit="intake_attachment",
)  # fmt: skip
async def attach(ask: Ask) -> AttachmentView:
    """Keep a file."""
    came = await _own(ask, await allowed(ask, Right.ATTACH))
    return await receive(ask, came.ticket_id, ask.take(MaterialAsked).name, Purpose.MATERIAL)


async def _own(ask: Ask, source: Source) -> Came:
    return await ask.parts.stores.intake.find(source.code, ask.ident("key"))


async def allowed(ask: Ask, right: Right) -> Source:
    """Return the source a token stands for.

    Raises:
        ApiError: 403 the token has no source, or the source not this right; 429 too many requests.

    """
    code = await ask.parts.stores.intake.source_of(ask.who.name)
    source = ask.parts.city.sources.of(code or "")
    if source is None or right not in source.rights:
        found = code or "a token without a source"
        raise ApiError(403, "wrong_source", f"expected a source that may {right}, found {found}", found=found)
    wait_s = ask.parts.city.intake_rate.wait_s(source.code, ask.parts.now(), source.per_minute)
    if wait_s:
        raise too_many(wait_s)
    return source


ROUTES = (bring, look, attach)
