"""Every clock of every city: when it starts, for which tickets, when it stops, and when it is due.

The table must name each clock there is: a new profile or clock without a line here fails.
"""

from dataclasses import dataclass

import pytest

from queueing.city.profiles import ClockKind, Moment, Profile
from queueing.days.calendar import Calendar
from queueing.days.clocks import ClockError, due_of, extend, read
from queueing.days.limits import Limit
from queueing.days.ticket_clocks import Matter, extension_allowed, start, starting, stopping
from tests.rules.deadlines.offices import at, office
from tests.rules.profiles.every_profile import PROFILES

NIGHT = "2026-11-20 23:50"  # a Friday; all of November and December to the 24th is settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A ticket that starts the clock, when it is due if begun at NIGHT, and a ticket that does not start it."""

    starts: Moment
    stops: Moment
    matter: Matter
    due: str
    not_for: Matter | None = None  # None: it runs for every ticket
    kind: ClockKind = ClockKind.DUTY


def _matter(kind: str, **more: str) -> Matter:
    return Matter(type=kind, **more)


HELP, COMPLAINT, ASK = _matter("求助"), _matter("投诉"), _matter("咨询")
D, A = Moment.DISPATCHED, Moment.ACCEPTED

CASES: dict[tuple[str, str], Case] = {
    ("jintan", "hotline_close"): Case(starts=D, stops=Moment.RESOLVED, matter=HELP, due="2026-11-27 17:30"),
    ("jintan", "statutory_complaint"): Case(
        starts=A,
        stops=Moment.RESOLVED,
        matter=_matter("投诉", unit="金坛区市场监管局"),
        due="2027-01-25 17:30",
        not_for=_matter("投诉", unit="金坛区城管局"),
    ),
    ("jintan", "statutory_report"): Case(
        starts=A,
        stops=Moment.RESOLVED,
        matter=_matter("举报", unit="市场监管局"),
        due="2027-04-02 17:30",
        not_for=_matter("投诉", unit="市场监管局"),
    ),
    ("changzhou", "sign"): Case(starts=D, stops=Moment.SIGNED, matter=HELP, due="2026-11-23 10:00"),
    ("changzhou", "reply"): Case(
        starts=D, stops=Moment.REPLIED, matter=_matter("建议"), due="2026-11-25 17:30", not_for=HELP
    ),
    ("changzhou", "show_close"): Case(
        starts=D,
        stops=Moment.RESOLVED,
        matter=_matter("投诉", source="show"),
        due="2027-01-04 17:30",
        not_for=_matter("投诉", source="电话"),
    ),
    ("changzhou", "hotline_to_show"): Case(
        starts=Moment.COLLECTED, stops=Moment.HANDED_ON, matter=HELP, due="2026-11-23 17:30"
    ),
    ("gaoyou", "urgent_onsite"): Case(
        starts=A,
        stops=Moment.ON_SITE,
        matter=_matter("求助", priority="紧急"),
        due="2026-11-21 00:50",
        not_for=_matter("求助", priority="一般"),
    ),
    ("gaoyou", "simple"): Case(
        starts=A,
        stops=Moment.RESOLVED,
        matter=_matter("求助", complexity="简单"),
        due="2026-11-24 17:30",
        not_for=_matter("求助", complexity="复杂"),
    ),
    ("gaoyou", "complex"): Case(
        starts=A,
        stops=Moment.RESOLVED,
        matter=_matter("求助", complexity="复杂"),
        due="2026-12-01 17:30",
        not_for=_matter("求助", complexity="简单"),
    ),
    ("zhuzhou", "fast12"): Case(
        starts=A,
        stops=Moment.RESOLVED,
        matter=_matter("求助", category="停水"),
        due="2026-11-21 23:50",
        not_for=_matter("求助", category="噪声扰民"),
    ),
    ("haikou", "to_unit"): Case(starts=Moment.CALL_END, stops=D, matter=HELP, due="2026-11-21 00:20"),
    ("tianjin_2025", "recv_life"): Case(
        starts=D,
        stops=Moment.SIGNED,
        matter=_matter("求助", category="生命财产安全"),
        due="2026-11-21 00:05",
        not_for=_matter("求助", category="供水"),
    ),
    ("tianjin_2025", "recv_utilities"): Case(
        starts=D,
        stops=Moment.SIGNED,
        matter=_matter("求助", category="供热"),
        due="2026-11-21 00:20",
        not_for=_matter("求助", category="其他"),
    ),
    ("tianjin_2025", "recv"): Case(
        starts=D,
        stops=Moment.SIGNED,
        matter=_matter("求助", category="其他"),
        due="2026-11-23 17:30",
        not_for=_matter("求助", category="供热"),
    ),
    ("tianjin_2025", "return"): Case(
        starts=D,
        stops=Moment.RETURNED,
        matter=_matter("求助", complexity="一般"),
        due="2026-11-23 17:30",
        not_for=_matter("求助", complexity="疑难"),
        kind=ClockKind.RIGHT,
    ),
    ("tianjin_2025", "return_hard"): Case(
        starts=D,
        stops=Moment.RETURNED,
        matter=_matter("求助", complexity="疑难"),
        due="2026-11-24 17:30",
        not_for=_matter("求助", complexity="一般"),
        kind=ClockKind.RIGHT,
    ),
    ("shandong_2020", "close"): Case(starts=D, stops=Moment.RESOLVED, matter=HELP, due="2026-11-27 17:30"),
    ("shandong_2020", "return"): Case(
        starts=D, stops=Moment.RETURNED, matter=HELP, due="2026-11-24 17:30", kind=ClockKind.RIGHT
    ),
    ("shandong_prov_2017", "close"): Case(starts=D, stops=Moment.RESOLVED, matter=HELP, due="2026-12-11 17:30"),
    ("anhui_leaders_2022", "consult"): Case(
        starts=D, stops=Moment.RESOLVED, matter=ASK, due="2026-11-25 17:30", not_for=HELP
    ),
    ("anhui_leaders_2022", "other"): Case(
        starts=D, stops=Moment.RESOLVED, matter=COMPLAINT, due="2026-12-04 17:30", not_for=ASK
    ),
    ("demo", "to_unit"): Case(starts=Moment.CALL_END, stops=D, matter=HELP, due="2026-11-21 00:20"),
    ("demo", "urgent_onsite"): Case(
        starts=A,
        stops=Moment.ON_SITE,
        matter=_matter("求助", priority="紧急"),
        due="2026-11-21 00:50",
        not_for=HELP,
    ),
    ("demo", "hotline_to_show"): Case(
        starts=Moment.COLLECTED, stops=Moment.HANDED_ON, matter=HELP, due="2026-11-23 17:30"
    ),
    ("demo", "sign"): Case(starts=D, stops=Moment.SIGNED, matter=HELP, due="2026-11-23 10:00"),
    ("demo", "consult"): Case(starts=D, stops=Moment.RESOLVED, matter=ASK, due="2026-11-25 17:30", not_for=HELP),
    ("demo", "close"): Case(starts=D, stops=Moment.RESOLVED, matter=HELP, due="2026-11-27 17:30", not_for=ASK),
}
# Limits of extensions never run: how much longer, for the clock that ends with the same moment, and a request too many.
EXTENSIONS = {("shandong_2020", "extend_max"): ("close", "10 wd"), ("shandong_prov_2017", "extend"): ("close", "7 wd")}


