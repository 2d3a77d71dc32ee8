"""Ways to the network: whose INVITEs are let in, which numbers go out where, and with what login. Pure."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

PATTERN = re.compile(r"\+?[0-9*#X]+\.?")
NUMBER = re.compile(r"\+?[0-9*#]{1,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """Where a trunk takes calls, with which login, and which numbers it may dial."""

    address: tuple[str, int]
    username: str = ""
    password: str = field(default="", repr=False)
    may_dial: tuple[str, ...] = ()  # patterns: X any digit, a final dot any rest; none: nothing may be dialled
    show_number: str = ""  # the number the network is told when the order names none


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """A connection to the network, known by the addresses its calls come from; most also take calls out."""

    name: str
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    way_out: WayOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The trunk a number goes out by; its name and its way."""

    trunk: str
    way: WayOut


def is_pattern(text: str) -> bool:
    """Tell whether a text says which numbers may be dialled: `110`, `1XXXXXXXXXX`, `0.`."""
    return PATTERN.fullmatch(text) is not None


def may_dial(patterns: Sequence[str], number: str) -> bool:
    """Tell whether one of the patterns allows a number."""
    return any(_expression(pattern).fullmatch(number) for pattern in patterns)


def _expression(pattern: str) -> re.Pattern[str]:
    body = re.escape(pattern.removesuffix(".")).replace("X", "[0-9]")
    return re.compile(body + ("[0-9*#]+" if pattern.endswith(".") else ""))


def choose(trunks: Sequence[Trunk], name: str, number: str) -> Route | str:
    """Return the way a number goes out, or one sentence on why it does not. The sentence never holds the number.

    Args:
        trunks: all of them, in the order of the configuration.
        name: the trunk wanted; '' takes the first that goes out and may dial the number.
        number: as dialled.

    """
    if not NUMBER.fullmatch(number):
        return "expected a number of digits, found something else"
    ways = [Route(trunk=one.name, way=one.way_out) for one in trunks if one.way_out and name in ("", one.name)]
    if not ways:
        return f"expected a trunk that calls out, found {name!r:.40}" if name else "no trunk calls out"
    allowed = [route for route in ways if may_dial(route.way.may_dial, number)]
    return allowed[0] if allowed else f"trunk {ways[0].trunk} may not dial that number"
