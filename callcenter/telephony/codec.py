"""Records of ports.py to and from JSON objects: the words on telephony.sock (docs/interfaces.md)."""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, cast, get_args, get_origin, get_type_hints

from callcenter.telephony.ports import ORDERS, SIGNALS, Order, Signal, Snapshot

FOUND_CHARACTERS = 200  # how much of a wrong value an error repeats


class CodecError(ValueError):
    """A JSON object is not the record it should be; says where, what was expected and what was found."""

    def __init__(self, where: str, expected: str, found: object) -> None:
        """Keep the parts for the `error` answer of the link."""
        self.where = where
        self.expected = expected
        self.found = repr(found)[:FOUND_CHARACTERS]
        super().__init__(f"{where}: expected {expected}, found {self.found}")


def type_name(record: type) -> str:
    """Return the snake_case word that stands for a record class on the wire, `LegEnded` -> `leg_ended`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", record.__name__).lower()


def encode_signal(signal: Signal) -> dict[str, object]:
    """Turn a signal into a JSON object with its `type`."""
    return _encode_named(signal)


def encode_order(order: Order) -> dict[str, object]:
    """Turn an order into a JSON object with its `type`."""
    return _encode_named(order)


def encode_snapshot(snapshot: Snapshot) -> dict[str, object]:
    """Turn a snapshot into a JSON object; it has no `type`, its place in `welcome` names it."""
    return cast("dict[str, object]", _encode(snapshot))


def decode_signal(found: Mapping[str, object]) -> Signal:
    """Read a signal; keys that are no field of it (op, seq, at) are left alone.

    Raises:
        CodecError: unknown `type`, a missing field, or a field of the wrong type.

    """
    return cast("Signal", _decode_named(found, SIGNALS, "signal"))


def decode_order(found: Mapping[str, object]) -> Order:
    """Read an order; keys that are no field of it (op) are left alone.

    Raises:
        CodecError: unknown `type`, a missing field, or a field of the wrong type.

    """
    return cast("Order", _decode_named(found, ORDERS, "order"))


def decode_snapshot(found: object) -> Snapshot:
    """Read a snapshot.

    Raises:
        CodecError: a missing field, or a field of the wrong type.

    """
    return cast("Snapshot", _decode_record(Snapshot, found, "snapshot"))


def _encode_named(record: Signal | Order) -> dict[str, object]:
    return {"type": type_name(type(record)), **cast("dict[str, object]", _encode(record))}


def _encode(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _encode(getattr(value, field.name)) for field in fields(value)}
    return value


def _decode_named(found: Mapping[str, object], records: tuple[type, ...], what: str) -> object:
    by_name = {type_name(record): record for record in records}
    name = found.get("type")
    if not isinstance(name, str) or name not in by_name:
        raise CodecError(f"{what}.type", f"one of {', '.join(sorted(by_name))}", name)
    return _decode_record(by_name[name], found, name)


@cache
def _plan(record: type) -> tuple[tuple[str, object, bool], ...]:
    """Each field of a record as (name, type, needed)."""
    hints = get_type_hints(record)
    names = cast("Any", record).__dataclass_fields__
    defaults = {name for name, field in names.items() if field.default is not field.default_factory}
    return tuple((name, hints[name], name not in defaults) for name in names)


def _decode_record(record: type, found: object, where: str) -> object:
    if not isinstance(found, Mapping):
        raise CodecError(where, "an object", found)
    values: dict[str, object] = {}
    for name, kind, needed in _plan(record):
        if name in found:
            values[name] = _decode(kind, found[name], f"{where}.{name}")
        elif needed:
            raise CodecError(f"{where}.{name}", "a value", None)
    return record(**values)


def _decode(kind: object, found: object, where: str) -> object:
    if get_origin(kind) is tuple:
        return _decode_tuple(get_args(kind)[0], found, where)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _decode_enum(kind, found, where)
    if isinstance(kind, type) and is_dataclass(kind):
        return _decode_record(kind, found, where)
    return _PLAIN[cast("type", kind)](found, where)


def _decode_tuple(kind: object, found: object, where: str) -> tuple[object, ...]:
    if not isinstance(found, (list, tuple)):
        raise CodecError(where, "an array", found)
    return tuple(_decode(kind, item, f"{where}[{index}]") for index, item in enumerate(found))


def _decode_enum(kind: type[StrEnum], found: object, where: str) -> StrEnum:
    values = [member.value for member in kind]
    if found not in values:
        raise CodecError(where, f"one of {', '.join(values)}", found)
    return kind(found)


def _plain(expected: str, accepted: tuple[type, ...]) -> Callable[[object, str], object]:
    def decode(found: object, where: str) -> object:
        if type(found) not in accepted:  # not isinstance: a bool is an int to Python
            raise CodecError(where, expected, found)
        return float(found) if expected == "a number" else found  # type: ignore[arg-type]

    return decode


_PLAIN: Mapping[type, Callable[[object, str], object]] = types.MappingProxyType(
    {
        str: _plain("a string", (str,)),
        bool: _plain("true or false", (bool,)),
        int: _plain("a whole number", (int,)),
        float: _plain("a number", (int, float)),
    }
)
