"""Repeat calls: the same person about the same matter. Suggests a merge, never makes one."""

from collections.abc import Iterable
from dataclasses import dataclass

from queueing.hot.rules import DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One earlier ticket of a person, or the one at hand. `caller` is the key of a known number, '' for none."""

    ticket_id: str
    at: float
    caller: str
    cluster: str = ""
    place: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The main ticket to merge into, and all of the person's tickets on the matter, oldest first."""

    main: str
    tickets: tuple[str, ...]


def repeat_of(call: Call, earlier: Iterable[Call], *, within_days: int = 30) -> Repeat | None:
    """The earlier tickets this call repeats: same known caller, same cluster (or same place and topic), recent."""
    if not call.caller:
        return None
    since = call.at - within_days * DAY_S
    same = [one for one in earlier if one.caller == call.caller and since <= one.at <= call.at and _same(call, one)]
    ranked = sorted((one for one in same if one.ticket_id != call.ticket_id), key=lambda one: (one.at, one.ticket_id))
    return Repeat(main=ranked[0].ticket_id, tickets=tuple(one.ticket_id for one in ranked)) if ranked else None


def _same(one: Call, other: Call) -> bool:
    if one.cluster and one.cluster == other.cluster:
        return True
    return bool(one.place and one.topic) and (one.place, one.topic) == (other.place, other.topic)
