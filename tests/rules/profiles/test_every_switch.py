"""Every switch that a profile sets: that it is read, and what it makes the desk do.

The table must name each switch there is: a new profile or switch without a line here fails.
"""

from collections.abc import Callable
from datetime import date

import pytest

from queueing.city.switches import (
    ALL_OFF,
    RevisitWay,
    Rhythm,
    Switches,
    becomes_ticket,
    closes_unsatisfied,
    must_appoint,
    next_followup,
    next_gate,
    next_revisit,
    next_rung,
)
from queueing.days.milestones import Weekday
from tests.rules.profiles.every_profile import PROFILES, written_switches

SMS, HUMAN = RevisitWay.SMS, RevisitWay.HUMAN
Check = Callable[[Switches], bool]


def _on(name: str) -> Check:
    """On here, and off where nobody asked for it."""
    return lambda found: getattr(found, name) is True and getattr(ALL_OFF, name) is False


def _revisits(*ways: RevisitWay) -> Check:
    return lambda found: [next_revisit(found, done) for done in range(len(ways) + 1)] == [*ways, None]


def _gates(*names: str) -> Check:
    return lambda found: [next_gate(found, passed) for passed in range(len(names) + 1)] == [*names, None]


def _followups(found: Switches) -> bool:
    """Wednesdays and Fridays: from Thursday to Friday, from Saturday to Wednesday, on the day itself that day."""
    days = [next_followup(found, date(2026, 11, day)) for day in (19, 21, 25)]
    return days == [date(2026, 11, 20), date(2026, 11, 25), date(2026, 11, 25)]


def _unsatisfied(found: Switches) -> bool:
    """Two messages and one call, all answered with dissatisfaction, and not before."""
    return [closes_unsatisfied(found, times) for times in (2, 3)] == [False, True]


def _after(*limits: str) -> Check:
    return lambda found: [str(one) for one in found.revisit_after] == list(limits)


def _rungs(found: Switches) -> bool:
    return [next_rung(found, rung) for rung in ("普通件", "督办件", "纪委监委")] == ["督办件", "纪委监委", None]


def _appointed(found: Switches) -> bool:
    return [must_appoint(found, dispatches) for dispatches in (2, 3, 4)] == [False, True, True]


