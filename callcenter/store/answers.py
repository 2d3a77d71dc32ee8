"""Answers that stand: what operators say about a matter that many call about."""

from sqlalchemy import Connection, delete, select

from callcenter.store.database import Database, upsert
from callcenter.store.report_tables import standing_answers


class StandingAnswers:
    """Reads and writes them; one a place and matter."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[tuple[str, str], str]:
        """All that are set, by place and matter."""
        return await self._database.read(_all)

    async def set(self, place: str, matter: str, said: str, by: str, at: float) -> None:
        """Set one; '' takes it back."""
        row = {"place": place, "matter": matter, "said": said, "set_by": by, "set_at": at}
        await self._database.write(lambda connection: _set(connection, row))


def _all(connection: Connection) -> dict[tuple[str, str], str]:
    return {(row.place, row.matter): row.said for row in connection.execute(select(standing_answers))}


def _set(connection: Connection, row: dict[str, object]) -> None:
    if not row["said"]:
        same = (standing_answers.c.place == row["place"]) & (standing_answers.c.matter == row["matter"])
        connection.execute(delete(standing_answers).where(same))
        return
    new = upsert(connection, standing_answers).values(row)
    changed = {name: row[name] for name in ("said", "set_by", "set_at")}
    connection.execute(new.on_conflict_do_update(index_elements=["place", "matter"], set_=changed))
