"""The outlets of the show in the configuration, and what they mean for one show."""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from callcenter.setting_types import Name, Section
from queueing.show.aftermath.outlets import Begins, Outlet
from queueing.show.aftermath.record import ShowRecord

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AIRS = re.compile(r"(?:(mon|tue|wed|thu|fri|sat|sun) )?((?:[01]\d|2[0-3]):[0-5]\d)")


class ShowOutlet(Section):
    """One way to the listeners; the legal delay confirmed at the opening is added to a live one's `more_s`."""

    name: Name
    title: str = Field(min_length=1, max_length=30)
    more_s: float = Field(default=0.0, ge=0.0, le=300.0, description="behind the legal delay: encoder, network")
    airs: Annotated[str, Field(pattern=rf"^(|{_AIRS.pattern})$")] = Field(
        default="", description="a later broadcast, 22:20 or sat 10:00, next after sign-off; empty: live"
    )
    file_begins: Begins = Field(default=Begins.STUDIO, description="its file: as the studio began, or trimmed to sound")


OUTLETS = (
    ShowOutlet(name="radio", title="广播"),
    ShowOutlet(name="web", title="网络直播"),
    ShowOutlet(name="tv", title="电视", airs="22:20"),
)


def outlets_of(chosen: Iterable[ShowOutlet], show: ShowRecord, zone: ZoneInfo) -> tuple[Outlet, ...]:
    """The outlets of one show, each with its delay and its hour."""
    off = datetime.fromtimestamp(show.signed_off_at, zone)
    return tuple(
        Outlet(
            name=one.name,
            title=one.title,
            delay_s=0.0 if one.airs else show.delay_s + one.more_s,
            airs_at=_next(one.airs, off).timestamp() if one.airs else None,
            begins=one.file_begins,
        )
        for one in chosen
    )


def _next(airs: str, after: datetime) -> datetime:
    """The first such hour after a moment."""
    found = _AIRS.fullmatch(airs)
    if found is None:
        raise ValueError(f"outlet: expected 22:20 or sat 10:00, found {airs!r}")
    day, clock = found[1], time.fromisoformat(found[2])
    tries = (after.date() + timedelta(days=ahead) for ahead in range(8))
    hours = (datetime.combine(one, clock, after.tzinfo) for one in tries if not day or _DAYS[one.weekday()] == day)
    return next(hour for hour in hours if hour > after)