CASES: dict[tuple[str, str], Check] = {
    ("jintan", "two_100"): _on("two_100"),
    ("jintan", "followup_column"): _followups,
    ("jintan", "tv_edit_parts"): lambda found: found.tv_edit_parts == 2,
    ("jintan", "clips"): _on("clips"),
    ("jintan", "unaired_to_ticket"): lambda found: becomes_ticket(found, aired=False),
    ("changzhou", "same_day_ticket"): lambda found: becomes_ticket(found, aired=True),
    ("changzhou", "unaired_to_ticket"): lambda found: becomes_ticket(found, aired=False),
    ("changzhou", "reply_matches_air"): _on("reply_matches_air"),
    ("changzhou", "second_hold"): _on("second_hold"),
    ("changzhou", "sealed_form"): _on("sealed_form"),
    ("changzhou", "revisit"): _revisits(HUMAN),
    ("changzhou", "discipline_referral"): _on("discipline_referral"),
    ("changzhou", "anonymous_ok"): lambda found: found.anonymous_ok,
    ("gaoyou", "gates"): _gates("单位主要负责人", "市分管领导", "市主要领导"),
    ("gaoyou", "monthly_full_review"): _on("monthly_full_review"),
    ("gaoyou", "leader_reopen"): _on("leader_reopen"),
    ("gaoyou", "hot_tracking"): _on("hot_tracking"),
    ("zhuzhou", "signed_reply"): _on("signed_reply"),
    ("zhuzhou", "revisit"): _revisits(SMS, SMS, HUMAN),
    ("zhuzhou", "close_unsatisfied"): _unsatisfied,
    ("zhuzhou", "strike_off"): _on("strike_off"),
    ("zhuzhou", "hard_case_register"): _on("hard_case_register"),
    ("zhuzhou", "weekly_media"): _on("weekly_media"),
    ("zhuzhou", "daily_report"): _on("daily_report"),
    ("zhuzhou", "province_feed"): _on("province_feed"),
    ("haikou", "grid"): _on("grid"),
    ("haikou", "person_dispatch"): _on("person_dispatch"),
    ("haikou", "joint_meeting"): _on("joint_meeting"),
    ("haikou", "escalate"): _rungs,
    ("haikou", "revisit"): _revisits(HUMAN),
    ("haikou", "own_revisit"): _on("own_revisit"),
    ("haikou", "leader_duty"): lambda found: found.leader_duty is Rhythm.MONTHLY,
    ("haikou", "revisits_per_session"): lambda found: found.revisits_per_session == 30,
    ("haikou", "discipline_rung"): lambda found: found.discipline_rung == "纪委监委",
    ("zhuzhou", "revisit_after"): _after("1 h", "1 d", "2 wd"),
    ("hejin", "promise_ledger"): _on("promise_ledger"),
    ("hejin", "opinion_collection"): _on("opinion_collection"),
    ("tianjin_2025", "appoint_after_dispatches"): _appointed,
    ("demo", "unaired_to_ticket"): lambda found: becomes_ticket(found, aired=False),
    ("demo", "same_day_ticket"): lambda found: becomes_ticket(found, aired=True),
    ("demo", "reply_matches_air"): _on("reply_matches_air"),
    ("demo", "promise_ledger"): _on("promise_ledger"),
    ("demo", "second_hold"): _on("second_hold"),
    ("demo", "revisit"): _revisits(SMS, HUMAN),
    ("demo", "revisit_after"): _after("1 h", "1 wd"),
    ("demo", "signed_reply"): _on("signed_reply"),
    ("demo", "close_unsatisfied"): lambda found: (
        [closes_unsatisfied(found, times) for times in (1, 2)] == [False, True]
    ),
    ("demo", "strike_off"): _on("strike_off"),
    ("demo", "hard_case_register"): _on("hard_case_register"),
    ("demo", "joint_meeting"): _on("joint_meeting"),
    ("demo", "leader_reopen"): _on("leader_reopen"),
    ("demo", "discipline_referral"): _on("discipline_referral"),
    ("demo", "person_dispatch"): _on("person_dispatch"),
    ("demo", "appoint_after_dispatches"): _appointed,
    ("demo", "escalate"): _rungs,
    ("demo", "escalate_on_red"): _on("escalate_on_red"),
    ("demo", "discipline_rung"): lambda found: found.discipline_rung == "纪委监委",
    **{("demo", name): _on(name) for name in ("clips", "daily_report", "hot_tracking", "sealed_form", "province_feed")},
    **{("demo", name): _on(name) for name in ("opinion_collection", "grid", "monthly_full_review")},
    **{("demo", name): _on(name) for name in ("two_100", "weekly_media")},
    ("demo", "leader_duty"): lambda found: found.leader_duty is Rhythm.MONTHLY,
    ("demo", "tv_edit_parts"): lambda found: found.tv_edit_parts == 2,
    ("demo", "revisits_per_session"): lambda found: found.revisits_per_session == 30,
}


def test_every_switch_of_every_profile_has_a_line_here() -> None:
    """A new one without a test is refused."""
    assert {(name, switch) for name in PROFILES for switch in written_switches(name)} == set(CASES)


@pytest.mark.parametrize(("name", "switch"), CASES)
def test_it_does_what_the_source_says(name: str, switch: str) -> None:
    """Read from the city's file."""
    assert CASES[name, switch](PROFILES[name].switches)


@pytest.mark.parametrize(("name", "switch"), CASES)
def test_without_it_the_desk_does_otherwise(name: str, switch: str) -> None:
    """The check can fail: with everything off it does. Anonymity alone is the rule everywhere."""
    if switch == "anonymous_ok":
        assert not CASES[name, switch](Switches(anonymous_ok=False))
    elif switch == "escalate":
        with pytest.raises(ValueError, match="escalate: expected one of none, found '普通件'"):
            next_rung(ALL_OFF, "普通件")
    else:
        assert not CASES[name, switch](ALL_OFF)


def test_a_negative_number_is_refused() -> None:
    """It says which."""
    with pytest.raises(ValueError, match="revisits_per_session: expected 0 or more, found -1"):
        Switches(revisits_per_session=-1)


def test_a_city_without_follow_up_days_has_no_next_one() -> None:
    """And Monday to Sunday are numbered as Python numbers them."""
    assert next_followup(ALL_OFF, date(2026, 11, 20)) is None
    assert [day.number for day in Weekday] == list(range(7))
