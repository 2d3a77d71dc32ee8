"""The words of a site: its places, units and lines by the class of sentence they stand in, and what its tickets say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from callcenter.drafting.gazetteer import PlaceKind
from callcenter.drafting.loading import read_places, read_units
from callcenter.store.database import Database
from callcenter.store.tables import tickets
from callcenter.store.ticket import TicketStatus, fields_from_json

LINES = "lines.txt"  # names of bus and metro lines, programmes, campaigns: one a line
_CLASS_OF = {
    PlaceKind.CITY: "town",
    PlaceKind.DISTRICT: "town",
    PlaceKind.TOWN: "town",
    PlaceKind.COMMUNITY: "community",
    PlaceKind.ESTATE: "estate",
    PlaceKind.ROAD: "road",
    PlaceKind.POI: "venue",
}
_COMPANY = re.compile(r"(?:公司|集团|物业|银行|车队)$")
_FIELDS = ("title", "content")
_CLAUSE = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWords:
    """Words by class, and clauses of tickets that people have registered."""

    classes: Mapping[str, Sequence[str]]
    clauses: Sequence[str] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for listed in self.classes.values() for word in listed))


def site_words(city: Path, clauses: Sequence[str] = ()) -> SiteWords:
    """Read places.txt, units.txt and lines.txt of a city's folder; files that are missing have none."""
    classes: dict[str, list[str]] = {}
    for place in read_places(city / "places.txt"):
        classes.setdefault(_CLASS_OF[place.kind], []).extend((place.name, *place.aliases))
    for spoken, _ in read_units(city / "units.txt"):
        classes.setdefault("company" if _COMPANY.search(spoken) else "department", []).append(spoken)
    classes["venue"] = [*classes.get("venue", ()), *_lines(city / LINES)]
    return SiteWords(
        classes={name: tuple(dict.fromkeys(listed)) for name, listed in classes.items()}, clauses=tuple(clauses)
    )


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        return []
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line]


async def ticket_clauses(database: Database) -> tuple[str, ...]:
    """Return the clauses of registered tickets, as people left them: what they call things, and in which sentences."""
    return await database.read(_clauses)


def _clauses(connection: Connection) -> tuple[str, ...]:
    wanted = select(tickets.c.fields).where(tickets.c.status == TicketStatus.REGISTERED)
    texts = (fields_from_json(row.fields) for row in connection.execute(wanted.order_by(tickets.c.ticket_id)))
    said = (fields[name].value for fields in texts for name in _FIELDS if name in fields)
    return tuple(clause for text in said for clause in _CLAUSE.split(text) if clause)
