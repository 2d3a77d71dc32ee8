"""Spoken times are resolved against the time of the call, as exactly as they were said and no more."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.drafting import Drafter, Knowledge
from callcenter.drafting.moments import moments
from tests.rules.drafting.speaking import BEGAN


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("昨天晚上十点半", "2026-11-20T22:30+08:00"),
        ("前天中午十二点多", "2026-11-19T12:00+08:00"),
        ("今天早上七点四十五分", "2026-11-21T07:45+08:00"),
        ("昨天晚上十二点", "2026-11-21T00:00+08:00"),
        ("凌晨两点", "2026-11-21T02:00+08:00"),
        ("晚上十一点", "2026-11-20T23:00+08:00"),  # not yet tonight: last night
        ("上周三下午三点", "2026-11-11T15:00+08:00"),
        ("这周一停的", "2026-11-16"),
        ("星期天来过", "2026-11-15"),
        ("昨天来过", "2026-11-20"),
        ("大前天", "2026-11-18"),
        ("三月十二号", "2026-03-12"),
        ("去年十二月二十五日", "2025-12-25"),
        ("十二月三号", "2025-12-03"),  # not yet this year
        ("上个月三号", "2026-10-03"),
        ("停水三天了", "2026-11-18/.."),
        ("坏了一个星期了", "2026-11-14/.."),
        ("拖欠我们三个月的工资", "2026-08/.."),
        ("两个半小时了", "2026-11-21T07:45+08:00/.."),
        ("从上个月开始", "2026-10/.."),
        ("从昨天晚上开始停电", "2026-11-20/.."),
        ("半年了", "2026-05/.."),
        ("上个月", "2026-10"),
        ("去年", "2025"),
        ("每天晚上十点", "每天晚上十点"),
        ("好几天了", "好几天"),
        ("最近", "最近"),
        ("刚才着火了", "2026-11-21T10:15+08:00"),
    ],
)
def test_what_was_said_becomes_a_time(text: str, value: str) -> None:
    assert [moment.value for moment in moments(text, BEGAN)] == [value]


@pytest.mark.parametrize(
    "text", ["三栋二单元", "明天上午来修", "你们几点上班", "二月三十号", "第三次了", "三号楼停水", "二十五点", ""]
)
def test_what_is_no_past_time_gives_none(text: str) -> None:
    assert moments(text, BEGAN) == []


def test_the_29th_of_february_is_only_there_in_leap_years() -> None:
    assert moments("二月二十九号", datetime(2027, 3, 2, tzinfo=UTC)) == []
    assert [one.value for one in moments("二月二十九号", datetime(2028, 3, 2, tzinfo=UTC))] == ["2028-02-29"]


def test_months_before_january_lie_in_the_year_before() -> None:
    assert [one.value for one in moments("上个月", datetime(2027, 1, 5, tzinfo=UTC))] == ["2026-12"]


def test_a_call_time_without_a_zone_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match="expected a time with a zone"):
        Drafter(knowledge, datetime(2026, 11, 21))  # noqa: DTZ001


@given(
    st.text(
        "零一二三四五六七八九十两半个月年周天号日上下去前昨今从每点分星期礼拜早晚午了开始小时0123456789", max_size=20
    ),
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_no_words_at_any_time_break_it(text: str, now: datetime) -> None:
    for moment in moments(text, now):
        assert 0 <= moment.start < moment.end <= len(text)
        assert moment.value
