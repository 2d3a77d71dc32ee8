"""A draft from a ticket: a whole question, an answer that tells everybody where to call and nobody who called."""

import pytest

from callcenter.knowledge_base.asked import fitted, question_of
from callcenter.knowledge_base.public_numbers import without_citizens
from callcenter.masking import HIDDEN

CITIZEN = ("王小明", "13900100700", "0519-85671234")


@pytest.mark.parametrize(
    ("title", "content", "question"),
    [
        ("花园路路灯连续三天不亮", "来电人反映：花园路路灯连续三天不亮，希望尽快处理。", "花园路路灯连续三天不亮"),
        ("阳光小区烧烤店每天营业到凌", "烧烤店每天营业到凌晨两点，油烟很大。", "阳光小区烧烤店每天营业到凌晨两点"),
        ("居住证", "您好，请问居住证怎么办理？我是外地来的。", "居住证怎么办理？"),
        ("医保断缴…", "我想咨询一下医保断缴三个月还能不能报销，急。", "医保断缴三个月还能不能报销，急"),
        ("", "小区停水了。", "小区停水了"),
        ("停水", "", "停水"),
    ],
)
def test_a_question_is_whole(title: str, content: str, question: str) -> None:
    assert question_of(title, content) == question


def test_a_long_question_ends_where_a_clause_ends() -> None:
    assert fitted("一二三，四五六，七八九", 8) == "一二三，四五六"
    assert fitted("一二三四五六七八九", 8) == "一二三四五六七八"


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("咨询电话：0519-86681234。", "咨询电话：0519-86681234。"),
        ("请拨打供水热线 85123456 报修", "请拨打供水热线 85123456 报修"),
        ("可拨打网格员13912345678", "可拨打网格员13912345678"),
        ("客服4008001234，全天受理", "客服4008001234，全天受理"),
        ("李建国您好，已修好", f"{HIDDEN}您好，已修好"),
        ("也可打 95598 或 12345", "也可打 95598 或 12345"),
        ("已电话联系王小明 139 0010 0700", f"已电话联系{HIDDEN} {HIDDEN}"),
        ("已联系邻居13912345678核实", "已联系邻居139****5678核实"),
        ("办公电话已告知，来电人号码13912345678", "办公电话已告知，来电人号码139****5678"),
        ("请拨打 0519 85671234 找本人", f"请拨打 {HIDDEN} 找本人"),
    ],
)
def test_an_offices_number_stays_and_a_citizens_goes(told: str, shown: str) -> None:
    assert without_citizens(told, CITIZEN) == shown
