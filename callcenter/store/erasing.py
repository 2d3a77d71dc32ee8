"""Erase a person: what goes, what stays, by which duty and until when: one plan for look, deed and receipt."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from math import inf
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, or_, select

from callcenter.store.caller_numbers import spellings
from callcenter.store.caller_tables import listed_numbers
from callcenter.store.checked_tables import checked_words
from callcenter.store.database import Database
from callcenter.store.duty_tables import diary
from callcenter.store.hold_tables import legal_holds
from callcenter.store.missed_calls import expire_missed
from callcenter.store.person import About, Person, find
from callcenter.store.purge import Purge
from callcenter.store.purge_matters import OF_CALLS, SETTLED, Matter
from callcenter.store.tables import tickets
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.traces import Names, traces
from callcenter.store.unknown import empty_messages, hide_callers, make_unknown, names_in, rewritten
from callcenter.store.version_tables import second_pass_queue, second_passes, transcript_versions
from callcenter.store.wiping import whom

DAY_S = 86_400.0
_OF_TICKETS = (About.TICKETS, About.EDITS, About.FILES, About.BROUGHT)  # each goes or stays with its ticket
_UNDELIVERED = ("waiting", "dead")


class Duty(StrEnum):
    """Why something of a person stays."""

    LEGAL_HOLD = "legal_hold"  # until somebody releases it
    OPEN_TICKET = "open_ticket"  # registered and not over
    RECORD = "record"  # an ended matter: a public record for as long as [retention] tickets_days says
    WAITING = "waiting"  # a draft nobody has confirmed: a citizen's matter, not lost by this
    GOING_ON = "going_on"  # the call has not ended
    UNDELIVERED = "undelivered"  # a message about a kept ticket that has not arrived
    IN_FORCE = "in_force"  # an entry of a number list that holds
    AUDIT = "audit"  # who looked, and this request itself
    SHOW = "show"  # the register of a broadcast, and what was made of it until shows_days are over
    PAPER = "paper"  # issued reports
    FREE_TEXT = "free_text"  # words of others in which number or name stands: to be looked through by a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """So much of one thing stays. `until`: Unix seconds; None: until what `why` says is over; inf: for ever."""

    about: About
    why: Duty
    count: int
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a site keeps: days of ended tickets and of drafts that wait (0: for ever), and the time now."""

    tickets_days: int
    drafts_days: int
    untaken_days: int
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an erasing would do now."""

    goes: Mapping[About, int]
    left: Sequence[Left]
    tickets: Sequence[str]
    calls: Sequence[str]

    @property
    def total(self) -> int:
        """How many things go."""
        return sum(self.goes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What went, what stays and why; `elsewhere`: tables in whose words number or name still stands, and how often."""

    goes: Mapping[About, int]
    left: Sequence[Left]
    elsewhere: Mapping[str, int]
    tickets: Sequence[str]
    calls: Sequence[str]


