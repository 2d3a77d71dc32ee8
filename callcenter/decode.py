"""Turn a TOML table into frozen records by their annotations, listing every fault with its key."""

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from enum import Enum
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class DecodeError(Exception):
    """The table cannot become the record; `faults` has one sentence for each key: key, expected, found."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def decode(kind: type[T], table: object) -> T:
    """Make a `kind` of a table.

    Dataclasses are tables, tuples arrays, enums their values, times `HH:MM`; a class with `parse` is a string.

    Raises:
        DecodeError: With every fault found, not only the first.
    """
    faults: list[str] = []
    made = _decode(kind, table, "", faults)
    if faults:
        raise DecodeError(faults)
    return cast("T", made)


_FAILED = object()
_PLAIN = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def _decode(kind: Any, found: object, key: str, faults: list[str]) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = [one for one in get_args(kind) if one is not type(None)]
        return _decode(inner[0], found, key, faults)
    if origin is tuple:
        return _array(get_args(kind)[0], found, key, faults)
    if is_dataclass(kind) and not hasattr(kind, "parse"):
        return _record(cast("type[Any]", kind), found, key, faults)
    return _scalar(kind, found, key, faults)


def _array(kind: Any, found: object, key: str, faults: list[str]) -> Any:
    if not isinstance(found, list):
        return _fail(faults, key, "an array", found)
    made = tuple(_decode(kind, one, f"{key}[{number}]", faults) for number, one in enumerate(found, 1))
    return _FAILED if _FAILED in made else made


def _record(kind: type[Any], found: object, key: str, faults: list[str]) -> Any:
    if not isinstance(found, dict):
        return _fail(faults, key, "a table", found)
    hints, made, before = get_type_hints(kind), {}, len(faults)
    known = [one.name for one in fields(kind)]
    strange = [name for name in found if name not in known]
    faults.extend(f"{_join(key, name)}: expected one of {', '.join(known)}, found {name!r}" for name in strange)
    for one in fields(kind):
        if one.name in found:
            made[one.name] = _decode(hints[one.name], found[one.name], _join(key, one.name), faults)
        elif one.default is MISSING and one.default_factory is MISSING:
            faults.append(f"{_join(key, one.name)}: expected a value, found none")
    if len(faults) > before:
        return _FAILED
    return _try(lambda: kind(**made), key, faults)


def _scalar(kind: Any, found: object, key: str, faults: list[str]) -> Any:
    if hasattr(kind, "parse"):
        return _try(lambda: kind.parse(_text(found)), key, faults)
    if issubclass(kind, Enum):
        values = [one.value for one in kind]
        return kind(found) if found in values else _fail(faults, key, f"one of {', '.join(values)}", found)
    if kind is time:
        return _try(lambda: _time(found), key, faults)
    if kind is date:
        return found if type(found) is date else _fail(faults, key, "a date such as 2027-01-01", found)
    wanted = (int, float) if kind is float else (kind,)
    # True is an int in Python, and 1 would pass for a flag: types must be exact.
    if type(found) not in wanted:
        return _fail(faults, key, _PLAIN[kind], found)
    return float(cast("float", found)) if kind is float else found


def _text(found: object) -> str:
    if isinstance(found, str):
        return found
    raise ValueError(f"expected text, found {found!r}")


def _time(found: object) -> time:
    if isinstance(found, time):
        return found
    try:
        return time.fromisoformat(_text(found))
    except ValueError:
        raise ValueError(f"expected a time such as 09:00, found {found!r}") from None


def _try(make: Callable[[], Any], key: str, faults: list[str]) -> Any:
    try:
        return make()
    except ValueError as fault:
        faults.append(f"{key}: {fault}" if key else str(fault))
        return _FAILED


def _fail(faults: list[str], key: str, expected: str, found: object) -> Any:
    faults.append(f"{key or 'the file'}: expected {expected}, found {found!r}")
    return _FAILED


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
