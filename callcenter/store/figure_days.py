"""Figures of past days as sums, by the definition that counted them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from callcenter.store.database import Database, upsert
from callcenter.store.figure_tables import figure_days
from queueing.figures import Definition
from queueing.figures.history import DaySums, OperatorDay
from queueing.figures.tally import Tally


def fingerprint(definition: Definition) -> str:
    """A word for one way of counting: sums made by another way are not mixed with its own."""
    return sha256(repr(sorted(asdict(definition).items(), key=lambda item: item[0])).encode()).hexdigest()[:16]


class FigureDays:
    """Reads and writes days; a day written again is replaced."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, day: str, counted_by: str, sums: DaySums) -> None:
        """Keep a day that is over."""
        row = {"day": day, "definition": counted_by, "body": asdict(sums)}
        await self._database.write(lambda connection: _save(connection, row))

    async def between(self, first: str, last: str, counted_by: str) -> Mapping[str, DaySums]:
        """Return the days kept from first to last, both included."""
        return await self._database.read(lambda connection: _between(connection, (first, last), counted_by))


def _save(connection: Connection, row: dict[str, Any]) -> None:
    new = upsert(connection, figure_days)
    same = new.on_conflict_do_update(index_elements=["day", "definition"], set_={"body": new.excluded["body"]})
    connection.execute(same, [row])


def _between(connection: Connection, span: tuple[str, str], counted_by: str) -> Mapping[str, DaySums]:
    wanted = select(figure_days).where(
        figure_days.c.day >= span[0], figure_days.c.day <= span[1], figure_days.c.definition == counted_by
    )
    return {row["day"]: _read(row["body"]) for row in connection.execute(wanted).mappings()}


def _read(body: Mapping[str, Any]) -> DaySums:
    lowest: Sequence[float] | None = body["lowest_24h"]
    return DaySums(
        total=Tally(**body["total"]),
        queues=_tallies(body["queues"]),
        numbers=_tallies(body["numbers"]),
        hours=_tallies(body["hours"]),
        operators={who: OperatorDay(**day) for who, day in body["operators"].items()},
        lowest_24h=(lowest[0], lowest[1]) if lowest else None,
    )


def _tallies(found: Mapping[str, Any]) -> dict[str, Tally]:
    return {name: Tally(**tally) for name, tally in found.items()}
