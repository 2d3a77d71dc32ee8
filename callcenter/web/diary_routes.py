"""The hand-over diary (交接班日志): notes of a shift, and the open matters whoever signs in confirms first."""

from datetime import datetime

from aiohttp import web

from callcenter.clock import as_text
from callcenter.ids import new_id
from callcenter.store.diary import DiaryEntry
from callcenter.store.faults import StoreUnavailableError
from callcenter.web.models import Nothing
from callcenter.web.roster_models import Confirm, NewNote, Notes, NoteView
from callcenter.web.roster_routes import names_of
from callcenter.web.route import IDENT, PEOPLE, Ask, route
from queueing.events import OperatorStatus, TransitionError

LOOK_BACK_S = 3 * 86_400.0


@route("GET", "/api/v1/diary", "Open matters and the notes of three days, newest first", PEOPLE, out=Notes)
async def list_notes(ask: Ask) -> Notes:
    """List notes."""
    return _views(ask, await ask.parts.stores.diary.last(ask.parts.now() - LOOK_BACK_S))


@route("GET", "/api/v1/diary/unconfirmed", "Open matters you have not confirmed, oldest first", PEOPLE, out=Notes)
async def unconfirmed(ask: Ask) -> Notes:
    """List what has to be confirmed."""
    return _views(ask, await ask.parts.stores.diary.unconfirmed(_author(ask)))


@route("POST", "/api/v1/diary", "Write a note of this shift", PEOPLE, body=NewNote, out=NoteView, audit="diary_note")
async def write_note(ask: Ask) -> NoteView:
    """Add a note to the shift that runs."""
    said, runs, now = ask.take(NewNote), ask.parts.floor.roster.now().shift, ask.parts.now()
    entry = DiaryEntry(
        entry_id=new_id("D", now),
        day=runs.day if runs else datetime.fromtimestamp(now, ask.parts.zone).date(),
        shift=runs.shift.name if runs else "",
        at=now,
        author=_author(ask),
        text=said.text.strip(),
        open=said.open,
    )
    await ask.parts.stores.diary.write(entry)
    return _view(ask, entry, names_of(ask))


@route("POST", "/api/v1/diary/confirm", "Confirm open matters", PEOPLE, body=Confirm, audit="diary_confirm")
async def confirm(ask: Ask) -> web.Response:
    """Note that they were read."""
    await ask.parts.stores.diary.confirm(ask.take(Confirm).entry_ids, _author(ask), ask.parts.now())
    return web.Response(status=204)


@route("POST", f"/api/v1/diary/{{entry_id:{IDENT}}}/close", "Close a matter", PEOPLE, body=Nothing, audit="diary_close")
async def close_note(ask: Ask) -> web.Response:
    """Close an open matter."""
    await ask.parts.stores.diary.close(ask.ident("entry_id"), _author(ask), ask.parts.now())
    return web.Response(status=204)


async def check_hand_over(ask: Ask, operator_id: str, before: OperatorStatus, wanted: OperatorStatus) -> None:
    """Let somebody sign in only when the open matters are confirmed; with the database away nobody is kept out.

    Raises:
        TransitionError: open matters are not confirmed yet.

    """
    comes = before is OperatorStatus.SIGNED_OUT and wanted is not OperatorStatus.SIGNED_OUT
    if not comes or not ask.parts.settings.roster.confirm_hand_over:
        return
    try:
        left = await ask.parts.stores.diary.unconfirmed(operator_id)
    except StoreUnavailableError:
        return
    if left:
        raise TransitionError(f"operator {operator_id}", "the hand-over confirmed first", f"{len(left)} open matters")


def _author(ask: Ask) -> str:
    return ask.who.operator_id or ask.who.name


def _views(ask: Ask, entries: tuple[DiaryEntry, ...]) -> Notes:
    names = names_of(ask)
    return Notes(items=[_view(ask, one, names) for one in entries])


def _view(ask: Ask, one: DiaryEntry, names: dict[str, str]) -> NoteView:
    return NoteView(
        entry_id=one.entry_id,
        day=one.day,
        shift=one.shift,
        at=as_text(one.at, ask.parts.zone),
        author=one.author,
        author_name=names.get(one.author) or one.author,
        text=one.text,
        open=one.open,
        closed_at=None if one.closed_at is None else as_text(one.closed_at, ask.parts.zone),
        closed_by=one.closed_by,
        confirmed_by=list(one.confirmed_by),
    )


ROUTES = (list_notes, unconfirmed, write_note, confirm, close_note)
