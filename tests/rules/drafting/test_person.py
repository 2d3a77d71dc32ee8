"""The caller's surname and form of address, never a given name, never somebody else's; and the wish for secrecy."""

import pytest

from callcenter.drafting import Draft, Drafter, FieldName
from tests.rules.drafting.speaking import draft_of


def name(draft: Draft) -> str:
    top = draft.top(FieldName.CONTACT_NAME)
    return top.value if top else ""


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("我姓王",), "王先生/女士"),
        (("我姓陈耳东陈",), "陈先生/女士"),
        (("免贵姓章立早章",), "章先生/女士"),
        (("我叫王建国",), "王先生/女士"),
        (("我是李女士",), "李女士"),
        (("鄙姓欧阳",), "欧阳先生/女士"),
        (("O:您贵姓", "姓赵"), "赵先生/女士"),
        (("O:请问怎么称呼", "王"), "王先生/女士"),
        (("我姓张", "O:张女士您好"), "张女士"),
        (("我姓长弓长张",), "张先生/女士"),
    ],
)
def test_the_surname_is_taken_with_the_form_of_address(drafter: Drafter, turns: tuple[str, ...], expected: str) -> None:
    assert name(draft_of(drafter, *turns)) == expected


@pytest.mark.parametrize(
    "text", ["他们老板姓钱", "物业经理姓刘态度很差", "王先生是我邻居他不肯搬", "听不清", "我要投诉"]
)
def test_somebody_elses_name_is_not_the_callers(drafter: Drafter, text: str) -> None:
    draft = draft_of(drafter, text)
    assert name(draft) == "匿名"
    top = draft.top(FieldName.CONTACT_NAME)
    assert top is not None
    assert top.confidence < 0.5


def test_a_surname_by_its_sound_only_is_amber(drafter: Drafter) -> None:
    top = draft_of(drafter, "我姓礼").top(FieldName.CONTACT_NAME)
    assert top is not None
    assert top.value.startswith("李")
    assert 0.5 <= top.confidence < 0.85


def test_the_operator_using_the_name_confirms_it(drafter: Drafter) -> None:
    before = draft_of(drafter, "我姓王").top(FieldName.CONTACT_NAME)
    after = draft_of(drafter, "O:王先生请稍等").top(FieldName.CONTACT_NAME)
    assert before is not None
    assert after is not None
    assert after.confidence > before.confidence


def test_the_operator_using_another_name_confirms_nothing(drafter: Drafter) -> None:
    top = draft_of(drafter, "我姓王", "O:刘女士请稍等").top(FieldName.CONTACT_NAME)
    assert top is not None
    assert (top.value, top.rule) == ("王先生/女士", "name.surname")


@pytest.mark.parametrize("text", ["我不想留名字", "我要匿名举报", "不方便说名字"])
def test_who_will_not_be_named_is_anonymous_and_confidential(drafter: Drafter, text: str) -> None:
    draft = draft_of(drafter, "我姓王", text)
    secret = draft.top(FieldName.CONFIDENTIAL)
    assert name(draft) == "匿名"
    assert secret is not None
    assert (secret.value, bool(secret.spans)) == ("是", True)


@pytest.mark.parametrize("text", ["请替我保密", "千万不要告诉他们是我打的电话", "我怕他们打击报复"])
def test_the_wish_for_secrecy_is_noted(drafter: Drafter, text: str) -> None:
    top = draft_of(drafter, text).top(FieldName.CONFIDENTIAL)
    assert top is not None
    assert top.value == "是"


def test_the_last_wish_counts(drafter: Drafter) -> None:
    top = draft_of(drafter, "替我保密", "算了不用保密").top(FieldName.CONFIDENTIAL)
    assert top is not None
    assert top.value == "否"


def test_without_a_word_about_it_nothing_is_said_of_secrecy(drafter: Drafter) -> None:
    assert draft_of(drafter, "我们小区停水").top(FieldName.CONFIDENTIAL) is None
