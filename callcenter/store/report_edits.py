"""What editors did with the cases of a report: appended, never changed."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from callcenter.reports.selection import Act, Edit
from callcenter.store.database import Database
from callcenter.store.report_tables import report_edits


class ReportEdits:
    """Reads and adds edits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, name: str, period: str) -> Sequence[Edit]:
        """All of one report, in the order they were made."""
        return await self._database.read(lambda connection: _of(connection, name, period))

    async def add(self, name: str, period: str, edit: Edit) -> None:
        """Keep one more."""
        row = {
            "name": name,
            "period": period,
            "act": edit.act.value,
            "ticket_id": edit.ticket_id,
            "reason": edit.reason,
            "order": list(edit.order),
            "made_by": edit.by,
            "made_at": edit.at,
        }
        await self._database.write(lambda connection: connection.execute(insert(report_edits), [row]))


def _of(connection: Connection, name: str, period: str) -> list[Edit]:
    same = (report_edits.c.name == name) & (report_edits.c.period == period)
    wanted = select(report_edits).where(same).order_by(report_edits.c.edit_id)
    return [
        Edit(
            act=Act(row["act"]),
            ticket_id=row["ticket_id"],
            reason=row["reason"],
            order=tuple(row["order"]),
            by=row["made_by"],
            at=row["made_at"],
        )
        for row in connection.execute(wanted).mappings()
    ]
