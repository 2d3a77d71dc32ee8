"""What it is about: kind of appeal, danger, topic, unit; and how the title, content and summary read."""

from collections.abc import Callable

import pytest

from callcenter.drafting import Draft, Drafter, FieldName, Knowledge
from callcenter.drafting.characters import CharLine
from callcenter.drafting.keywords import WordIndex
from tests.rules.drafting.speaking import draft_of, said


def kind(draft: Draft) -> str:
    top = draft.top(FieldName.APPEAL_KIND)
    return top.value if top else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我要投诉物业乱收费", "投诉"),
        ("我想咨询一下公积金怎么提取", "咨询"),
        ("我要举报有人偷排废水", "举报"),
        ("我建议在路口装个红绿灯", "建议"),
        ("我要表扬公交司机", "表扬"),
        ("路灯坏了麻烦派人来修一下", "求助"),
        ("我不是投诉我就是咨询一下", "咨询"),
        ("去哪里投诉", "咨询"),
        ("我要偷诉物业", "投诉"),  # misheard
    ],
)
def test_the_kind_follows_what_the_caller_says_he_does(drafter: Drafter, text: str, expected: str) -> None:
    assert kind(draft_of(drafter, text)) == expected


def test_the_operators_question_does_not_set_the_kind(drafter: Drafter) -> None:
    draft = draft_of(drafter, "O:请问您是投诉还是举报", "我想问一下落户需要什么条件")
    assert kind(draft) == "咨询"


def test_without_any_sign_the_default_is_only_offered(drafter: Drafter) -> None:
    top = draft_of(drafter, "嗯嗯那个").top(FieldName.APPEAL_KIND)
    assert top is None or top.confidence < 0.5
    top = draft_of(drafter, "今天星期六").top(FieldName.APPEAL_KIND)
    assert top is not None
    assert (top.rule, top.confidence < 0.5) == ("appeal.fallback", True)


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("楼道里有很重的煤气味", "燃气泄漏"),
        ("路上有个井盖没了", "井盖缺失"),
        ("我爸爸走失了", "人员走失"),
        ("楼下煤气罐爆炸了", "爆炸"),
        ("隔壁着火了", "火情"),
        ("电梯里困了两个人", "人员被困"),
        ("有个老人晕倒了", "有人受伤或生命危险"),
        ("楼下有人在打架", "暴力或治安"),
        ("高压线掉下来了", "电线坠落或漏电"),
        ("路面塌陷了一个大坑", "塌陷或坠落"),
    ],
)
def test_a_danger_is_urgent(drafter: Drafter, text: str, danger: str) -> None:
    top = draft_of(drafter, text).top(FieldName.URGENT)
    assert top is not None
    assert (top.value, top.confidence >= 0.85) == (danger, True)
    assert "1小时内" in top.display


@pytest.mark.parametrize("text", ["我没有闻到煤气味", "没着火", "燃气费怎么交", "井盖是圆的", "消防通道堵了"])
def test_what_is_denied_or_harmless_is_not_urgent(drafter: Drafter, text: str) -> None:
    assert draft_of(drafter, text).top(FieldName.URGENT) is None


@pytest.mark.parametrize("text", ["楼道堆满纸箱我怕着火", "万一爆炸了怎么办", "去年发生过火灾", "火灾已经扑灭了"])
def test_what_is_feared_or_over_is_only_offered(drafter: Drafter, text: str) -> None:
    top = draft_of(drafter, text).top(FieldName.URGENT)
    assert top is not None
    assert top.confidence < 0.5


def test_units_are_three_at_most_with_the_words_that_speak_for_them(drafter: Drafter) -> None:
    units = draft_of(drafter, "工地半夜施工噪音扰民还有扬尘渣土车乱跑").fields[FieldName.UNIT]
    assert 2 <= len(units) <= 3
    assert all(unit.reason.startswith("提到：") and unit.spans for unit in units)
    assert all(unit.confidence < 0.85 for unit in units)  # a suggestion is never certain


def test_a_word_that_units_share_says_less(heard: Callable[[str], CharLine]) -> None:
    index = WordIndex({"城管局": ["占道", "噪音"], "公安局": ["噪音"]})
    weights = {hit.word: hit.weight for hit in index.hits(heard("占道噪音"))}
    assert weights["噪音"] == weights["占道"] / 2


def test_a_short_word_that_only_sounds_nearly_alike_is_another_word(drafter: Drafter) -> None:
    assert FieldName.UNIT not in draft_of(drafter, "陈管来了").fields  # 城管


