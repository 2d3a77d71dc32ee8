"""Who hears whom in a call: the one place that says so. Telephony is ordered what stands here."""

from collections.abc import Mapping

from queueing.desk.state import Call
from queueing.events import CallState, Part

CALLER, OPERATOR = "caller", "operator"
OPEN = frozenset({Part.THREE_WAY, Part.BARGE})  # heard by everybody
BACKSTAGE = frozenset({Part.LISTEN, Part.WHISPER})  # hear everything

Hears = Mapping[str, tuple[str, ...]]  # party -> whom; the first is whose stream of packets goes on


def hears(call: Call) -> Hears:
    """Return whom each party of a conversation hears; who hears nobody is left to music.

    The parties are CALLER, OPERATOR and the guests' ids. On hold the caller is out of it, and the operator talks with
    the one consulted; otherwise that one waits. A whisper reaches the operator alone.
    """
    present = {one.guest_id: one.part for one in call.guests.values() if one.joined_at is not None}
    everybody = [one for one, part in present.items() if part in OPEN]
    desk = [] if call.state is CallState.OUTSIDE else [OPERATOR]
    match call.state:
        case CallState.TALKING | CallState.OUTSIDE:
            circle = [CALLER, *desk, *everybody]
        case CallState.HOLD:
            circle = [*desk, *everybody, *(one for one, part in present.items() if part is Part.CONSULT)]
        case _:
            return {}
    heard = {one: tuple(other for other in _first_desk(circle) if other != one) for one in circle}
    if OPERATOR in heard:
        whispering = tuple(one for one, part in present.items() if part is Part.WHISPER)
        heard[OPERATOR] = tuple(other for other in circle if other != OPERATOR) + whispering
    for one, part in present.items():
        if part in BACKSTAGE:
            heard[one] = tuple(_first_desk(circle))
    parties = [CALLER, *desk, *present]
    return {one: heard.get(one, ()) for one in parties}


def _first_desk(circle: list[str]) -> list[str]:
    return sorted(circle, key=lambda one: one != OPERATOR)