def _started(profile: Profile, matter: Matter, moment: Moment) -> set[str]:
    return {rule.id for rule in starting(profile, matter, moment)}


def test_every_clock_of_every_profile_has_a_line_here() -> None:
    """A new one without a test is refused."""
    there = {(name, rule.id) for name, profile in PROFILES.items() for rule in profile.clocks}
    assert there == set(CASES) | set(EXTENSIONS)


@pytest.mark.parametrize(("name", "clock"), CASES)
def test_it_starts_for_its_tickets_only_and_is_due_when_the_source_says(name: str, clock: str) -> None:
    """Also not at any other moment."""
    profile, case = PROFILES[name], CASES[name, clock]
    assert clock in _started(profile, case.matter, case.starts)
    assert case.not_for is None or clock not in _started(profile, case.not_for, case.starts)
    assert all(clock not in _started(profile, case.matter, other) for other in Moment if other is not case.starts)
    running = {one.rule_id: one for one in start(profile, case.matter, case.starts, "T1", at(NIGHT))}
    found = due_of(running[clock], office())
    assert found is not None
    assert found.at == at(case.due)
    assert found.provisional == (case.due >= "2026-12-25")


@pytest.mark.parametrize(("name", "clock"), CASES)
def test_it_stops_at_its_moment_and_no_other(name: str, clock: str) -> None:
    """What it means to be over is part of the rule."""
    profile, case = PROFILES[name], CASES[name, clock]
    running = start(profile, case.matter, case.starts, "T1", at(NIGHT))
    stops = {moment for moment in Moment if clock in {one.rule_id for one in stopping(profile, running, moment)}}
    assert stops == {case.stops}
    (rule,) = (one for one in profile.clocks if one.id == clock)
    assert rule.kind is case.kind


