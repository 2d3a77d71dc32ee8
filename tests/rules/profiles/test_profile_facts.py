"""What each city's source says beside clocks and switches is in its profile, fact for fact."""

from datetime import date, time

import pytest

from queueing.city.profiles import SIX_TYPES, LeaderHours, Line, ProfileKind, ShowKind
from queueing.days.limits import Limit
from queueing.days.milestones import MilestoneRule, Weekday, plan
from tests.rules.deadlines.offices import office
from tests.rules.profiles.every_profile import PROFILES

CITIES = {"jintan", "changzhou", "gaoyou", "zhuzhou", "haikou", "hejin", "demo"}
RULES = {"tianjin_2025", "shandong_2020", "shandong_prov_2017", "anhui_leaders_2022"}


def test_cities_and_published_rules_are_told_apart() -> None:
    """Six cities, one to try things with, four rules."""
    assert {name for name, one in PROFILES.items() if one.kind is ProfileKind.CITY} == CITIES
    assert {name for name, one in PROFILES.items() if one.kind is ProfileKind.RULE} == RULES


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_what_a_profile_leaves_out_is_the_national_standard(name: str) -> None:
    """No menu, 15 seconds, 95 % over any 24 hours, the six types, the national calendar."""
    one = PROFILES[name]
    assert (one.calls.ivr, one.calls.answer_within_s, one.calls.answer_rate_min, one.calls.window_h) == (
        False,
        15.0,
        0.95,
        24,
    )
    assert (one.types, one.calendar) == (SIX_TYPES, "CN")


def test_jintan() -> None:
    """Fridays at ten on FM89.0, six seconds late, repeated on the weekend."""
    one = PROFILES["jintan"]
    show = one.show
    assert show is not None
    assert (show.name, show.weekday, show.start, show.minutes) == ("政风热线", Weekday.FRI, time(10, 0), 60)
    assert (show.outlets, show.repeats) == (("FM89.0", "手机台"), (Weekday.SAT, Weekday.SUN))
    assert show.delay_s == 6.0
    assert one.lines == (Line(id="newsroom", number="18706141234"),)
    assert one.kpis == ("现场办结数", "现场办结率", "一把手上线率", "部门覆盖率")


def test_changzhou() -> None:
    """Thursdays at nine, guests at eight, television at 22:20, a daily edition, forty dates."""
    one = PROFILES["changzhou"]
    show = one.show
    assert show is not None
    assert (show.weekday, show.start, show.minutes, show.arrive) == (Weekday.THU, time(9), 60, time(8))
    assert (show.outlets, show.tv, show.delay_s) == (("FM103.4", "AM846", "手机台"), time(22, 20), 20.0)
    assert show.daily_edition == tuple(Weekday)[:6]
    assert show.schedule is not None
    assert (len(show.schedule.dates), show.schedule.announced) == (40, date(2020, 3, 13))
    assert one.kpis == ("办结率", "满意率", "诉求办理质量", "问题解决率", "上线直播情况")
    assert one.reports == ("月度简报专栏", "群众诉求办理情况表")


def test_changzhou_s_milestones_come_in_their_order_before_a_show() -> None:
    """Thursday 14 May 2020; the meeting at nine, the others at close of business."""
    one = PROFILES["changzhou"]
    found = plan(date(2020, 5, 14), one.milestones, office(), date(2020, 3, 13))
    assert [(each.rule_id, f"{each.at:%m-%d %H:%M}") for each in found] == [
        ("contact", "03-31 17:30"),
        ("new_unit", "04-14 17:30"),
        ("reschedule", "04-14 17:30"),
        ("leader_promo", "04-28 17:30"),
        ("contact_latest", "04-29 17:30"),
        ("prep_meeting", "05-11 09:00"),
        ("leave", "05-11 17:30"),
        ("push_filed", "05-13 17:30"),
    ]
    assert not any(each.late or each.provisional or each.rest_day or each.other_day for each in found)


