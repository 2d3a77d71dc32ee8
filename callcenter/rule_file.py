"""Files of rules in TOML, all read alike: a fault names the file, the key, what was expected and what was found."""

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from callcenter.decode import DecodeError, decode

T = TypeVar("T")


def read_table(path: Path, expected: str, error: type[Exception]) -> dict[str, Any]:
    """Read a file's table; `expected` says what it holds.

    Raises:
        error: missing, unreadable, or not TOML in UTF-8.
    """
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise error(f"{path}: expected {expected}, found no such file") from None
    except OSError as fault:
        raise error(f"{path}: expected {expected}, found: {fault.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise error(f"{path}: expected TOML in UTF-8, found: {fault}") from None


def as_rules(path: Path, kind: type[T], table: object, error: type[Exception]) -> T:
    """Make a record of a file's table.

    Raises:
        error: with every key that does not fit.
    """
    try:
        return decode(kind, table)
    except DecodeError as fault:
        raise error("\n".join(f"{path}: {one}" for one in fault.faults)) from None


def checked(path: Path, rules: T, faults_of: Callable[[T], Iterable[str]], error: type[Exception]) -> T:
    """Pass on rules that contradict neither themselves nor what exists.

    Raises:
        error: with every fault that `faults_of` found.
    """
    if faults := [f"{path}: {one}" for one in faults_of(rules)]:
        raise error("\n".join(faults))
    return rules
