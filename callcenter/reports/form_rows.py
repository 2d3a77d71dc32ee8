"""Which matters stand on a unit's 群众诉求办理情况表: those of the period's shows, and what was put in by hand."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callcenter.reports.material import Choice
from callcenter.store.database import Database
from callcenter.store.matters import Matters, TicketWords
from callcenter.store.shows import Shows
from queueing.figures.matters import Matter, Period

MOST_SHOWS = 2000


async def form_rows(
    database: Database, choice: Choice, period: Period, known: Iterable[Matter], zone: ZoneInfo
) -> list[tuple[TicketWords, date | None]]:
    """Each ticket with the day it was answered on.

    A show's matter belongs to the show's day, also when it was registered the next morning; one whose show is not in
    the ledger, to the day it was registered.

    Args:
        database: where shows and tickets are.
        choice: the unit, and what was put in or left out by hand.
        period: of the form.
        known: the matters registered in it, among others.
        zone: the city's.
    """
    matters = Matters(database)
    opened = {one.show_id: one.opened_at for one in await Shows(database).newest(MOST_SHOWS)}
    registered = [one.ticket_id for one in known if period.holds(one.registered_at) and one.unit == choice.unit]
    of_shows = await matters.of_shows(show_id for show_id, at in opened.items() if period.holds(at))
    wanted = dict.fromkeys((*registered, *of_shows, *choice.include))
    words = await matters.words(one for one in wanted if one not in choice.exclude)

    def belongs(said: TicketWords) -> bool:
        if said.ticket_id in choice.include:
            return True
        here = period.holds(opened[said.show_id]) if said.show_id in opened else said.ticket_id in registered
        return here and said.of_show and said.unit == choice.unit

    return [(said, _day(said, zone)) for said in words.values() if belongs(said)]


def _day(said: TicketWords, zone: ZoneInfo) -> date | None:
    return datetime.fromtimestamp(said.replied_at, zone).date() if said.replied_at else None
