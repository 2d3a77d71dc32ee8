"""The contradictions in the cities' documents are found, all of them, and nothing else is."""

from dataclasses import replace
from datetime import date, time

import pytest

from queueing.city.contradictions import contradictions
from queueing.city.findings import Code, Finding, Severity
from queueing.city.profiles import (
    Calls,
    CategorySet,
    ClockKind,
    ClockRule,
    Figure,
    LoadReading,
    Moment,
    Profile,
    SaidLoad,
    Show,
    ShowKind,
    TvReading,
)
from queueing.days.calendar import Calendar
from queueing.days.limits import Limit
from queueing.days.milestones import MilestoneRule, Weekday
from tests.rules.deadlines.offices import office
from tests.rules.profiles.every_profile import PROFILES

EXPECTED: dict[str, list[tuple[Severity, Code, str, int]]] = {
    "changzhou": [
        (Severity.CONFLICT, Code.TWO_DATES, "milestone.联络员名单", 0),
        (Severity.CONFLICT, Code.TV_READINGS, "show.tv_readings", 0),
        (Severity.CONFLICT, Code.BORN_LATE, "milestone.contact", 5),
        (Severity.CONFLICT, Code.BORN_LATE, "milestone.contact_latest", 1),
        (Severity.CONFLICT, Code.BORN_LATE, "milestone.new_unit", 3),
        (Severity.CONFLICT, Code.BORN_LATE, "milestone.leader_promo", 1),
        (Severity.CONFLICT, Code.WEEKDAY_RULE, "milestone.prep_meeting", 6),
        (Severity.CONFLICT, Code.BORN_LATE, "milestone.reschedule", 3),
        (Severity.NOTE, Code.REST_DAY, "milestone.contact_latest", 1),
        (Severity.NOTE, Code.REST_DAY, "milestone.new_unit", 7),
        (Severity.NOTE, Code.REST_DAY, "milestone.reschedule", 7),
    ],
    "gaoyou": [
        (Severity.CONFLICT, Code.LOAD_READINGS, "calls.load", 0),
        (Severity.CONFLICT, Code.CLOSED_NOT_SATISFIED, "figure.办结率", 0),
        (Severity.NOTE, Code.JUDGEMENT, "complexities", 0),
    ],
    "zhuzhou": [
        (Severity.CONFLICT, Code.CLOSED_NOT_SATISFIED, "figure.办结率", 0),
        (Severity.NOTE, Code.ASSUMED_SET, "category_set.fast12", 0),
    ],
    "tianjin_2025": [(Severity.NOTE, Code.JUDGEMENT, "complexities", 0)],
}


def _found(profile: Profile) -> tuple[Finding, ...]:
    return contradictions(profile, office())


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_exactly_the_known_contradictions_are_found(name: str) -> None:
    """Kind, place and number of shows; a profile that is not listed has none."""
    found = [
        (one.severity, one.code, one.about, len(one.dates))
        for one in _found(PROFILES[name])
        if one.code is not Code.TOLD_ONLY
    ]
    assert found == EXPECTED.get(name, [])


@pytest.mark.parametrize("name", ["own_revisit", "revisits_per_session"])
def test_revisits_that_no_ticket_ever_waits_for_are_found(name: str) -> None:
    haikou = PROFILES["haikou"]
    none = replace(haikou, switches=replace(haikou.switches, revisit=()))
    found = [(one.severity, one.about) for one in _found(none) if one.code is Code.NEVER_REVISITED]
    assert (Severity.FAULT, f"switches.{name}") in found


TOLD = {
    "anhui_leaders_2022": ["leader_hours"],
    "gaoyou": ["calls.shifts"],
    "haikou": ["calls.peak_per_day"],
    "jintan": ["show.repeats"],
    "zhuzhou": ["calls.from_110", "calls.leader_answering", "calls.merged_lines"],
}


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_what_only_tells_of_a_city_is_listed(name: str) -> None:
    """Nobody takes a key for a rule that nothing follows."""
    assert [one.about for one in _found(PROFILES[name]) if one.code is Code.TOLD_ONLY] == TOLD.get(name, [])


def test_the_six_weeks_in_which_monday_is_not_three_working_days_before() -> None:
    """A holiday Monday and five shows that are not on a Thursday, each with both dates."""
    (one,) = (each for each in _found(PROFILES["changzhou"]) if each.code is Code.WEEKDAY_RULE)
    assert [f"{day:%m-%d}" for day in one.dates] == ["04-09", "04-29", "06-23", "07-14", "12-15", "12-29"]
    assert "differ for 6 of 40 shows; the earlier holds" in one.text
    assert "2020-04-29 (2020-04-26, not 2020-04-27)" in one.text


