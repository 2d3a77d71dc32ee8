"""Whose number it is that was said: the caller's, somebody else's, one to leave alone, or no telephone's."""

import re
from dataclasses import dataclass
from enum import StrEnum

from callcenter.drafting.people import KIN, PHONE, THIRD
from callcenter.drafting.syllables import readings


class Whose(StrEnum):
    """Whom a run of digits belongs to."""

    OWN = "own"  # the caller's, or of somebody the caller wants rung instead
    NAMED = "named"  # a telephone's, and nobody was named
    UNTOLD = "untold"
    KIN = "kin"  # of the caller's family, friends, neighbours
    OTHER = "other"
    LEFT = "left"  # the caller's once, or not to be rung
    THING = "thing"  # of a paper, a meter, a parcel, a car


_DO_RING = (
    r"(?:打|拨|找|联系|通知|用|留|登记|写|记|回|回复|加)(?:给|到|一下|我|我们|个|的|他|她|去|是|下|你|就|上|在|成)*"
)
_OWN = (
    rf"(?:(?<![扰给骗催欠撞])(?:我|我们)|本人|自己|个人)(?:自己|本人|这边|这里|这个|那个|现在|家里|家|单位|办公室|办公|公司|厂里|店里|本来|目前|用)?(?:的)?(?:联系)?(?:{PHONE}|号|联系方式)(?:呢|吧|啊|就|也|你|记|一下)*(?:是|号码是)?",
    r"(?<![扰给骗催欠撞])我(?:这个)?(?:的)?(?:号|号码)?(?:是|的是|的)",
    r"(?:我)?就(?:这|只有|有|这么)?(?:一|这)个?(?:号码|电话|手机)",
    rf"(?:你们?|您|就|请|可以|能|直接|麻烦|还是|要不|给我|等会|到时候|有事|有结果|处理好了)(?:{_DO_RING})(?:{PHONE})?(?:是)?",
    rf"(?:打|拨|找|联系|回)(?:给)?我(?:们)?(?:的|这个|那个|家里|家|办公室|单位|本人|另外一?个)?(?:的)?(?:{PHONE}|号)?(?:吧|就|也)?(?:是)?",
    r"(?:回电|回个电话|回电话|回我电话|回拨|来电话)(?:请|就)?(?:打|拨|到)?",
    r"打(?:这个|下面这个|另外一?个)(?:电话|号码|号)?",
    rf"(?:本人|自己(?![打去找查]))(?:的)?(?:{PHONE})?(?:是)?",
    rf"(?<![扰给骗催欠撞])我(?:们)?是[^我他她]{{1,8}}?(?:{PHONE})(?:是)?",
    rf"(?:写|登记|留|记)(?:的)?我(?:们)?(?:公司|单位|店里?|厂里?|家里?|办公室)?(?:前台|门卫|值班室)?的?(?:{PHONE})?(?:是)?",
    r"(?<![他她上口])留(?:个|一个|一下|这个)?",
    rf"(?:留|登记|写|记)(?:一下|个|下)?(?:我的?)?(?:{PHONE})(?:吧|是)?",
    r"(?:您?你?|您|你)?(?:记|写|登记|听)(?:一下|好|下)(?:啊|哈|了)?(?:是)?",
    r"(?:换成|改成|改用|新号码?|新的(?:号码|电话|手机)?|现在(?:用)?(?:的)?(?:号码|电话|手机)?)(?:是|用)?",
    rf"(?:我姓|我叫|免贵姓?)[\u4e00-\u9fff]{{1,4}}?(?:{PHONE})?(?:是)?",
    r"新(?:办|换|买)?的?(?:手机)?(?:卡|号)的?(?:号码?)?(?:是)?",
    r"(?:再|以后|之后|晚上|白天|中午|下午|上午)(?:就|再|请)?(?:打|拨|联系)(?:我)?",
    r"(?:发)?(?:短信|消息|信息)(?:给|到|发)*(?:我)?(?:的)?(?:手机|电话)?",
    r"(?:再(?:说|报)一遍|重新说|重说)(?:啊|哈)?(?:是)?",
    r"(?:还有)?(?:第[一二三]个|一个|另一个|另外一?个|还有一?个)(?:号码|电话|手机|号)?(?:是)",
)
_WEAK = rf"(?:{PHONE})(?:呢|吧|啊|就|也|你|您|记|一下|好记|的话)*(?:是)?"  # a word for it and nobody named
_OTHER = (
    rf"(?:{THIRD}|他们?|她们?|它|人家|那个人|那人|那家|那边)(?:们|里|家|那边|那里|那个|[姓叫是行性幸][^我]{{1,3}}?)?(?:的)?(?:那个|一个|服务|客服|值班|办公室?|联系|报修|预约|挂号|维修|咨询|私人)?(?:{PHONE}|手机|微信|号)(?:我|也)?(?:打|拨)?(?:是)?",
    rf"(?<![我己人用新们个里讲说报打记留系常好是对行])(?:的)(?:{PHONE})(?:是)?",
    rf"(?:挪车|报修|客服|值班|办公|售后|预约|挂号|维修|抢修|订餐|订票|救援|官方|招租|招聘)(?:{PHONE})(?:是)?",
    rf"(?:有个|有一个|有人|陌生|骚扰|诈骗|推销|某个|来电|对方)(?:我)?(?:的|显示)?(?:人|骚扰|诈骗|陌生|推销|短信)?(?:用|拿)?(?:的)?(?:{PHONE})?(?:是)?",
    rf"(?:一个|一条|那个)(?:的)?(?:人|骚扰|诈骗|陌生|推销|短信)?(?:用|拿)?(?:的)?(?:{PHONE})(?:是)?",
    r"(?:写着|印着|贴着|[写印贴喷]在[^我]{1,5}?上|[写印贴喷]的|上面(?:的|有|写|是|留)?(?=[^我]{0,3}(?:电话|号码|手机))|上面(?:有|写|是|留)|留的|广告|招牌|通知|办证|传单|短信)[\u4e00-\u9fff]{0,4}?(?:电话|号码|手机)?(?:是)?",
    r"(?<![给系找知叫])(?:我|我们)(?:也|都|又|就|刚|刚才|天天|一?直|昨天|今天|前天|已经|才)*(?:打|拨)(?:了|过|的是?|到|通)?(?:那个|这个|他们?|她)?",
    rf"我(?:自己|去|再|就|直接)*打(?:给|到)?[^我]{{0,4}}(?:{THIRD})",
    r"(?:招牌|门头|牌子|墙|车|单子|条子|包装)上(?:贴|写|印|喷|铁)?(?:的|了|着)*(?:那个|一个)?(?:招生|招租|维修|客服)?(?:电话|号码|手机)?(?:是)?",
    r"手机(?:号码?)?写[^我]{0,4}上(?:了|的)?",
    r"(?:传真|热线|挪车|群)(?:电话|号码?|号)?(?:是)?",
    rf"(?:他们?|她们?|对方|骗子|人|{THIRD})[^我]{{0,3}}(?:用|拿)的?(?:一个)?(?:号码)?(?:是)?|打(?:给)?我用的(?:是)?",
    rf"(?<!我)(?<!我们)留了(?:一?个)?(?:{PHONE})?(?:是)?",
    rf"(?<![你您])给了?我们?(?:一?个)(?:{PHONE})(?:是)?",
    rf"(?:{THIRD}|[他她]|对方)[^我]{{0,2}}给过我们?(?:的)?(?:是)?",
    r"(?<!我是)(?<!我是个)(?:房东|老板娘?|经理|中介|骗子|司机|师傅|房主|车主|包工头|工头|开发商|施工方)(?:的)?是?",
    r"(?<!我)这个(?:号码?|电话)(?:是)?",
    r"(?:让|叫|喊)我(?:们)?(?:再)?(?:打|拨)|说(?:有事|有问题|可以)?(?:打|拨)",
    r"(?:他|她|车上|师傅|对方|上次|门口|玻璃上|条子上)[^我]{0,4}留(?:了|的|下)?(?:个|一个)?(?:号码?|电话|手机)?(?:是)?",
    rf"(?:{PHONE})我(?:也|这)?(?:里|边)?有",
    rf"(?:查|搜|问|找)(?:到|了|来)(?:一下)?(?:的)?(?:车主|他|她)?(?:{PHONE})?(?:是)?",
    rf"(?:这个|那个|这|那|的)人(?:的)?(?:{PHONE})(?:是)?",
)
_OF_KIN = (
    rf"(?:我|我们家?|我家)?(?:{KIN})(?:[小老][^我]|[^我他她的]{{2}})?(?:他|她)?(?:(?:的)?(?:{PHONE}|号)|的)(?:是)?",
)
_LEFT = (
    rf"(?:别|不要|不用|甭|不能|莫|勿|(?<![名姓字])不)(?:再)?(?:打|拨|联系|留|用|登记)(?:我|那个|这个|原来|以前|家里)*(?:的)?(?:{PHONE}|号)?",
    rf"(?:原来|原先|以前|之前|从前|过去|[老旧](?=的|号|电话|手机|座机)|上次)(?:的)?(?:留|用|登记|预留|报)?(?:的)?(?:那个|一个)?(?:{PHONE}|号)?(?:是)?",
)
_PAPER = (
    "身份证|证件|社保|医保卡?|银行卡|卡|账|帐|户|用户|客户|编|工?单|订单|快递|运单|包裹|车牌|牌照|发票|合同|QQ|qq|扣扣|微信|学|工|车|验证码?|密码|水表|电表|气表|表|保单"
    "|护照|执照|信用|流水|序列|准考证|档案|房产证|产权证|桩|灯杆|杆|井盖|会员|考号|准考|批|文|房|门牌|楼|邮|邮政编码|邮编|尾|彩票|票|案|受理|登记|许可证|残疾证|驾照|驾驶证|标识|唯一码|条|条形"
)
_THING = (
    rf"(?:{_PAPER})(?:证)?(?:号码?|编号|码|牌号?|单号)+(?:是)?",
    r"(?:会员|银行|公交|购物|储值|健身|医保|市民|社保)卡(?:号)?(?:是)?",
    r"(?:身份证|银行卡|车牌|订单|工单|快递|运单|编号|单号|账号|帐号|户号|卡号|邮编|验证码|密码|工号|车号|证件|苏[A-Za-z]|尾号|车架|护照|QQ|qq)(?:号码?)?(?:是)?",
)
_AFTER_OWN = re.compile(
    r"^(?:这个|这是)?(?:你们?|您|就|可以|请|直接|到时|有事|有结果|处理好了?|以后)*"
    r"(?:就是这个(?!骗|人)|这?就?是我(?:的|本人|自己)|打这个|找我|联系我|通知我|回我|给我(?:回|来)|转我|我就行|也可以打?我|(?:打|拨)(?:他|她)的?就?(?:行|好|可以)|让他|让她|(?:他|她)会(?:告诉|转告|跟我))"
    r"|^.{0,4}(?:打这个(?:找|给|就)|打这个(?!.{0,4}(?:没|不))|打他的|打她的|联系他吧|联系她吧)"
)
_AFTER_KIN = re.compile(rf"^(?:哦|啊|呃|哎)*(?:这|那)个?(?:号|号码)?是我们?(?:{KIN})的")
_AFTER_DEPUTY = re.compile(r"^.{0,10}(?:打给(?:他|她)|(?:给|跟)(?:他|她)(?:打|联系))")
_OF_MINE = re.compile(KIN)
_ON_A_SIGN = re.compile(r"广告|传单|名片|招牌|牌子|条子|短信|[写印贴喷](?:的|着|了)")
_ANOTHERS = re.compile(r"^(?:他|她)(?:姓|叫)|^(?:我)?打(?:通|过)了")
_OWN_PLACE = re.compile(
    r"(?:店|公司|单位|学校|厂|办公室|值班室|前台|门卫|总机|村里|社区)(?:里|这边|的)*(?:(?:联系|固定|值班|办公)?(?:电话|座机|号码|固话)(?:是)?)?$"
)
_AFTER_HINTS = re.compile(
    r"^(?:这个|这是)?(?:你们?|您|就|可以|请|直接|到时|有事|有结果|处理好了?|以后)*打给?我|^.{0,8}给我(?:一个|个)?(?:答复|回复|回话|回电|消息|结果|回)|^(?:我姓|我叫|免贵|姓)"
)
_PERSON = re.compile(rf"{THIRD}|{KIN}")
_SOMEBODY = re.compile(rf"{THIRD}|{KIN}|[他她]|人家|身份证|证件|证号|账|单号|编号|户号|卡|号码|广告|骚扰|诈骗|骗")
_EXTENSION = re.compile(r"^(?:转|分机|拨|按)+(?:号码?|是)*[零〇一幺二两三四五六七八九0-9]{1,6}")
_BY_THE_CUE = 6  # characters before 电话: somebody spoken of there is likely whose it is
_NEAR = 12  # characters before a number without any such word
_APART = {
    Whose.KIN: 4,
    Whose.OTHER: 4,
    Whose.LEFT: 4,
    Whose.THING: 6,
}  # characters between the words and the digits, at most
_AFTER_OTHER = re.compile(
    rf"^(?:这个|那个)?(?:{PHONE})?(?:是|就是|说是)(?:不是)?(?:他|她|{THIRD}|骗|那个|广告|空号|假)"
    r"|^(?:这个|那个|他|她)?(?:号码?|电话|人|们)?(?:我|也|都|又|就|老是?|总是|一?直|根本|现在|永远|天天|还|说|打了?[^我]{0,4}?(?:遍|次|都|也)?)*"
    r"(?:(?:没人接|没有人接|不接)(?!电话你|到|就|的话|再|你|您|可以|请|打|发|我)|打不通(?!的话|就|再|可以|请|打|你|您)|打不进|空号|关机|占线|忙音|骚扰|诈骗|打电话(?:给我|说|来|骗)|打来|打过来|给我打|打给我(?:我|说|的)|是假的)"
    r"|^(?:他|她)(?:家|也|欠|骗|不接|态度|一直|体罚)|^多收|^(?:你们)?去找他|^你们(?:去|自己)?(?:查|找|管|打过去)"
)
_AFTER_LEFT = re.compile(
    r"^.{0,8}(?:你们?|您)(?:可)?(?:别|不要)打(?!扰|固|座|家|那|电|我)|"
    r"^(?:哎|唉|啊|哦|呃|不对|不是|错了)*(?:那|这)个?是?个?(?:以前|原来|原先|之前|[旧老])的(?:号码?|电话|手机)?|"
    r"^(?:哎|唉|啊|哦|这个|那个|号码?|手机|卡|已经|现在|都|早就|的)*(?:莫名其妙)?(?:停用|停掉|停了|欠费|被扣|扣费|被停|被盗|不是我办|(?:也|就)是(?:老|小)?[^我]{1,2}的(?:你们?|您)?(?:别|不要)打|不用了|不常用|停机|注销|作废|换了|换成|丢了|(?:不要打|别打)(?=这|它|了|啊|哦|$)|没用了|掉了|不在我这)"
)
_STILL = re.compile("(?:还是|仍是|就是)(?:原来|之前|以前|上次)")  # 还是原来那个
_STILL_THIS = re.compile("^(?:现在)?(?:还是|仍是|也是)(?:这个|用这个|它)(?!人)")
_BEFORE, _AFTER = 22, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    whose: Whose
    end: int
    start: int


