"""Read the definitions of the tickets' figures: the package's, with what a city and a desk change laid over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callcenter.decode import DecodeError, decode
from callcenter.packaged import config_dir
from callcenter.rule_file import read_table
from callcenter.settings import Settings
from queueing.figures.matters import Kpi, RankRules


class KpiError(Exception):
    """The definitions cannot be used; the message names file, key, expected and found, one fault a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpis:
    """All definitions of one city, in the file's order."""

    kpis: tuple[Kpi, ...]
    ranking: RankRules
    small: int

    def __getitem__(self, ident: str) -> Kpi:
        """One definition.

        Raises:
            KpiError: there is none of that name.

        """
        for one in self.kpis:
            if one.id == ident:
                return one
        raise KpiError(f"kpi: expected one of {', '.join(one.id for one in self.kpis)}, found {ident!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    kpi: tuple[Kpi, ...]
    small: int = 10


def load_kpis(profile: str, folder: Path | None = None, site: Path | None = None) -> Kpis:
    """Read the definitions of a city.

    Args:
        profile: the city's profile; its `<profile>.toml` may change definitions, by id.
        folder: where to look; None: among those that come with the package.
        site: a file of this desk's own, anywhere; it may change the city's in the same way.

    Raises:
        KpiError: a file cannot be used.

    """
    here = folder or config_dir() / "kpis"
    base = _read(here / "default.toml")
    own = here / f"{profile}.toml"
    known = own.name in {path.name for path in here.glob("*.toml")}  # names are compared, so no path can lead out
    table, last = base, here / "default.toml"
    for changes in ([own] if known and profile != "default" else []) + ([site] if site else []):
        table, last = _over(table, _read(changes), changes), changes
    return _kpis(last, table)


def site_kpis(settings: Settings) -> Kpis:
    """The definitions in force at this desk: the city's, with those of `[site] kpis` laid over them.

    Raises:
        KpiError: a file cannot be used.

    """
    own = settings.site.kpis
    return load_kpis(settings.site.city, site=Path(own) if own else None)


def _read(path: Path) -> dict[str, Any]:
    return read_table(path, "definitions of figures", KpiError)


def _over(base: dict[str, Any], changes: dict[str, Any], path: Path) -> dict[str, Any]:
    """Lay a city's entries over the package's; one with a new id is added."""
    merged = {one["id"]: dict(one) for one in base["kpi"]}
    if not isinstance(changes.get("kpi", []), list):
        raise KpiError(f"{path}: kpi: expected an array of tables, found {changes['kpi']!r}")
    for number, one in enumerate(changes.get("kpi", ()), 1):
        if not isinstance(one, dict) or "id" not in one:
            raise KpiError(f"{path}: kpi[{number}].id: expected a name, found none")
        merged[one["id"]] = {**merged.get(one["id"], {}), **one}
    return {**base, **changes, "kpi": list(merged.values())}


def _kpis(path: Path, table: Mapping[str, Any]) -> Kpis:
    rest = {name: value for name, value in table.items() if name != "ranking"}
    try:
        made = decode(_Table, rest)
        ranking = _ranking(table.get("ranking", {}), {one.id for one in made.kpi})
    except DecodeError as fault:
        raise KpiError("\n".join(f"{path}: {one}" for one in fault.faults)) from None
    except ValueError as fault:
        raise KpiError(f"{path}: {fault}") from None
    return Kpis(kpis=made.kpi, ranking=ranking, small=made.small)


def _ranking(table: Mapping[str, Any], known: set[str]) -> RankRules:
    weights, least = table.get("weights", {}), table.get("least", 10)
    for name, weight in weights.items():
        if name not in known:
            raise ValueError(f"ranking.weights.{name}: expected a figure's id, found none of that name")
        if isinstance(weight, bool) or not isinstance(weight, int | float):
            raise ValueError(f"ranking.weights.{name}: expected a number, found {weight!r}")  # noqa: TRY004 - of a file
    if isinstance(least, bool) or not isinstance(least, int):
        raise ValueError(f"ranking.least: expected a whole number, found {least!r}")  # noqa: TRY004 - of a file
    return RankRules(weights=weights, least=least)
