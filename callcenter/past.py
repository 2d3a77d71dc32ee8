"""What of the ledger a service that starts takes in again."""

from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

from callcenter.clock import day_start_s
from callcenter.store.placed_calls import still_to_go_out
from callcenter.store.standing import still_standing
from callcenter.store.stores import Stores
from queueing.events import CallArrived, CallPlaced, Fact


async def past_facts(stores: Stores, zone: ZoneInfo, now: float) -> AsyncIterator[Fact]:
    """Facts from yesterday's midnight on (a call may cross midnight); calls cut by that beginning are left out.

    Calls that are still to go out are kept from their placing on, and what was decided by hand about a queue, however
    long ago.
    """
    since = day_start_s(day_start_s(now, zone) - 1.0, zone)
    whole: set[str] = set()
    for fact in await still_standing(stores.journal, since):
        yield fact
    for fact in await still_to_go_out(stores.calls, stores.journal, since):
        whole.add(getattr(fact, "call_id", ""))
        yield fact
    async for fact in stores.journal.replay(since):
        if isinstance(fact, CallArrived | CallPlaced):
            whole.add(fact.call_id)
        call_id = getattr(fact, "call_id", "")
        if not call_id or call_id in whole:
            yield fact