def test_a_milestone_before_the_announcement_is_born_late() -> None:
    """The first show of 2020: four of its eight were over when the notice was dated."""
    found = plan(date(2020, 3, 26), PROFILES["changzhou"].milestones, office(), date(2020, 3, 13))
    late = {each.rule_id for each in found if each.late}
    assert late == {"contact", "contact_latest", "new_unit", "reschedule", "leader_promo"}


def test_a_milestone_of_an_unpublished_year_is_provisional() -> None:
    """Ten working days before a show in January 2027 lie over the turn of the year."""
    found = plan(date(2027, 1, 7), PROFILES["changzhou"].milestones, office(), date(2026, 11, 1))
    assert {each.rule_id for each in found if each.provisional} == {
        "contact",
        "leader_promo",
        "prep_meeting",
        "leave",
        "push_filed",
    }


def test_of_two_rules_for_a_meeting_the_earlier_holds_whichever_it_is() -> None:
    """One working day before a Thursday is Wednesday, that week's Monday is earlier."""
    rule = MilestoneRule(id="m", title="筹备会", before=Limit.parse("-1 wd"), weekday=Weekday.MON, at=time(9))
    (found,) = plan(date(2026, 11, 19), (rule,), office(), date(2026, 11, 1))
    assert (found.day, found.other_day) == (date(2026, 11, 16), date(2026, 11, 18))


def test_what_is_due_on_the_day_of_the_announcement_is_not_late() -> None:
    """There is still that day."""
    rule = MilestoneRule(id="m", title="准备", before=Limit.parse("-3 wd"))
    (found,) = plan(date(2026, 11, 19), (rule,), office(), date(2026, 11, 16))
    assert (found.day, found.late) == (date(2026, 11, 16), False)


def test_gaoyou() -> None:
    """Eight operators in three shifts, no menu, seven ways in."""
    one = PROFILES["gaoyou"]
    assert (one.calls.shifts, one.calls.operators, one.calls.ivr) == (3, 8, False)
    assert one.channels == ("电话", "书记信箱", "市长信箱", "网站", "微博", "微信", "客户端")
    assert one.kpis == ("办理数量", "及时办结率", "回访满意率")
    assert (one.priorities, one.complexities) == (("一般", "紧急"), ("简单", "复杂"))


def test_zhuzhou() -> None:
    """Fifteen lines merged, calls from 110, leaders who answer, seven ways in, twelve fast categories."""
    one = PROFILES["zhuzhou"]
    assert (one.calls.merged_lines, one.calls.from_110, one.calls.leader_answering) == (15, True, True)
    assert one.channels == ("市长信箱", "电话", "短信", "微博", "微信", "网贴", "手机APP")
    assert one.kpis == ("接通率", "办结率", "首次办理满意率")
    assert one.reports == ("每日专报", "简报", "呈阅件", "分析报告", "季度排名")
    assert len(set(one.members("fast12"))) == 12


def test_haikou() -> None:
    """Twenty thousand calls at the peak, three classes, seven figures of the year."""
    one = PROFILES["haikou"]
    assert one.calls.peak_per_day == 20000
    assert one.categories == ("城市管理", "社会治理", "公共服务")
    assert one.kpis == (
        "受理办件量",
        "办件满意率",
        "一次性办结率",
        "督办件解决率",
        "网格员参与度",
        "公众号关注度",
        "信访总量",
    )


def test_hejin() -> None:
    """Recorded television, no calls, no clocks."""
    one = PROFILES["hejin"]
    assert one.show is not None
    assert (one.show.name, one.show.kind, one.show.phone_in) == ("请人民阅卷", ShowKind.TV_RECORDED, False)
    assert one.clocks == ()


def test_anhui_leaders_answer_on_thursdays() -> None:
    """From half past eight to half past eleven."""
    expected = LeaderHours(weekday=Weekday.THU, opens=time(8, 30), closes=time(11, 30))
    assert PROFILES["anhui_leaders_2022"].leader_hours == expected
