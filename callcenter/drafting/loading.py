"""Read a site's word lists from its folder. The only file of drafting that opens files."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from callcenter.drafting.appeal import AppealLexicon, Sign
from callcenter.drafting.fillers import FillerMarker
from callcenter.drafting.gazetteer import Gazetteer, Place, PlaceKind
from callcenter.drafting.keywords import WordIndex
from callcenter.drafting.knowledge import Knowledge
from callcenter.drafting.numbering import NumberPlan
from callcenter.drafting.person import NameLexicon
from callcenter.drafting.repair import WordRepair
from callcenter.drafting.unit_names import UnitNames
from callcenter.drafting.urgent import UrgentLexicon, UrgentSign
from callcenter.rule_file import read_table


class KnowledgeError(Exception):
    """A word list cannot be used; the message names file, place, what was expected and what was found."""


def load_knowledge(folder: Path) -> Knowledge:
    """Read the TOML word lists, places.txt and units.txt of `folder`.

    Missing .txt files give no places and no further short names of units; the TOML files must be there. Asked again
    while no file has changed, it answers with what it read: nothing of it is ever changed.

    Raises:
        KnowledgeError: A file is missing or one of its entries cannot be used.

    """
    return _read(folder, _state(folder))


def _state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = sorted((*folder.glob("*.toml"), *folder.glob("*.txt")))
    return tuple((file.name, found.st_mtime_ns, found.st_size) for file in files for found in (file.stat(),))


@lru_cache(maxsize=1)
def _read(folder: Path, _files: tuple[tuple[str, int, int], ...]) -> Knowledge:
    words = _toml(folder / "words.toml")
    topics = _topics(folder / "topics.toml")
    units = _unit_words(folder)
    trade = [word for of in (*(listed for listed, _ in topics.values()), *units.values()) for word in of]
    everyday = [*words.get("repair", ()), *words.get("ordinary", ()), *trade]
    spoken = {name: unit for name, unit in read_units(folder / "units.txt") if len(name) > 1}
    places = read_places(folder / "places.txt")
    place_names = [name for place in places for name in (place.name, *place.aliases)]
    return Knowledge(
        fillers=FillerMarker(words.get("fillers", ())),
        gazetteer=Gazetteer(places, words.get("stop_places", ()), spoken, everyday),
        appeal=_appeal(folder / "appeal.toml"),
        names=_names(words, folder / "words.toml"),
        numbers=NumberPlan(words.get("seven_digit_codes", ())),
        topics=WordIndex({name: listed for name, (listed, _) in topics.items()}),
        units=WordIndex(units),
        unit_names=UnitNames(spoken, place_names, everyday),
        repair=WordRepair([*words.get("repair", ()), *trade]),
        urgent=_urgent(folder / "urgent.toml"),
        matters={name: matter for name, (_, matter) in topics.items()},
    )


# What a kind of place written in places.txt is taken for; every other kind is a point of interest.
_KINDS = {
    "市": PlaceKind.CITY,
    "区": PlaceKind.DISTRICT,
    "县": PlaceKind.DISTRICT,
    "街道": PlaceKind.TOWN,
    "镇": PlaceKind.TOWN,
    "乡": PlaceKind.TOWN,
    "社区": PlaceKind.COMMUNITY,
    "村": PlaceKind.COMMUNITY,
    "小区": PlaceKind.ESTATE,
    "道路": PlaceKind.ROAD,
}


def read_places(path: Path) -> list[Place]:
    """Read one place a line, tabs between: name, kind, and if known the area it lies in and other names for it.

    Several other names stand with spaces between them. `#` begins a comment. A missing file has no places.
    """
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        _place(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1) if line.partition("#")[0].strip()
    ]


def _place(line: str, at: str) -> Place:
    fields = [field.strip() for field in line.partition("#")[0].split("\t")]
    name, kind, area, aliases = [*fields, "", "", ""][:4]
    if len(name) < 2 or not kind:
        raise KnowledgeError(f"{at}: expected a name of two characters or more, a tab and a kind, found {line!r}")
    return Place(name=name, kind=_KINDS.get(kind, PlaceKind.POI), area=area, aliases=tuple(aliases.split()))


def _toml(path: Path) -> dict[str, Any]:
    return read_table(path, "a word list", KnowledgeError)


def _appeal(path: Path) -> AppealLexicon:
    table = _toml(path)
    signs = tuple(
        Sign(kind=kind["name"], pattern=_regex(pattern, path), weight=float(weight))
        for kind in _entries(path, table, "kind", ("name", "signs"))
        for pattern, weight in kind["signs"]
    )
    strike_out = _regex("|".join(_value(path, table, "strike_out")) or "(?!)", path)
    fallback, in_passing = _value(path, table, "fallback"), table.get("in_passing", [])
    kinds = sorted({sign.kind for sign in signs})
    if not isinstance(in_passing, list) or not all(kind in kinds for kind in in_passing):
        raise KnowledgeError(f"{path}: in_passing: expected a list of {kinds}, found {in_passing!r}")
    return AppealLexicon(signs=signs, strike_out=strike_out, fallback=fallback, in_passing=frozenset(in_passing))


def _entries(path: Path, table: dict[str, Any], name: str, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the `[[name]]` tables of a file, each with all of `keys`."""
    entries = table.get(name)
    if not isinstance(entries, list) or not entries:
        raise KnowledgeError(f"{path}: expected at least one [[{name}]], found {sorted(table)}")
    for number, entry in enumerate(entries, 1):
        missing = [key for key in keys if key not in entry]
        if missing:
            raise KnowledgeError(f"{path}: [[{name}]] number {number}: expected {missing}, found {sorted(entry)}")
    return entries


