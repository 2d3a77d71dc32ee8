"""Clocks of a city that bear one id, can never run, or stand in each other's way."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

from queueing.city.findings import Code, Finding, Severity
from queueing.city.profiles import ClockKind, ClockRule, Moment, Profile
from queueing.days.ticket_clocks import SHOW_SOURCE


def clock_findings(profile: Profile) -> Iterator[Finding]:
    """Everything that is wrong with the clocks alone."""
    yield from duplicates("clock", (rule.id for rule in profile.clocks))
    for rule in profile.clocks:
        yield from _unknown(profile, rule)
        for why in _never(profile, rule):
            text = f"clock {rule.id} can never run: {why}"
            yield Finding(severity=Severity.FAULT, code=Code.NEVER_RUNS, about=f"clock.{rule.id}", text=text)
    yield from _same_matters(profile.clocks)
    yield from _judged(profile)


def duplicates(what: str, idents: Iterable[str]) -> Iterator[Finding]:
    """Ids that several things of one kind bear."""
    for ident, times in Counter(idents).items():
        if times > 1:
            text = f"{what} {ident}: expected each id once, found it {times} times"
            yield Finding(severity=Severity.FAULT, code=Code.DUPLICATE_ID, about=f"{what}.{ident}", text=text)


def _never(profile: Profile, rule: ClockRule) -> Iterator[str]:
    for name, wanted, known in _selections(profile, rule):
        if wanted and not known.intersection(wanted):
            yield f"expected {name} among {'、'.join(sorted(known)) or 'none'}, found {'、'.join(wanted)}"
    if rule.starts is rule.stops:
        yield f"expected it to stop later than it starts, found {rule.starts} for both"
    phone_show = profile.show is not None and profile.show.phone_in
    if not phone_show and (rule.starts is Moment.COLLECTED or set(rule.sources) == {SHOW_SOURCE}):
        yield "expected a show that citizens call, found none"
    if any(not profile.members(name) for name in rule.categories):
        yield "expected categories in the set, found none"
    duties = [one for one in profile.clocks if one.kind is ClockKind.DUTY and one.stops is rule.stops]
    if rule.kind is ClockKind.EXTENSION and not duties:
        yield f"expected a clock that stops at {rule.stops} to be extended, found none"


def _unknown(profile: Profile, rule: ClockRule) -> Iterator[Finding]:
    """Names that do not exist beside others that do: the clock runs, though not for all that was meant."""
    for name, wanted, known in _selections(profile, rule):
        strange = [one for one in wanted if one not in known]
        if strange and len(strange) < len(wanted):
            text = f"clock {rule.id}: expected {name} among {'、'.join(sorted(known))}, found {'、'.join(strange)}"
            yield Finding(severity=Severity.FAULT, code=Code.UNKNOWN_NAME, about=f"clock.{rule.id}", text=text)


def _selections(profile: Profile, rule: ClockRule) -> Iterator[tuple[str, tuple[str, ...], set[str]]]:
    """What a rule selects by, and what there is; a city that names no categories or channels may have any."""
    yield "types", rule.types, set(profile.types)
    yield "priorities", rule.priorities, set(profile.priorities)
    yield "complexities", rule.complexities, set(profile.complexities)
    if profile.categories or profile.category_sets:
        sets = {name for one in profile.category_sets for name in (one.id, *one.members)}
        yield "categories", rule.categories, {*profile.categories, *sets}
    if profile.channels:
        yield "sources", rule.sources, {*profile.channels, SHOW_SOURCE}


def _same_matters(rules: Iterable[ClockRule]) -> Iterator[Finding]:
    """Within a group one rule runs: a second one for the very same matters never does."""
    grouped = [rule for rule in rules if rule.group]
    for one, other in combinations(grouped, 2):
        if _selector(one) == _selector(other):
            text = (
                f"clocks {one.id} and {other.id} of group {one.group} are for the same matters: {other.id} never runs"
            )
            yield Finding(severity=Severity.FAULT, code=Code.SAME_MATTERS, about=f"clock.{other.id}", text=text)


def _selector(rule: ClockRule) -> tuple[object, ...]:
    chosen = (rule.types, rule.categories, rule.priorities, rule.complexities, rule.sources, rule.units)
    return (rule.group, rule.starts, *map(frozenset, chosen))


def _judged(profile: Profile) -> Iterator[Finding]:
    judged = [rule.id for rule in profile.clocks if rule.complexities]
    if judged:
        text = (
            f"clocks {', '.join(judged)} hang on {'/'.join(profile.complexities)}, which is a judgement: "
            f"the operator chooses, {profile.complexities[0]} until then, and the log says who chose"
        )
        yield Finding(severity=Severity.NOTE, code=Code.JUDGEMENT, about="complexities", text=text)
