"""Whether the values of a command are ones this city and desk know. The one place, before anything is decided.

What depends on where a ticket stands is the engine's; here is only what is wrong whatever the ticket.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime

from queueing.city.profiles import Profile
from queueing.days.limits import CLOCK_UNITS, Limit
from queueing.ticket.commands.handling import AskExtension
from queueing.ticket.commands.intake import Accept, Reclassify
from queueing.ticket.commands.oversight import CallMeeting

GIVEN = ("number",)  # put in by the service, never asked for
LISTED = 12  # so many names an expectation lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What there is to choose from. `units` by id or name; `takers`: who may own a matter; `accounts`: who signs in."""

    profile: Profile
    unit: Callable[[str], object | None]
    persons: frozenset[str] = frozenset()
    takers: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One value that cannot be."""

    expected: str
    found: str


def faults_of(command: object, lists: Lists) -> Mapping[str, Fault]:
    """What is wrong with a command's values, by field; empty: nothing."""
    found = {**dict(_blanks(command)), **dict(_unknown(command, lists))}
    return {one.name: found[one.name] for one in fields(command) if one.name in found}  # type: ignore[arg-type]


def _blanks(command: object) -> Iterator[tuple[str, Fault]]:
    """What has to be said is said: neither '' nor blanks."""
    for one in fields(command):  # type: ignore[arg-type]
        if one.name in GIVEN:
            continue
        value = getattr(command, one.name)
        items = value if isinstance(value, tuple) else (value,)
        missing = one.default is MISSING and not items
        if missing or (isinstance(value, str) and one.default is MISSING and not value.strip()):
            yield one.name, Fault(expected="something other than blanks", found="nothing")
        elif isinstance(value, tuple) and not all(item.strip() for item in items):
            yield one.name, Fault(expected="entries with something other than blanks", found="an empty one")


def _unknown(command: object, lists: Lists) -> Iterator[tuple[str, Fault]]:
    """Codes, names of units and people: those there are."""
    for name, known in _codes(command, lists).items():
        value = getattr(command, name, "")
        if value and value not in known:
            yield name, Fault(expected=one_of(known), found=value)
    for name in ("unit", "assisting", "units"):
        value = getattr(command, name, ())
        strange = [one for one in ((value,) if isinstance(value, str) else value) if one and lists.unit(one) is None]
        if strange:
            yield name, Fault(expected="the id or name of a unit that works", found="、".join(strange))
    strange = [one for one in getattr(command, "people", ()) if one not in lists.accounts]
    if strange:
        yield "people", Fault(expected=f"names of accounts: {one_of(sorted(lists.accounts))}", found="、".join(strange))
    yield from _moments_and_limits(command)


def _codes(command: object, lists: Lists) -> Mapping[str, tuple[str, ...]]:
    """The fields of a command that are codes, and the codes."""
    city = lists.profile
    judged = {
        "kind": city.types,
        "category": city.every_category,
        "priority": city.priorities,
        "complexity": city.complexities,
    }
    codes = {
        **(judged if isinstance(command, Accept | Reclassify) else {}),
        "reason": city.not_accepted,
        "grade": city.satisfaction.grades,
        "rung": city.switches.escalate,
        "person": tuple(sorted(lists.persons)),
        "to": tuple(sorted(lists.takers)),
        "source": tuple(sorted(lists.sources)),
    }
    there = {one.name for one in fields(command)}  # type: ignore[arg-type]
    return {name: known for name, known in codes.items() if name in there}


def _moments_and_limits(command: object) -> Iterator[tuple[str, Fault]]:
    if isinstance(command, CallMeeting) and command.when.strip() and not is_moment(command.when):
        yield "when", Fault(expected="a day and a time such as 2026-11-23 09:30", found=command.when)
    if isinstance(command, AskExtension) and command.limit.strip() and not _counts(command.limit):
        units = ", ".join(sorted(CLOCK_UNITS))
        yield "limit", Fault(expected=f"a limit above zero such as 5 wd, in {units}", found=command.limit)


def is_moment(text: str) -> bool:
    """Whether a text is a day with a time of day."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "T" in text or " " in text


def _counts(text: str) -> bool:
    try:
        limit = Limit.parse(text)
    except ValueError:
        return False
    return limit.amount > 0 and limit.unit in CLOCK_UNITS


def one_of(known: tuple[str, ...] | list[str]) -> str:
    """The expectation in words, not longer than a screen can say."""
    if not known:
        return "nothing: none are listed here"
    more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
    return f"one of {'、'.join(known[:LISTED])}{more}"
