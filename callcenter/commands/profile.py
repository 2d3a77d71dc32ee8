"""`callcenter profile list`, `show NAME`, `check [NAME ...]`: cities' rules, and what contradicts itself in them."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.calendars import CalendarError, load_calendar
from callcenter.profiles import ProfileError, load_profile, profile_names, profiles_dir
from queueing.city.contradictions import contradictions
from queueing.city.findings import Finding, Severity
from queueing.city.profiles import ClockRule, Profile
from queueing.city.switches import ALL_OFF
from queueing.days.calendar import Calendar
from queueing.days.office import Office

ZONE = "Asia/Shanghai"  # the one zone all profiles are of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do, with which profiles, and where they are."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="the profiles there are")
    showing = verbs.add_parser("show", help="one profile in full")
    showing.add_argument("name")
    checking = verbs.add_parser("check", help="what contradicts itself or can never happen; 1 when there are faults")
    checking.add_argument("name", nargs="*", help="all when none is named")
    checking.add_argument("--year", type=int, help="also look at a weekly show's dates of this year")
    checking.add_argument("--calendar", type=Path, help="folder of CN-YYYY.toml files")
    for verb in (listing, showing, checking):
        verb.add_argument("--profiles", type=Path, default=None, help="folder of profiles; the package's own if absent")


def run(args: argparse.Namespace) -> int:
    """Do it; 0 done, 1 faults found, 2 something named cannot be read."""
    folder = args.profiles or profiles_dir()
    try:
        if args.verb == "list":
            return _list(folder)
        if args.verb == "show":
            print("\n".join(_lines(load_profile(args.name, folder))))
            return 0
        calendar = load_calendar(args.calendar).calendar
        return _check(args.name or profile_names(folder), folder, calendar, args.year)
    except (ProfileError, CalendarError) as fault:
        print(fault, file=sys.stderr)
        return 2


def _list(folder: Path) -> int:
    for name in profile_names(folder):
        one = load_profile(name, folder)
        print(f"{name}\t{one.title}\t{one.kind}\t{len(one.clocks)} clocks\t{one.source}")
    return 0


def _check(names: Iterable[str], folder: Path, calendar: Calendar, year: int | None) -> int:
    faults = 0
    for name in names:
        try:
            profile = load_profile(name, folder)
        except ProfileError as fault:
            print(f"{name}\n  FAULT     {fault}")
            faults += 1
            continue
        office = Office(calendar=calendar, hours=profile.hours, zone=ZoneInfo(ZONE))
        found = contradictions(profile, office, year)
        print(f"{name}" if found else f"{name}: nothing found")
        for one in found:
            print(_line(one))
        faults += sum(one.severity is Severity.FAULT for one in found)
    return 1 if faults else 0


def _line(finding: Finding) -> str:
    name = "FAULT" if finding.severity is Severity.FAULT else finding.severity
    return f"  {name:9} {finding.text}"


def _lines(profile: Profile) -> Iterable[str]:
    yield f"{profile.policy}  {profile.title}  ({profile.source})"
    show = profile.show
    if show:
        when = f" {show.weekday} {show.start:%H:%M}" if show.weekday and show.start else ""
        yield f"show      {show.name}{when}, {show.minutes} min, delay {show.delay_s:g} s: {'、'.join(show.outlets)}"
    shifts = " ".join(map(str, profile.hours.shifts))
    yield f"hours     {shifts}{', every day' if profile.hours.every_day else ''}"
    for rule in profile.milestones:
        also = f", {rule.weekday} of that week if earlier" if rule.weekday else ""
        yield f"milestone {rule.id:16} {rule.before!s:>9}  {rule.title}{also}"
    for clock in profile.clocks:
        way = f"{clock.starts} -> {clock.stops}"
        yield f"clock     {clock.id:20} {clock.limit!s:>7}  {way}  {clock.title}{_chosen(clock)}"
    for name in ALL_OFF.__slots__:
        value = getattr(profile.switches, name)
        if value != getattr(ALL_OFF, name):
            yield f"switch    {name:24} {'、'.join(value) if isinstance(value, tuple) else value}"
    for word in ("kpis", "reports", "channels", "types", "categories"):
        if listed := getattr(profile, word):
            yield f"{word:9} {'、'.join(listed)}"


def _chosen(clock: ClockRule) -> str:
    chosen = [*clock.types, *clock.categories, *clock.priorities, *clock.complexities, *clock.sources, *clock.units]
    words = [*chosen, *(["guide only"] if clock.soft else []), *([clock.kind] if clock.kind != "duty" else [])]
    return f"  [{'、'.join(words)}]" if words else ""
