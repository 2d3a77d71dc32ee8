"""The unit somebody asks a report or a figure for: by its id or its name."""

from difflib import get_close_matches

from callcenter.reports.catalogue import ReportError
from callcenter.store.database import Database
from callcenter.store.units import Units

NEAREST = 3


async def unit_named(database: Database, asked: str) -> str:
    """The unit's name.

    Raises:
        ReportError: there is none of that id or name; with the names that look like it.

    """
    units = {one.unit_id: one.name for one in await Units(database).all()}
    if asked in units:
        return units[asked]
    names = tuple(units.values())
    if asked in names:
        return asked
    near = "、".join(get_close_matches(asked, names, NEAREST, 0.3)) or "none like it"
    raise ReportError(f"unit: expected a unit's id or name, found {asked[:40]!r}; near: {near}")
