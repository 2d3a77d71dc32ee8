"""The blacklist and the priority list as a CSV file: every fault is named by line, column, expected and found."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from callcenter.ids import new_id
from callcenter.store.csv_rows import CellError, table_of
from queueing.callers.number_lists import Listed, ListKind, Treatment, fault_of, plain

HEADER = ("list", "number", "match", "treatment", "target", "steps", "why", "until")
_MATCHES = ("exact", "prefix")


def read_lists(content: bytes, file: str, by: str, at: datetime, queues: Sequence[str]) -> list[Listed]:
    """Read such a file; `until` is a day, the last on which the entry counts, or empty.

    Raises:
        CsvFileError: at least one fault; all are named, none of the rows was taken.

    """
    return table_of(content, file, HEADER, partial(_entry, by=by, at=at, queues=queues))


def _entry(_line: int, row: Mapping[str, str], *, by: str, at: datetime, queues: Sequence[str]) -> Listed:
    kind = ListKind(_one_of(row, "list", [one.value for one in ListKind]))
    black = kind is ListKind.BLACK
    entry = Listed(
        entry_id=new_id("L", at.timestamp()),
        kind=kind,
        number=plain(row["number"]),
        prefix=_one_of(row, "match", _MATCHES) == "prefix",
        treatment=Treatment(_one_of(row, "treatment", [one.value for one in Treatment])) if black else Treatment.REFUSE,
        target=row["target"] if black else "",
        steps=0 if black else _steps(row),
        why=row["why"],
        added_by=by,
        added_at=at.timestamp(),
        until=_until(row, at),
    )
    if fault := fault_of(entry, at.timestamp(), queues):
        raise CellError(*fault)
    return entry


def _one_of(row: Mapping[str, str], column: str, allowed: Sequence[str]) -> str:
    if row[column] not in allowed:
        raise CellError(column, f"one of {', '.join(allowed)}", repr(row[column][:20]))
    return row[column]


def _steps(row: Mapping[str, str]) -> int:
    if not row["steps"].isdecimal():
        raise CellError("steps", "a whole number", repr(row["steps"][:20]))
    return int(row["steps"])


def _until(row: Mapping[str, str], at: datetime) -> float | None:
    """The end of the day named, in the site's zone."""
    if not row["until"]:
        return None
    try:
        day = date.fromisoformat(row["until"])
    except ValueError:
        raise CellError("until", "a date such as 2026-12-31, or nothing", repr(row["until"][:20])) from None
    zone = at.tzinfo if isinstance(at.tzinfo, ZoneInfo) else None
    return datetime.combine(day, time(23, 59, 59), zone).timestamp()
