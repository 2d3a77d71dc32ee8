"""What citizens are written, as data: templates per event, hours, limits; a dry render finds what would not work."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.outflow.news import SAMPLE, Event, News
from callcenter.outflow.post import BY_STATUS, Said, faults_of_answer
from callcenter.rule_file import as_rules, checked, read_table
from queueing.days.office import Shift

LONGEST = 350  # characters: five parts of a long message (GB/T 33358 leaves it open; operators charge each part)
PERSONAL = frozenset({"contact_name", "contact_phone", "content", "place"})  # never in a message that others may read
BY_DAY = Shift.parse("08:00-21:00")
REMINDER_NAMES = frozenset({"show", "unit", "items"})
MADE = frozenset({"date", "url"})
ALLOWED = (frozenset(one.name for one in fields(News)) | MADE) - PERSONAL - {"assisting", "event_id", "ticket_id", "at"}


class SmsRulesError(Exception):
    """The file cannot be used; the message lists every fault, one a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One text. `urgent`: also at night."""

    event: Event
    text: str
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsRules:
    """A city's messages. `hours`: when citizens may be disturbed; `most_a_day` 0: no limit."""

    hours: Shift = BY_DAY
    most_a_day: int = 5
    url: str = ""  # where the progress code is looked up
    answers: tuple[str, ...] = ()  # grades by the digit that a citizen answers, from 1; none: no answer is taken
    answer_days: int = 3  # how long after the message its answer counts
    template: tuple[Template, ...] = ()
    gateway: Said = BY_STATUS  # how the gateway says in its answer that it took a message
    plan: str = ""  # what a unit of the show is written of milestones; '' nothing
    promise: str = ""  # and of what it promised

    def of(self, event: Event) -> Template | None:
        """The text for an event; None: the city writes nothing then."""
        return next((one for one in self.template if one.event is event), None)


def load_sms_rules(path: Path) -> SmsRules:
    """Read a city's file; a missing one writes nothing to anybody.

    Raises:
        SmsRulesError: with every fault found, by file and key.

    """
    if not path.exists():
        return SmsRules()
    rules = as_rules(path, SmsRules, read_table(path, "texts of messages", SmsRulesError), SmsRulesError)
    return checked(path, rules, faults_of, SmsRulesError)


def faults_of(rules: SmsRules) -> Iterator[str]:
    """Render every template with sample values and say what would not work."""
    seen: dict[Event, int] = {}
    for key, text in (("plan", rules.plan), ("promise", rules.promise)):
        if unknown := [name for name in _names(text) if name not in REMINDER_NAMES]:
            yield f"{key}: expected names of {', '.join(sorted(REMINDER_NAMES))}, found {', '.join(unknown)}"
    yield from faults_of_answer("gateway", rules.gateway)
    if rules.answer_days < 1:
        yield f"answer_days: expected 1 or more, found {rules.answer_days}"
    if len(set(rules.answers)) != len(rules.answers):
        yield f"answers: expected each grade once, found {'、'.join(rules.answers)}"
    for number, template in enumerate(rules.template, 1):
        key = f"template[{number}].text"
        if seen.setdefault(template.event, number) != number:
            yield f"template[{number}].event: expected each event once, found {template.event} twice"
        unknown = [name for name in _names(template.text) if name not in ALLOWED]
        if unknown:
            yield f"{key}: expected names of {', '.join(sorted(ALLOWED))}, found {', '.join(unknown)}"
        elif len(text := _filled(template, SAMPLE, rules.url, ZoneInfo("UTC"))) > LONGEST:
            yield f"{key}: expected at most {LONGEST} characters with sample values, found {len(text)}"


def reminder_text(rules: SmsRules, *, promise: bool, show: str, unit: str, items: str) -> str:
    """What a unit of the show is written; '' where the city writes nothing then. What is too long is cut."""
    text = rules.promise if promise else rules.plan
    return text.format_map({"show": show, "unit": unit, "items": items})[:LONGEST]


def render(template: Template, news: News, url: str, zone: ZoneInfo) -> str:
    """Fill in a template; what is too long is cut, so that no message is lost for a long title."""
    return _filled(template, news, url, zone)[:LONGEST]


def _filled(template: Template, news: News, url: str, zone: ZoneInfo) -> str:
    day = datetime.fromtimestamp(news.at, zone)
    made: Mapping[str, object] = {"date": f"{day.month}月{day.day}日", "url": url}
    values = {name: made[name] if name in made else getattr(news, name) for name in ALLOWED}
    plain = {name: _one_line(str(value)) for name, value in values.items()}
    return template.text.format_map(plain)


def _one_line(value: str) -> str:
    return " ".join(value.split())[:60]


def _names(text: str) -> list[str]:
    """Return the names in braces; what is no plain name (attributes, indexes, formats) is returned as it stands."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError as fault:
        return [str(fault)]
    return [f"{name}{'!' if how else ''}{':' if spec else ''}" for _, name, spec, how in parsed if name is not None]
