"""Read the numbers of hot topics and of the burst alarm: `hot-topics.toml` of the city, else the package's."""

from dataclasses import dataclass, field
from pathlib import Path

from callcenter.packaged import city_dir, config_dir
from callcenter.rule_file import as_rules, read_table
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
    return as_rules(path, AllRules, read_table(path, "the rules of hot topics", HotRulesError), HotRulesError)
