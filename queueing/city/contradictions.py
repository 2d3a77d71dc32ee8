"""What in a city's rules contradicts itself or can never happen: found before it bites, shown and not hidden."""

from collections.abc import Iterator
from math import log

from queueing.city.clock_findings import clock_findings, duplicates
from queueing.city.findings import Code, Finding, Severity
from queueing.city.profiles import LoadReading, Profile, SaidLoad
from queueing.city.show_findings import show_findings
from queueing.city.told_only import told_only
from queueing.days.office import Office


def contradictions(profile: Profile, office: Office, year: int | None = None) -> tuple[Finding, ...]:
    """Everything there is to know, faults first.

    Args:
        profile: the city.
        office: calendar, hours and time zone its dates are counted with.
        year: looked at for a weekly show without a published schedule; None: its dates are left out.
    """
    found = [
        *clock_findings(profile),
        *_sets(profile),
        *show_findings(profile, office, year),
        *_load(profile),
        *_closed(profile),
        *_never_revisited(profile),
        *told_only(profile),
    ]
    order = list(Severity)
    return tuple(sorted(found, key=lambda one: order.index(one.severity)))


def _sets(profile: Profile) -> Iterator[Finding]:
    yield from duplicates("category_set", (one.id for one in profile.category_sets))
    for one in profile.category_sets:
        about = f"category_set.{one.id}"
        if len(one.members) != one.said:
            text = f"{about}: expected the {one.said} categories the source speaks of, found {len(one.members)}"
            yield Finding(severity=Severity.CONFLICT, code=Code.SET_SIZE, about=about, text=text)
        if one.assumed:
            text = f"{about}: the source counts {one.said} categories and names none; the list is ours, replace it"
            yield Finding(severity=Severity.NOTE, code=Code.ASSUMED_SET, about=about, text=text)


def _load(profile: Profile) -> Iterator[Finding]:
    load = profile.calls.load
    if load is None:
        return
    if LoadReading.EACH in load.readings and not profile.calls.operators:
        text = "calls.load: expected calls.operators for a figure that may be of each operator, found none"
        yield Finding(severity=Severity.FAULT, code=Code.LOAD_READINGS, about="calls.operators", text=text)
    elif len(load.readings) > 1:
        text = _readings_text(load, profile.calls.operators)
        yield Finding(severity=Severity.CONFLICT, code=Code.LOAD_READINGS, about="calls.load", text=text)


def _never_revisited(profile: Profile) -> Iterator[Finding]:
    """Revisits that somebody is to make, of tickets that are closed without one."""
    said = {"own_revisit": profile.switches.own_revisit, "revisits_per_session": profile.switches.revisits_per_session}
    for name in (name for name, on in said.items() if on and not profile.switches.revisit):
        about = f"switches.{name}"
        text = f"{about}: expected a plan of revisits (switches.revisit), found none: no ticket ever waits for one"
        yield Finding(severity=Severity.FAULT, code=Code.NEVER_REVISITED, about=about, text=text)


def calls_per_day(load: SaidLoad, reading: LoadReading, operators: int) -> int:
    """The whole desk's calls a day when the figure is read so."""
    return load.calls * operators if reading is LoadReading.EACH else load.calls


def _readings_text(load: SaidLoad, operators: int) -> str:
    ways = {one: calls_per_day(load, one, operators) for one in load.readings}
    listed = ", ".join(f"{one} {calls} a day" for one, calls in ways.items())
    text = f"«{load.said}» can be read in {len(ways)} ways: {listed}"
    if not load.normal_per_day or not load.surge:
        return text
    expected = [load.normal_per_day * times for times in load.surge]
    nearer = min(ways, key=lambda one: min(abs(log(ways[one] / other)) for other in expected))
    return f"{text}; usual load times its surge is {min(expected)} to {max(expected)}, {nearer} is nearer"


def _closed(profile: Profile) -> Iterator[Finding]:
    """办结 counts what was closed, not what was solved."""
    closed = [one for one in profile.figures if "办结率" in one.kpi]
    pleased = [one for one in profile.figures if "满意率" in one.kpi]
    for done in closed:
        for liked in pleased:
            if done.share > liked.share:
                text = (
                    f"{done.kpi} {done.share:.1%} beside {liked.kpi} {liked.share:.1%}: at least "
                    f"{done.share - liked.share:.1%} was closed without satisfaction; 办结率, 解决率 and 满意率 "
                    "are counted apart"
                )
                yield Finding(
                    severity=Severity.CONFLICT, code=Code.CLOSED_NOT_SATISFIED, about=f"figure.{done.kpi}", text=text
                )