def test_the_first_five_shows_were_late_when_they_were_announced() -> None:
    """Thirty working days before them lay before the notice of 13 March 2020."""
    (one,) = (
        each
        for each in _found(PROFILES["changzhou"])
        if each.code is Code.BORN_LATE and each.about == "milestone.contact"
    )
    assert [f"{day:%m-%d}" for day in one.dates] == ["03-26", "04-02", "04-09", "04-16", "04-23"]


def test_both_delays_are_said() -> None:
    """Twenty seconds with television, six without, and what is set."""
    (one,) = (each for each in _found(PROFILES["changzhou"]) if each.code is Code.TV_READINGS)
    assert "22:20 for a show at 09:00: the delay must be 20 s if simulcast, 6 s if radio alone; set is 20 s" in one.text


def test_both_readings_of_350_calls_are_said_with_the_nearer() -> None:
    """350 or 2,800 a day, where five to six times a hundred would be usual."""
    (one,) = (each for each in _found(PROFILES["gaoyou"]) if each.code is Code.LOAD_READINGS)
    assert "total 350 a day, each 2800 a day" in one.text
    assert "500 to 600, total is nearer" in one.text


def test_closed_is_not_satisfied() -> None:
    """All closed, 2.3 % of them not to satisfaction."""
    (one,) = (each for each in _found(PROFILES["gaoyou"]) if each.code is Code.CLOSED_NOT_SATISFIED)
    assert "at least 2.3% was closed without satisfaction" in one.text


def test_a_city_that_knows_its_readings_has_no_conflict() -> None:
    """Striking one reading out settles it, in the show and in the load."""
    gaoyou, changzhou = PROFILES["gaoyou"], PROFILES["changzhou"]
    assert gaoyou.calls.load is not None
    assert changzhou.show is not None
    load = replace(gaoyou.calls.load, readings=(LoadReading.TOTAL,))
    sure = replace(gaoyou, calls=replace(gaoyou.calls, load=load))
    later = replace(changzhou, show=replace(changzhou.show, tv_readings=(TvReading.LATER,), delay_s=6.0))
    assert not [one for one in _found(sure) if one.code is Code.LOAD_READINGS]
    assert not [one for one in _found(later) if one.code in (Code.TV_READINGS, Code.DELAY_SHORT)]


def test_without_the_year_s_holidays_the_dates_are_said_to_be_provisional() -> None:
    """The weeks found may then be others."""
    found = contradictions(PROFILES["changzhou"], office(calendar=Calendar(published=frozenset())))
    assert [one.about for one in found if one.code is Code.NO_CALENDAR] == ["calendar"]


# Generic faults, each planted into an otherwise sound profile.


def _rule(ident: str = "close", **more: object) -> ClockRule:
    sound: dict[str, object] = {
        "id": ident,
        "title": "办结",
        "starts": Moment.DISPATCHED,
        "stops": Moment.RESOLVED,
        "limit": Limit.parse("5 wd"),
    }
    return ClockRule(**{**sound, **more})  # type: ignore[arg-type]


SOUND = Profile(id="x", title="某市", source="某市规定", clocks=(_rule(),), channels=("电话",))
RADIO = Show(name="热线", weekday=Weekday.THU, start=time(9), delay_s=6.0)


def _codes(profile: Profile, year: int | None = None) -> list[tuple[Severity, Code, str]]:
    return [(one.severity, one.code, one.about) for one in contradictions(profile, office(), year)]


def test_a_sound_profile_has_nothing_to_find() -> None:
    """Nor has it with a show on the radio."""
    assert _codes(SOUND) == []
    assert _codes(replace(SOUND, show=RADIO)) == []


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (_rule(types=("抱怨",)), "expected types among 举报、咨询、建议、投诉、求助、表扬, found 抱怨"),
        (_rule(priorities=("特急",)), "expected priorities among 一般、紧急, found 特急"),
        (_rule(complexities=("疑难",)), "expected complexities among 复杂、简单, found 疑难"),
        (_rule(sources=("传真",)), "expected sources among show、电话, found 传真"),
        (_rule(sources=("show",)), "expected a show that citizens call, found none"),
        (_rule(starts=Moment.COLLECTED), "expected a show that citizens call, found none"),
        (_rule(stops=Moment.DISPATCHED), "found dispatched for both"),
        (_rule(kind=ClockKind.EXTENSION), "expected a clock that stops at resolved to be extended, found none"),
    ],
)
def test_a_clock_that_can_never_run_is_a_fault(rule: ClockRule, why: str) -> None:
    """With the reason."""
    found = [one for one in _found(replace(SOUND, clocks=(rule,))) if one.code is Code.NEVER_RUNS]
    assert [one.severity for one in found] == [Severity.FAULT]
    assert why in found[0].text


