"""Lists as CSV: what is written is read back the same, every fault is named, nothing becomes a formula."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter import unit_sheets
from callcenter.sheet import SheetError, guarded, parse_sheet, unguarded, write_sheet
from callcenter.unit_sheets import DUTIES, PEOPLE, ROSTER, UNITS
from queueing.days.office import Shift
from queueing.units.call_out import OnCall
from queueing.units.duty_directory import Duty
from queueing.units.persons import Person, PersonKind
from queueing.units.unit_tree import Unit, UnitKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6), max_size=4, unique=True).map(
    tuple
)
NAMES = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)


def names(columns: tuple[object, ...]) -> list[str]:
    return [column.name for column in columns]  # type: ignore[attr-defined]


@given(NAMES, WORDS, WORDS, st.booleans())
def test_units_survive_the_way_through_a_spreadsheet(
    name: str, aliases: tuple[str, ...], duties: tuple[str, ...], active: bool
) -> None:
    one = Unit(
        unit_id="U1", name=name, kind=UnitKind.STATION, parent_id="C", aliases=aliases, duties=duties, active=active
    )
    content = write_sheet(names(UNITS), [unit_sheets.unit_cells(one)]).encode()
    assert [row.record for row in parse_sheet(content, "x.csv", UNITS, unit_sheets.unit)] == [one]


def test_people_duties_and_turns_survive_it_too() -> None:
    person = Person(
        person_id="P1",
        name="=王",
        kind=PersonKind.EXPERT,
        unit_id="U1",
        phone="+8613800000000",
        skills=("物业",),
        weekdays=(1, 3),
        shifts=(Shift.parse("09:00-12:00"),),
    )
    duty = Duty(
        duty_id="d",
        item="路灯",
        unit_id="U1",
        assisting=("U2",),
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 2, 1),
        source="-1号文",
    )
    turn = OnCall(unit_id="U1", name="主班", number="101", since=1_763_800_000.0, until=1_763_900_000.0)
    for columns, cells, make, one in (
        (PEOPLE, unit_sheets.person_cells(person), unit_sheets.person, person),
        (DUTIES, unit_sheets.duty_cells(duty), unit_sheets.duty, duty),
        (ROSTER, unit_sheets.turn_cells(turn, SHANGHAI), unit_sheets.turn_of(SHANGHAI), turn),
    ):
        content = write_sheet(names(columns), [cells]).encode()
        assert [row.record for row in parse_sheet(content, "x.csv", columns, make)] == [one]  # type: ignore[arg-type]


@given(st.text(max_size=20))
def test_no_cell_is_a_formula_and_the_guard_comes_off_again(cell: str) -> None:
    written = guarded(cell)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    if not cell.startswith("'"):
        assert unguarded(written) == cell


HEAD = "unit_id,name,kind,parent_id,aliases,duties,areas,active\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: expected the header unit_id,name"),
        ("unit_id,name\n", "line 1: expected the header unit_id,name"),
        (HEAD + "A,甲,city,,,,\n", "line 2: expected 8 columns, found 7"),
        (HEAD + "A,甲,town,,,,,\n", "line 2: column kind: expected one of city, district"),
        (HEAD + "A B,甲,city,,,,,\n", "line 2: column unit_id: expected an id of letters"),
        (HEAD + "A,,city,,,,,\n", "line 2: column name: expected 1 to 60 characters, found ''"),
        (HEAD + "A,甲,city,,,,,maybe\n", "line 2: column active: expected 是 or 否"),
        (HEAD + 'A,"甲\x07",city,,,,,\n', "line 2: column name: expected text without control characters"),
        (HEAD + 'A,"甲,city\n', "expected CSV, found"),
        (HEAD + "\n\nA,甲,town,,,,,\n", "line 4: column kind"),
    ],
)
def test_every_fault_is_named_by_line_and_column(text: str, told: str) -> None:
    with pytest.raises(SheetError, match=r"x\.csv") as found:
        parse_sheet(text.encode(), "x.csv", UNITS, unit_sheets.unit)
    assert told in str(found.value)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("U1,主班,12a,1,,", "column number: expected a telephone number, found '12a'"),
        ("U1,主班,101,0,,", "column rank: expected 1 (main) to 9, found '0'"),
        ("U1,主班,101,1,soon,", "column since: expected a time such as"),
        ("U1,主班,101,1,2026-11-22 18:00,2026-11-22 08:00", "column until: expected a time after since"),
    ],
)
def test_a_turn_that_cannot_be_is_refused(row: str, told: str) -> None:
    with pytest.raises(SheetError) as found:
        parse_sheet(
            f"unit_id,name,number,rank,since,until\n{row}\n".encode(), "x.csv", ROSTER, unit_sheets.turn_of(SHANGHAI)
        )
    assert told in str(found.value)


def test_a_file_as_spreadsheets_in_china_save_it_is_read(tmp_path: Path) -> None:
    content = (HEAD + "A,市城管局,city,,城管；执法、综合执法,,,是\n").encode("gb18030")
    (row,) = parse_sheet(content, "x.csv", UNITS, unit_sheets.unit)
    assert row.record.aliases == ("城管", "执法", "综合执法")
