"""What the operator's last question was for: the caller's number, somebody else's, a paper's, or no number at all."""

import re
from collections.abc import Callable, Collection
from enum import StrEnum

from callcenter.drafting.people import KIN, PHONE, THIRD


class Asked(StrEnum):
    """What the operator's last question was for."""

    NUMBER = "number"
    DEPUTY_NUMBER = "deputy_number"  # of somebody near, to ring instead
    OTHER_NUMBER = "other_number"
    THING = "thing"
    ELSE = "else"
    NOTHING = "nothing"


_ASKS_THING = re.compile(
    r"身份证|证件号|单号|户号|编号|账号|帐号|车牌|车号|卡号|验证码|尾号(?![零一幺二三四五六七八九])|工号"
)
_ASKS_NUMBER = re.compile(
    rf"{PHONE}|怎么联系|如何联系|联系到?您|(?<!带)(?<!带着)(?<!带了)手机|少了?[一二两三四几]?位|多了?[一二两三四几]?位|还有[一二两三四几]位|差[一二两三四几]位|再(?:说|报|念)一[遍下]|没听清|您说|请讲|请说"
)
_ASKS_OTHER = re.compile(
    rf"(?:{THIRD}|{KIN}|他|她|对方|那边|那个人?)(?:们|家|家里|里)?(?:的|那个)?(?:(?:姓名|名字|名称|联系人|姓什么|叫什么|贵姓|怎么称呼)(?:和|跟|还有|以及|、)?)?(?:有没有|有|留没留|留了)?(?:联系)?(?:{PHONE})"
    rf"|(?:{THIRD})[^您你]{{0,3}}叫什么[^您你]{{0,4}}(?:怎么联系|{PHONE})"
    rf"|(?:挪车|报修|客服|商家|门店)(?:{PHONE})"
    rf"|(?:别的|其他|有没有)联系人|(?:纸条|条子|牌子|存折|单子|名片|短信|广告|上面)上?的?那?个?(?:{PHONE})"
)
_ASKS_YOURS = re.compile(
    rf"(?:打|联系|给)您|给过?了?(?:他们?|对方|{THIRD})(?:们)?(?:的)?电话|您(?:这边|那边|自己|本人|个人)?的?(?:单位|学校|公司|家里?|店里|厂里|个人|本人|自己)?的?(?:办公)?(?:联系)?(?:{PHONE})|联系您|到您"
    rf"|(?:留|说|报|给)(?:一?个|一?下)(?:您|你)?的?(?:单位|学校|公司|家里?|店里?|厂里?|村里|办公室?)?的?(?:{PHONE})"
)
_ASKS_YOU_TOO = re.compile(r"(?:您|你)(?:本人|自己|个人)的?(?:呢|号|手机|联系|$)|(?:您|你)的呢|那(?:您|你)的?(?:呢|号)")
_VOCATIVE = re.compile(
    r"^(?:好的?|嗯|哦|那|行|请问)*(?P<name>[\u4e00-\u9fff])(?:师傅|老板|经理|老师|医生|大姐|大哥|阿姨|叔|先生|女士|小姐|总|主任|校长|店长)(?=您|你|的?(?:联系|电话|手机|号码)|留|报)"
    r"|^(?:好的?|嗯|哦|那|行|请问)*(?:老人家|老先生|老同志|大爷|大妈|大姐|阿姨|叔叔|同学|先生|女士)(?=您|你|的?(?:联系|电话|手机|号码)|留|报)"
)
_ASKS_USED = re.compile(
    rf"(?:{THIRD}|骗子|[他她对]).{{0,6}}(?:用|拿)的?(?:是)?(?:什么|哪个|哪)(?:号|电话)|打给您的|打(?:过)?来的|给您打的|打过去的"
)
_ASKS_DEPUTY = re.compile(
    rf"(?:您|你)(?:的|家)?(?:{KIN})+(?<!邻居)的?(?:那个|联系)?(?:{PHONE})|(?:跟|联系|找|打给?|给)谁|家里?大人的?(?:{PHONE})"
)
_OF_ANOTHER = re.compile(rf"(?:{THIRD}|[他她个名])姓([\u4e00-\u9fff])")
_INSTEAD = re.compile(r"(?:要|问|留|记|说)的?(?:是)?(?:您|你)(?:本人|自己|个人)")
_MISSING = re.compile("走失|走丢|失踪|不见了|没回来|没回家|离家出走|失联")
_HANDED_ON = re.compile(
    rf"(?:转|交|报|反映)(?:给|到)?(?:{THIRD}|[^您你]){{1,6}}?(?=(?:{PHONE})(?:是|多少|呢|留|说|报|给|您|$))"
)
_ASKS = re.compile(  # for another thing than digits
    "贵姓|称呼|姓什么|名字|地址|位置|哪[里儿个位条边家]|什么(?:事|时候|地方|情况|原因|问题|诉求)|几[栋号楼单层点天月]|小区|别的|其他|还要反映|还需要"
)
_READS_BACK = re.compile("[零〇一幺二两三四五六七八九0-9]{2}")
_ACKNOWLEDGES = re.compile(
    r"^(?:嗯|好|对|是|行|可以|您说|请说|请讲|继续|然后|哦|啊|的|稍等|记|了|下|您|我|一下|慢|点|还有|后面|几位|接着|再|说|讲|报|请|呢|吧|[零一幺二两三四五六七八九])*呢?$"
)