def test_words_inside_a_place_name_do_not_choose_the_unit(drafter: Drafter) -> None:
    assert FieldName.UNIT not in draft_of(drafter, "我在幸福社区").fields


@pytest.mark.parametrize(
    ("turns", "title"),
    [
        (("喂你好我要反映一下和平小区停水三天了",), "和平小区停水3天了"),
        (("人民路和中山路路口的路灯不亮了麻烦派人来修一下",), "人民路与中山路路口路灯不亮了"),
        (("上周三下午三点在车站路我的钱包落在出租车上",), "车站路钱包落在出租车上"),
        (("你好", "我想反映个问题", "就是我们阳光小区啊", "停水停了三天了"), "阳光小区停水停了3天了"),
        (("残疾人补贴怎么申请",), "残疾人补贴怎么申请"),
        (("您好我想求助我家停水两天了", "地址是东方花园五号楼二单元"), "东方花园5号楼2单元停水2天了"),
        (("您好我想求助下水道堵塞污水外溢", "在建设路十五号门口"), "建设路15号门口下水道堵塞污水外溢"),
        (("我要举报有人违章搭建", "在新城小区八号楼"), "新城小区8号楼有人违章搭建"),
    ],
)
def test_the_title_is_place_and_matter(drafter: Drafter, turns: tuple[str, ...], title: str) -> None:
    top = draft_of(drafter, *turns).top(FieldName.TITLE)
    assert top is not None
    assert top.value == title


def test_name_and_number_stay_out_of_title_content_and_summary(drafter: Drafter) -> None:
    draft = draft_of(drafter, "和平小区停水了", "我姓王", "我的电话是一三六零一五零六九零八")
    for field in (FieldName.TITLE, FieldName.CONTENT, FieldName.SUMMARY):
        top = draft.top(field)
        assert top is not None
        assert "136" not in top.value
        assert "王" not in top.value


def test_the_content_is_clean_and_written_in_digits(drafter: Drafter) -> None:
    top = draft_of(drafter, "呃那个我家停水三天了", "嗯", "好的谢谢").top(FieldName.CONTENT)
    assert top is not None
    assert "停水3天了" in top.value
    assert "呃" not in top.value
    assert "谢谢" not in top.value


def test_the_summary_prefers_the_turns_that_tell(drafter: Drafter) -> None:
    turns = ("你好", "我们和平小区楼下烧烤摊油烟太大", "我姓王", "今天天气也挺好的", "每天晚上占道经营扰民")
    top = draft_of(drafter, *turns).top(FieldName.SUMMARY)
    assert top is not None
    assert "油烟" in top.value
    assert "天气" not in top.value


def test_doubtful_recognition_lowers_the_confidence(knowledge: Knowledge) -> None:
    sure = Drafter(knowledge).update(said("和平小区停水")).top(FieldName.PLACE)
    doubtful = Drafter(knowledge).update(said("和平小区停水", confidence=0.6)).top(FieldName.PLACE)
    assert sure is not None
    assert doubtful is not None
    assert doubtful.confidence < sure.confidence


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("我叫王建国，住在阳光小区，楼上漏水", "阳光小区楼上漏水"),
        ("阳光小区停水三天了，我叫王建国，电话13900100777", "阳光小区停水3天了"),
        ("我姓欧阳，小区停水了没人管", "小区停水了没人管"),
        ("我是阳光小区的李秀英，路灯坏了", "阳光小区路灯坏了"),
        ("我要举报城管大队收受商户红包，我叫欧阳志强，请保密", "城管大队收受商户红包"),
        ("我叫王建国阳光小区停水三天了", "阳光小区停水3天了"),
        ("我姓王我们小区停水了", "小区停水了"),
    ],
)
def test_a_title_names_the_matter_and_never_the_citizen(drafter: Drafter, text: str, title: str) -> None:
    """Titles leave the house: in reports, messages and the feed."""
    top = draft_of(drafter, text).top(FieldName.TITLE)
    assert top is not None
    assert top.value == title


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("我要投诉，阳光小区门口的路灯不亮了，晚上很危险。", "我要投诉，阳光小区门口的路灯不亮了，晚上很危险。"),
        ("物业(阳光物业)不管；请问怎么办？", "物业（阳光物业）不管；请问怎么办？"),
        ("昨晚22:30开始停水!", "昨晚22:30开始停水。"),
    ],
)
def test_what_was_written_keeps_its_chinese_marks(drafter: Drafter, text: str, content: str) -> None:
    top = draft_of(drafter, text).top(FieldName.CONTENT)
    assert top is not None
    assert top.value == content
