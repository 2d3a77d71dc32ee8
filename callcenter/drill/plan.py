"""What a drill is to do, and which operators take part."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.drill.scenes import Scene

HOTLINE, SHOW = "12345", "12388"


class DrillError(Exception):
    """The drill cannot be held; the message says what was expected and found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorAccount:
    """A simulated operator's softphone."""

    number: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillPlan:
    """One drill."""

    target: tuple[str, int]  # where the desk listens for SIP
    api_url: str
    token: str = field(repr=False)
    operators: tuple[OperatorAccount, ...]
    scenes: tuple[Scene, ...]
    citizens: int = 5  # who call again and again, each with a new number
    seconds: float = 0.0  # the whole drill fits into this; 0: until stopped
    wrap_up_s: float = 15.0  # [desk] wrap_up_s of the desk, to know what still fits into the time
    citizen_ip: str = "127.0.0.1"  # an address of a trunk
    operator_ip: str = "127.0.0.1"
    hotline: str = HOTLINE
    show: str = SHOW

    def dialled(self, scene: Scene) -> str:
        return self.show if scene.dial == "show" else self.hotline


def read_accounts(path: Path) -> tuple[OperatorAccount, ...]:
    """Read the CSV that `callcenter operators import` takes: header number,name,password,skills.

    Raises:
        DrillError: unreadable, or a row without number or password.
    """
    try:
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as fault:
        raise DrillError(f"{path}: expected a CSV of operators in UTF-8, found: {fault}") from None
    accounts = []
    for line, row in enumerate(rows, 2):
        number, password = (row.get("number") or "").strip(), (row.get("password") or "").strip()
        if not number or not password:
            raise DrillError(
                f"{path}: line {line}: expected number and password, found {sorted(k for k in row if row[k])}"
            )
        accounts.append(OperatorAccount(number=number, password=password))
    if not accounts:
        raise DrillError(f"{path}: expected at least one operator, found none")
    return tuple(accounts)
