"""What a show still owes before it can be closed, entry by entry; when an entry was heard on air. Changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from queueing.show.facts import ShowFact, WentOffAir, WentOnAir
from queueing.show.state import BoardState, Entry, EntryState, Phase


class Missing(StrEnum):
    """What keeps an entry from being settled."""

    STILL_HERE = "still_here"  # the caller or message has not left the board
    ANSWER = "answer"  # was on air: 现场答复 or a dated promise
    TICKET = "ticket"  # was on air: always one
    TICKET_OR_REASON = "ticket_or_reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When the programme heard an entry, Unix seconds."""

    since: float
    until: float


def missing(entry: Entry) -> tuple[Missing, ...]:
    """What is still owed for an entry, in the order it is done; nothing for a settled one."""
    if entry.settled:
        return ()
    wanted = [Missing.STILL_HERE] if entry.state is not EntryState.GONE else []
    if entry.aired_at is None:
        return (*wanted, Missing.TICKET_OR_REASON)
    wanted += [Missing.ANSWER] if entry.answer is None else []
    wanted += [] if entry.ticket_id else [Missing.TICKET]
    return tuple(wanted)


def in_order(state: BoardState) -> list[Entry]:
    """All entries as a person works them off: those on air first as they were heard, then the others as they came."""
    return sorted(
        state.entries.values(),
        key=lambda one: (one.aired_at is None, one.joined_at if one.aired_at is None else one.aired_at),
    )


def settled_count(state: BoardState) -> int:
    """How many entries owe nothing more."""
    return sum(one.settled for one in state.entries.values())


def may_close(state: BoardState) -> bool:
    """Whether closing would not be refused."""
    return state.phase is Phase.SIGNED_OFF and settled_count(state) == len(state.entries)


def air_spans(facts: Iterable[ShowFact], entry_id: str, until: float) -> tuple[Span, ...]:
    """When an entry was heard.

    Args:
        facts: of the show, in order.
        entry_id: which.
        until: the end of a span that has none yet, Unix seconds.
    """
    spans: list[Span] = []
    since: float | None = None
    for fact in facts:
        if isinstance(fact, WentOnAir) and fact.entry_id == entry_id:
            since = fact.at
        elif isinstance(fact, WentOffAir) and fact.entry_id == entry_id and since is not None:
            spans.append(Span(since=since, until=fact.at))
            since = None
    return (*spans, *([Span(since=since, until=until)] if since is not None else []))
