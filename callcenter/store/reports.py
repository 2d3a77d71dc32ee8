"""Reports that were produced: rows, numbers without gaps, and the sealed scans that came back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.report_tables import report_numbers, reports

FORM = "form"  # the kind whose sealed scans come back
_FORM_NUMBER = re.compile(r"(\d{4})-(\d{3,6})")

_NEWEST = (reports.c.made_at.desc(), reports.c.correction.desc(), reports.c.report_id.desc())


class NumberTakenError(Exception):
    """Somebody produced a report of this kind meanwhile; nothing was saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One produced report. `period`: as it is named, with the unit after a bar when it is of one unit."""

    report_id: str
    name: str
    period: str
    year: int
    number: int
    title: str
    made_by: str
    made_at: float
    content_hash: str
    changed: str = ""
    lines: tuple[str, ...] = ()
    files: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    sealed: Mapping[str, Any] | None = None
    correction: int = 0  # of this number: 0 the first issue, which is never changed
    chosen: Mapping[str, Any] = field(default_factory=dict)  # include, exclude, order: what an editor chose


class Reports:
    """Reads and writes reports; every method commits before it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def next_number(self, name: str, year: int) -> int:
        """The number the next report of this kind will have."""
        return await self._database.read(lambda connection: _last(connection, name, year)) + 1

    async def save(self, row: ReportRow) -> ReportRow:
        """Keep a report; its number must be the next one, or one that an earlier issue of the same period has.

        Raises:
            NumberTakenError: it is not; ask for the next number again.

        """
        return await self._database.write(lambda connection: _save(connection, row))

    async def last_issue(self, name: str, period: str) -> ReportRow | None:
        """The newest report of a kind and period."""
        return await self._database.read(lambda connection: _last_issue(connection, name, period))

    async def get(self, report_id: str) -> ReportRow:
        """One report.

        Raises:
            NotFoundError: no such report.

        """
        return await self._database.read(lambda connection: _get(connection, report_id))

    async def find(self, ident: str) -> ReportRow:
        """One report by its id, or a form by the number printed on it (2026-001): of several issues the newest.

        Raises:
            NotFoundError: no such report.

        """
        number = _FORM_NUMBER.fullmatch(ident)
        if number is None:
            return await self.get(ident)
        return await self._database.read(lambda connection: _numbered(connection, int(number[1]), int(number[2])))

    async def newest(self, name: str = "", limit: int = 100) -> Sequence[ReportRow]:
        """Reports, newest first."""
        return await self._database.read(lambda connection: _newest(connection, name, limit))

    async def sealed_forms(self, day: str) -> Sequence[ReportRow]:
        """Forms of one day (2026-11-20), of whatever unit, whose sealed scans came back; by their numbers."""
        return await self._database.read(lambda connection: _sealed_forms(connection, day))

    async def seal(self, report_id: str, sealed: Mapping[str, Any]) -> ReportRow:
        """Note the scan that came back; the first one stays.

        Raises:
            NotFoundError: no such report.
            WrongStateError: a scan was taken in already.

        """
        return await self._database.write(lambda connection: _seal(connection, report_id, sealed))

    async def unseal(self, report_id: str) -> Mapping[str, Any]:
        """Take a scan back that was the wrong one; return what is no longer kept as the seal. Its file stays.

        Raises:
            NotFoundError: no such report.
            WrongStateError: there is none.

        """
        return await self._database.write(lambda connection: _unseal(connection, report_id))


def _last(connection: Connection, name: str, year: int) -> int:
    wanted = select(report_numbers.c.last).where(report_numbers.c.name == name, report_numbers.c.year == year)
    return connection.execute(wanted).scalar_one_or_none() or 0


def _save(connection: Connection, row: ReportRow) -> ReportRow:
    if row.number:
        _take_number(connection, row)
    connection.execute(insert(reports), [{**asdict(row), "lines": list(row.lines), "files": dict(row.files)}])
    return row


def _take_number(connection: Connection, row: ReportRow) -> None:
    before = _last_issue(connection, row.name, row.period)
    if before is not None and before.number == row.number:
        _expect_next_correction(before, row)
        return
    last = _last(connection, row.name, row.year)
    if row.number != last + 1:
        raise NumberTakenError(f"report {row.name} of {row.year}: expected number {last + 1}, found {row.number}")
    values = {"name": row.name, "year": row.year, "last": row.number}
    new = upsert(connection, report_numbers).values(values)
    connection.execute(new.on_conflict_do_update(index_elements=["name", "year"], set_={"last": row.number}))


def _expect_next_correction(before: ReportRow, row: ReportRow) -> None:
    """Another content of an issued number is its next correction; two makers at once do not take the same one."""
    expected = before.correction + (before.content_hash != row.content_hash)
    if row.correction != expected:
        raise NumberTakenError(
            f"report {row.name} {row.number}: expected correction {expected}, found {row.correction}"
        )


def _last_issue(connection: Connection, name: str, period: str) -> ReportRow | None:
    same = (reports.c.name == name) & (reports.c.period == period)
    wanted = select(reports).where(same).order_by(*_NEWEST).limit(1)
    found = connection.execute(wanted).mappings().one_or_none()
    return _row(found) if found else None


def _get(connection: Connection, report_id: str) -> ReportRow:
    found = connection.execute(select(reports).where(reports.c.report_id == report_id)).mappings().one_or_none()
    if found is None:
        raise NotFoundError("report", report_id)
    return _row(found)


def _numbered(connection: Connection, year: int, number: int) -> ReportRow:
    same = (reports.c.name == FORM) & (reports.c.year == year) & (reports.c.number == number)
    wanted = select(reports).where(same).order_by(*_NEWEST).limit(1)
    found = connection.execute(wanted).mappings().one_or_none()
    if found is None:
        raise NotFoundError("form", f"{year}-{number:03d}")
    return _row(found)


def _newest(connection: Connection, name: str, limit: int) -> list[ReportRow]:
    wanted = select(reports).order_by(*_NEWEST).limit(limit)
    if name:
        wanted = wanted.where(reports.c.name == name)
    return [_row(row) for row in connection.execute(wanted).mappings()]


def _sealed_forms(connection: Connection, day: str) -> list[ReportRow]:
    same = (reports.c.name == FORM) & reports.c.period.startswith(f"{day}|", autoescape=True)
    wanted = select(reports).where(same).order_by(reports.c.number, reports.c.correction)
    return [found for row in connection.execute(wanted).mappings() if (found := _row(row)).sealed is not None]


def _seal(connection: Connection, report_id: str, sealed: Mapping[str, Any]) -> ReportRow:
    before = _get(connection, report_id)
    if before.sealed is not None:
        raise WrongStateError(f"report {report_id}", "no sealed scan yet", "one was taken in already")
    connection.execute(update(reports).where(reports.c.report_id == report_id).values(sealed=dict(sealed)))
    return _get(connection, report_id)


def _unseal(connection: Connection, report_id: str) -> Mapping[str, Any]:
    before = _get(connection, report_id)
    if before.sealed is None:
        raise WrongStateError(f"report {report_id}", "a sealed scan", "none was taken in")
    connection.execute(update(reports).where(reports.c.report_id == report_id).values(sealed=None))
    return before.sealed


def _row(found: RowMapping) -> ReportRow:
    return ReportRow(**{**found, "lines": tuple(found["lines"])})
