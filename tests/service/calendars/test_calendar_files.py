"""Calendar files of a site: they go before the package, add local days; slips of the pen are caught with the key."""

from datetime import date
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from callcenter.calendars import CalendarError, Origin, load_calendar, log_moved, package_years, warn_of_gap
from queueing.days.calendar import Calendar
from queueing.days.office import Due
from queueing.days.recount import Moved
from tests.rules.deadlines.offices import DATA, at

GOOD_2027 = """
year = 2027
source = "an invented notice"
off = ["2027-01-01..2027-01-03", "2027-02-05..2027-02-12", "2027-04-05", "2027-05-01..2027-05-05", "2027-06-09",
       "2027-09-15", "2027-10-01..2027-10-07"]
on = ["2027-02-14", "2026-12-27"]
"""


def _write(folder: Path, text: str, name: str = "CN-2027.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_site_file_publishes_its_year(tmp_path: Path) -> None:
    """Its weekends worked and days of rest hold, also the one it moves in December before."""
    loaded = load_calendar(_write(tmp_path, GOOD_2027))
    calendar = loaded.calendar
    assert loaded.origins[2027] is Origin.SITE
    assert [calendar.works(date(2027, 2, day)) for day in (4, 5, 12, 14, 15)] == [True, False, False, True, True]
    assert calendar.works(date(2026, 12, 27))
    assert calendar.settled(date(2027, 3, 1))
    assert not calendar.settled(date(2027, 12, 28))


def test_without_file_and_package_a_year_is_counted_by_the_statute(tmp_path: Path) -> None:
    """An empty or missing folder is no error."""
    for folder in (tmp_path, tmp_path / "missing"):
        calendar = load_calendar(folder).calendar
        assert 2030 not in calendar.published
        assert not calendar.works(date(2030, 10, 1))


@pytest.mark.skipif(2026 not in package_years(), reason="chinesecalendar is not installed")
def test_a_site_file_goes_before_the_package(tmp_path: Path) -> None:
    """The package calls 2026-02-14 worked; a site that types another notice for 2026 is believed for all of it."""
    text = 'year = 2026\noff = ["2026-01-01", "2026-02-16..2026-02-19", "2026-04-06", "2026-05-01", "2026-06-19", '
    loaded = load_calendar(_write(tmp_path, text + '"2026-09-25", "2026-10-01..2026-10-02"]', "CN-2026.toml"))
    assert load_calendar(tmp_path / "missing").calendar.works(date(2026, 2, 14))
    assert not loaded.calendar.works(date(2026, 2, 14))
    assert loaded.calendar.works(date(2026, 2, 20))
    assert (loaded.origins[2026], loaded.origins[2025]) == (Origin.SITE, Origin.PACKAGE)


def test_local_days_add_to_what_is_known_and_publish_nothing(tmp_path: Path) -> None:
    """三月三 is off in Guangxi; the year itself stays open."""
    loaded = load_calendar(_write(tmp_path, 'year = 2031\nonly_changes = true\noff = ["2031-04-14"]', "CN-2031.toml"))
    assert not loaded.calendar.works(date(2031, 4, 14))
    assert not loaded.calendar.works(date(2031, 10, 1))
    assert 2031 not in loaded.origins


def test_local_days_go_over_the_notice_of_the_same_year(tmp_path: Path) -> None:
    """A weekend that the notice makes work stays free here; the file's name sorts after and before the notice's."""
    _write(tmp_path, 'year = 2027\nonly_changes = true\noff = ["2027-02-14", "2027-03-08"]', "CN-2027-local.toml")
    calendar = load_calendar(_write(tmp_path, GOOD_2027)).calendar
    assert [calendar.works(day) for day in (date(2027, 2, 14), date(2027, 3, 8), date(2027, 3, 9))] == [
        False,
        False,
        True,
    ]
    assert calendar.settled(date(2027, 3, 8))


def test_a_second_notice_for_a_year_is_refused(tmp_path: Path) -> None:
    """Beside the notice only changes may lie."""
    with pytest.raises(CalendarError, match=r"CN-2027-new.toml: only_changes: expected true"):
        load_calendar(_write(tmp_path, GOOD_2027, "CN-2027-new.toml"))


@pytest.mark.skipif(2018 not in package_years(), reason="chinesecalendar is not installed")
def test_a_year_s_file_leaves_its_last_days_to_the_next_year_s_notice(tmp_path: Path) -> None:
    """2018-12-29 was worked and the 31st free by the notice for 2019, which no file typed for 2018 could know."""
    text = "year = 2018\noff = ['2018-10-01']"
    calendar = load_calendar(_write(tmp_path, text, "CN-2018.toml")).calendar
    assert [calendar.works(date(2018, 12, day)) for day in (28, 29, 31)] == [True, True, False]
    assert calendar.works(date(2018, 2, 19))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year = 2028", "year: expected the year of the file's name, found 2028"),
        ("year = '2027'", "year: expected a whole number, found '2027'"),
        ("yeer = 2027", "yeer: expected one of year, source, only_changes, off, on, found 'yeer'"),
        ("year = 2027\noff = ['2027-13-01']", "off: expected a date 2027-01-01 or dates"),
        ("year = 2027\noff = ['2027-02-11..2027-02-05']", "off: expected a first day and a later one within a month"),
        ("year = 2027\noff = ['2026-10-01']", "off: expected days from 2026-12-25 to 2027-12-31, found 2026-10-01"),
        (GOOD_2027.replace("2027-02-14", "2027-02-15"), "on: expected Saturdays and Sundays, found 2027-02-15, a Mon"),
        (GOOD_2027.replace("2027-02-14", "2027-05-01"), "expected each day off or on, found 2027-05-01 as both"),
        (GOOD_2027.replace('"2027-04-05", ', ""), "off: expected 2027-04-05, a statutory holiday, found it worked"),
        ("year = ", "expected TOML in UTF-8, found"),
    ],
)
def test_a_slip_of_the_pen_is_caught(tmp_path: Path, text: str, said: str) -> None:
    """The message names file, key, expected and found."""
    with pytest.raises(CalendarError) as caught:
        load_calendar(_write(tmp_path, text))
    assert "CN-2027.toml: " in str(caught.value)
    assert said in str(caught.value)


