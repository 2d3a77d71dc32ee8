"""Opinions around a recorded edition: each sender once, and nothing that somebody wrote is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.show.opinions import Channel, OpinionRules, Voice, collecting, counted, last_day, read_message, tally
from tests.rules.deadlines.offices import KNOWN

UNITS = ("教育局", "民政局", "市医疗保障局")
RULES = OpinionRules(verdicts=("满意", "基本满意", "不满意"), good=2)
VOICES = st.lists(
    st.builds(
        Voice,
        unit=st.sampled_from(("", *UNITS)),
        topic=st.sampled_from(("", "看病")),
        verdict=st.sampled_from(("", *RULES.verdicts)),
        channel=st.sampled_from(Channel),
        sender=st.sampled_from(("", "a", "b")),
        people=st.integers(1, 40),
        at=st.floats(0, 1e6),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("message", "unit", "verdict", "text"),
    [
        ("问政 2 满意 路修得快", "民政局", "满意", "路修得快"),
        ("问政2不满意", "民政局", "不满意", ""),
        ("问政#3，基本满意。报销还是慢", "市医疗保障局", "基本满意", "报销还是慢"),
        ("问政 教育局 不满意 学校门口太堵", "教育局", "不满意", "学校门口太堵"),
        ("问政 9 满意", "", "", "9 满意"),  # there is no ninth unit: kept as words
        ("问政 公交车太少", "", "", "公交车太少"),
        ("问政 2路公交车太少", "", "", "2路公交车太少"),  # a bus, no unit
        ("问政 12路公交车太少", "", "", "12路公交车太少"),
    ],
)
def test_a_text_message_is_read_as_people_write_it(message: str, unit: str, verdict: str, text: str) -> None:
    found = read_message(message, UNITS, RULES)
    assert found is not None
    assert (found.unit, found.verdict, found.text) == (unit, verdict, text)


@pytest.mark.parametrize("message", ["停水三天了", "我要问政", "1", ""])
def test_a_message_without_the_prefix_is_a_matter_for_the_hotline(message: str) -> None:
    assert read_message(message, UNITS, RULES) is None


@given(words=st.text("满意不基本路修快一二 0123456789，。", max_size=30), unit=st.sampled_from(UNITS))
def test_no_word_that_somebody_wrote_is_lost(words: str, unit: str) -> None:
    found = read_message(f"问政 {unit} {words}", UNITS, RULES)
    assert found is not None
    kept = [one for one in words if one not in " ，。"]
    assert [one for one in found.verdict + found.text if one not in " ，。"] == kept
    assert found.unit == unit


def test_the_same_sender_counts_once_for_a_unit_and_the_last_verdict_holds() -> None:
    said = [
        Voice(unit="教育局", verdict="不满意", sender="a", at=1.0),
        Voice(unit="教育局", verdict="满意", sender="a", at=2.0),
        Voice(unit="教育局", sender="a", at=3.0),  # only words: the verdict stays
        Voice(unit="民政局", verdict="不满意", sender="a", at=4.0),
        Voice(unit="教育局", verdict="不满意", channel=Channel.SLIP, people=37, at=5.0),
    ]
    found = tally(said, RULES, UNITS)
    assert (found.people, found.messages) == (39, 41)
    education = found.units[0]
    assert (education.name, dict(education.verdicts)) == ("教育局", {"满意": 1, "基本满意": 0, "不满意": 37})
    assert education.share == pytest.approx(1 / 38)
    assert (found.units[2].name, found.units[2].people, found.units[2].share) == ("市医疗保障局", 0, None)


@given(said=VOICES)
def test_counts_add_up_and_nobody_counts_twice(said: list[Voice]) -> None:
    found = tally(said, RULES, UNITS)
    assert found.people == found.whole.people == sum(number for _, number in found.channels)
    assert found.people <= found.messages
    named = sum(one.people for one in found.units)
    assert named + sum(one.people for one in counted(said) if not one.unit) == found.people
    once = [(one.sender, one.unit, one.topic) for one in counted(said) if one.sender]
    assert len(once) == len(set(once))
    assert counted(counted(said)) == counted(said), "counting again changes nothing"


def test_an_edition_takes_opinions_from_a_week_before_until_five_working_days_after() -> None:
    day = date(2020, 9, 29)  # before the long holiday
    assert last_day(day, RULES, KNOWN) == date(2020, 10, 13)  # 9-30, 10-9, 10-10 (made up), 10-12, 10-13
    assert not collecting(day, date(2020, 9, 21), RULES, KNOWN)
    assert collecting(day, date(2020, 9, 22), RULES, KNOWN)
    assert collecting(day, last_day(day, RULES, KNOWN), RULES, KNOWN)
    assert not collecting(day, date(2020, 10, 20), RULES, KNOWN)


@pytest.mark.parametrize(
    "wrong", [{"verdicts": ()}, {"verdicts": ("满意",), "good": 1}, {"good": 0}, {"prefix": " "}, {"days_before": -1}]
)
def test_rules_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="expected"):
        OpinionRules(**wrong)  # type: ignore[arg-type]
