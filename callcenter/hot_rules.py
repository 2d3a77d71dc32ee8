"""Read the numbers of hot topics and of the burst alarm: `hot-topics.toml` of the city, else the package's."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.decode import DecodeError, decode
from callcenter.packaged import city_dir, config_dir
from queueing.hot import BurstRules, HotRules

FILE = "hot-topics.toml"


class HotRulesError(Exception):
    """The file cannot be used; the message names file, key, expected and found, one fault a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRules:
    """When a call counts as a repeat."""

    within_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRules:
    """Which clusters are shown."""

    least_persons: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AllRules:
    """The whole file."""

    cluster: HotRules = field(default_factory=HotRules)
    burst: BurstRules = field(default_factory=BurstRules)
    repeat: RepeatRules = field(default_factory=RepeatRules)
    shown: ShownRules = field(default_factory=ShownRules)


def load_hot_rules(city: str) -> AllRules:
    """Read the city's file.

    Raises:
        HotRulesError: it cannot be used.

    """
    own = city_dir(city) / FILE
    return read_hot_rules(own if own.is_file() else config_dir() / FILE)


def read_hot_rules(path: Path) -> AllRules:
    """Read one file.

    Raises:
        HotRulesError: it cannot be used.

    """
    try:
        return _decode(path, tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as fault:
        raise HotRulesError(f"{path}: expected the rules of hot topics, found: {fault.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise HotRulesError(f"{path}: expected TOML in UTF-8, found: {fault}") from None


def _decode(path: Path, table: object) -> AllRules:
    try:
        return decode(AllRules, table)
    except DecodeError as fault:
        raise HotRulesError("\n".join(f"{path}: {one}" for one in fault.faults)) from None
