"""Numbers as callers really give them: over turns, repeated, put right, other people's, of papers and meters."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.drafting import Drafter, FieldName, Knowledge, Role, Utterance, load_knowledge
from callcenter.drafting.draft import AMBER_FROM
from tests.bench.drafting import CITY, read_cases, read_city, run
from tests.bench.survival import number_survives

DATA = Path(__file__).parents[2] / "data/drafting"
SAY = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii)
CUTS = st.lists(st.integers(2, 9), min_size=1, max_size=3, unique=True).map(sorted)
ANSWERS = st.sampled_from(["嗯", "好", "您说", "后面呢", "继续", "是{}吗", "{}对吧", "好的{}", "{}", "{}几", "还有呢"])
BEFORE = st.sampled_from(["", "对", "嗯", "是的", "然后", "后面是", "就是", "完了是"])


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(CITY)


def aloud(digits: str) -> str:
    return "".join(SAY[one] for one in digits)


def filled(knowledge: Knowledge, *turns: str) -> str:
    """The number filled in after turns; an operator's begins with O:."""
    drafter, at_ms = Drafter(knowledge), 0
    for i, turn in enumerate(turns):
        role = Role.OPERATOR if turn.startswith("O:") else Role.CALLER
        text = turn.removeprefix("O:")
        end_ms = at_ms + 220 * len(text)
        drafter.update(Utterance(utterance_id=f"u{i}", role=role, start_ms=at_ms, end_ms=end_ms, text=text))
        at_ms = end_ms + 800
    top = drafter.draft().top(FieldName.CONTACT_PHONE)
    return top.value if top and top.confidence >= AMBER_FROM else ""


@settings(max_examples=60)
@given(MOBILE, CUTS, st.data())
def test_a_number_dictated_in_groups_is_found_whole_whatever_the_operator_says_between(
    knowledge: Knowledge, number: str, cuts: list[int], data: st.DataObject
) -> None:
    """Groups begin where no earlier group would be said again: 一三七, 三七.. may be either."""
    groups = [number[a:b] for a, b in pairwise([0, *cuts, 11])]
    turns = ["我的电话是" + aloud(groups[0])]
    for before, group in pairwise(groups):
        turns.append("O:" + data.draw(ANSWERS).format(aloud(before)))
        turns.append(data.draw(BEFORE) + aloud(group))
    repeats = any(after.startswith(before) for before, after in pairwise(groups))
    assert filled(knowledge, *turns) in ({number, ""} if repeats else {number})


@settings(max_examples=60)
@given(MOBILE, st.integers(1, 10), CUTS)
def test_a_number_dictated_with_a_digit_lost_is_never_filled_in(
    knowledge: Knowledge, number: str, lost: int, cuts: list[int]
) -> None:
    short = number[:lost] + number[lost + 1 :]
    turns = ["电话" + aloud(short[: cuts[0]])]
    turns += [turn for a, b in pairwise([*cuts, 10]) for turn in ("O:嗯", aloud(short[a:b])) if turn]
    assert filled(knowledge, *turns) == ""


@pytest.mark.parametrize("name", ["numbers1", "numbers2", "numbers3"])
def test_numbers_of_whole_calls_are_right_or_open(name: str) -> None:
    tally = run(read_cases(DATA / f"{name}.jsonl"), read_city(CITY), 0.0, ())
    assert tally.right["phone, wrong number filled in"] == 0
    assert (tally.share("phone exact where it survived") or 0) >= 0.97


@pytest.mark.parametrize(
    ("turns", "number"),
    [
        (["我的电话一五零六一二三八八四七一直开机"], "15061238847"),  # 一 of 一直 is no digit
        (["一五零六一二三八八四一直开机"], ""),  # nor does it complete a number that is short of one
        (["我手机一五零六一二三八八四五点以后打"], ""),
        (["手机一三八一二零六四五五九", "不是我是咨询不是投诉"], "13812064559"),  # 不是 about another matter
        (["老板姓黄电话一三六零二五八七七四一"], ""),
        (["O:您的联系电话", "我儿子的一三七六一二零四四八八"], "13761204488"),
        (["O:报一下身份证号码", "三二零四零四", "O:嗯", "一九六二一三二五零零四"], ""),
        (["一三八五嗯五几来着五一四零七二"], ""),
        (["我的一五零六一二三八八四七", "O:一五零六一二三八八七四", "不对四七"], "15061238847"),
    ],
)
def test_what_stands_around_a_number_decides(knowledge: Knowledge, turns: list[str], number: str) -> None:
    assert filled(knowledge, *turns) == number


def test_an_extension_stands_beside_the_number_and_is_no_part_of_it(knowledge: Knowledge) -> None:
    said = Utterance(
        utterance_id="u", role=Role.CALLER, start_ms=0, end_ms=6000, text="打我办公室零五一九八六六一二零四五转八零零一"
    )
    top = Drafter(knowledge).update(said).fields[FieldName.CONTACT_PHONE][0]
    assert (top.value, top.display) == ("051986612045", "051986612045转8001")


def test_a_number_survives_if_its_digits_can_still_be_read_in_a_row() -> None:
    assert number_survives(["138"], ["一三八"], [["一", "三的", "八"]])
    assert not number_survives(["138"], ["一三八"], [["一", "三五", "八"]])  # one added
    assert not number_survives(["138"], ["一三八"], [["一", "散", "八"]])  # one misheard
    assert number_survives(["1388"], ["一三两个八"], [["一", "三", "两", "个", "八"]])
    assert not number_survives(["138"], ["对"], [["对"]])
