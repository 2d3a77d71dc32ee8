"""One entry of a show becomes one ticket, whatever happened to it before; every step looks first whether it is done.

All of it runs in one writing transaction together with the show's own fact, so that nothing is half done after a
crash, and doing it again changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from callcenter.drafting import Knowledge
from callcenter.intake.matter import Matter, draft_of
from callcenter.masking import mask_numbers_in
from callcenter.show.show_words import CallWords
from callcenter.store.facts import LedgerFact
from callcenter.store.promises import Row, keep, waiting_for_ticket
from callcenter.store.ticket import Ticket, TicketField, TicketStatus
from callcenter.store.ticket_work import read
from callcenter.store.tickets import (
    Change,
    create_ticket,
    edit_ticket,
    fill_missing,
    find_ticket,
    number_of_call,
    ticket_of_call,
)
from callcenter.ticketing.judging import category_of, priority_of
from callcenter.ticketing.office import Order, TicketOffice
from queueing.callers.number_lists import plain
from queueing.days.ticket_clocks import SHOW_SOURCE
from queueing.show.after_facts import PromiseTicketed
from queueing.show.state import Entry
from queueing.ticket.commands.airing import NoteAir, NoteShow, TakePromise
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.intake import Accept
from queueing.ticket.pen import Who
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import ENDED, TicketState
from queueing.units.unit_tree import Unit

BY_SHOW = "show"  # the rule of a value that the board had


class NothingSaidError(Exception):
    """An entry without words and without a topic: there is nothing to write on a ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPorts:
    """What making tickets needs."""

    office: TicketOffice
    knowledge: Callable[[], Knowledge]
    now: Callable[[], float]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The entry and what is known of it. `minutes`: of its time on air; `unit` None: not dispatched."""

    show_id: str
    entry: Entry
    words: CallWords
    who: Who
    minutes: str = ""
    unit: Unit | None = None


@dataclass(slots=True, kw_only=True)
class Making:
    """Owns one entry's way to its ticket within one transaction; gathers what is to be published afterwards."""

    connection: Connection
    ports: TicketPorts
    wanted: Wanted
    facts: list[LedgerFact]

    def ticket(self) -> str:
        """Make the ticket, or find the one there is, and bring it to where it belongs; return its id.

        Raises:
            NothingSaidError: there is nothing to write on it.
            TransitionError: the ticket's state or the city's rules do not allow it; nothing changed.
        """
        draft = self._draft()
        if draft.status is TicketStatus.DRAFT:
            self._accept(self._filled(draft))
        self._note(draft.ticket_id)
        self._promise(draft.ticket_id)
        self._dispatch(draft.ticket_id)
        return draft.ticket_id

    def mend(self, values: Mapping[str, str]) -> str:
        """Put a person's words on the draft, making it when there is none; return its id.

        Raises:
            WrongStateError: it is a registered ticket by now.
        """
        draft = self._draft(values.get("content", "") or values.get("title", ""))
        change = Change(ticket_id=draft.ticket_id, version=draft.version, actor=self.wanted.who.name, at=self._local())
        edit_ticket(self.connection, change, values)
        return draft.ticket_id

    def _draft(self, typed: str = "") -> Ticket:
        """The ticket of the call unless somebody voided it, else the one that this entry always gets."""
        entry = self.wanted.entry
        known = ticket_of_call(self.connection, entry.call_id) if entry.call_id else None
        if known is not None and known.status is not TicketStatus.VOID:
            return known
        own = own_ticket_id(self.wanted.show_id, entry.entry_id)
        return find_ticket(self.connection, own) or self._new(own, known, typed)

    def _new(self, ticket_id: str, voided: Ticket | None, typed: str) -> Ticket:
        entry, local = self.wanted.entry, self._local()
        text = entry.text or self.wanted.words.caller_text() or entry.topic or typed
        if not text.strip():
            raise NothingSaidError(f"entry {entry.entry_id}")
        matter = Matter(source=BY_SHOW, source_key=ticket_id, text=text, area=entry.area, at=entry.joined_at)
        drafted = draft_of(matter, "政风热线", ticket_id, self.ports.knowledge(), local)
        number = voided.caller_number if voided else number_of_call(self.connection, entry.call_id)
        return create_ticket(self.connection, replace(drafted, caller_number=number), local)

    def _filled(self, draft: Ticket) -> Ticket:
        """Put in what the board knows and the draft does not; what a person typed stays."""
        entry = self.wanted.entry
        held = {name: one.value for name, one in draft.fields.items()}
        text = entry.text or self.wanted.words.caller_text()
        if not (held.get("content") or held.get("summary") or held.get("title") or text or entry.topic):
            raise NothingSaidError(f"entry {entry.entry_id}")
        known = {
            "title": entry.topic or mask_numbers_in(text)[:40],
            "content": text or entry.topic,
            "area": entry.area,
            "contact_name": entry.address,
            "contact_phone": draft.caller_number if plain(draft.caller_number) else "",
        }
        values = {name: TicketField(value=value, rule=BY_SHOW) for name, value in known.items() if value}
        return fill_missing(self.connection, draft.ticket_id, values, self._local())

    def _accept(self, draft: Ticket) -> None:
        held = {name: one.value for name, one in draft.fields.items()}
        profile = self.ports.office.ports.book.profile
        kind = held.get("appeal_kind", "")
        accept = Accept(
            number="",
            kind=kind if kind in profile.types else profile.default_type,
            source=SHOW_SOURCE,
            topic=held.get("topic", ""),
            area=held.get("area", ""),
            category=category_of(draft.fields, profile),
            priority=priority_of(draft.fields, profile),
            anonymous=not (held.get("contact_phone") or held.get("contact_name")),
            confidential=bool(held.get("confidential")),
        )
        change = Change(ticket_id=draft.ticket_id, version=draft.version, actor=self.wanted.who.name, at=self._local())
        self.facts += self.ports.office.accept_in(self.connection, change, accept, self.wanted.who).facts

    def _note(self, ticket_id: str) -> None:
        """Say on the ticket which show it is of, and what was said on air."""
        entry, record = self.wanted.entry, self._record(ticket_id)
        if entry.answer is None or entry.aired_at is None:
            if not record.show_id and record.state is not TicketState.VOID:
                self._act(ticket_id, NoteShow(show_id=self.wanted.show_id, entry_id=entry.entry_id))
            return
        said = NoteAir(
            show_id=self.wanted.show_id,
            entry_id=entry.entry_id,
            answer=entry.answer,
            text=entry.answer_words,
            minutes=self.wanted.minutes,
            aired_at=entry.aired_at,
        )
        air = record.air
        if air is None or (air.answer, air.text, air.minutes) != (said.answer, said.text, said.minutes):
            self._act(ticket_id, said)

    def _promise(self, ticket_id: str) -> None:
        """Put on the ticket what a person had confirmed before there was one."""
        waiting = waiting_for_ticket(self.connection, self.wanted.show_id, self.wanted.entry.entry_id)
        if self._record(ticket_id).state in ENDED:
            return
        for one in waiting:
            self._act(ticket_id, taking(one))
            at = self.ports.now()
            ticketed = PromiseTicketed(
                at=at, show_id=self.wanted.show_id, promise_id=one["promise_id"], ticket_id=ticket_id
            )
            keep(self.connection, [ticketed])

    def _dispatch(self, ticket_id: str) -> None:
        unit, record = self.wanted.unit, self._record(ticket_id)
        if unit is not None and record.state is TicketState.REGISTERED:
            override = "直播现场答复，派单至上线单位"  # a hard case on file does not take the place of the unit's word
            self._act(ticket_id, Dispatch(unit=unit.unit_id, unit_name=unit.name, override=override))

    def _act(self, ticket_id: str, command: object) -> None:
        order = Order(ticket_id=ticket_id, version=None, who=self.wanted.who, command=command)
        self.facts += self.ports.office.act_in(self.connection, order).facts

    def _record(self, ticket_id: str) -> TicketRecord:
        return read(self.connection, ticket_id).record

    def _local(self) -> datetime:
        return datetime.fromtimestamp(self.ports.now(), self.ports.zone)


def own_ticket_id(show_id: str, entry_id: str) -> str:
    """The id of the ticket that an entry without a call's ticket gets: the same entry, the same ticket."""
    return "TS" + sha256(f"{show_id}|{entry_id}".encode()).hexdigest()[:24]


def taking(row: Row) -> TakePromise:
    """A confirmed promise as the command that puts it on a ticket."""
    return TakePromise(promise_id=row["promise_id"], text=row["words"], due=row["due"], said_at=row["said_at"])
