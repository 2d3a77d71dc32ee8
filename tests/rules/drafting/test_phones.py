"""A telephone number is complete and right, or it is shown as incomplete: nothing is guessed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.drafting.characters import CharLine
from callcenter.drafting.contact import ContactNumbers
from callcenter.drafting.numbering import NumberPlan, PhoneShape
from callcenter.drafting.phones import PhoneMention
from callcenter.drafting.phones import phone_mentions as mentions_by_plan

PLAN = NumberPlan()
Heard = Callable[[str], CharLine]
MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii)
LANDLINE = st.from_regex(r"0519[2-8][0-9]{7}", fullmatch=True).filter(str.isascii)
SAY = dict(zip("0123456789", "零一二三四五六七八九", strict=True))


def phone_mentions(text: str) -> list[PhoneMention]:
    return mentions_by_plan(text, PLAN)


def aloud(digits: str, *, yao: bool = False) -> str:
    return "".join("幺" if yao and one == "1" else SAY[one] for one in digits)


def book(heard: Heard, *turns: str) -> ContactNumbers:
    numbers = ContactNumbers(PLAN)
    for turn in turns:
        line = heard(turn)
        (numbers.hear_operator if turn.startswith("O:") else numbers.hear_caller)(line)
    return numbers


@given(MOBILE, st.booleans())
def test_every_mobile_number_said_plainly_is_found(number: str, yao: bool) -> None:
    (mention,) = phone_mentions("我的电话是" + aloud(number, yao=yao))
    assert (mention.digits, mention.shape) == (number, PhoneShape.MOBILE)


@given(LANDLINE)
def test_every_landline_with_its_area_code_is_found(number: str) -> None:
    (mention,) = phone_mentions(aloud(number) + "我姓王")
    assert (mention.digits, mention.shape) == (number, PhoneShape.LANDLINE)


@given(MOBILE, st.sampled_from(["然后", "后面是", "就是", " ", "，", "-"]))
def test_groups_with_joining_words_between_them_are_one_number(number: str, joint: str) -> None:
    (mention,) = phone_mentions(joint.join([aloud(number[:3]), aloud(number[3:7]), aloud(number[7:])]))
    assert mention.digits == number


@pytest.mark.parametrize("said", ["一三八六三个一九七三个五", "一五零九四三个二零三个六"])
def test_of_two_numbers_that_the_same_words_may_be_none_is_taken(said: str) -> None:
    """三个一 is 111 or a stray 个: where either gives a whole number, nobody knows which."""
    assert not any(mention.complete for mention in phone_mentions(said))


@given(MOBILE, st.integers(1, 10))
def test_a_number_that_lost_a_digit_is_never_completed(number: str, lost: int) -> None:
    mentions = phone_mentions("电话" + aloud(number[:lost] + number[lost + 1 :]))
    assert all(not mention.complete for mention in mentions)


@given(MOBILE, st.integers(1, 10), st.sampled_from("0123456789"))
def test_a_number_with_a_digit_too_many_is_not_complete_or_it_was_only_begun_twice(
    number: str, at: int, digit: str
) -> None:
    mentions = phone_mentions("电话" + aloud(number[:at] + digit + number[at:]))
    assert all(not mention.complete or mention.digits == number for mention in mentions)
    if (at, digit) != (1, "1"):
        assert all(not mention.complete for mention in mentions)


@given(MOBILE, st.integers(1, 10))
def test_an_odd_character_that_may_be_a_digit_makes_a_number_incomplete(number: str, at: int) -> None:
    said = aloud(number)
    misheard = said[:at] + "散" + said[at:]  # sounds like 三
    assert all(not mention.complete for mention in phone_mentions(misheard))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "听不清",
        "打了一二三四五没人管",
        "我住三栋二单元五零一",
        "身份证号三二零四零四一九六八零五一二三三一六",
        "花了一万三千五百块",
    ],
)
def test_other_digits_are_no_telephone_numbers(text: str) -> None:
    assert phone_mentions(text) == []


def test_three_eights_are_three_digits() -> None:
    (mention,) = phone_mentions("一三三三个五六七八九零")
    assert mention.digits == "13355567890"


def test_a_house_number_and_a_local_number_are_not_made_one_mobile_number() -> None:
    assert all(not mention.complete for mention in phone_mentions("门牌一三六电话八六零一二三四五"))


def test_shape_of_tells_complete_numbers() -> None:
    assert PLAN.shape_of("13800138000") is PhoneShape.MOBILE
    assert PLAN.shape_of("02584567890") is PhoneShape.LANDLINE
    assert PLAN.shape_of("4008208820") is PhoneShape.SERVICE
    assert PLAN.shape_of("1380013800") is None


def test_an_incomplete_number_is_offered_as_incomplete(heard: Heard) -> None:
    (candidate,) = book(heard, "我手机一八九一二三四五六七").candidates()
    assert candidate.display == "1891234567（不完整）"
    assert candidate.confidence < 0.5


def test_the_last_full_number_wins_after_a_correction(heard: Heard) -> None:
    first, second = book(heard, "一三六零一五零六九零八不对一三六零一五零六九八零").candidates()
    assert (first.value, second.value) == ("13601506980", "13601506908")
    assert second.confidence < 0.5


def test_a_correction_in_the_next_utterance_counts(heard: Heard) -> None:
    assert book(heard, "一三六零一五零六九零八", "错了一三六零一五零六九八零").candidates()[0].value == "13601506980"


def test_corrected_last_digits_replace_those_of_the_number_before(heard: Heard) -> None:
    top = book(heard, "一三六零一五零六九零八", "不对最后两位是八零").candidates()[0]
    assert top.value == "13601506980"
    assert [span.utterance_id for span in top.spans] == ["u0", "u0"]


def test_a_number_begun_again_and_lost_leaves_nothing_filled_in(heard: Heard) -> None:
    numbers = book(heard, "一三六零一五零六九零八补队一三六零一五零六九八")
    assert all(one.confidence < 0.5 for one in numbers.candidates())


def test_a_number_taken_back_without_another_is_not_filled_in(heard: Heard) -> None:
    assert book(heard, "一三六零一五零六九零八不对").candidates()[0].confidence < 0.5


def test_a_number_said_in_pieces_over_utterances_is_joined(heard: Heard) -> None:
    top = book(heard, "一三六", "O:嗯", "零一五零", "六九零八").candidates()[0]
    assert top.value == "13601506908"
    assert len(top.spans) == 3


def test_the_operators_read_back_confirms(heard: Heard) -> None:
    numbers = book(heard, "一三六零一五零六九零八")
    before = numbers.candidates()[0].confidence
    numbers.hear_operator(heard("O:一三六零一五零六九零八对吗"))
    (after,) = numbers.candidates()
    assert after.confidence > before
    assert after.rule == "phone.mobile.confirmed"


def test_the_operators_read_back_in_groups_confirms(heard: Heard) -> None:
    top = book(heard, "一三六零一五零六九零八", "O:一三六", "O:零一五零", "O:六九零八").candidates()[0]
    assert top.rule == "phone.mobile.confirmed"


def test_another_number_read_back_lowers_the_confidence(heard: Heard) -> None:
    top = book(heard, "一三六零一五零六九零八", "O:一三六零一五零六九零九对吗").candidates()[0]
    assert 0.5 <= top.confidence < 0.85


def test_a_number_only_the_operator_said_is_nobodys(heard: Heard) -> None:
    assert book(heard, "O:我们的电话是一三六零一五零六九零八").candidates() == ()


def test_somebody_elses_number_is_not_the_callers(heard: Heard) -> None:
    text = "物业的电话是零五一九八八一二三四五六打不通我的手机是一五二零六一一二二三三"
    own, other = book(heard, text).candidates()
    assert own.value == "15206112233"
    assert other.confidence < 0.5


@given(st.from_regex(r"0359[2-8][0-9]{6}", fullmatch=True).filter(str.isascii))
def test_a_landline_of_seven_digits_is_complete_only_where_the_site_says_so(number: str) -> None:
    assert all(not mention.complete for mention in phone_mentions(aloud(number)))
    (mention,) = mentions_by_plan(aloud(number), NumberPlan(["0359"]))
    assert (mention.digits, mention.shape) == (number, PhoneShape.LANDLINE)


def test_a_code_of_seven_digits_has_no_numbers_of_eight() -> None:
    assert NumberPlan(["0359"]).shape_of("035921234567") is None
    assert NumberPlan(["0359"]).shape_of("051921234567") is PhoneShape.LANDLINE
