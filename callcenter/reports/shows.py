"""The live shows of a period, read from the ledger one by one."""

from callcenter.store.database import Database
from callcenter.store.shows import Shows
from queueing.figures.matters import Period
from queueing.show.aftermath.record import ShowRecord, shows_of

MOST = 2000  # shows of twenty years and more, two a week


async def shows_between(database: Database, period: Period) -> tuple[ShowRecord, ...]:
    """Shows that were opened in the period and have signed off, in order."""
    store = Shows(database)
    listed = [one for one in await store.newest(MOST) if period.holds(one.opened_at)]
    found = [shows_of(await store.facts_of(one.show_id)) for one in listed]
    return tuple(sorted((show for each in found for show in each.values()), key=lambda show: show.opened_at))
