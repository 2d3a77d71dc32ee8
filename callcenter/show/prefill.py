"""The screening form as the live draft fills it: surname and title, area, topic, unit. Never a number. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from callcenter.masking import mask_numbers_in
from callcenter.store.ticket import Ticket, TicketField
from queueing.show.checks import NUMBER_LIKE

TITLES = ("先生/女士", "先生", "女士", "小姐", "太太", "阿姨", "大妈", "大爷", "大叔", "师傅", "老师", "同志", "医生")
TWO_CHARACTERS = frozenset(
    (
        "欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "尉迟", "公孙", "慕容", "令狐",
        "长孙", "夏侯", "东方", "端木", "轩辕", "宇文", "申屠", "独孤", "南宫", "西门",
    )
)  # fmt: skip
NOBODY = "匿名"  # «若投诉人无法留下有效的联系方式,用匿名代替» (常政办发〔2020〕11号 附件2)
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LEADING = re.compile(r"^(反映|投诉|咨询|举报|求助|建议|关于|市民)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefilled:
    """What the form holds before the producer has typed anything. `summary`: more words, for the producer only."""

    address: str = ""
    area: str = ""
    topic: str = ""
    unit: str = ""  # who the draft thinks is responsible
    unit_fits: bool = True
    summary: str = ""


def prefilled(ticket: Ticket | None, units: Collection[str], topic_most: int) -> Prefilled:
    """Fill the form from a draft.

    Args:
        ticket: the call's draft; None: nothing was said yet.
        units: names of those on the show today; none: every matter fits.
        topic_most: characters of the topic.
    """
    said = ticket.fields if ticket else {}
    unit = _value(said, "unit") or _guess(ticket, "unit")
    return Prefilled(
        address=addressed(_value(said, "contact_name")),
        area=_plain(_value(said, "area")),
        topic=shortened(_value(said, "title") or _value(said, "topic"), topic_most),
        unit=unit,
        unit_fits=not units or not unit or any(_same(unit, one) for one in units),
        summary=mask_numbers_in(_value(said, "content") or _value(said, "summary")),
    )


def addressed(name: str) -> str:
    """Surname and title of a name: 王小明 -> 王先生/女士, 王小明女士 -> 王女士, nothing -> ''."""
    title = next((one for one in TITLES if name.endswith(one)), "")
    given = _CHINESE.match(name.removesuffix(title).strip())
    if not given:
        return NOBODY if name == NOBODY else ""
    surname = given.group()[:2] if given.group()[:2] in TWO_CHARACTERS else given.group()[:1]
    return NOBODY if given.group() == NOBODY else surname + (title or "先生/女士")


def shortened(title: str, most: int) -> str:
    """A title the host reads at a glance: without a leading 反映, cut at a mark where there is one, no numbers."""
    text = _plain(_LEADING.sub("", title.strip()))
    if len(text) <= most:
        return text
    marks = [at for at, char in enumerate(text[: most + 1]) if char in "，,；;。、 "]
    return text[: marks[-1]] if marks and marks[-1] >= most // 2 else text[:most]


def _plain(text: str) -> str:
    return NUMBER_LIKE.sub("", text).strip()


def _same(unit: str, other: str) -> bool:
    """市住房和城乡建设局 is 住房和城乡建设局: a name with the city before it is the same unit."""
    one, two = unit.removeprefix("市"), other.removeprefix("市")
    return bool(one and two) and (one in two or two in one)


def _value(fields: Mapping[str, TicketField], name: str) -> str:
    return fields[name].value if name in fields else ""


def _guess(ticket: Ticket | None, name: str) -> str:
    others = ticket.suggestions.get(name, ()) if ticket else ()
    return others[0].value if others else ""