def _cues(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?=((?:{pattern})))") for pattern in patterns)


_BY_WHOSE = {
    Whose.OWN: _cues(_OWN),
    Whose.KIN: _cues(_OF_KIN),
    Whose.OTHER: _cues(_OTHER),
    Whose.LEFT: _cues(_LEFT),
    Whose.THING: _cues(_THING),
    Whose.NAMED: _cues((_WEAK,)),
}
_DEPUTY = re.compile(
    rf"(?<!不要)(?<!别)(?<!不用){_DO_RING}(?:我|我们)?(?:的)?(?:{KIN})|(?:联系|打给?)(?:他|她)(?![们家])|联系人|(?:{KIN})(?:的)?(?:{PHONE})?(?:登记|联系吧|吧$)"
)


_DELEGATES = re.compile(
    rf"(?:跟|给|问|打|找|联系)(?:给|到)?我们?的?(?:{KIN}|厂长|领导|老板|经理|主任|主管|组长|班长|会计|行政|秘书|助理|店长)"
    rf"(?:吧|就行|好了|就好|说|核实|联系|他|她|的|(?:{PHONE})|$)"
)
_HARASSED = re.compile("骚扰|诈骗|骗子|推销")


_NAMES_SOMEBODY = re.compile(
    rf"(?:{THIRD}|[他她])(?:们|家|那边|那个)?(?:姓.{{0,2}})?的?(?:联系|办公室?|私人)?(?:{PHONE}|手机号?|号)(?:是)?$"
    rf"|我(?:自己|去|再|就|直接)*打(?:给|到)?[^我]{{0,4}}(?:{THIRD})$"
    rf"|[他她][^我]{{0,2}}给过我们?(?:的)?(?:是)?$|(?:房东|老板娘?|经理|中介|骗子|司机|师傅|房主|车主|包工头|工头|开发商|施工方)(?:的)?是?$"
)


