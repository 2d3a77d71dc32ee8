"""A show after sign-off as the API shows it. Numbers in texts are hidden: nobody needs one to close a show."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.clock import as_text
from callcenter.masking import mask_numbers_in
from callcenter.show.show_words import CallWords, heard_on_air, minutes_of, studio_words
from callcenter.store.ticket import Ticket
from callcenter.transcripts.redaction import redacted_text
from callcenter.web.aftershow_models import EntryView, PromiseView, ProposalView, TicketMark
from callcenter.web.media_views import media_view
from callcenter.web.visibility import Seen, field_for
from queueing.days.calendar import Calendar
from queueing.show.closing import missing
from queueing.show.facts import ShowFact
from queueing.show.media import NOBODY, Media, may_be_followed
from queueing.show.promises import Today
from queueing.show.proposed import ProposedPromise, left_to_confirm, proposed
from queueing.show.state import Entry, Phase

Row = Mapping[str, Any]
SAID_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything a show's entries are shown from."""

    facts: Sequence[ShowFact]
    words: Mapping[str, CallWords]
    tickets: Mapping[str, tuple[Ticket, Row | None]]  # by entry: the ticket or draft, and its row at work
    promises: Sequence[PromiseView]
    decided: frozenset[str]
    day: date
    calendar: Calendar
    zone: ZoneInfo
    now: float
    unit_names: Mapping[str, str]
    phase: Phase
    media: Mapping[str, Media]  # by entry
    seen: Callable[[Ticket, Row | None], Seen]


def entry_view(entry: Entry, known: Known) -> EntryView:
    """One row."""
    words = known.words.get(entry.call_id, CallWords())
    heard = heard_on_air(entry, known.facts, words, known.now)
    found = proposed(entry.entry_id, heard, Today(day=known.day, calendar=known.calendar))
    return EntryView(
        entry_id=entry.entry_id,
        kind=entry.kind,
        call_id=entry.call_id,
        address=entry.address,
        area=entry.area,
        topic=entry.topic,
        text=mask_numbers_in(entry.text),
        said=redacted_text(words.caller_text())[:SAID_MOST],
        source=entry.source,
        joined_at=as_text(entry.joined_at, known.zone),
        aired_at=_time(entry.aired_at, known.zone),
        air_s=round(entry.air_s, 1),
        end=entry.end,
        answer=entry.answer,
        answer_words=mask_numbers_in(entry.answer_words),
        answer_due=entry.answer_due,
        minutes=redacted_text(minutes_of(heard)),
        studio=mask_numbers_in(studio_words(heard)),
        ticket=_ticket(known.tickets.get(entry.entry_id), known),
        reason=entry.reason,
        missing=list(missing(entry)),
        settled=entry.settled,
        proposals=[_proposal(one, known.zone) for one in left_to_confirm(found, known.decided)],
        promises=[one for one in known.promises if one.entry_id == entry.entry_id],
        media=media_view(
            known.media.get(entry.entry_id, NOBODY), known.zone, open_to=may_be_followed(entry, known.phase)
        ),
    )


def _ticket(found: tuple[Ticket, Row | None] | None, known: Known) -> TicketMark | None:
    if found is None:
        return None
    ticket, row = found
    seen = known.seen(ticket, row)
    held = {name: mask_numbers_in(field_for(seen, name, one.value)) for name, one in ticket.fields.items()}
    return TicketMark(
        ticket_id=ticket.ticket_id,
        number=ticket.number or "",
        state=row["state"] if row else ticket.status.value,
        unit_name=known.unit_names.get(row["unit"], row["unit"]) if row else "",
        flags=row["flags"] if row else "",
        title=held.get("title", ""),
        content=held.get("content", "") or held.get("summary", ""),
        place=held.get("place", ""),
        area=held.get("area", ""),
        kind=held.get("appeal_kind", ""),
        name=held.get("contact_name", ""),
    )


def _proposal(one: ProposedPromise, zone: ZoneInfo) -> ProposalView:
    return ProposalView(
        promise_id=one.promise_id,
        words=one.words,
        sentence=mask_numbers_in(one.sentence),
        due=one.due.day if one.due else None,
        said_day=one.due.said if one.due else None,
        provisional=bool(one.due and one.due.provisional),
        call_id=one.heard.call_id,
        utterance_id=one.heard.utterance_id,
        start_ms=one.heard.start_ms,
        end_ms=one.heard.end_ms,
        said_at=as_text(one.heard.at, zone),
    )


def promise_view(row: Row, unit_names: Mapping[str, str], zone: ZoneInfo, today: date, *, known: bool) -> PromiseView:
    """A confirmed promise with what became of it. `known`: whether its ticket may be named."""
    unit = row["ticket_unit"] or row["unit"]
    return PromiseView(
        promise_id=row["promise_id"],
        show_id=row["show_id"],
        entry_id=row["entry_id"],
        ticket_id=row["ticket_id"] if known else "",
        number=(row["number"] or "") if known else "",
        unit=unit,
        unit_name=unit_names.get(unit, unit),
        words=mask_numbers_in(row["words"]),
        due=row["due"],
        due_at=_time(row["due_at"], zone),
        card=row["card"] or "",
        standing=standing(row, today),
        flags=row["flags"] or "",
        said_at=as_text(row["said_at"], zone),
        call_id=row["call_id"],
        start_ms=row["start_ms"],
        end_ms=row["end_ms"],
        by=row["confirmed_by"],
    )


def standing(row: Row, today: date) -> str:
    """How a promise stands: what a person said of it, else what its ticket's clock says, else its day."""
    if row["state"] == "withdrawn":
        return "withdrawn"
    stopped = row["stopped_at"] is not None
    if stopped and row["met"]:
        return "kept"
    if row["state"] == "kept":
        return "kept_late" if stopped else "kept"
    if stopped:
        return "overdue"
    return "overdue" if row["card"] in ("missed", "red") or row["due"] < today else "open"


def _time(at: float | None, zone: ZoneInfo) -> str | None:
    return None if at is None else as_text(at, zone)
