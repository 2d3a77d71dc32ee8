"""Promises as the store has them, live or recorded, become lines of the one list. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.masking import mask_numbers_in
from callcenter.show.entry_ticket import own_ticket_id
from callcenter.store.show_voices import PublicPromise
from queueing.days.calendar import Calendar
from queueing.show.due_days import DueDay
from queueing.show.promise_book import BookedPromise, Kept, Origin, PromiseState, day_in, standing
from queueing.show.promises import Today
from queueing.show.proposed import ProposedPromise
from queueing.show.state import Entry

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What promises are reckoned by. `names`: of units, by id."""

    today: date
    calendar: Calendar
    zone: ZoneInfo
    names: Mapping[str, str] = field(default_factory=dict)

    def day(self, at: float) -> date:
        """The day of a moment at the site."""
        return datetime.fromtimestamp(at, self.zone).date()


def of_live(row: Row, by: Reckoning, units: tuple[str, ...] = ()) -> BookedPromise:
    """A promise confirmed on a live show; `units` were on it: the one of them when nobody named a unit."""
    unit = row["ticket_unit"] or row["unit"] or (units[0] if len(units) == 1 else "")
    kept = _kept(row, by)
    return BookedPromise(
        promise_id=row["promise_id"],
        origin=Origin.LIVE,
        edition_id=row["show_id"],
        unit=by.names.get(unit, unit),
        words=mask_numbers_in(row["words"]),
        due=row["due"],
        state=standing(row["due"], kept, by.today, by.calendar),
        said_at=row["said_at"],
        kept_on=kept.on,
        result=mask_numbers_in(row["note"]),
        ticket_id=row["ticket_id"],
        number=row["number"] or "",
        flags=row["flags"] or "",
        call_id=row["call_id"],
        entry_id=row["entry_id"],
        start_ms=row["start_ms"],
        end_ms=row["end_ms"],
    )


def _kept(row: Row, by: Reckoning) -> Kept:
    """What a person said of it, else what its ticket's clock says."""
    if row["state"] == "withdrawn":
        return Kept(withdrawn=True)
    stopped = row["stopped_at"]
    if stopped is not None and row["met"]:
        return Kept(on=by.day(stopped))
    if row["state"] == "kept":
        ended = row["settled_at"] if row["settled_at"] is not None else stopped
        return Kept(on=by.day(ended), late=stopped is not None)
    return Kept(failed=stopped is not None or row["card"] in ("missed", "red"))


def of_proposal(one: ProposedPromise, show_id: str, unit: str) -> BookedPromise:
    """A promise found in what was said on air, that nobody has decided about."""
    return BookedPromise(
        promise_id=one.promise_id,
        origin=Origin.LIVE,
        edition_id=show_id,
        unit=unit,
        words=mask_numbers_in(one.sentence),
        due=None,
        state=PromiseState.TO_CONFIRM,
        said_at=one.heard.at,
        proposed=one.due,
        call_id=one.heard.call_id,
        entry_id=one.entry_id,
        start_ms=one.heard.start_ms,
        end_ms=one.heard.end_ms,
    )


def of_note(one: Entry, show_id: str, unit: str) -> BookedPromise:
    """A promise the producer noted with the answer while the show was on: its day is to be confirmed."""
    due = one.answer_due
    return BookedPromise(
        promise_id=f"{own_ticket_id(show_id, one.entry_id)}.p",
        origin=Origin.LIVE,
        edition_id=show_id,
        unit=unit,
        words=mask_numbers_in(one.answer_words) or one.topic,
        due=None,
        state=PromiseState.TO_CONFIRM,
        said_at=one.aired_at or one.joined_at,
        proposed=DueDay(day=due, said=due, provisional=False) if due else None,
        entry_id=one.entry_id,
    )


def of_recorded(one: PublicPromise, by: Reckoning, made_on: date) -> BookedPromise:
    """A promise taken down in a recorded edition; while it has no day, the day its words name is proposed."""
    kept = Kept(on=one.kept_on, withdrawn=one.withdrawn_on is not None)
    proposed = day_in(one.words, Today(day=made_on, calendar=by.calendar)) if one.due is None else None
    return BookedPromise(
        promise_id=one.promise_id,
        origin=Origin.TV,
        edition_id=one.edition_id,
        unit=one.unit,
        words=mask_numbers_in(one.words),
        due=one.due,
        state=standing(one.due, kept, by.today, by.calendar),
        said_at=one.at,
        who=one.who,
        proposed=proposed,
        kept_on=one.kept_on,
        result=mask_numbers_in(one.result),
    )