def test_a_clock_for_a_category_nobody_has_can_never_run() -> None:
    """And neither can one for an empty set."""
    empty = replace(SOUND, category_sets=(CategorySet(id="fast", members=(), said=0),))
    unknown = replace(SOUND, categories=("城市管理",), clocks=(_rule(categories=("停水",)),))
    of_set = replace(empty, clocks=(_rule(categories=("fast",)),))
    assert _codes(unknown) == [(Severity.FAULT, Code.NEVER_RUNS, "clock.close")]
    assert _codes(of_set) == [(Severity.FAULT, Code.NEVER_RUNS, "clock.close")]


def test_a_name_nobody_knows_beside_known_ones_is_a_fault() -> None:
    """The clock runs for complaints, not for what was meant beside them."""
    mixed = replace(SOUND, clocks=(_rule(types=("投诉", "抱怨")),))
    assert _codes(mixed) == [(Severity.FAULT, Code.UNKNOWN_NAME, "clock.close")]
    assert "found 抱怨" in _found(mixed)[0].text


def test_two_of_one_id_are_a_fault() -> None:
    """Clocks, milestones and sets."""
    milestone = MilestoneRule(id="m", title="准备", before=Limit.parse("-3 wd"))
    one_set = CategorySet(id="s", members=("a",), said=1)
    doubled = replace(
        SOUND,
        clocks=(_rule(), _rule(limit=Limit.parse("3 wd"))),
        milestones=(milestone, milestone),
        category_sets=(one_set, one_set),
    )
    assert _codes(doubled) == [
        (Severity.FAULT, Code.DUPLICATE_ID, "clock.close"),
        (Severity.FAULT, Code.DUPLICATE_ID, "category_set.s"),
        (Severity.FAULT, Code.DUPLICATE_ID, "milestone.m"),
    ]


def test_two_clocks_of_one_group_for_the_same_matters_are_a_fault() -> None:
    """Whatever the order in which they name what they select."""
    one, other = _rule("a", group="g", types=("咨询", "建议")), _rule("b", group="g", types=("建议", "咨询"))
    assert _codes(replace(SOUND, clocks=(one, other))) == [(Severity.FAULT, Code.SAME_MATTERS, "clock.b")]
    apart = replace(other, types=("求助",))
    assert _codes(replace(SOUND, clocks=(one, apart))) == []


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        (replace(RADIO, delay_s=5.9), [Code.DELAY_SHORT]),
        (replace(RADIO, tv=time(9), tv_readings=(TvReading.SIMULCAST,), delay_s=19.0), [Code.DELAY_SHORT]),
        (replace(RADIO, tv=time(9), tv_readings=(TvReading.SIMULCAST,), delay_s=20.0), []),
        (replace(RADIO, tv=time(22), tv_readings=(TvReading.SIMULCAST,), delay_s=20.0), [Code.TV_READINGS]),
        (replace(RADIO, phone_in=False, delay_s=0.0), []),
        (replace(RADIO, kind=ShowKind.TV_RECORDED, delay_s=0.0), []),
    ],
)
def test_a_delay_shorter_than_the_law_asks_is_a_fault(show: Show, expected: list[Code]) -> None:
    """Six seconds for radio alone, twenty when television is on at the same time, none without callers."""
    assert [one.code for one in _found(replace(SOUND, show=show))] == expected


def test_a_set_of_another_size_than_the_source_says_is_a_conflict() -> None:
    """Eleven of twelve."""
    short = replace(SOUND, category_sets=(CategorySet(id="fast12", members=("停水",), said=12),))
    assert _codes(short) == [(Severity.CONFLICT, Code.SET_SIZE, "category_set.fast12")]


def test_a_figure_of_each_operator_needs_operators() -> None:
    """Else nobody can say what it is in all."""
    load = SaidLoad(said="每人350通", calls=350, readings=(LoadReading.EACH,))
    assert _codes(replace(SOUND, calls=Calls(load=load))) == [(Severity.FAULT, Code.LOAD_READINGS, "calls.operators")]


def test_more_satisfaction_than_closing_is_no_conflict() -> None:
    """Those who were asked were pleased."""
    figures = (Figure(kpi="办结率", share=0.9), Figure(kpi="满意率", share=0.95))
    assert _codes(replace(SOUND, figures=figures)) == []


def test_a_weekly_show_without_a_schedule_is_looked_at_in_a_given_year() -> None:
    """Thursdays of 2020 whose Monday is not three working days before; none without a year."""
    rule = MilestoneRule(id="m", title="筹备会", before=Limit.parse("-3 wd"), weekday=Weekday.MON, at=time(9))
    weekly = replace(SOUND, show=RADIO, milestones=(rule,))
    assert _codes(weekly) == []
    (one,) = (each for each in contradictions(weekly, office(), 2020) if each.code is Code.WEEKDAY_RULE)
    assert date(2020, 4, 9) in one.dates
    assert all(day.weekday() == 3 for day in one.dates)
