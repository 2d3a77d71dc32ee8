"""Which unit of the city's list somebody means: plan and studio name units as people do. Pure."""

from collections.abc import Sequence

from queueing.units.unit_tree import Unit


def unit_called(name: str, units: Sequence[Unit]) -> Unit | None:
    """«城市管理局» in the year's plan is 市城市管理局 in the city's list; None when no active unit, or several, fit."""
    active = [one for one in units if one.active]
    exact = [one for one in active if name in (one.unit_id, one.name)]
    alias = [one for one in active if name in one.aliases]
    ending = [one for one in active if one.name.endswith(name)] if len(name) > 2 else []
    return next((found[0] for found in (exact, alias, ending) if len(found) == 1), None)


def listed_name(name: str, units: Sequence[Unit]) -> str:
    """The name in the city's list; the same when the list has none such."""
    found = unit_called(name, units)
    return found.name if found else name
