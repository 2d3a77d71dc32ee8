"""The blacklist and the priority list over HTTP; every change is audited and takes effect at once."""

from aiohttp import web

from callcenter.callers.lists_csv import read_lists
from callcenter.clock import as_text
from callcenter.ids import new_id
from callcenter.store.csv_rows import CsvFileError
from callcenter.store.identity import Role
from callcenter.web.call_routes import note_seen
from callcenter.web.caller_models import CsvAsked, CsvTaken, ListAsked, ListedList, ListedView, NewListed
from callcenter.web.errors import ApiError
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.serve import note
from queueing.callers.number_lists import Listed, ListKind, Treatment, fault_of, plain

KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
SHOWN = 500  # characters of a file's faults in one answer


@route("GET", "/api/v1/number-lists", "Blacklist and priority list", KEEPERS, query=ListAsked, out=ListedList)
async def list_numbers(ask: Ask) -> ListedList:
    """List entries, expired ones too."""
    kind = ask.take(ListAsked).kind
    found = [one for one in await ask.parts.stores.listed.all() if kind in (None, one.kind)]
    note_seen(ask, [one.entry_id for one in found])
    return ListedList(items=[_view(ask, one) for one in found])


@route("POST", "/api/v1/number-lists", "Put a number on a list", KEEPERS, body=NewListed, out=ListedView)
async def add_number(ask: Ask) -> ListedView:
    """Add one entry."""
    entry = _entry(ask, ask.take(NewListed))
    if fault := fault_of(entry, ask.parts.now(), [queue.name for queue in ask.parts.settings.queue]):
        field, expected, found = fault
        raise ApiError(
            422, "bad_fields", f"{field}: expected {expected}", expected=expected, found=found,
            fields={field: f"expected {expected}, found {found}"},
        )  # fmt: skip
    await _add(ask, [entry])
    return _view(ask, entry)


@route(
    "DELETE", f"/api/v1/number-lists/{{entry_id:{IDENT}}}", "Take a number off its list", KEEPERS, audit="list_remove"
)
async def remove_number(ask: Ask) -> web.Response:
    """Take one entry off; it stays in the records with who did it."""
    await ask.parts.stores.listed.remove(ask.ident("entry_id"), ask.who.name, ask.parts.now())
    await ask.parts.floor.lists.refresh()
    return web.Response(status=204)


@route("POST", "/api/v1/number-lists/import", "Add entries from a CSV file", KEEPERS, body=CsvAsked, out=CsvTaken)
async def import_numbers(ask: Ask) -> CsvTaken:
    """Add every row of a file, or none."""
    queues = [queue.name for queue in ask.parts.settings.queue]
    try:
        entries = read_lists(ask.take(CsvAsked).csv.encode(), "CSV", ask.who.name, ask.parts.time(), queues)
    except CsvFileError as fault:
        raise csv_refused(fault) from None
    await _add(ask, entries)
    return CsvTaken(rows=len(entries))


def csv_refused(fault: CsvFileError) -> ApiError:
    """A file that cannot be taken, as an answer: each fault on a line."""
    return ApiError(422, "bad_file", str(fault)[:SHOWN], fields={"csv": str(fault)[:4000]})


async def _add(ask: Ask, entries: list[Listed]) -> None:
    await ask.parts.stores.listed.add(entries)
    await ask.parts.floor.lists.refresh()
    for one in entries:
        note(ask.parts, ask.request, ask.who, "list_add", one.entry_id)


def _entry(ask: Ask, asked: NewListed) -> Listed:
    black = asked.kind is ListKind.BLACK
    return Listed(
        entry_id=new_id("L", ask.parts.now()),
        kind=asked.kind,
        number=plain(asked.number),
        prefix=asked.prefix,
        treatment=asked.treatment if black else Treatment.REFUSE,
        target=asked.target if black else "",
        steps=0 if black else asked.steps,
        why=asked.why,
        added_by=ask.who.name,
        added_at=ask.parts.now(),
        until=asked.until,
    )


def _view(ask: Ask, one: Listed) -> ListedView:
    return ListedView(
        entry_id=one.entry_id,
        kind=one.kind,
        number=one.number,
        prefix=one.prefix,
        treatment=one.treatment,
        target=one.target,
        steps=one.steps,
        why=one.why,
        added_by=one.added_by,
        added_at=as_text(one.added_at, ask.parts.zone),
        until=None if one.until is None else as_text(one.until, ask.parts.zone),
        holds=one.holds(ask.parts.now()),
    )


ROUTES = (list_numbers, import_numbers, add_number, remove_number)
