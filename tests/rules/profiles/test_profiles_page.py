"""docs/profiles.md against the code: every key has its row, with the default it really has."""

import re
from dataclasses import MISSING, fields
from pathlib import Path

from queueing.city.profiles import ClockRule, Moment
from queueing.city.switches import Switches
from queueing.city.told_only import CALLS, SWITCHES

PAGE = (Path(__file__).parents[3] / "docs" / "profiles.md").read_text("utf-8")


def part(title: str) -> str:
    """What stands under a heading."""
    return PAGE.partition(f"## {title}")[2].partition("\n## ")[0]


def rows(title: str) -> dict[str, list[str]]:
    """The table under a heading: its cells by the key in the first."""
    found = re.findall(r"^\| `(\w+)` \| (.+) \|$", part(title), re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split(" | ")] for name, rest in found}


def told(value: object) -> str:
    """A default as the page says it."""
    if value is MISSING:
        return "–"
    if isinstance(value, bool) or value is None:
        return "on" if value else "off"
    return "none" if value in ((), "") else str(value)


def test_every_switch_has_a_row_with_its_default() -> None:
    assert {name: cells[0] for name, cells in rows("Switches").items()} == {
        one.name: told(one.default) for one in fields(Switches)
    }
    assert all(len(cells) == 3 and all(cells) for cells in rows("Switches").values())


def test_every_key_of_a_clock_has_a_row_with_its_default() -> None:
    assert {name: cells[0] for name, cells in rows("Clocks").items()} == {
        one.name: told(one.default) for one in fields(ClockRule)
    }
    named = part("Clocks").partition("Moments:")[2]
    assert set(re.findall(r"`(\w+)`", named)) == {one.value for one in Moment}


def test_what_only_tells_is_named_and_no_switch_is_among_it() -> None:
    named = set(re.findall(r"`((?:calls|show|switches)\.\w+|leader_hours)`", part("What only tells")))
    assert named == {*(f"calls.{one}" for one in CALLS), "leader_hours", "show.repeats"}
    assert SWITCHES == ()
