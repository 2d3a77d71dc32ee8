"""One matter that many called about, a hot topic or a burst going on: found by its id, with its tickets."""

from dataclasses import dataclass

from callcenter.store.faults import NotFoundError
from callcenter.store.identity import Role
from callcenter.web.route import PEOPLE, Ask

DAY_S = 86_400.0
LOOKERS = PEOPLE | {Role.DISPATCHER, Role.REVIEWER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is told of it. `tickets`: oldest first, drafts too."""

    ident: str
    burst: bool
    place: str
    topic: str
    persons: int
    tickets: tuple[str, ...]


def topic_matter(ask: Ask, ident: str, days: int) -> Matter:
    """A hot topic as it was these last days.

    Raises:
        NotFoundError: it is none any more, or nobody called about it.

    """
    now = ask.parts.now()
    one = ask.parts.city.hot.topic(ident, now - days * DAY_S, now + 1.0)
    if one is None:
        raise NotFoundError("hot topic", ident)
    tickets = tuple(reversed(one.tickets))
    return Matter(ident=ident, burst=False, place=one.place, topic=one.topic, persons=one.persons, tickets=tickets)


def burst_matter(ask: Ask, ident: str) -> Matter:
    """A burst going on.

    Raises:
        NotFoundError: it is over.

    """
    hot = ask.parts.city.hot
    one = next((burst for burst in hot.bursts() if burst.burst_id == ident), None)
    if one is None:
        raise NotFoundError("burst", ident)
    return Matter(
        ident=ident, burst=True, place=one.place, topic=one.matter, persons=one.persons, tickets=hot.tickets_of(one)
    )


def ids_of(ask: Ask, hot: str, burst: str, days: int) -> tuple[str, ...] | None:
    """The tickets a list is narrowed to; None when it is not.

    Raises:
        NotFoundError: it is hot no more; or the asker is not of the hotline, whose topics these are.

    """
    if not hot and not burst:
        return None
    if not ask.who.has(*LOOKERS):
        raise NotFoundError("hot topic", hot or burst)
    return (burst_matter(ask, burst) if burst else topic_matter(ask, hot, days)).tickets
