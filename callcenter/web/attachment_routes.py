"""Files at tickets: sent as they are, kept by content, served so that no browser runs them."""

from collections.abc import AsyncIterator
from datetime import datetime
from urllib.parse import quote

from aiohttp import web

from callcenter.ids import new_id
from callcenter.store.attachments import MOST, Attachment, Purpose
from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.store.ticket_lists import one as work_row
from callcenter.uploads import CHUNK_BYTES, UploadError, safe_name
from callcenter.web.city_models import AttachmentList, AttachmentView, FileAsked
from callcenter.web.errors import ApiError
from callcenter.web.looks import note_looks
from callcenter.web.route import DISPATCHERS, IDENT, PEOPLE, Ask, route
from callcenter.web.scopes import record_of, sight_of_ticket
from callcenter.web.visibility import Part, Sight

ADDERS = PEOPLE | DISPATCHERS | {Role.UNIT}
READERS = ADDERS | {Role.REVIEWER}  # a reply is judged by what proves it
_FILES = f"/api/v1/tickets/{{ticket_id:{IDENT}}}/attachments"


@route("GET", _FILES, "A ticket's files", READERS, out=AttachmentList)
async def list_files(ask: Ask) -> AttachmentList:
    """List files; what the citizen brought only to who may see it."""
    await record_of(ask, ask.ident("ticket_id"))
    found = await _seen_files(ask, ask.ident("ticket_id"))
    most_bytes = ask.parts.settings.intake.attachment_max_bytes
    return AttachmentList(items=[_view(ask, one) for one in found], most_bytes=most_bytes, most=MOST)


@route(
    "POST", _FILES, "Add a file; the body is the file. sealed_form takes the stamped form back in, as PDF or picture",
    ADDERS, query=FileAsked, out=AttachmentView, audit="attachment_add",
)  # fmt: skip
async def add_file(ask: Ask) -> AttachmentView:
    """Keep a file."""
    asked = ask.take(FileAsked)
    await record_of(ask, ask.ident("ticket_id"))
    return await receive(ask, ask.ident("ticket_id"), asked.name, asked.purpose)


@route(
    "GET", f"/api/v1/attachments/{{attachment_id:{IDENT}}}", "One file; Range is allowed", READERS,
    media="application/octet-stream", audit="attachment_read",
)  # fmt: skip
async def get_file(ask: Ask) -> web.FileResponse:
    """Send a file, to be saved and not shown, under a name that is safe."""
    one = await ask.parts.stores.attachments.get(ask.ident("attachment_id"))
    await record_of(ask, one.ticket_id)
    if one.attachment_id not in {seen.attachment_id for seen in await _seen_files(ask, one.ticket_id)}:
        raise NotFoundError("attachment", one.attachment_id)
    if one.purpose is Purpose.MATERIAL:
        note_looks(ask, (one.ticket_id,))
    path = ask.parts.city.uploads.path(one.sha256)
    if path is None:
        raise NotFoundError("file of attachment", one.attachment_id)
    headers = {
        "Content-Type": one.media,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(one.name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
    }
    return web.FileResponse(path, headers=headers)


async def _seen_files(ask: Ask, ticket_id: str) -> list[Attachment]:
    """A ticket's files as far as they may be seen: nothing in a citizen's photograph or letter can be masked."""
    ticket = await ask.parts.stores.tickets.get(ticket_id)
    row = await ask.parts.stores.database.read(lambda connection: work_row(connection, ticket_id))
    whole = sight_of_ticket(ask, ticket, row)[Part.FILES] is Sight.SHOWN
    found = await ask.parts.stores.attachments.of(ticket_id)
    return [one for one in found if whole or one.purpose is not Purpose.MATERIAL or one.by == ask.who.name]


async def receive(ask: Ask, ticket_id: str, name: str, purpose: Purpose) -> AttachmentView:
    """Take the body as a file of a ticket.

    Raises:
        ApiError: 413 too large, 415 of a kind that is not taken.

    """
    try:
        kept = await ask.parts.city.uploads.take(chunks(ask.request))
    except UploadError as fault:
        status, code = (413, "too_large") if fault.too_large else (415, "wrong_media")
        raise ApiError(status, code, str(fault), expected=fault.expected, found=fault.found) from None
    if purpose is Purpose.SEALED_FORM and kept.media not in ("application/pdf", "image/jpeg", "image/png"):
        expected = "a PDF or a picture of the stamped form"
        raise ApiError(415, "wrong_media", f"sealed form: expected {expected}", expected=expected, found=kept.media)
    at = ask.parts.now()
    one = Attachment(
        attachment_id=new_id("A", at),
        ticket_id=ticket_id,
        sha256=kept.sha256,
        name=safe_name(name),
        media=kept.media,
        size_bytes=kept.size_bytes,
        purpose=purpose,
        by=ask.who.name,
        at=at,
    )
    return _view(ask, await ask.parts.stores.attachments.add(one))


async def chunks(request: web.Request) -> AsyncIterator[bytes]:
    """Read a body piece by piece."""
    async for chunk in request.content.iter_chunked(CHUNK_BYTES):
        yield chunk


def _view(ask: Ask, one: Attachment) -> AttachmentView:
    return AttachmentView(
        attachment_id=one.attachment_id,
        name=one.name,
        media=one.media,
        size_bytes=one.size_bytes,
        sha256=one.sha256,
        purpose=one.purpose,
        by=one.by,
        at=datetime.fromtimestamp(one.at, ask.parts.zone).isoformat(),
        url=f"/api/v1/attachments/{one.attachment_id}",
    )


ROUTES = (list_files, add_file, get_file)
