"""What of a call is searched by who may not see numbers: nothing of a number, while it is said and afterwards."""

import pytest
from hypothesis import given, settings

from callcenter.store.transcripts import SavedUtterance
from callcenter.transcripts.searching import of_operator, of_queue, plain, search_texts, terms
from tests.rules.transcripts.saying import said
from tests.rules.transcripts.test_redaction_over_turns import SAY, conversations

FEWEST = 3  # digits of a question; two may be a house


def questions(number: str) -> set[str]:
    """Every way to ask for three or more digits of a number in a row, as they are looked up."""
    parts = {number[at : at + size] for size in range(FEWEST, len(number) + 1) for at in range(len(number) - size + 1)}
    typed = parts | {"".join(SAY[digit] for digit in part) for part in parts}
    return {spelling for one in typed for term in terms(one) for spelling in term.spellings}


@settings(max_examples=100)
@given(conversations())
def test_no_three_digits_of_a_dictated_number_are_found_while_it_is_said_and_afterwards(
    case: tuple[str, list[SavedUtterance]],
) -> None:
    number, lines = case
    asked = questions(number)
    for so_far in range(1, len(lines) + 1):
        for over in (False, True) if so_far == len(lines) else (False,):
            held = [one.hidden for one in search_texts(lines[:so_far], over=over).values()]
            found = {text for text in held for one in asked if one in text}
            assert not found, [(line.role, line.text) for line in lines]


@settings(max_examples=30)
@given(conversations())
def test_who_may_see_numbers_finds_every_group(case: tuple[str, list[SavedUtterance]]) -> None:
    _, lines = case
    texts = search_texts(lines, over=True)
    assert list(texts) == [line.utterance_id for line in lines]
    assert all(one.whole or not plain(line.text) for one, line in zip(texts.values(), lines, strict=True))
    assert all(plain(part) in one.whole for one, line in zip(texts.values(), lines, strict=True)
               for part in ("然后", "后面是", "你说") if part in line.text)  # fmt: skip


def test_a_house_far_from_a_number_is_found_and_beside_it_only_by_who_may_see_numbers() -> None:
    talk = ["我们小区的路灯坏了很多天了也没有人来修理"] * 4
    turns = ["我住幺零二室", *talk, "电话幺三八零零零零零零零零", "幺零三室的邻居也是"]
    texts = search_texts([said(text, ident=str(at), at_ms=9000 * at) for at, text in enumerate(turns)], over=True)
    assert [texts[one].hidden for one in "056"] == ["我住102室", "电话", "室的邻居也是"]
    assert [texts[one].whole for one in "056"] == ["我住102室", "电话13800000000", "103室的邻居也是"]


def test_houses_and_short_numbers_are_found_when_the_call_is_over() -> None:
    lines = [said("我住三栋幺零二室", ident="a"), said("打过一二三四五", ident="b", at_ms=9000)]
    live, over = (search_texts(lines, over=over) for over in (False, True))
    assert [one.hidden for one in over.values()] == ["我住3栋102室", "打过12345"]
    assert [one.hidden for one in live.values()] == ["我住3栋室", "打过"]
    assert [one.whole for one in live.values()] == [one.whole for one in over.values()]


@pytest.mark.parametrize("tag", [of_operator("8001"), of_queue("hotline-2"), of_operator('8"01')])
def test_nobody_can_type_the_words_that_stand_for_operators_and_queues(tag: str) -> None:
    assert plain(tag) != tag
    assert '"' not in tag
    assert " " not in tag
