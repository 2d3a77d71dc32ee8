"""Some tickets as rows of a list, without the numbers of those who called: for lists that nobody calls from."""

from collections.abc import Sequence

from callcenter.store.ticket_lists import rows_of, seen_of
from callcenter.web.route import Ask
from callcenter.web.scopes import scope_of, sight_of_row
from callcenter.web.work_models import WorkItem
from callcenter.web.work_views import item


async def brief_items(ask: Ask, ids: Sequence[str]) -> list[WorkItem]:
    """Those of these tickets that the asker may see, in this order."""
    scope, database = scope_of(ask), ask.parts.stores.database
    seen = await database.read(lambda connection: seen_of(connection, ids, scope))
    rows = await database.read(lambda connection: rows_of(connection, sorted(seen)))
    units = ask.parts.city.directory.known.tree.units
    made = []
    for row in (rows[one] for one in ids if one in rows):
        unit = units.get(row["unit"])
        shown = item(row, [], sight_of_row(ask, row), unit.name if unit else row["unit"], ask.parts.zone)
        made.append(shown.model_copy(update={"caller_number": ""}))
    return made
