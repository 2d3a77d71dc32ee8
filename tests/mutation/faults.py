"""The planted faults, read from faults*.toml: where, which words become which, what breaks, which tests must see it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. `old` stands exactly once in `file`."""

    name: str
    file: str
    old: str
    new: str
    promise: str
    tests: tuple[str, ...]


class FaultListError(Exception):
    """The list does not fit the code; the message names every fault that does not."""


def read(folder: Path = FOLDER) -> list[Fault]:
    """Read the lists."""
    raw = [
        one for path in sorted(folder.glob("faults*.toml")) for one in tomllib.loads(path.read_text("utf-8"))["fault"]
    ]
    return [Fault(**one | {"tests": tuple(one["tests"])}) for one in raw]


def check(faults: list[Fault], root: Path) -> None:
    """Refuse a list that does not fit the code.

    Raises:
        FaultListError: a name twice, words that are not exactly once in their file, or tests that do not exist.

    """
    names = [one.name for one in faults]
    wrong = [f"{name}: expected each name once, found it twice" for name in {n for n in names if names.count(n) > 1}]
    for one in faults:
        file = root / one.file
        found = file.read_text("utf-8").count(one.old) if file.is_file() else 0
        if found != 1:
            wrong.append(f"{one.name}: expected its words once in {one.file}, found them {found} times")
        wrong += [
            f"{one.name}: expected tests at {test}, found none" for test in one.tests if not (root / test).exists()
        ]
    if wrong:
        raise FaultListError("\n".join(wrong))


def plant(fault: Fault, root: Path) -> str:
    """Put the fault into a copy of the tree; return the file's text as it was."""
    file = root / fault.file
    text = file.read_text("utf-8")
    file.write_text(text.replace(fault.old, fault.new), "utf-8")
    return text
