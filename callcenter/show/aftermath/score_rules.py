"""Read how a unit's part in a show is scored: `show-score.toml` of the city, else the package's."""

import tomllib
from pathlib import Path

from callcenter.decode import DecodeError, decode
from callcenter.packaged import city_dir, config_dir
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
    try:
        rules = decode(ScoreRules, _renamed(tomllib.loads(path.read_text("utf-8"))))
    except OSError as fault:
        raise ScoreRulesError(f"{path}: expected a definition of the show's score, found: {fault.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ScoreRulesError(f"{path}: expected TOML in UTF-8, found: {fault}") from None
    except DecodeError as fault:
        raise ScoreRulesError("\n".join(f"{path}: {one}" for one in fault.faults)) from None
    if wrong := faults(rules):
        raise ScoreRulesError("\n".join(f"{path}: {one}" for one in wrong))
    return rules


def _renamed(table: dict[str, object]) -> dict[str, object]:
    """The file says [[part]], as one writes a list of them."""
    return {("parts" if name == "part" else name): value for name, value in table.items()}
