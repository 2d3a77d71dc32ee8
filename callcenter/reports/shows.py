"""The live shows of a period, read from the ledger one by one."""

from datetime import date

from callcenter.reports.periods import Named, Span
from callcenter.show.hundreds import Hundreds, hundreds_of
from callcenter.store.database import Database
from callcenter.store.editions import Editions
from callcenter.store.show_required import RequiredUnits
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


async def hundreds_between(database: Database, period: Named, today: date) -> Hundreds | None:
    """Both 100 % of a year, as of its last day or of today; None of any other period."""
    if period.span is not Span.YEAR:
        return None
    year, last = period.first.year, date(period.first.year, 12, 31)
    listed = await RequiredUnits(database).of(year)
    return hundreds_of(year, await Editions(database).year(year), listed, min(today, last))
