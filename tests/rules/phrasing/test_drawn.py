"""A phrasing of what was said is believed, one of anything else is not, however true its quote."""

import pytest

from callcenter.phrasing.drawn import drawn_from

# A conversation, and phrasings of it that add nothing.
HONEST = {
    "人民路128号路灯坏了三天了没人来修 你们能不能派人来看一下 晚上黑漆漆的老人走路不安全": (
        "人民路128号路灯损坏三天",
        "人民路128号路灯故障",
        "市民反映人民路128号路灯已坏三天无人维修，夜间老人出行不安全，希望尽快派人维修",
    ),
    "我们阳光小区三栋二单元停水两天了 物业说是自来水公司的事 自来水公司又说是物业的事 到底谁管啊 家里还有小孩": (
        "阳光小区3栋2单元停水",
        "阳光小区停水两天，物业与自来水公司推诿",
        "市民反映阳光小区三栋二单元停水两天，物业和自来水公司互相推诿，家中有小孩，希望尽快恢复供水",
    ),
    "我想问一下公积金怎么提取 我是外地户口 在这边买了房子 需要带什么材料": (
        "咨询公积金提取",
        "外地户口购房提取公积金所需材料",
        "市民为外地户口，在本地购房，咨询提取公积金需要哪些材料",
    ),
    "楼下那个烧烤店天天半夜还在营业 油烟大得窗户都不敢开 吵得孩子睡不着 跟他们说了也不听": (
        "烧烤店深夜营业油烟噪音扰民",
        "楼下烧烤店油烟扰民",
        "市民反映楼下烧烤店每天营业至半夜，油烟大、噪音吵，影响孩子睡觉，多次沟通无果",
    ),
    "我在驾校交了三千块钱学费 现在他们关门了 电话也打不通 钱退不了": (
        "驾校关门学费无法退还",
        "驾校停业不退学费",
        "市民在驾校交了三千元学费，现驾校关门、电话打不通，学费无法退还，要求退款",
    ),
    "今天坐28路公交 司机师傅看到老人摔倒了 下车把人扶起来还送到医院 我要表扬他": (
        "表扬28路公交司机",
        "表扬28路公交司机救助摔倒老人",
        "市民表扬28路公交司机看到老人摔倒后下车搀扶并送往医院",
    ),
}
UNTRUE = (
    "市长张伟贪污受贿请纪委查处",
    "表扬物业服务周到",
    "天宁区某小区电梯故障困人",
    "市民感谢城管及时清理垃圾",
    "幼儿园食堂卫生差",
    "咨询居住证办理流程",
    "路面塌陷请求维修",
    "小区高空抛物伤人",
    "工地夜间施工噪音",
    "拖欠农民工工资",
)


@pytest.mark.parametrize(("said", "text"), [(said, text) for said, texts in HONEST.items() for text in texts])
def test_what_was_said_may_be_put_in_other_words(said: str, text: str) -> None:
    assert drawn_from(text, said)


@pytest.mark.parametrize("said", HONEST)
def test_another_matter_is_never_taken_for_this_one(said: str) -> None:
    others = [text for other, texts in HONEST.items() if other != said for text in texts]
    assert [text for text in (*UNTRUE, *others) if drawn_from(text, said)] == []


def test_a_complaint_is_not_turned_into_praise_and_nobody_is_named_whom_nobody_named() -> None:
    said = "楼下那个烧烤店天天半夜还在营业 油烟大得窗户都不敢开"
    assert drawn_from("楼下烧烤店半夜营业油烟大", said)
    assert not drawn_from("表扬楼下烧烤店半夜还在营业", said)
    assert not drawn_from("我叫王建国，楼下烧烤店半夜营业油烟大", said)
