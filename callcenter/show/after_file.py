"""Read what a city may change about the time after a show: config/aftershow.toml, or the city's own file."""

from collections.abc import Iterator
from pathlib import Path

from callcenter.packaged import city_dir, config_dir
from callcenter.rule_file import as_rules, checked, read_table
from queueing.show.after_rules import AfterRules

FILE = "aftershow.toml"


class AfterFileError(Exception):
    """The file cannot be used; the message lists every fault by file and key."""


def load_after_rules(city: str) -> AfterRules:
    """Read a city's rules: those beside its words, else the package's.

    Raises:
        AfterFileError: the file cannot be used.
    """
    own = city_dir(city) / FILE
    return read_after_rules(own if own.is_file() else config_dir() / FILE)


def read_after_rules(file: Path) -> AfterRules:
    """Read one file.

    Raises:
        AfterFileError: it cannot be used.
    """
    rules = as_rules(file, AfterRules, read_table(file, "rules for after the show", AfterFileError), AfterFileError)
    return checked(file, rules, _faults, AfterFileError)


def _faults(rules: AfterRules) -> Iterator[str]:
    if not rules.reasons or len(set(rules.reasons)) < len(rules.reasons) or not all(map(str.strip, rules.reasons)):
        yield f"reasons: expected at least one reason, each once, found {list(rules.reasons)}"
    for name in ("copied_from", "alike_least"):
        share = getattr(rules.reply, name)
        if not 0.0 <= share <= 1.0:
            yield f"reply.{name}: expected a share from 0 to 1, found {share:g}"
    if rules.reply.copied_least < 1:
        yield f"reply.copied_least: expected 1 or more characters, found {rules.reply.copied_least}"
    if not all(map(str.strip, rules.reply.put_off)):
        yield "reply.put_off: expected words, found an empty one"