def instead_of(text: str) -> bool:
    """Say whether the operator wants the caller's own number instead of the one just given: 我要的是您自己的."""
    return bool(_INSTEAD.search(text))


def surnames_of_others(text: str) -> set[str]:
    """Return the surnames a caller gave to others: 老板姓吴."""
    return set(_OF_ANOTHER.findall(text))


def of_missing(text: str) -> bool:
    """Say whether words tell of somebody who cannot be found, whose number is no way to reach the caller."""
    return bool(_MISSING.search(text))


def _asks_what_was_used(text: str) -> bool:
    used = re.sub("打给您的|给您打的", "", text)
    return bool(_ASKS_USED.search(text)) and not _ASKS_YOURS.search(used)


def _asks_a_deputys(text: str) -> bool:
    return bool(_ASKS_DEPUTY.search(text)) and not re.search(rf"您的?(?:{PHONE})", text)


def _asks_anothers(text: str) -> bool:
    return bool(_ASKS_OTHER.search(_HANDED_ON.sub("", text))) and not _ASKS_YOURS.search(text)


def _asks_a_thing(text: str) -> bool:
    return bool(_ASKS_THING.search(text)) and not re.search("电话|手机|联系方式", text)


_QUESTIONS: tuple[tuple[Asked, Callable[[str], object]], ...] = (  # the first that fits counts
    (Asked.OTHER_NUMBER, _asks_what_was_used),
    (Asked.NUMBER, instead_of),
    (Asked.NUMBER, _ASKS_YOU_TOO.search),
    (Asked.DEPUTY_NUMBER, _asks_a_deputys),
    (Asked.OTHER_NUMBER, _asks_anothers),
    (Asked.THING, _asks_a_thing),
    (Asked.NUMBER, _ASKS_NUMBER.search),
)


def asked_in(text: str, others: Collection[str] = ()) -> Asked | None:
    """Return what an operator's words ask for; None for mere listening.

    Args:
        text: What the operator said.
        others: Surnames of people the caller spoke of: 吴老板 is then no address of the caller.

    """
    if _ACKNOWLEDGES.match(text) and not _ASKS_YOU_TOO.search(text):
        return None
    addressed = _VOCATIVE.match(text)
    if addressed and addressed["name"] not in others:
        text = f"您{text[addressed.end() :]}"
    found = (asked for asked, asks in _QUESTIONS if asks(text))
    return next(found, Asked.ELSE if _ASKS.search(text) and not _READS_BACK.search(text) else None)
