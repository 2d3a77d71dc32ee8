"""Which clocks of a city start for a ticket, and which of its running ones stop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from queueing.city.profiles import ClockKind, ClockRule, Moment, Profile
from queueing.days.clocks import Clock

SHOW_SOURCE = "show"  # what came in through the live show


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What decides about a ticket's clocks. Empty: not known, and matches no selection."""

    type: str
    category: str = ""
    priority: str = ""
    complexity: str = ""
    source: str = ""
    unit: str = ""


def starting(profile: Profile, matter: Matter, moment: Moment) -> tuple[ClockRule, ...]:
    """The clocks that begin at this moment of that ticket, in the profile's order.

    Of rules with the same `group` only the most specific runs: the one that selects by most things; of equals the
    first. Limits of extensions never run.
    """
    fits = [
        rule
        for rule in profile.clocks
        if rule.starts is moment and rule.kind is not ClockKind.EXTENSION and _matches(profile, rule, matter)
    ]
    return tuple(rule for rule in fits if not rule.group or rule is _most_specific(fits, rule.group))


def start(profile: Profile, matter: Matter, moment: Moment, ticket_id: str, at: datetime) -> tuple[Clock, ...]:
    """The clocks themselves, begun."""
    return tuple(
        Clock(ticket_id=ticket_id, rule_id=rule.id, policy=profile.policy, started_at=at, limit=rule.limit)
        for rule in starting(profile, matter, moment)
    )


def stopping(profile: Profile, running: Iterable[Clock], moment: Moment) -> tuple[Clock, ...]:
    """Those of the running clocks that this moment ends. A clock whose rule is gone runs on until resolved."""
    stops = {rule.id: rule.stops for rule in profile.clocks}
    return tuple(clock for clock in running if stops.get(clock.rule_id, Moment.RESOLVED) is moment)


def extension_allowed(profile: Profile, moment: Moment = Moment.RESOLVED) -> ClockRule | None:
    """The rule that says how much longer the clock that `moment` stops may become; None: the city sets no bound."""
    rules = (rule for rule in profile.clocks if rule.kind is ClockKind.EXTENSION and rule.stops is moment)
    return next(rules, None)


def specificity(rule: ClockRule) -> int:
    """By how many things a clock selects."""
    return sum(map(bool, (rule.types, rule.categories, rule.priorities, rule.complexities, rule.sources, rule.units)))


def _most_specific(rules: Iterable[ClockRule], group: str) -> ClockRule:
    return max((rule for rule in rules if rule.group == group), key=specificity)


def _matches(profile: Profile, rule: ClockRule, matter: Matter) -> bool:
    categories = {one for name in rule.categories for one in (name, *profile.members(name))}
    plain = (
        (rule.types, matter.type),
        (rule.priorities, matter.priority),
        (rule.complexities, matter.complexity),
        (rule.sources, matter.source),
        (tuple(categories), matter.category),
    )
    by_unit = not rule.units or any(name in matter.unit for name in rule.units)
    return by_unit and all(not wanted or found in wanted for wanted, found in plain)
