"""A recorded day from a CSV file: one line a call, columns at, waited_s, talk_s; if wanted hard, queue, dialled."""

import csv
import re
from pathlib import Path

from callcenter.settings import SettingsError
from callcenter.simulation.recorded import RecordedCall
from callcenter.simulation.roster import DAY_S

NEEDED = ("at", "waited_s", "talk_s")
KNOWN = (*NEEDED, "hard", "queue", "dialled")


def read_day(path: Path) -> list[RecordedCall]:
    """Read a day.

    Raises:
        SettingsError: unreadable file, unknown or missing column, or a value that cannot be; line and column are named.

    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            _check_header(path, list(rows.fieldnames or []))
            calls = [_call(path, rows.line_num, row) for row in rows]
    except OSError as fault:
        raise SettingsError(f"{path}: expected a readable CSV file, found: {fault.strerror}") from None
    except UnicodeDecodeError as fault:
        raise SettingsError(f"{path}: expected UTF-8, found byte {fault.object[fault.start]:#x}") from None
    if not calls:
        raise SettingsError(f"{path}: expected at least one call, found none")
    return calls


def _check_header(path: Path, names: list[str]) -> None:
    missing = [one for one in NEEDED if one not in names]
    unknown = [one for one in names if one not in KNOWN]
    if missing or unknown:
        raise SettingsError(f"{path}: line 1: expected columns {', '.join(KNOWN)}, found {', '.join(names) or 'none'}")


def _call(path: Path, line: int, row: dict[str, str]) -> RecordedCall:
    where = f"{path}: line {line}"
    if None in row or None in row.values():
        raise SettingsError(f"{where}: expected as many values as the header has, found another number")
    talk = row["talk_s"].strip()
    hard = row.get("hard", "").strip()
    if hard not in ("", "0", "1"):
        raise SettingsError(f"{where}: hard: expected 0 or 1, found {hard!r}")
    return RecordedCall(
        at_s=_at(where, row["at"].strip()),
        waited_s=_seconds(where, "waited_s", row["waited_s"].strip()),
        talk_s=_seconds(where, "talk_s", talk) if talk else None,
        hard=hard == "1",
        queue=row.get("queue", "").strip() or "hotline",
        dialled=row.get("dialled", "").strip() or "12345",
    )


def _at(where: str, text: str) -> float:
    found = re.fullmatch(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?", text)
    if found is None or int(found[1]) > 23:
        raise SettingsError(f"{where}: at: expected a time of day such as 09:30:15, found {text!r}")
    return int(found[1]) * 3600.0 + int(found[2]) * 60.0 + float(found[3] or 0.0)


def _seconds(where: str, name: str, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds <= DAY_S:  # also refuses NaN
        raise SettingsError(f"{where}: {name}: expected seconds of 0 to 86400, found {text!r}")
    return seconds
