"""The lists around units, together."""

from dataclasses import dataclass

from callcenter.store.database import Database
from callcenter.store.duties import Duties
from callcenter.store.units import Grids, People, Roster, Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What a city keeps by CSV and over HTTP."""

    database: Database
    units: Units
    duties: Duties
    grids: Grids
    people: People
    roster: Roster


def open_lists(database: Database) -> Lists:
    """Make the repositories over an open database."""
    return Lists(
        database=database,
        units=Units(database),
        duties=Duties(database),
        grids=Grids(database),
        people=People(database),
        roster=Roster(database),
    )
