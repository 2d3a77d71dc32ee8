"""The one list of promises: confirmed on live shows, taken down in recorded ones, and those a person has to confirm."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from callcenter.show.in_show import restored
from callcenter.show.promise_desk import PromiseDesk
from callcenter.show.promise_rows import Reckoning, of_live, of_note, of_proposal, of_recorded
from callcenter.show.show_words import CallWords, heard_on_air, words_of
from callcenter.store.promises import PromiseQuery, known_ids
from callcenter.store.shows import ShowListed
from callcenter.store.stores import Stores
from callcenter.ticketing.rule_book import RuleBook
from queueing.show.edition import Edition
from queueing.show.promise_book import BookedPromise, in_order
from queueing.show.promises import Today
from queueing.show.proposed import left_to_confirm, proposed
from queueing.units.unit_tree import Unit

SHOWS_MOST = 400  # some eight years of weekly shows
LOOKED_DAYS = 30  # so long after a show its words are still looked through for what nobody has decided about
PROMISES_MOST = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A show or edition as a promise names it."""

    title: str
    day: date
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The list, what should be seen to first at the top; and the programmes its lines are of."""

    promises: tuple[BookedPromise, ...]
    programmes: Mapping[str, Programme]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseList:
    """Owns nothing: reads ledger, plan and words, and reckons by today's calendar."""

    stores: Stores
    desk: PromiseDesk
    book: RuleBook
    find: Callable[[str], Unit | None]  # the unit of that id or name, as the city's list has it now
    now: Callable[[], float]

    async def all(self, *, proposals: bool) -> Booked:
        """Every promise there is; `proposals`: also those found in words that nobody has decided about."""
        by = self._reckoning()
        shows = await self.stores.shows.newest(SHOWS_MOST)
        editions = await self.stores.editions.all()
        units = {one.show_id: one.units for one in shows}
        live = await self.desk.listed(PromiseQuery(limit=PROMISES_MOST))
        promised = frozenset((row["show_id"], row["entry_id"]) for row in live)
        found = [of_live(row, by, units.get(row["show_id"], ())) for row in live]
        days = {one.edition_id: one.day for one in editions}
        found += [
            of_recorded(one, by, days.get(one.edition_id, by.day(one.at)))
            for one in await self.stores.voices.promises()
        ]
        if proposals:
            found += [one for one in await self._proposals(shows, by) if _undecided(one, promised)]
        listed = in_order(replace(one, unit=self.name(one.unit)) for one in found)
        return Booked(promises=tuple(listed), programmes=self._programmes(shows, editions), today=by.today)

    def name(self, unit: str) -> str:
        """A unit as the city's list calls it, whatever the plan or the studio called it."""
        found = self.find(unit)
        return found.name if found else unit

    def _reckoning(self) -> Reckoning:
        zone = self.desk.ports.tickets.zone
        today = datetime.fromtimestamp(self.now(), zone).date()
        return Reckoning(today=today, calendar=self.book.office.calendar, zone=zone)

    def _programmes(self, shows: Iterable[ShowListed], editions: Iterable[Edition]) -> dict[str, Programme]:
        day = self._reckoning().day
        aired = {one.show_id: Programme(title=one.title, day=day(one.opened_at), units=one.units) for one in shows}
        planned = {one.edition_id: Programme(title=one.title, day=one.day, units=one.units) for one in editions}
        return {**aired, **planned}

    async def _proposals(self, shows: Sequence[ShowListed], by: Reckoning) -> list[BookedPromise]:
        owing = set(await self.stores.shows.not_closed())
        late = [one for one in shows if one.show_id in owing or (by.today - by.day(one.opened_at)).days <= LOOKED_DAYS]
        return [found for one in late for found in await self._of_show(one, by)]

    async def _of_show(self, show: ShowListed, by: Reckoning) -> list[BookedPromise]:
        """What was found in the words of one show and waits for a person."""
        facts = await self.stores.shows.facts_of(show.show_id)
        state = restored(show.show_id, facts).state
        aired = [one for one in state.entries.values() if one.aired_at is not None and one.call_id]
        words = await words_of(self.stores.transcripts, [one.call_id for one in aired])
        decided = await self.stores.database.read(lambda connection: known_ids(connection, show.show_id))
        today = Today(day=by.day(state.live_at or state.opened_at), calendar=by.calendar)
        unit = show.units[0] if len(show.units) == 1 else ""
        found = [of_note(one, show.show_id, unit) for one in state.entries.values() if one.answer_due is not None]
        for entry in aired:
            heard = heard_on_air(entry, facts, words.get(entry.call_id, CallWords()), self.now())
            left = left_to_confirm(proposed(entry.entry_id, heard, today), decided)
            found += [of_proposal(one, show.show_id, unit) for one in left]
        return [one for one in found if one.promise_id not in decided]


def _undecided(one: BookedPromise, promised: frozenset[tuple[str, str]]) -> bool:
    """A note of the answer is no second promise beside the one that was confirmed for its entry."""
    return one.heard or (one.edition_id, one.entry_id) not in promised
