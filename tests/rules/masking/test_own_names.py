"""Where a text tells what a citizen is called, and what stays readable of it."""

import pytest

from callcenter.masking import HIDDEN, mask_numbers_in
from callcenter.own_names import full_names_in, ways_to_call, without_names


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("我叫赵铁柱，举报庚路麻将馆", "我叫***，举报庚路麻将馆"),
        ("我叫王强住在幸福路", "我叫***住在幸福路"),
        ("我姓欧阳，小区停水", "我姓***，小区停水"),
        ("我是阳光小区的李秀英，路灯坏了", "我是阳光小区的***，路灯坏了"),
        ("我是张卫东，路灯坏了", "我是***，路灯坏了"),
        ("我是欧阳三省，路灯坏了", "我是***，路灯坏了"),
        ("姓名：王建国，电话见上", "姓名：***，电话见上"),
        ("来电人王建国反映停水", "来电人***反映停水"),
        ("已与王建国先生联系", "已与***先生联系"),
        ("王建国您好，已恢复供水", "***您好，已恢复供水"),
        ("我叫王建国，王建国是我本人", "我叫***，***是我本人"),
    ],
)
def test_a_name_that_is_told_is_hidden(told: str, shown: str) -> None:
    assert without_names(told) == shown


@pytest.mark.parametrize(
    "told",
    [
        "我是高中生，想咨询助学金",
        "我是车主，也是党员",
        "我是包工头，工资没拿到",
        "我是业主，我们小区停水",
        "我是常州人",
        "我叫外卖被骗了",
        "我叫了三次车都没来",
        "没人管，于是我打电话",
        "高考时间，您好，请问哪天",
        "群众反映停水",
        "业主和物业吵架",
        "居民楼停水三天",
        "我是人民路的方便面店，油烟太大",
        "您好，已派人处理",
    ],
)
def test_words_that_only_look_like_a_name_stay(told: str) -> None:
    assert without_names(told) == told


def test_a_name_told_once_is_known_in_the_tickets_other_texts() -> None:
    known = full_names_in(("我叫赵铁柱，举报麻将馆",))
    assert known == ("赵铁柱",)
    assert without_names("麻将馆已查处，赵铁柱可放心", known) == f"麻将馆已查处，{HIDDEN}可放心"


def test_who_is_known_by_surname_and_title_is_hidden_by_either_title() -> None:
    assert {"王先生/女士", "王女士", "王先生"} <= set(ways_to_call("王先生/女士"))
    assert without_names("已告知王女士", ways_to_call("王先生/女士")) == f"已告知{HIDDEN}"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("微信wx13900100777", "微信wx139****0777"),
        ("13900100777abc", "139****0777abc"),
        ("身份证320402199001011234", "身份证320****1234"),
        ("身份证32040219900101123X，", "身份证320****123X，"),
        ("卡号6222020200112233445", "卡号622****3445"),
        ("a-13900100777.log v1.13900100777", "a-13900100777.log v1.13900100777"),
        ("2026-11-21T14:46:34.123456", "2026-11-21T14:46:34.123456"),
    ],
)
def test_letters_beside_a_number_and_long_numbers_hide_nothing_from_the_mask(told: str, shown: str) -> None:
    assert mask_numbers_in(told) == shown
