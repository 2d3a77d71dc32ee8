"""What telephony tells the mixer, one JSON object a line: the whole of a conference, whenever it changes. Pure."""

from dataclasses import dataclass
from typing import Any

MOST_MEMBERS = 8
MOST_CONFERENCES = 200


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
    codec, port = int(found["codec"]), int(found["port"])
    if codec not in (0, 8) or not 0 < port < 65536:
        raise ValueError(f"codec {codec}, port {port}")
    hears = tuple((str(leg), float(gain)) for leg, gain in found["hears"])
    return Seat(leg_id=str(found["leg"]), codec=codec, port=port, hears=hears)


def write(setting: Setting) -> dict[str, object]:
    """Write a setting as `read` takes it."""
    members = [
        {"leg": seat.leg_id, "codec": seat.codec, "port": seat.port, "hears": [list(one) for one in seat.hears]}
        for seat in setting.seats
    ]
    return {"set": setting.conference, "members": members}
