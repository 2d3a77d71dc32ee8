"""What decisions are made by: the city's profile, chosen by one key, and the calendar, which may be replaced."""

from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.calendars import load_calendar
from callcenter.profiles import load_profile
from callcenter.show.after_file import load_after_rules
from queueing.city.profiles import Profile
from queueing.days.calendar import Calendar
from queueing.days.office import Office
from queueing.ticket.hard_case import HardCase
from queueing.ticket.pen import Rules


@dataclass(slots=True, kw_only=True)
class RuleBook:
    """Owns the rules in force. Replaced as a whole, so that a decision sees one state of them."""

    rules: Rules

    @property
    def profile(self) -> Profile:
        """The city."""
        return self.rules.profile

    @property
    def office(self) -> Office:
        """Calendar, hours and time zone."""
        return self.rules.office

    def take_calendar(self, calendar: Calendar) -> None:
        """Count by another calendar from now on."""
        self.rules = replace(self.rules, office=replace(self.rules.office, calendar=calendar))

    def with_cases(self, cases: tuple[HardCase, ...]) -> Rules:
        """The rules for one decision that hard cases matter to."""
        return replace(self.rules, hard_cases=cases)


def open_rule_book(city: str, zone: ZoneInfo, calendars: Path | None = None) -> RuleBook:
    """Read the city's profile and the calendar.

    Args:
        city: the profile's name, `[site] city`.
        zone: the site's time zone.
        calendars: the site's folder of CN-YYYY.toml files.

    Raises:
        ProfileError, CalendarError, AfterFileError: one of them cannot be used.
    """
    profile = load_profile(city)
    office = Office(calendar=load_calendar(calendars).calendar, hours=profile.hours, zone=zone)
    return RuleBook(rules=Rules(profile=profile, office=office, after=load_after_rules(city)))
