"""The same figures of a year in two ways: folded from the ledger, and asked of the tables."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, func, select

from callcenter.store.call_fold import CallRow, call_of, fold
from callcenter.store.database import Database
from callcenter.store.facts import LedgerFact, of_a_ticket, of_desk
from callcenter.store.journal import Journal
from callcenter.store.tables import calls, tickets
from callcenter.store.ticket import TicketStatus
from callcenter.store.ticket_tables import ticket_clocks, ticket_work
from queueing.ticket.fold import apply
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """The same figures, counted in two ways."""

    states: Counter[str]
    closings: Counter[str]
    met: Counter[tuple[str, bool]]
    returns: int
    replies: int
    voids: int  # drafts of calls without a matter
    calls: Counter[str]  # by outcome; linked: those with a ticket or a draft
    waited_s: int  # of the answered, in whole seconds each
    talk_s: int


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Owns what is folded from the facts, without any table."""

    tickets: dict[str, TicketRecord] = field(default_factory=dict)
    calls: dict[str, CallRow] = field(default_factory=dict)
    facts: int = 0

    def take(self, fact: LedgerFact) -> None:
        """Apply one fact."""
        self.facts += 1
        if of_a_ticket(fact):
            known = self.tickets.get(fact.ticket_id) or TicketRecord(ticket_id=fact.ticket_id)
            self.tickets[fact.ticket_id] = apply(known, fact)
        elif of_desk(fact) and (call_id := call_of(fact)) is not None:
            row = fold(self.calls.get(call_id), fact)
            if row is not None:
                self.calls[call_id] = row

    def silent(self) -> int:
        """How many tickets ended without a recorded reply."""
        ended = [one for one in self.tickets.values() if one.state not in (TicketState.NOT_ACCEPTED, TicketState.VOID)]
        return sum(one.reply is None for one in ended)

    def sums(self) -> Sums:
        """Count what was folded."""
        records = [one for one in self.tickets.values() if one.state is not TicketState.VOID]
        clocks = [one for record in records for one in record.clocks if one.counted and not one.running]
        calls = Counter(one.outcome.value if one.outcome else "" for one in self.calls.values())
        calls["linked"] = sum(one.ticket_id is not None for one in self.calls.values())
        answered = [one for one in self.calls.values() if one.answered_at is not None]
        return Sums(
            states=Counter(one.state.value for one in records),
            closings=Counter(one.closing.value if one.closing else "" for one in records),
            met=Counter((one.rule_id, one.met) for one in clocks),
            returns=sum(one.returns for one in records),
            replies=sum(one.reply is not None for one in records),
            voids=len(self.tickets) - len(records),
            calls=calls,
            waited_s=sum(round(one.waited_s or 0.0) for one in answered),
            talk_s=sum(round(one.talk_s) for one in answered),
        )


async def from_ledger(database: Database) -> Ledger:
    """Fold the whole ledger."""
    told, place = Ledger(), 0
    while batch := await Journal(database).after(place):
        place = batch[-1][0]
        for _, fact in batch:
            told.take(fact)
    return told


async def from_tables(database: Database) -> Sums:
    """Ask the rows."""
    return await database.read(_from_tables)


def _from_tables(connection: Connection) -> Sums:
    work, clocks = ticket_work.c, ticket_clocks.c
    ended = select(clocks.rule_id, clocks.met, func.count()).where(clocks.counted, clocks.stopped_at.is_not(None))
    met = connection.execute(ended.group_by(clocks.rule_id, clocks.met)).all()
    sums = select(func.coalesce(func.sum(work.returns), 0), func.count(work.replied_at))
    returns, replies = connection.execute(sums).one()
    answered = calls.c.answered_at.is_not(None)
    seconds = select(func.sum(func.round(calls.c.waited_s)), func.sum(func.round(calls.c.talk_s))).where(answered)
    waited_s, talk_s = connection.execute(seconds).one()
    linked = select(func.count()).where(calls.c.ticket_id.is_not(None))
    voids = select(func.count()).where(tickets.c.status == TicketStatus.VOID.value)
    by_outcome = _counted(connection, calls.c.outcome)
    by_outcome["linked"] = connection.execute(linked).scalar_one()
    return Sums(
        states=_counted(connection, work.state),
        closings=_counted(connection, work.closing),
        met=Counter({(rule, bool(kept)): count for rule, kept, count in met}),
        returns=returns,
        replies=replies,
        voids=connection.execute(voids).scalar_one(),
        calls=by_outcome,
        waited_s=int(waited_s or 0),
        talk_s=int(talk_s or 0),
    )


def _counted(connection: Connection, column: ColumnElement[str]) -> Counter[str]:
    rows = connection.execute(select(column, func.count()).group_by(column))
    return Counter({row[0] or "": row[1] for row in rows})


ENDS = {TicketState.CLOSED.value, TicketState.NOT_ACCEPTED.value}
