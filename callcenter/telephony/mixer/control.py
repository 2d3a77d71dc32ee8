"""What telephony tells the mixer, one JSON object a line: the whole of a conference, whenever it changes. Pure."""

from dataclasses import dataclass
from typing import Any

MOST_MEMBERS = 8
MOST_CONFERENCES = 200
MOST_LISTENERS = 2000
MOST_FEEDS = 4


class ControlError(ValueError):
    """A line that cannot be obeyed; says what was expected and what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One member as telephony wants it."""

    leg_id: str
    codec: int
    port: int  # the engine's port that takes this leg's sound and sends its own
    hears: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A conference as telephony wants it; without members it is over."""

    conference: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSetting:
    """A feed as telephony wants it; without sources it is over."""

    feed: str
    sources: tuple[tuple[int, int], ...]  # codec, and the engine's port that its packets come from
    listeners: tuple[tuple[int, int], ...] = ()  # codec, and the engine's port that takes its packets


def read_feed(found: Any) -> FeedSetting:
    """Read a line's object that has a feed.

    Raises:
        ControlError: a field is missing or unfit.

    """
    try:
        sources = tuple(_codec_and_port(*one) for one in found["sources"])
        listeners = tuple(_codec_and_port(*one) for one in found["listeners"])
    except (KeyError, TypeError, ValueError) as error:
        raise ControlError(f"expected feed, sources and listeners, found {error!r:.80}") from error
    if len(listeners) > MOST_LISTENERS:
        raise ControlError(f"expected at most {MOST_LISTENERS} listeners, found {len(listeners)}")
    return FeedSetting(feed=str(found["feed"]), sources=sources, listeners=listeners)


def write_feed(setting: FeedSetting) -> dict[str, object]:
    """Write a setting as `read_feed` takes it."""
    return {"feed": setting.feed, "sources": setting.sources, "listeners": setting.listeners}


def _codec_and_port(codec: object, port: object) -> tuple[int, int]:
    if codec not in (0, 8) or not isinstance(port, int) or not 0 < port < 65536:
        raise ValueError(f"codec {codec}, port {port}")
    return int(codec), port


def read(found: Any) -> Setting:
    """Read a line's object.

    Raises:
        ControlError: a field is missing or unfit.

    """
    try:
        seats = tuple(_seat(one) for one in found["members"])
        setting = Setting(conference=str(found["set"]), seats=seats)
    except (KeyError, TypeError, ValueError) as error:
        raise ControlError(f"expected set and members, found {error!r:.80}") from error
    if len(seats) > MOST_MEMBERS:
        raise ControlError(f"expected at most {MOST_MEMBERS} members, found {len(seats)}")
    return setting


def _seat(found: Any) -> Seat:
    codec, port = _codec_and_port(found["codec"], found["port"])
    hears = tuple((str(leg), float(gain)) for leg, gain in found["hears"])
    return Seat(leg_id=str(found["leg"]), codec=codec, port=port, hears=hears)


def write(setting: Setting) -> dict[str, object]:
    """Write a setting as `read` takes it."""
    members = [
        {"leg": seat.leg_id, "codec": seat.codec, "port": seat.port, "hears": [list(one) for one in seat.hears]}
        for seat in setting.seats
    ]
    return {"set": setting.conference, "members": members}
