"""The ticket office: loads a ticket, lets the engine decide, saves facts and rows in one transaction, publishes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from callcenter.calendars import log_moved
from callcenter.ids import new_id
from callcenter.store import hard_cases
from callcenter.store.database import Database
from callcenter.store.facts import LedgerFact
from callcenter.store.revisit_sessions import note_done
from callcenter.store.ticket import DraftTicket, Ticket, words_of
from callcenter.store.ticket_work import (
    Records,
    Work,
    add,
    begin,
    load,
    read,
    refresh,
    save,
    set_words,
    stored_clocks,
)
from callcenter.store.tickets import Change, correct_ticket, create_ticket, register_ticket, void_ticket
from callcenter.ticketing.rule_book import RuleBook
from queueing.days.recount import recount
from queueing.events import TicketRegistered
from queueing.ticket.clockwork import deadline_moved
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.intake import Accept, AnswerFromRegister, Correct, NoteCallEnd, Void
from queueing.ticket.commands.merging import answered_before, follow, follows, inherit, merge
from queueing.ticket.commands.oversight import CallMeeting, ReferToDiscipline
from queueing.ticket.commands.parting import part, refer_repeat
from queueing.ticket.commands.replying import AskHardCase, DenyHardCase, FileHardCase
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.engine import pen_for, raise_due, written
from queueing.ticket.facts import BY_RULE as RULE
from queueing.ticket.facts import HardCaseDenied
from queueing.ticket.fold.clock import moment_of
from queueing.ticket.hard_case import HardCaseState
from queueing.ticket.pen import Pen, Rules, Who
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState

BY_RULE = Who(name=RULE)
BY_CASE = (Dispatch, AnswerFromRegister)  # decisions that the register of hard cases matters to


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePorts:
    """What the office works with. `publish` hears what is already in the ledger."""

    database: Database
    book: RuleBook
    now: Callable[[], float]
    publish: Callable[[Sequence[LedgerFact]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Somebody wants something done with the version they saw; None: a rule acts."""

    ticket_id: str
    version: int | None
    who: Who
    command: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it."""

    work: Work
    facts: tuple[LedgerFact, ...]


@dataclass(slots=True, kw_only=True)
class TicketOffice:
    """Owns the records read lately; tickets themselves are owned by the store."""

    ports: OfficePorts
    records: Records = field(default_factory=Records)

    async def act(self, order: Order) -> Work:
        """Do what somebody wants.

        Raises:
            NotFoundError, StaleVersionError, TransitionError, NotYoursError: nothing changed.
        """
        return await self._run(partial(self._act, order=order))

    def act_in(self, connection: Connection, order: Order) -> Done:
        """The same within somebody else's transaction, who publishes the facts once it is committed."""
        return self._act(connection, order=order)

    def state_in(self, connection: Connection, ticket_id: str) -> TicketState:
        """Where a ticket stands, within somebody else's transaction.

        Raises:
            NotFoundError: it is not there, or still a draft.
        """
        return read(connection, ticket_id).record.state

    async def accept(self, change: Change, accept: Accept, who: Who) -> Work:
        """受理: confirm a draft; it gets its number. `accept` holds what was chosen, its number is given here.

        Raises:
            NotFoundError, StaleVersionError, WrongStateError, TransitionError: nothing changed.
        """
        return await self._run(partial(self._accept, change=change, accept=accept, who=who))

    def accept_in(self, connection: Connection, change: Change, accept: Accept, who: Who) -> Done:
        """The same within somebody else's transaction, who publishes the facts once it is committed."""
        return self._accept(connection, change=change, accept=accept, who=who)

    async def accept_into(self, change: Change, accept: Accept, who: Who, main: str) -> Work:
        """受理 and 并单 in one: a draft becomes a repeat of a main ticket, or stays the draft it was.

        Raises:
            NotFoundError, StaleVersionError, WrongStateError, TransitionError: nothing changed.
        """
        return await self._run(partial(self._accept_into, change=change, accept=accept, who=who, main=main))

    async def call_over(self, ticket: Ticket) -> None:
        """By rule: the call of a ticket that was registered meanwhile is over; telling it again changes nothing."""
        if ticket.ended_at is not None:
            command = NoteCallEnd(ended_at=ticket.ended_at)
            await self.act(Order(ticket_id=ticket.ticket_id, version=None, who=BY_RULE, command=command))

    async def void(self, change: Change, why: str, who: Who) -> Ticket:
        """无效: the draft held no matter; it is kept, and nobody works on it.

        Raises:
            NotFoundError, StaleVersionError, WrongStateError, TransitionError: nothing changed.
        """
        ticket, facts = await self.ports.database.write(partial(self._void, change=change, why=why, who=who))
        self.ports.publish(facts)
        return ticket

    async def open(self, draft: DraftTicket, at: datetime) -> Ticket:
        """Make a draft of a matter that came in without a call; the same `ticket_id` again gives the same ticket."""
        return await self.ports.database.write(lambda connection: create_ticket(connection, draft, at))

    async def merge(self, order: Order, main: str) -> Work:
        """并单: let the order's ticket go with a main one. `command` of the order is not looked at.

        Raises:
            NotFoundError, StaleVersionError, TransitionError: nothing changed.
        """
        return await self._run(partial(self._merge, order=order, main_id=main))

    async def part(self, order: Order, why: str) -> Work:
        """拆单: let a repeat go its own way again. `command` of the order is not looked at.

        Raises:
            NotFoundError, StaleVersionError, TransitionError: nothing changed.
        """
        return await self._run(partial(self._part, order=order, apart=lambda pen, main: part(pen, main, why)))

    async def correct(self, order: Order, values: Mapping[str, str], why: str) -> Work:
        """更正: put right what was written down. `command` of the order is not looked at.

        Raises:
            NotFoundError, StaleVersionError, WrongStateError, TransitionError: nothing changed.
        """
        return await self._run(partial(self._correct, order=order, values=values, why=why))

    async def get(self, ticket_id: str) -> Work:
        """Look at a ticket.

        Raises:
            NotFoundError: it is not there, or still a draft.
        """
        return await self.ports.database.read(lambda connection: read(connection, ticket_id))

    def void_in(
        self, connection: Connection, change: Change, why: str, who: Who
    ) -> tuple[Ticket, tuple[LedgerFact, ...]]:
        """`void` within somebody else's transaction, who publishes the facts once it is committed."""
        return self._void(connection, change=change, why=why, who=who)

    def tick_in(self, connection: Connection, ticket_id: str) -> Done:
        """By rule: say what has come due of one ticket, within somebody else's transaction."""
        return self._tick(connection, ticket_id)

    def recount_in(self, connection: Connection, ticket_id: str) -> Done:
        """Count one ticket's running deadlines by the calendar in force, within somebody else's transaction."""
        return self._recount(connection, ticket_id=ticket_id)

    async def _run(self, work: Callable[[Connection], Done]) -> Work:
        """Commit, then tell: whoever hears of a fact can read it."""
        done = await self.ports.database.write(work)
        if done.facts:
            self.ports.publish(done.facts)
        return done.work

    # --- in the writing thread ---------------------------------------------------------------------------------

    def _act(self, connection: Connection, *, order: Order) -> Done:
        before = load(connection, self.records, order.ticket_id, order.version)
        if isinstance(order.command, ReferToDiscipline) and before.record.state is TicketState.MERGED:
            referral = order.command
            return self._part(connection, order=order, apart=lambda pen, main: refer_repeat(pen, main, referral))
        rules, command = self._prepared(connection, before.record, order)
        pen = written(before.record, command, self.ports.now(), order.who, rules)
        _file(connection, pen, command)
        after = save(connection, self.records, pen, before.version)
        told = self._tell_repeats(connection, before, pen)
        return Done(work=after, facts=(*pen.facts, *told))

    def _tick(self, connection: Connection, ticket_id: str) -> Done:
        before, rules = load(connection, self.records, ticket_id), self.ports.book.rules
        pen = pen_for(before.record, self.ports.now(), BY_RULE, rules)
        raise_due(pen)
        if not pen.facts:
            # What is next was counted by rules that have changed since.
            refresh(connection, self.records, before, rules)
        after = save(connection, self.records, pen, before.version)
        return Done(work=after, facts=(*pen.facts, *self._tell_repeats(connection, before, pen)))

    def _recount(self, connection: Connection, *, ticket_id: str) -> Done:
        before, rules = load(connection, self.records, ticket_id), self.ports.book.rules
        moved = recount(stored_clocks(connection, self.records, before), rules.office)
        if not moved:
            return Done(work=before, facts=())
        log_moved(moved)
        pen = pen_for(before.record, self.ports.now(), BY_RULE, rules)
        for one in moved:
            pen.write(deadline_moved(pen, one))
        return Done(work=save(connection, self.records, pen, before.version), facts=tuple(pen.facts))

    def _prepared(self, connection: Connection, record: TicketRecord, order: Order) -> tuple[Rules, object]:
        """The rules for this decision, and the command with the ids that only the service can give."""
        command, at = order.command, self.ports.now()
        if isinstance(command, BY_CASE):
            return self.ports.book.with_cases(hard_cases.filed_for(connection, record.topic)), command
        if isinstance(command, AskHardCase):
            command = replace(command, hard_case_id=new_id("H", at))
        elif isinstance(command, CallMeeting):
            command = replace(command, meeting_id=new_id("M", at))
        elif isinstance(command, FileHardCase) and record.asking:
            command = replace(command, text=hard_cases.answer_of(connection, record.asking.hard_case_id))
        return self.ports.book.rules, command

    def _tell_repeats(self, connection: Connection, before: Work, main: Pen) -> Sequence[LedgerFact]:
        """What a main ticket's step means for its repeats: answered, refused or waiting again with it."""
        how = follows(before.record.state, main)
        if how is None:
            return ()
        told: list[LedgerFact] = []
        for repeat in main.record.repeats:
            work = load(connection, self.records, repeat)
            pen = pen_for(work.record, main.at, main.who, main.rules)
            follow(how, main, pen)
            save(connection, self.records, pen, work.version)
            told += pen.facts
        return told

    def _accept(self, connection: Connection, *, change: Change, accept: Accept, who: Who) -> Done:
        ticket = register_ticket(connection, change)
        chosen = replace(accept, number=ticket.number or "", call_id=ticket.call_id, call_ended_at=ticket.ended_at or 0)
        empty = TicketRecord(ticket_id=ticket.ticket_id)
        pen = written(empty, chosen, self.ports.now(), who, self.ports.book.rules)
        registered = _registered(ticket, pen.at, who.name)
        add(connection, self.records, registered)
        work = begin(connection, self.records, pen, ticket.version, words_of(ticket.fields))
        return Done(work=work, facts=(*registered, *pen.facts))

    def _accept_into(self, connection: Connection, *, change: Change, accept: Accept, who: Who, main: str) -> Done:
        taken = self._accept(connection, change=change, accept=accept, who=who)
        order = Order(ticket_id=change.ticket_id, version=None, who=who, command=None)
        merged = self._merge(connection, order=order, main_id=main)
        return Done(work=merged.work, facts=(*taken.facts, *merged.facts))

    def _void(
        self, connection: Connection, *, change: Change, why: str, who: Who
    ) -> tuple[Ticket, tuple[LedgerFact, ...]]:
        ticket = void_ticket(connection, change)
        empty = TicketRecord(ticket_id=ticket.ticket_id)
        pen = written(empty, Void(why=why), self.ports.now(), who, self.ports.book.rules)
        add(connection, self.records, pen.facts)
        return ticket, tuple(pen.facts)

    def _correct(self, connection: Connection, *, order: Order, values: Mapping[str, str], why: str) -> Done:
        before, now = load(connection, self.records, order.ticket_id, order.version), self.ports.now()
        change = Change(ticket_id=order.ticket_id, version=0, actor=order.who.name, at=moment_of(now))
        ticket, names = correct_ticket(connection, change, values)
        pen = written(before.record, Correct(names=names, why=why), now, order.who, self.ports.book.rules)
        work = save(connection, self.records, pen, before.version)
        set_words(connection, self.records, order.ticket_id, words_of(ticket.fields))
        return Done(work=work, facts=tuple(pen.facts))

    def _part(self, connection: Connection, *, order: Order, apart: Callable[[Pen, Pen], None]) -> Done:
        repeat = load(connection, self.records, order.ticket_id, order.version)
        at, rules = self.ports.now(), self.ports.book.rules
        pen = pen_for(repeat.record, at, order.who, rules)
        pen.expect(TicketState.MERGED)
        main = load(connection, self.records, repeat.record.main)
        of_main = pen_for(main.record, at, order.who, rules)
        apart(pen, of_main)
        saved = save(connection, self.records, pen, repeat.version)
        save(connection, self.records, of_main, main.version)
        return Done(work=saved, facts=(*pen.facts, *of_main.facts))

    def _merge(self, connection: Connection, *, order: Order, main_id: str) -> Done:
        repeat = load(connection, self.records, order.ticket_id, order.version)
        main = load(connection, self.records, main_id)
        children = [load(connection, self.records, one) for one in repeat.record.repeats]
        at, rules = self.ports.now(), self.ports.book.rules
        pens = [pen_for(one.record, at, order.who, rules) for one in (repeat, main, *children)]
        merge(pens[0], pens[1], pens[2:])
        if answered_before(pens[1]):  # these callers are told the same now
            for pen in (pens[0], *pens[2:]):
                inherit(pen, pens[1])
        works = (repeat, main, *children)
        saved = [save(connection, self.records, pen, one.version) for pen, one in zip(pens, works, strict=True)]
        return Done(work=saved[0], facts=tuple(fact for pen in pens for fact in pen.facts))


def _registered(ticket: Ticket, at: float, by: str) -> tuple[TicketRegistered, ...]:
    """What the desk's figures count: a call's ticket was confirmed."""
    if not ticket.call_id:
        return ()
    return (TicketRegistered(at=at, call_id=ticket.call_id, ticket_id=ticket.ticket_id, operator_id=by),)


def _file(connection: Connection, pen: Pen, command: object) -> None:
    """Keep the register of hard cases in step with the ticket that asked."""
    if isinstance(command, RecordRevisit) and command.session_id:
        note_done(connection, command.session_id, pen.record.ticket_id, pen.at)
    if isinstance(command, AskHardCase):
        hard_cases.ask(connection, pen.record, command.hard_case_id, command.answer, pen.who.name)
    elif isinstance(command, FileHardCase):
        hard_cases.decide(connection, pen.record.hard_case_id, HardCaseState.FILED, pen.who.name, pen.at)
    elif isinstance(command, DenyHardCase):
        denied = [fact for fact in pen.facts if isinstance(fact, HardCaseDenied)]
        hard_cases.decide(connection, denied[0].hard_case_id, HardCaseState.DENIED, pen.who.name, pen.at)