def test_files_of_other_names_are_left_alone(tmp_path: Path) -> None:
    """An example beside the real ones changes nothing."""
    _write(tmp_path, "this is no calendar", "CN-2027.example.toml")
    assert load_calendar(tmp_path).calendar == load_calendar(tmp_path / "missing").calendar


def test_the_files_that_come_with_the_package_can_be_read() -> None:
    """Whatever is there."""
    assert load_calendar().origins == load_calendar(None).origins


def test_a_missing_next_year_is_warned_of_from_november() -> None:
    """One warning that names year and file; none while there is time."""
    calendar = Calendar(published=frozenset({2026}))
    with capture_logs() as logs:
        assert warn_of_gap(calendar, date(2026, 10, 31)) is None
        assert warn_of_gap(calendar, date(2026, 11, 1)) == 2027
    assert [(log["event"], log["log_level"], log["file"]) for log in logs] == [
        ("holiday calendar missing", "warning", "CN-2027.toml")
    ]


def test_what_a_new_calendar_moved_is_logged() -> None:
    """Ticket and clock, before and after; nothing of the citizen."""
    moved = Moved(
        ticket_id="T1",
        rule_id="close",
        before=Due(at=at("2027-01-04 17:30"), provisional=True),
        after=Due(at=at("2027-01-05 17:30")),
    )
    settled = Moved(ticket_id="T2", rule_id="close", before=moved.before, after=Due(at=moved.before.at))
    with capture_logs() as logs:
        log_moved((moved, settled))
    assert [log["event"] for log in logs] == ["deadline moved", "deadline settled"]
    assert (logs[0]["before"], logs[0]["after"]) == ("2027-01-04T17:30:00+08:00", "2027-01-05T17:30:00+08:00")
    assert set(logs[0]) == {"event", "log_level", "ticket_id", "clock", "before", "after", "provisional"}


def test_the_test_data_are_such_files() -> None:
    """Years typed from notices, read without a fault."""
    origins = load_calendar(DATA).origins
    assert {year for year, origin in origins.items() if origin is Origin.SITE} == {2020, 2021, 2026}
