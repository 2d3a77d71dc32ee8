"""The duty directory: entries count from their first to their last day, and speak for units by their words."""

from datetime import date, timedelta

import pytest

from queueing.units.duty_directory import Duty, duties_about, unit_words
from queueing.units.unit_tree import Unit, UnitKind

DAY = date(2026, 11, 22)


def duty(ident: str, unit_id: str, *words: str, since: date = DAY, until: date | None = None) -> Duty:
    return Duty(
        duty_id=ident,
        item=words[0],
        unit_id=unit_id,
        keywords=words[1:],
        valid_from=since,
        valid_to=until,
        source="文件",
    )


def unit(ident: str, name: str, *, active: bool = True) -> Unit:
    return Unit(
        unit_id=ident, name=name, kind=UnitKind.DEPARTMENT, aliases=(f"{name}的",), duties=("旧词",), active=active
    )


def test_an_entry_counts_on_its_first_and_last_day_and_not_outside() -> None:
    one = duty("d", "A", "路灯", until=DAY + timedelta(days=2))
    days = [DAY + timedelta(days=n) for n in (-1, 0, 2, 3)]
    assert [one.holds(day) for day in days] == [False, True, True, False]


def test_an_entry_that_ends_before_it_begins_or_helps_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="valid_to: expected 2026-11-22 or later"):
        duty("d", "A", "路灯", until=DAY - timedelta(days=1))
    with pytest.raises(ValueError, match="assisting: expected other units"):
        Duty(duty_id="d", item="路灯", unit_id="A", assisting=("A",), valid_from=DAY, source="文件")


def test_words_of_a_unit_are_its_own_and_those_of_its_entries_in_force() -> None:
    units = [unit("A", "甲局"), unit("B", "乙局"), unit("X", "丙局", active=False)]
    entries = [
        duty("1", "A", "路灯", "灯不亮", "旧词"),
        duty("2", "B", "井盖", since=DAY + timedelta(days=1)),
        duty("3", "X", "树枝"),
    ]
    assert unit_words(units, entries, DAY) == {"甲局": ("甲局的", "旧词", "路灯", "灯不亮"), "乙局": ("乙局的", "旧词")}
    assert "井盖" in unit_words(units, entries, DAY + timedelta(days=1))["乙局"]


def test_a_text_finds_the_entries_it_speaks_of_longest_words_first() -> None:
    entries = [
        duty("1", "A", "路灯维修", "路灯"),
        duty("2", "B", "路灯亮化工程", "路灯不亮"),
        duty("3", "C", "井盖"),
        duty("4", "D", "路灯", until=DAY),
    ]
    found = duties_about(entries, "和平路路灯不亮三天了", DAY + timedelta(days=1))
    assert [(one.duty_id, said) for one, said in found] == [("2", ("路灯不亮",)), ("1", ("路灯",))]
