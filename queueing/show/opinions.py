"""Opinions people give around a recorded edition (电视问政): how a message is read, and how they are counted."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from queueing.days.calendar import Calendar, workday_after

TEXT_MOST = 1000  # characters
PEOPLE_MOST = 100_000  # on one line: slips counted in the hall
_BREAK = r"[\s,，、:：.。;；#＃]"
_SPACE = f"{_BREAK}*"


class Channel(StrEnum):
    """How an opinion came."""

    WEB = "web"
    WECHAT = "wechat"
    SMS = "sms"
    SLIP = "slip"  # paper, given in the hall: nobody's name is on it
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionRules:
    """A city's way of asking. `verdicts`: what people choose from, best first; the first `good` of them approve."""

    verdicts: tuple[str, ...] = ("满意", "不满意")
    good: int = 1
    prefix: str = "问政"  # a text message that begins so is an opinion and no matter for the hotline
    days_before: int = 7
    workdays_after: int = 5

    def __post_init__(self) -> None:
        if len(set(self.verdicts)) != len(self.verdicts) or not 0 < self.good < max(len(self.verdicts), 1):
            most = max(len(self.verdicts) - 1, 1)
            found = f"{'、'.join(self.verdicts)}, good {self.good}"
            raise ValueError(f"expected different verdicts and good from 1 to {most}, found {found}")
        if not self.prefix.strip() or self.days_before < 0 or self.workdays_after < 0:
            raise ValueError(f"expected a prefix and days of 0 or more, found {self}")


TWO_VERDICTS = OpinionRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One opinion as it is counted. `sender` '': nobody can say whether it is the same person. `people`: of slips."""

    unit: str = ""  # '' all of the edition
    topic: str = ""
    verdict: str = ""  # '' words only
    channel: Channel = Channel.OTHER
    sender: str = ""
    people: int = 1
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was said about one unit or topic. `share`: of the verdicts, those that approve, 0..1."""

    name: str  # '' all of the edition
    people: int
    verdicts: tuple[tuple[str, int], ...]  # in the order of the rules
    share: float | None  # None: nobody gave a verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """An edition's opinions counted: each sender once for a unit and topic, with what they said last."""

    people: int  # opinions, each sender once for a unit and topic
    messages: int  # as they came
    channels: tuple[tuple[Channel, int], ...]  # people by channel
    units: tuple[Count, ...]
    topics: tuple[Count, ...]
    whole: Count


def counted(voices: Iterable[Voice]) -> list[Voice]:
    """Leave of each sender only the last for a unit and topic; without a sender each counts.

    A verdict stays when only words follow it.
    """
    last: dict[tuple[str, ...], Voice] = {}
    free: list[Voice] = []
    for one in sorted(voices, key=lambda voice: voice.at):
        if not one.sender:
            free.append(one)
            continue
        key = (one.sender, one.unit, one.topic)
        if one.verdict or key not in last:
            last.pop(key, None)
            last[key] = one
    return sorted([*last.values(), *free], key=lambda voice: voice.at)


def tally(voices: Sequence[Voice], rules: OpinionRules, units: Sequence[str]) -> Tally:
    """Count an edition's opinions; every unit on the edition stands in it, also one nobody spoke of."""
    once = counted(voices)
    names = list(dict.fromkeys([*units, *(one.unit for one in once if one.unit)]))
    topics = list(dict.fromkeys(one.topic for one in once if one.topic))
    channels = Counter[Channel]()
    for one in once:
        channels[one.channel] += one.people
    return Tally(
        people=sum(one.people for one in once),
        messages=sum(one.people for one in voices),
        channels=tuple((one, channels[one]) for one in Channel if channels[one]),
        units=tuple(_count(name, [one for one in once if one.unit == name], rules) for name in names),
        topics=tuple(_count(name, [one for one in once if one.topic == name], rules) for name in topics),
        whole=_count("", once, rules),
    )


def _count(name: str, voices: Sequence[Voice], rules: OpinionRules) -> Count:
    found = Counter[str]()
    for one in voices:
        found[one.verdict] += one.people
    verdicts = tuple((verdict, found[verdict]) for verdict in rules.verdicts)
    given = sum(number for _, number in verdicts)
    good = sum(number for _, number in verdicts[: rules.good])
    return Count(
        name=name,
        people=sum(one.people for one in voices),
        verdicts=verdicts,
        share=good / given if given else None,
    )


def collecting(day: date, today: date, rules: OpinionRules, calendar: Calendar) -> bool:
    """Whether an edition of that day takes opinions now: some days before it, and some working days after."""
    return (day - today).days <= rules.days_before and today <= last_day(day, rules, calendar)


def last_day(day: date, rules: OpinionRules, calendar: Calendar) -> date:
    """The last day an edition takes opinions; afterwards nobody can tell any more who was the same."""
    return workday_after(calendar, day, rules.workdays_after).day if rules.workdays_after else day


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text message read as an opinion."""

    unit: str
    verdict: str
    text: str


def read_message(message: str, units: Sequence[str], rules: OpinionRules) -> Written | None:
    """Read «问政 2 满意 路修得快»: unit (place in the list, or name), verdict, words. None: no opinion.

    What cannot be read as a unit or a verdict stays as words: nothing that somebody wrote is lost.
    """
    found = re.match(rf"{_SPACE}{re.escape(rules.prefix)}(.*)", message, re.DOTALL)
    if found is None:
        return None
    # The longest first: 不满意 and 基本满意 are not 满意.
    verdicts = sorted(rules.verdicts, key=len, reverse=True)
    unit, rest = _unit(re.sub(rf"^{_SPACE}", "", found.group(1)), units, verdicts)
    verdict = next((one for one in verdicts if rest.startswith(one)), "")
    words = re.sub(rf"^{_SPACE}", "", rest.removeprefix(verdict)).strip()
    return Written(unit=unit, verdict=verdict, text=words[:TEXT_MOST])


def _unit(text: str, units: Sequence[str], verdicts: Sequence[str]) -> tuple[str, str]:
    """The unit a message begins with, and what is left; '' when it names none: «2路公交» does not, «2 满意» does."""
    ends = "|".join([_BREAK, "$", *map(re.escape, verdicts)])
    number = re.match(rf"(\d{{1,2}})(?={ends}){_SPACE}", text)
    if number and 1 <= int(number.group(1)) <= len(units):
        return units[int(number.group(1)) - 1], text[number.end() :]
    for name in sorted(units, key=len, reverse=True):
        if text.startswith(name):
            return name, re.sub(rf"^{_SPACE}", "", text[len(name) :])
    return "", text
