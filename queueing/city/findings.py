"""What a check of a city's rules can find, as a record."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Severity(StrEnum):
    """What is to be done about it."""

    FAULT = "fault"  # the data cannot work so: mend them
    CONFLICT = "conflict"  # the city's source says two things; both are kept, the sentence says which holds
    NOTE = "note"  # to know before relying on it


class Code(StrEnum):
    """What kind of thing was found."""

    DUPLICATE_ID = "duplicate_id"
    NEVER_RUNS = "never_runs"
    UNKNOWN_NAME = "unknown_name"
    SAME_MATTERS = "same_matters"
    TWO_DATES = "two_dates"
    WEEKDAY_RULE = "weekday_rule"
    BORN_LATE = "born_late"
    REST_DAY = "rest_day"
    NO_CALENDAR = "no_calendar"
    TV_READINGS = "tv_readings"
    DELAY_SHORT = "delay_short"
    LOAD_READINGS = "load_readings"
    CLOSED_NOT_SATISFIED = "closed_not_satisfied"
    SET_SIZE = "set_size"
    ASSUMED_SET = "assumed_set"
    JUDGEMENT = "judgement"
    TOLD_ONLY = "told_only"
    NEVER_REVISITED = "never_revisited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. `about`: the key in the profile; `dates`: the shows it concerns."""

    severity: Severity
    code: Code
    about: str
    text: str
    dates: tuple[date, ...] = ()
