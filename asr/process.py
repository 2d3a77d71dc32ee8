"""What our processes share with their parents: a lifeline, a death signal, their configuration file."""

import argparse
import ctypes
import json
import os
import signal
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from asr.recognizer import RecognizerError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
Config = TypeVar("Config", bound="DataclassInstance")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogConfig:
    """How much is logged."""

    level: str = "info"  # debug | info | warning | error


class ConfigError(RecognizerError):
    """A configuration that cannot be used; the text names file, key, expected and found."""


def die_with(parent_pid: int) -> None:
    """Have the kernel kill this process when its parent ends; call first thing after a fork."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent_pid:  # it ended before we asked
        os._exit(1)


def read_arguments(program: str) -> tuple[Path, int | None]:
    """Read `--config FILE [--lifeline-fd N]`."""
    parser = argparse.ArgumentParser(prog=f"python -m {program}")
    parser.add_argument("--config", type=Path, required=True, metavar="FILE.json")
    parser.add_argument("--lifeline-fd", type=int, metavar="N", help="end when this pipe closes")
    arguments = parser.parse_args()
    return arguments.config, arguments.lifeline_fd


def load_config(file: Path, kind: type[Config]) -> Config:
    """Read a JSON object into a frozen dataclass of strings, numbers, lists of strings and such dataclasses.

    Raises ConfigError for anything unreadable, missing, unknown or of another type.
    """
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: expected a JSON object, found {error}") from error
    return _object(str(file), found, kind)


def _object(place: str, found: object, kind: type[Config]) -> Config:
    if not isinstance(found, dict):
        raise ConfigError(f"{place}: expected a JSON object, found {type(found).__name__}")
    known = get_type_hints(kind)
    unknown = sorted(found.keys() - known.keys())
    if unknown:
        raise ConfigError(f"{place}: expected keys {', '.join(sorted(known))}, found {', '.join(unknown)}")
    needed = [
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING and field.name not in found
    ]
    if needed:
        raise ConfigError(f"{place}: expected key {needed[0]}, found none")
    return kind(**{key: _typed(f"{place}: {key}", value, known[key]) for key, value in found.items()})


def _typed(place: str, value: object, kind: Any) -> object:
    if isinstance(kind, type) and is_dataclass(kind):
        return _object(place, value, kind)
    if kind is Path and isinstance(value, str) and value:
        return Path(value)
    if kind == tuple[str, ...] and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if kind is float and type(value) in {int, float}:
        return float(str(value))
    if kind in {int, str, bool} and type(value) is kind:
        return value
    raise ConfigError(f"{place}: expected {getattr(kind, '__name__', kind)}, found {value!r}")
