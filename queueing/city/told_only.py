"""Keys of a profile that only tell something about the city: the desk does nothing with them, and a check says so."""

from collections.abc import Iterator

from queueing.city.findings import Code, Finding, Severity
from queueing.city.profiles import Calls, Profile
from queueing.city.switches import ALL_OFF

SWITCHES: tuple[str, ...] = ()  # a switch that nothing follows from is named here until something does
CALLS = (
    "answer_rate_min",
    "answer_within_s",
    "from_110",
    "leader_answering",
    "merged_lines",
    "peak_per_day",
    "shifts",
    "window_h",
)


def told_only(profile: Profile) -> Iterator[Finding]:
    """What the city's file says and the desk does not act on."""
    plain = Calls()
    switches = (f"switches.{one}" for one in SWITCHES if getattr(profile.switches, one) != getattr(ALL_OFF, one))
    calls = (f"calls.{one}" for one in CALLS if getattr(profile.calls, one) != getattr(plain, one))
    more = ("leader_hours",) if profile.leader_hours else ()
    shown = ("show.repeats",) if profile.show and profile.show.repeats else ()
    for about in (*switches, *calls, *more, *shown):
        text = f"{about}: said by the source and kept; nothing in the desk follows from it"
        yield Finding(severity=Severity.NOTE, code=Code.TOLD_ONLY, about=about, text=text)