@pytest.mark.parametrize(("name", "limit"), EXTENSIONS)
def test_an_extension_has_its_bound_and_never_runs(name: str, limit: str) -> None:
    """The whole of it is granted, one day more is not."""
    profile, (clock, most) = PROFILES[name], EXTENSIONS[name, limit]
    assert all(limit not in _started(profile, HELP, moment) for moment in Moment)
    rule = extension_allowed(profile)
    assert rule is not None
    assert (rule.id, rule.limit) == (limit, Limit.parse(most))
    (running,) = (one for one in start(profile, HELP, D, "T1", at(NIGHT)) if one.rule_id == clock)
    when = at("2026-11-23 09:00")
    longer = extend(running, rule.limit, when, "情况复杂", office(), rule.limit)
    with pytest.raises(ClockError, match="at most"):
        extend(longer, Limit.parse("1 wd"), when, "情况复杂", office(), rule.limit)


def test_a_soft_guide_and_a_statutory_duty_run_on_one_ticket() -> None:
    """Jintan: about five working days by the hotline, 45 by law."""
    profile, matter = PROFILES["jintan"], _matter("投诉", unit="市场监管局")
    assert _started(profile, matter, A) | _started(profile, matter, D) == {"statutory_complaint", "hotline_close"}
    assert {rule.id: rule.soft for rule in profile.clocks}["hotline_close"]


def test_a_question_asked_in_the_show_has_both_its_clocks() -> None:
    """Changzhou: answered in three working days, closed in thirty, signed for in a working hour."""
    assert _started(PROFILES["changzhou"], _matter("咨询", source="show"), D) == {"sign", "reply", "show_close"}


@pytest.mark.parametrize(
    ("name", "yellow", "red"),
    [("shandong_prov_2017", "2026-12-10 17:30", "2026-12-14 17:30"), ("demo", "2026-11-26 17:30", "2026-11-30 17:30")],
)
def test_cards_come_when_the_profile_says(name: str, yellow: str, red: str) -> None:
    """A working day before the end and after it."""
    profile = PROFILES[name]
    (running,) = (one for one in start(profile, HELP, D, "T1", at(NIGHT)) if one.rule_id == "close")
    face = read(running, at(NIGHT), office(), profile.cards)
    assert (face.yellow_at, face.red_at) == (at(yellow), at(red))


def test_only_profiles_with_cards_show_them() -> None:
    """No city gets a rule it did not make."""
    with_cards = {name for name, profile in PROFILES.items() if profile.cards.yellow or profile.cards.red}
    assert with_cards == {"shandong_prov_2017", "demo"}


def test_a_ticket_keeps_the_policy_it_began_under() -> None:
    """A clock carries its limit and the profile's version, and needs neither any more."""
    (running,) = start(PROFILES["haikou"], HELP, Moment.CALL_END, "T1", at(NIGHT))
    assert (running.policy, running.limit) == ("haikou@1", Limit.parse("30 min"))
    assert due_of(running, office(calendar=Calendar(published=frozenset()))) is not None


def test_a_clock_whose_rule_is_gone_runs_until_the_ticket_is_resolved() -> None:
    """A changed profile leaves no clock without an end."""
    (running,) = start(PROFILES["haikou"], HELP, Moment.CALL_END, "T1", at(NIGHT))
    assert stopping(PROFILES["hejin"], (running,), Moment.RESOLVED) == (running,)
    assert stopping(PROFILES["hejin"], (running,), D) == ()