_OWN_TITLE = re.compile("我(?:姓|叫|是)[^他她]{0,6}$")


def names_somebody(text: str, start: int, end: int) -> bool:
    """Say whether the words right at some digits name somebody else whose they are; less is no proof in an answer."""
    before, after = _around(text, 0, start, end)
    named = _NAMES_SOMEBODY.search(before)
    if named and _OWN_TITLE.search(before[: named.start()]):
        named = None  # 我姓罗办公室主任座机..
    return bool(named or _ANOTHERS.search(after) or _AFTER_OTHER.search(after))


def _of_the_one_before(between: str) -> str:
    """Leave out the words after another number that are about that one: ..不用了, ..没人接."""
    for about in (_AFTER_KIN, _AFTER_LEFT, _AFTER_OTHER):
        found = about.match(between)
        if found:
            return between[found.end() :]
    return between


def by_sound(text: str) -> str:
    """Return the text with whatever sounds like 我 or 的 written so: those two decide whose a number is."""
    return "".join("我" if sound == "wo" else "的" if sound == "de" else char for char, sound in _sounding(text))


def _sounding(text: str) -> list[tuple[str, str]]:
    return [(char, readings(char)[0]) for char in text]


def whose(text: str, previous_end: int, start: int, end: int) -> Whose:
    """Say whose the digits at `start` to `end` are, by the words around them that are nearest."""
    before, after = _around(text, previous_end, start, end)
    if previous_end:
        before = _of_the_one_before(before)
    cue = _nearest(before)
    said = cue.whose if cue else Whose.UNTOLD
    if said is Whose.THING:
        return said
    if _AFTER_LEFT.search(after):
        return Whose.LEFT
    if _STILL.search(before[-_NEAR:]) or _STILL_THIS.search(after):
        return Whose.OWN
    if _AFTER_KIN.search(after):
        return Whose.KIN
    told = _by_whom_to_ring(before, after, said, cue)
    if told is None and said in {Whose.NAMED, Whose.UNTOLD}:
        return _by_what_follows(before, after, said, cue)
    return told or said


