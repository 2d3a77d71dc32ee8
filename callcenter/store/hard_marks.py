"""Numbers whose calls operators marked as hard: what the desk knows of a caller beforehand."""

from sqlalchemy import Connection, select

from callcenter.store.database import Database
from callcenter.store.facts import kind_of
from callcenter.store.tables import calls, facts
from queueing.desk.state import HardMark
from queueing.events import CallMarked

KIND = kind_of(CallMarked)


class HardMarks:
    """Reads marks; they are written only by appending facts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, at: float) -> dict[str, HardMark]:
        """Return the last mark of each caller's number, of marks made at or after `at` and not taken back."""
        return await self._database.read(lambda connection: _marks(connection, at))


def _marks(connection: Connection, at: float) -> dict[str, HardMark]:
    wanted = (
        select(facts.c.call_id, facts.c.at, facts.c.body, calls.c.caller_number)
        .join(calls, calls.c.call_id == facts.c.call_id)
        .where(facts.c.kind == KIND, facts.c.at >= at, calls.c.caller_number != "")
        .order_by(facts.c.seq)
    )
    found: dict[str, HardMark] = {}
    for row in connection.execute(wanted):
        if row.body.get("hard"):
            found[row.caller_number] = HardMark(call_id=row.call_id, at=row.at)
        elif row.caller_number in found and found[row.caller_number].call_id == row.call_id:
            del found[row.caller_number]
    return found
