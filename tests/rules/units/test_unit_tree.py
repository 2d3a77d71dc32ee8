"""The tree of units: every fault of a list is named, and what is above and below agrees."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.units.unit_tree import Placed, Unit, UnitKind, UnitTree, tree_faults


def unit(ident: str, parent: str = "", name: str = "", kind: UnitKind = UnitKind.DEPARTMENT, **more: object) -> Unit:
    return Unit(unit_id=ident, name=name or f"单位{ident}", kind=kind, parent_id=parent, **more)  # type: ignore[arg-type]


CITY = unit("C", kind=UnitKind.CITY)


def told(units: Sequence[Unit]) -> list[tuple[int, str, str]]:
    placed = [Placed(line=line, unit=one) for line, one in enumerate(units, 2)]
    return [(fault.line, fault.column, fault.text) for fault in tree_faults(placed)]


def test_a_good_list_has_no_fault() -> None:
    assert told([CITY, unit("D", "C", kind=UnitKind.DISTRICT), unit("B", "D"), unit("S", "B")]) == []


def test_a_circle_is_told_at_each_of_its_lines() -> None:
    found = told([CITY, unit("A", "B"), unit("B", "A"), unit("X", "A")])
    assert found == [
        (3, "parent_id", "expected a tree, found the circle A > B > A"),
        (4, "parent_id", "expected a tree, found the circle B > A > B"),
    ]


def test_a_unit_that_is_its_own_parent_is_a_circle() -> None:
    assert told([unit("A", "A")]) == [(2, "parent_id", "expected a tree, found the circle A > A")]


def test_what_stands_twice_is_told_with_the_other_line() -> None:
    found = told([CITY, unit("A", "C", "城管局"), unit("A", "C", "城管局"), unit("B", "C", "城管局")])
    assert found == [
        (4, "unit_id", "expected each id once, found 'A' in line 3 too"),
        (5, "name", "expected each name once, found '城管局' for 'A' too"),
    ]


def test_an_unknown_parent_and_a_missing_one_are_told() -> None:
    found = told([CITY, unit("A", "Z"), unit("B")])
    assert found == [
        (3, "parent_id", "expected the id of a unit, found 'Z'"),
        (4, "parent_id", "expected a parent for all but a city, found none"),
    ]


def test_a_name_means_the_unit_that_bears_it_and_an_alias_of_two_means_nobody() -> None:
    tree = UnitTree(
        [CITY, unit("A", "C", "城管局", aliases=("城管", "执法局")), unit("B", "C", "执法局", aliases=("执法", "城管"))]
    )
    named = {
        name: found.unit_id if (found := tree.named(name)) else None for name in ("城管局", "执法局", "执法", "城管")
    }
    assert named == {"城管局": "A", "执法局": "B", "执法": "B", "城管": None}


def test_a_tree_refuses_what_is_none() -> None:
    with pytest.raises(ValueError, match="circle"):
        UnitTree([unit("A", "A")])


@given(st.lists(st.integers(0, 30), min_size=1, max_size=30))
def test_above_and_below_agree(parents: list[int]) -> None:
    """Whoever is above a unit sees it among those below, and nobody else does."""
    units = [CITY, *(unit(f"U{n}", "C" if n == 0 else f"U{p % n}") for n, p in enumerate(parents))]
    tree = UnitTree(units)
    for one in units:
        below = tree.below(one.unit_id)
        assert below == {other.unit_id for other in units if one.unit_id in tree.line(other.unit_id)}
    assert tree.below("C") == {one.unit_id for one in units}
    assert tree.below("nobody") == frozenset()


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["", *"ABCDEZ"])), max_size=8))
def test_a_list_without_faults_makes_a_tree_and_one_with_faults_does_not(pairs: list[tuple[str, str]]) -> None:
    units = [unit(ident, parent) for ident, parent in pairs]
    if not told(units):
        assert all(UnitTree(units).line(one.unit_id)[-1] for one in units)
    elif len({one.unit_id for one in units}) == len(units):
        with pytest.raises(ValueError, match="units: "):
            UnitTree(units)
