"""The written reply held against what was said on air: does it say something else, is it only the minutes copied.

«回复内容应与直播期间上线领导现场答复基本一致», «不能复制粘贴节目播出纪要» (常政办发〔2020〕11号). What is
found is a question for a person, never a judgement: nothing is refused and nothing sent back by it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from queueing.show.facts import AirAnswer
from queueing.show.quantities import quantities
from queueing.ticket.facts import Answer

_KEPT = re.compile(r"[\u4e00-\u9fff0-9A-Za-z%]")
_FILLERS = re.compile(r"(?:呢|嗯|啊|吧|那么|这个|那个|的话)")
_RUN = 4  # characters: a run of so many in common is no chance


class ReplyFlag(StrEnum):
    """What a person should look at."""

    DIFFERS = "differs"  # 与现场答复不一致
    COPIED = "copied"  # 照抄播出纪要


class Doubt(StrEnum):
    """Why it is thought so."""

    NUMBERS = "numbers"  # a quantity of the same kind, another value
    LATER = "later"  # a day or month after the one named on air
    PUT_OFF = "put_off"  # refused or put off what was promised
    UNSOLVED = "unsolved"  # answered on air, and now not solved
    OTHER_MATTER = "other_matter"  # hardly a word in common
    SAME_WORDS = "same_words"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyRules:
    """From where on something is flagged; measured on tests/data/replies."""

    copied_from: float = 0.7  # share of the reply's runs of four characters that the minutes hold
    copied_least: int = 12  # a shorter reply has too little to judge
    alike_least: float = 0.04  # share of neighbouring pairs in common; below it is another matter
    put_off: tuple[str, ...] = (
        "不属于", "无权", "无法", "不予", "不符合", "暂不", "未发现", "不存在", "未予", "不另行", "自行解决",
        "维持现状", "推迟", "延后至", "延期至", "待定", "待资金", "再议", "视情况", "仅能", "尚无", "列入明年",
        "明年计划", "请咨询", "向物业咨询", "请拨打", "司法途径", "法院", "申请劳动仲裁", "诉讼", "统筹安排",
        "符合作业标准", "请市民理解", "请居民理解", "耐心等待", "将持续至", "转请",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said on air about a matter: the answer as it was noted, and the minutes of that part of the hour."""

    answer: AirAnswer
    words: str
    minutes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing to look at; `detail` names what differs, for people."""

    flag: ReplyFlag
    doubt: Doubt
    detail: str = ""


def look(said: Said, reply: str, answer: Answer | None, rules: ReplyRules) -> tuple[Found, ...]:
    """Everything about a reply that a person should look at, the plainest first.

    Args:
        said: on air.
        reply: the written one.
        answer: how the unit says the matter stands; None: not said.
        rules: the city's numbers and words.
    """
    air = "\n".join(filter(None, (said.words, said.minutes)))
    if not _plain(air) or not _plain(reply):
        return ()
    return (*_copied(air, reply, rules), *_differs(said, air, reply, answer, rules))


def _copied(air: str, reply: str, rules: ReplyRules) -> Iterator[Found]:
    share = shared_runs(air, reply)
    if len(_plain(reply)) >= rules.copied_least and share >= rules.copied_from:
        yield Found(flag=ReplyFlag.COPIED, doubt=Doubt.SAME_WORDS, detail=f"{share:.0%}")


def _differs(said: Said, air: str, reply: str, answer: Answer | None, rules: ReplyRules) -> Iterator[Found]:
    def found(doubt: Doubt, detail: str = "") -> Found:
        return Found(flag=ReplyFlag.DIFFERS, doubt=doubt, detail=detail)

    if answer is Answer.NOT_SOLVED and said.answer is not AirAnswer.TAKEN:
        yield found(Doubt.UNSOLVED)
    put_off = [one for one in rules.put_off if one in reply and one not in air]
    if put_off:
        yield found(Doubt.PUT_OFF, "、".join(put_off[:3]))
    for kind, (there, here) in sorted(_apart(air, reply).items()):
        yield found(Doubt.NUMBERS, f"{kind}: {_listed(there)} ≠ {_listed(here)}")
    if later := _later(air, reply):
        yield found(Doubt.LATER, later)
    if alike_share(air, reply) < rules.alike_least:
        yield found(Doubt.OTHER_MATTER)


def shared_runs(air: str, reply: str) -> float:
    """Share of the reply's runs of four characters that were said on air, 0..1."""
    here, there = _runs(reply), set(_runs(air))
    return sum(run in there for run in here) / len(here) if here else 0.0


def alike_share(one: str, other: str) -> float:
    """Share of neighbouring pairs in common, of the text that has fewer, 0..1."""
    first, second = _pairs(one), _pairs(other)
    least = min(first.total(), second.total())
    return (first & second).total() / least if least else 0.0


def _apart(air: str, reply: str) -> Mapping[str, tuple[set[float], set[float]]]:
    """Kinds of quantities that both name, with no value in common."""
    there, here = _by_kind(air), _by_kind(reply)
    return {
        kind: (there[kind], here[kind]) for kind in there.keys() & here.keys() - _DATES if not there[kind] & here[kind]
    }


def _later(air: str, reply: str) -> str:
    """A month in the reply that lies after every month named on air; '' for none."""
    there, here = _by_kind(air).get("month", set()), _by_kind(reply).get("month", set())
    after = {one for one in here if there and one > max(there)}
    return f"{_listed(there)} < {_listed(after)}" if after else ""


_DATES = frozenset({"month"})


def _by_kind(text: str) -> dict[str, set[float]]:
    found: dict[str, set[float]] = {}
    for one in quantities(text):
        found.setdefault(one.kind, set()).add(one.value)
    return found


def _listed(values: Iterable[float]) -> str:
    return "、".join(f"{one:g}" for one in sorted(values))


def _plain(text: str) -> str:
    return "".join(_KEPT.findall(_FILLERS.sub("", text)))


def _runs(text: str) -> list[str]:
    plain = _plain(text)
    return [plain[at : at + _RUN] for at in range(len(plain) - _RUN + 1)]


def _pairs(text: str) -> Counter[str]:
    plain = _plain(text)
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))