def _value(path: Path, table: dict[str, Any], key: str) -> Any:
    if key not in table:
        raise KnowledgeError(f"{path}: expected key {key!r}, found {sorted(table)}")
    return table[key]


def _topics(path: Path) -> dict[str, tuple[list[str], str]]:
    """Return words and matter of each topic."""
    entries = _entries(path, _toml(path), "topic", ("name", "words", "matter"))
    return {topic["name"]: (topic["words"], topic["matter"]) for topic in entries}


def _unit_words(folder: Path) -> dict[str, list[str]]:
    """Return the words that speak for each unit: duties and short names of units.toml, short names of units.txt."""
    path = folder / "units.toml"
    entries = _entries(path, _toml(path), "unit", ("name", "duties"))
    words = {unit["name"]: [*unit.get("nicknames", ()), *unit["duties"]] for unit in entries}
    for spoken, name in read_units(folder / "units.txt"):
        words.setdefault(name, []).append(spoken)
    return words


def read_units(path: Path) -> list[tuple[str, str]]:
    """Read one unit a line: its spoken name, a tab, its full name; `#` begins a comment. A missing file has none."""
    if not path.exists():
        return []
    units = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fields = [field.strip() for field in line.partition("#")[0].split("\t")]
        if fields[0] and not (len(fields) == 2 and fields[1]):
            raise KnowledgeError(f"{path.name}:{number}: expected a spoken name, a tab and a full name, found {line!r}")
        if fields[0]:
            units.append((fields[0], fields[1]))
    return units


def _urgent(path: Path) -> UrgentLexicon:
    table = _toml(path)
    signs = tuple(
        UrgentSign(
            name=sign["name"],
            call=sign["call"],
            hint=sign["hint"],
            patterns=tuple(_regex(pattern, path) for pattern in sign["patterns"]),
        )
        for sign in _entries(path, table, "sign", ("name", "call", "hint", "patterns"))
    )
    ways = {key: _regex(_value(path, table, key), path) for key in ("denied", "feared", "past", "over")}
    return UrgentLexicon(signs=signs, **ways)


def _names(words: dict[str, Any], path: Path) -> NameLexicon:
    names = _value(path, words, "names")
    surnames = (*_value(path, names, "compound"), *_value(path, names, "surnames"))
    return NameLexicon(surnames=surnames, spelled=names.get("spelled", {}))


def _regex(pattern: str, path: Path) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as fault:
        raise KnowledgeError(f"{path}: expected a regular expression, found {pattern!r}: {fault}") from None
