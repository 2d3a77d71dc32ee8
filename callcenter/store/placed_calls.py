"""Calls that were placed before the replayed days and are still to go out: a call-back of Friday lives on Monday."""

from callcenter.store.calls import CallQuery, Calls
from callcenter.store.journal import Journal
from queueing.events import CallPlaced, CallState, Fact

MOST = 1000  # more than a desk ever has in line


async def still_to_go_out(calls: Calls, journal: Journal, before: float) -> list[Fact]:
    """Return the facts, older than `before` (Unix seconds) and in order, of calls that have not gone out yet."""
    found: list[Fact] = []
    for state in (CallState.WAITING, CallState.POSTPONED):
        page = await calls.page(CallQuery(state=state, until=before, limit=MOST))
        for row in page.items:
            told = await journal.of_call(row.call_id)
            if told and isinstance(told[0], CallPlaced):
                found += [fact for fact in told if fact.at < before]
    return sorted(found, key=lambda fact: fact.at)
