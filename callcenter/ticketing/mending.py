"""Finds tickets that stand where nobody would find them, and frees those that no person has to judge."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection, select

from callcenter.store.database import Database
from callcenter.store.journal import of_tickets
from callcenter.store.tables import tickets
from callcenter.store.ticket import TicketStatus
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.ticket_work import load, save
from callcenter.ticketing.office import BY_RULE, TicketOffice
from callcenter.ticketing.together import together
from queueing.ticket.buried import MENDED, NEEDS, TOLD, Around, Fault, faults_of, free
from queueing.ticket.engine import pen_for
from queueing.ticket.facts import TicketFact, TicketRefused
from queueing.ticket.fold import replay
from queueing.ticket.pen import Pen
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState

CHUNK = 200  # tickets read at a time
NO_WORK = "is registered, and the ledger has no acceptance of it"
ROWS = "stands in lists as {found}, and in the ledger as {expected}"
_NEVER = frozenset({TicketState.CLOSED, TicketState.NOT_ACCEPTED})  # nothing more is to happen to them


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One ticket and what is wrong with it. `fault` None: of its rows, not of where it stands."""

    ticket_id: str
    number: str
    state: str
    told: str
    needs: str = ""  # what a person does; '' when it can be freed by rule
    fault: Fault | None = None
    rows: bool = False  # its rows are made anew


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was looked at."""

    office: TicketOffice
    works: Callable[[str], bool]  # whether a unit is there and works


async def look(database: Database, looked: Looked) -> tuple[Finding, ...]:
    """Look at every ticket that is not over, and at what is merged or registered; nothing is changed."""
    return await database.read(partial(_look, looked=looked))


async def mend(looked: Looked, finding: Finding) -> bool:
    """Free one ticket by what the rule writes; False when a person has to, or somebody was faster."""
    if finding.needs:
        return False
    if finding.rows:
        await together(looked.office, lambda unit: unit.tick(finding.ticket_id))
        return True
    done = await looked.office.ports.database.write(partial(_mend, looked=looked, finding=finding))
    if done:
        looked.office.ports.publish(done)
    return bool(done)


def _look(connection: Connection, *, looked: Looked) -> tuple[Finding, ...]:
    rows = {row.ticket_id: row for row in connection.execute(select(ticket_work)).all() if row.state not in _NEVER}
    late = _running_though_over(connection)
    ids = sorted({*rows, *late})
    found: list[Finding] = [*_without_work(connection)]
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        records = _records(connection, some)
        mains = _records(connection, sorted({one.main for one in records.values() if one.main}))
        for record in records.values():
            state = rows[record.ticket_id].state if record.ticket_id in rows else record.state.value
            found += _of(record, state, mains, looked)
    return tuple(found)


def _running_though_over(connection: Connection) -> list[str]:
    """Ended tickets whose next moment is still waited for."""
    over = ticket_work.c.state.in_([one.value for one in _NEVER]) & ticket_work.c.due_at.is_not(None)
    return list(connection.execute(select(ticket_work.c.ticket_id).where(over)).scalars())


def _records(connection: Connection, ids: Sequence[str]) -> Mapping[str, TicketRecord]:
    return {one: replay(one, facts) for one, facts in of_tickets(connection, ids).items() if facts}


def _without_work(connection: Connection) -> Iterator[Finding]:
    """Registered by their form, and nothing of it in the lists of work."""
    joined = tickets.outerjoin(ticket_work, ticket_work.c.ticket_id == tickets.c.ticket_id)
    wanted = select(tickets.c.ticket_id, tickets.c.number).select_from(joined)
    lost = (tickets.c.status == TicketStatus.REGISTERED.value) & ticket_work.c.ticket_id.is_(None)
    for row in connection.execute(wanted.where(lost).order_by(tickets.c.ticket_id)):
        yield Finding(
            ticket_id=row.ticket_id, number=row.number or "", state="-", told=NO_WORK, needs="look at it in the ledger"
        )


def _of(record: TicketRecord, state: str, mains: Mapping[str, TicketRecord], looked: Looked) -> Iterable[Finding]:
    ports = looked.office.ports
    about = Finding(ticket_id=record.ticket_id, number=record.number, state=record.state.value, told="")
    if state != record.state.value:
        yield replace(about, told=ROWS.format(found=state, expected=record.state), rows=True)
    around = Around(main=mains.get(record.main), works=looked.works)
    for fault in faults_of(record, ports.book.rules, around, ports.now()):
        yield replace(about, told=TOLD[fault], needs=NEEDS.get(fault, ""), fault=fault)


def _mend(connection: Connection, *, looked: Looked, finding: Finding) -> tuple[TicketFact, ...]:
    """What is still so is freed, in one transaction; what was mended meanwhile is left alone."""
    office, fault = looked.office, finding.fault
    if fault not in MENDED:
        return ()
    work = load(connection, office.records, finding.ticket_id)
    rules, at = office.ports.book.rules, office.ports.now()
    main = _main(connection, work.record, pen_for(work.record, at, BY_RULE, rules))
    around = Around(main=main.record if main else None, works=looked.works)
    if fault not in faults_of(work.record, rules, around, at):
        return ()
    pen = pen_for(work.record, at, BY_RULE, rules)
    free(fault, pen, main)
    save(connection, office.records, pen, work.version)
    return tuple(pen.facts)


def _main(connection: Connection, record: TicketRecord, pen: Pen) -> Pen | None:
    """The main ticket with its refusal, if it was refused: its repeats are told the same."""
    told = of_tickets(connection, [record.main]).get(record.main, []) if record.main else []
    if not told:
        return None
    refusals = [fact for fact in told if isinstance(fact, TicketRefused)]
    return Pen(record=replay(record.main, told), at=pen.at, who=pen.who, rules=pen.rules, facts=[*refusals[-1:]])
