"""The units a new database begins with: those of the city's word list, under one city."""

from pathlib import Path

from callcenter.drafting.loading import KnowledgeError, read_units
from callcenter.rule_file import read_table
from queueing.units.unit_tree import Unit, UnitKind

TOP = Unit(unit_id="U000", name="市人民政府", kind=UnitKind.CITY)
_COMPANY, _STATION = ("公司", "企业"), ("街道办事处", "居民委员会")


def seed_units(folder: Path) -> tuple[Unit, ...]:
    """Return the units of `units.toml` and `units.txt`, numbered as they stand there.

    Raises:
        KnowledgeError: the file cannot be used.

    """
    path = folder / "units.toml"
    entries = read_table(path, "units", KnowledgeError).get("unit", [])
    spoken: dict[str, list[str]] = {}
    for alias, name in read_units(folder / "units.txt"):
        spoken.setdefault(name, []).append(alias)
    listed = {entry["name"]: entry for entry in entries}
    names = dict.fromkeys((*listed, *spoken))
    made = [
        _unit(number, name, listed.get(name, {}), tuple(spoken.get(name, ()))) for number, name in enumerate(names, 1)
    ]
    return (TOP, *made)


def _unit(number: int, name: str, entry: dict[str, list[str]], spoken: tuple[str, ...]) -> Unit:
    return Unit(
        unit_id=f"U{number:03}",
        name=name,
        kind=_kind(name),
        parent_id=TOP.unit_id,
        aliases=tuple(dict.fromkeys((*entry.get("nicknames", ()), *spoken))),
        duties=tuple(entry.get("duties", ())),
    )


def _kind(name: str) -> UnitKind:
    if name.endswith(_COMPANY):
        return UnitKind.COMPANY
    return UnitKind.STATION if name.endswith(_STATION) else UnitKind.DEPARTMENT
