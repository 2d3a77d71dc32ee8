"""Read how a unit's part in a show is scored: `show-score.toml` of the city, else the package's."""

from pathlib import Path

from callcenter.packaged import city_dir, config_dir
from callcenter.rule_file import as_rules, checked, read_table
from queueing.show.aftermath.score import ScoreRules, faults

FILE = "show-score.toml"


class ScoreRulesError(Exception):
    """The definition cannot be used; the message names file, key, expected and found, one fault a line."""


def load_score_rules(city: str) -> ScoreRules:
    """Read the definition.

    Raises:
        ScoreRulesError: it cannot be used.

    """
    own = city_dir(city) / FILE
    return read_score_rules(own if own.is_file() else config_dir() / FILE)


def read_score_rules(path: Path) -> ScoreRules:
    """Read one file.

    Raises:
        ScoreRulesError: it cannot be used.

    """
    table = _renamed(read_table(path, "a definition of the show's score", ScoreRulesError))
    return checked(path, as_rules(path, ScoreRules, table, ScoreRulesError), faults, ScoreRulesError)


def _renamed(table: dict[str, object]) -> dict[str, object]:
    """The file says [[part]], as one writes a list of them."""
    return {("parts" if name == "part" else name): value for name, value in table.items()}