def _by_whom_to_ring(before: str, after: str, said: Whose, cue: _Cue | None) -> Whose | None:
    """Say what the words tell that speak of ringing somebody there; they go before whoever else is named."""
    if said is Whose.OWN and cue and _HARASSED.search(before) and "我" not in before[cue.start : cue.end]:
        return Whose.OTHER
    if said is not Whose.LEFT and _DELEGATES.search(before):
        return Whose.OWN
    if said is not Whose.LEFT and _DEPUTY.search(before):
        return Whose.OWN  # 留我妈的.. 她叫什么
    if (said is not Whose.KIN and _ANOTHERS.search(after)) or (said is Whose.KIN and _AFTER_OTHER.search(after)):
        return Whose.OTHER
    deputy = _AFTER_DEPUTY.search(after) and (said is not Whose.OTHER or _OF_MINE.search(before))
    ring = said is not Whose.LEFT and (_AFTER_OWN.search(after) or _DEPUTY.search(before))
    return Whose.OWN if deputy or ring else None


def _by_what_follows(before: str, after: str, said: Whose, cue: _Cue | None) -> Whose:
    if _AFTER_OTHER.search(after) or _HARASSED.search(before):
        return Whose.OTHER
    if _AFTER_HINTS.search(after):
        return Whose.OWN
    named = before[: cue.start][-_BY_THE_CUE:] if cue else ""
    if _ON_A_SIGN.search(named):
        return Whose.OTHER
    return Whose.UNTOLD if _PERSON.search(named) else said


def of_own_place(text: str, start: int) -> bool:
    """Say whether the words before some digits name a place where the caller may be reached: 店里电话, 单位座机."""
    before = text[max(0, start - _BEFORE) : start]
    return bool(_OWN_PLACE.search(before)) and not re.search("[他她]|人家|对方", before)


def nobody_else(text: str, previous_end: int, start: int, end: int) -> bool:
    """Say whether the words around some digits speak of nobody and nothing they could belong to but the caller."""
    before, _ = _around(text, previous_end, start, end)
    return not _SOMEBODY.search(before[-_NEAR:])


def _around(text: str, previous_end: int, start: int, end: int) -> tuple[str, str]:
    return text[max(previous_end, start - _BEFORE) : start], _EXTENSION.sub("", text[end : end + _AFTER])


def _nearest(text: str) -> _Cue | None:
    found = [
        _Cue(whose=kind, start=match.start(1), end=match.end(1))
        for kind, patterns in _BY_WHOSE.items()
        for pattern in patterns
        for match in pattern.finditer(text)
        if match[1] and len(text) - match.end(1) <= _APART.get(kind, _BEFORE)
    ]
    return max(found, key=lambda cue: (cue.end, -cue.start), default=None)