class ChangedError(Exception):
    """There is another number of things to erase than was confirmed; nothing was changed."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"erase: expected {expected} things to go, as confirmed, found {found}")
        self.expected, self.found = expected, found


class Erasing:
    """Plans and does it."""

    def __init__(self, database: Database, data_dir: Path) -> None:
        self._database, self._data_dir = database, data_dir.resolve()
        self._purge = Purge(database, data_dir)

    async def plan(self, number: str, hidden_from: str, terms: Terms) -> tuple[Person, Plan]:
        """What is kept of a number, what would go and what would stay; nothing is changed."""

        def read(connection: Connection) -> tuple[Person, Plan]:
            found = find(connection, number, hidden_from)
            return found, self._plan(connection, found, terms)

        return await self._database.read(read)

    async def erase(self, number: str, hidden_from: str, terms: Terms, total: int | None = None) -> Receipt:
        """Do it, in one transaction.

        Args:
            number: in any spelling.
            hidden_from: who asks; what is restricted to others than them is left alone and not told.
            terms: of the site.
            total: how many things were confirmed; None: whatever there is.

        Raises:
            ChangedError: there are more or fewer by now.
        """

        def write(connection: Connection) -> tuple[Plan, Names]:
            found = find(connection, number, hidden_from)
            plan = self._plan(connection, found, terms)
            if total is not None and total != plan.total:
                raise ChangedError(total, plan.total)
            called = {row["caller_display"] for row in found.rows[About.CALLS]}
            names = Names(
                numbers=spellings(number), names=tuple(called | names_in(connection, found.tickets)),
                hidden=(*found.hidden_tickets, *found.hidden_calls),
            )  # fmt: skip
            self._do(connection, found, plan, names, terms.now)
            return plan, names

        plan, names = await self._database.write(write)
        await self._database.settle()
        standing = await self._database.read(lambda connection: traces(connection, names))
        told = {table for one in plan.left for table in TABLES[one.about]}
        elsewhere = {table: count for table, count in standing.items() if table not in told}
        return Receipt(goes=plan.goes, left=plan.left, elsewhere=elsewhere, tickets=plan.tickets, calls=plan.calls)

    def _plan(self, connection: Connection, found: Person, terms: Terms) -> Plan:
        kept = _kept_tickets(connection, found, terms)
        goes, left = Counter[About](), list[Left]()
        for about in _OF_TICKETS:
            _sort(about, (kept.get(row["ticket_id"]) for row in found.rows[about]), goes, left)
        calls = {row["call_id"]: _kept_call(connection, row, kept) for row in found.rows[About.CALLS]}
        _sort(About.CALLS, calls.values(), goes, left)
        for matter, about in ((Matter.RECORDINGS, About.RECORDINGS), (Matter.TRANSCRIPTS, About.WORDS)):
            count = self._purge.of_calls(connection, matter, found.calls)
            goes[about] = count.due
            left += [Left(about=about, why=Duty(why.value), count=held) for why, held in count.held.items()]
        _sort(About.MESSAGES, (_kept_message(row, kept) for row in found.rows[About.MESSAGES]), goes, left)
        _sort(About.MISSED, (None for _ in found.rows[About.MISSED]), goes, left)
        _sort(About.LISTS, (_kept_entry(row, terms.now) for row in found.rows[About.LISTS]), goes, left)
        _sort(About.LOOKS, (_Kept(Duty.AUDIT, inf) for _ in found.rows[About.LOOKS]), goes, left)
        _sort(About.SHOWS, (_Kept(Duty.SHOW, inf) for _ in found.rows[About.SHOWS]), goes, left)
        _sort(About.PAPERS, (_Kept(Duty.PAPER, inf) for _ in found.rows[About.PAPERS]), goes, left)
        return Plan(
            goes={about: goes[about] for about in About if about in found.rows},
            left=left,
            tickets=[one for one in found.tickets if one not in kept],
            calls=[call_id for call_id, why in calls.items() if why is None],
        )

    def _do(self, connection: Connection, found: Person, plan: Plan, names: Names, at: float) -> None:
        who = whom(names.numbers, names.names)
        for matter in OF_CALLS:
            self._purge.erased(connection, matter, found.calls)
        _drop_heard(connection, plan.calls)
        hide_callers(connection, plan.calls, who)
        messages = [row["message_id"] for row in found.rows[About.MESSAGES] if _goes(row, plan.tickets)]
        empty_messages(connection, self._data_dir, messages, who)
        make_unknown(connection, self._data_dir, plan.tickets, at, "request")
        expire_missed(connection, [row["entry_id"] for row in found.rows[About.MISSED]], at)
        over = [row["entry_id"] for row in found.rows[About.LISTS] if _kept_entry(row, at) is None]
        connection.execute(delete(listed_numbers).where(listed_numbers.c.entry_id.in_(over)))
        written = or_(*(diary.c.text.contains(one, autoescape=True) for one in who.numbers))
        rewritten(connection, diary, "entry_id", ("text",), replace(who, names=()), written)


@dataclass(frozen=True, slots=True)
class _Kept:
    why: Duty
    until: float | None = None


# Where what is told under one head has its rows: traces found there are told already.
TABLES: Mapping[About, tuple[str, ...]] = {
    About.CALLS: ("calls", "facts"),
    About.TICKETS: (
        "tickets", "ticket_work", "matters", "facts", "call_outs", "hard_cases", "air_promises", "knowledge",
        "knowledge_versions",
    ),
    About.EDITS: ("ticket_edits",),
    About.RECORDINGS: ("recordings",),
    About.WORDS: (
        "utterances", "transcript_lines", "transcript_numbers", "transcript_versions", "second_passes", "checked_words",
    ),
    About.FILES: ("attachments",),
    About.MESSAGES: ("outbox",),
    About.MISSED: ("missed_calls",),
    About.LISTS: ("listed_numbers",),
    About.BROUGHT: ("intake",),
    About.LOOKS: ("audit",),
    About.SHOWS: ("facts", "air_promises"),
    About.PAPERS: ("reports",),
}  # fmt: skip


def stays(done: Receipt) -> dict[str, int]:
    """What stays, for the audit: how much by reason."""
    counts = Counter[str]()
    for one in done.left:
        counts[f"stays_{one.why.value}"] += one.count
    counts[f"stays_{Duty.FREE_TEXT.value}"] = sum(done.elsewhere.values())
    return dict(counts)


def _sort(about: About, whys: Iterable[_Kept | None], goes: Counter[About], left: list[Left]) -> None:
    counted = Counter(whys)
    goes[about] += counted.pop(None, 0)
    left += [Left(about=about, why=one.why, until=one.until, count=n) for one, n in counted.items() if one]


def _kept_tickets(connection: Connection, found: Person, terms: Terms) -> Mapping[str, _Kept]:
    """The tickets that stay, and why; of the others the person goes."""
    work = ticket_work.outerjoin(tickets, tickets.c.ticket_id == ticket_work.c.ticket_id)
    wanted = select(ticket_work.c.ticket_id, ticket_work.c.state, ticket_work.c.closed_at).select_from(work)
    states = {
        row.ticket_id: row for row in connection.execute(wanted.where(ticket_work.c.ticket_id.in_(found.tickets)))
    }
    holds = select(legal_holds.c.ticket_id, legal_holds.c.call_id).where(legal_holds.c.released_at.is_(None))
    held = {one for row in connection.execute(holds) for one in row if one}
    kept: dict[str, _Kept] = {}
    for row in found.rows[About.TICKETS]:
        why = _kept_ticket(row, states.get(row["ticket_id"]), terms)
        if row["ticket_id"] in held or row["call_id"] in held:
            why = _Kept(Duty.LEGAL_HOLD)
        if why is not None:
            kept[row["ticket_id"]] = why
    return kept


def _kept_ticket(row: Mapping[str, Any], work: Any, terms: Terms) -> _Kept | None:
    if not row["number"]:
        return None if row["status"] == "void" else _Kept(Duty.WAITING, _waits_until(row, terms))
    if work is None or work.state not in [one.value for one in SETTLED] or work.closed_at is None:
        return _Kept(Duty.OPEN_TICKET)
    until = work.closed_at + terms.tickets_days * DAY_S if terms.tickets_days else inf
    return _Kept(Duty.RECORD, until) if until > terms.now else None


def _waits_until(row: Mapping[str, Any], terms: Terms) -> float:
    days = terms.drafts_days if row["call_id"] else terms.untaken_days
    changed: datetime = row["updated_at"]
    return changed.timestamp() + days * DAY_S if days else inf


def _kept_call(connection: Connection, row: Mapping[str, Any], kept: Mapping[str, _Kept]) -> _Kept | None:
    holds = (legal_holds.c.call_id == row["call_id"]) & legal_holds.c.released_at.is_(None)
    if connection.execute(select(legal_holds.c.hold_id).where(holds)).first():
        return _Kept(Duty.LEGAL_HOLD)
    if row["ended_at"] is None:
        return _Kept(Duty.GOING_ON)
    of_call = connection.execute(select(tickets.c.ticket_id).where(tickets.c.call_id == row["call_id"])).scalar()
    return kept.get(of_call) if of_call else None


def _kept_message(row: Mapping[str, Any], kept: Mapping[str, _Kept]) -> _Kept | None:
    return _Kept(Duty.UNDELIVERED) if row["stream"] in kept and row["state"] in _UNDELIVERED else None


def _goes(row: Mapping[str, Any], gone: Sequence[str]) -> bool:
    """Whether a message is emptied here; those of tickets that go are emptied with them."""
    return row["stream"] not in gone and row["state"] not in _UNDELIVERED


def _kept_entry(row: Mapping[str, Any], now: float) -> _Kept | None:
    over = row["removed_at"] is not None or (row["until"] is not None and row["until"] <= now)
    return None if over else _Kept(Duty.IN_FORCE, inf if row["until"] is None else row["until"])


def _drop_heard(connection: Connection, call_ids: Sequence[str]) -> None:
    """Second hearings and checked words of calls, also of those whose first words have gone before."""
    jobs = select(second_passes.c.job_id).where(second_passes.c.call_id.in_(call_ids))
    connection.execute(delete(second_pass_queue).where(second_pass_queue.c.job_id.in_(jobs)))
    for table in (second_passes, transcript_versions, checked_words):
        connection.execute(delete(table).where(table.c.call_id.in_(call_ids)))
