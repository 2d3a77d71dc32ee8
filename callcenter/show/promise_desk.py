"""Promises made on air: a person confirms each with its day, it goes onto the ticket, and is followed until kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlalchemy import Connection

from callcenter.show.entry_ticket import own_ticket_id, taking
from callcenter.show.in_show import ClosingPorts, Doing, in_show
from callcenter.store.facts import LedgerFact
from callcenter.store.faults import NotFoundError
from callcenter.store.promises import PromiseQuery, Row, keep, known_ids, listed
from callcenter.store.ticket_work import read
from callcenter.ticketing.office import Order
from queueing.events import TransitionError
from queueing.show.after_facts import PromiseConfirmed, PromiseDismissed, PromiseSettled
from queueing.show.proposed import ProposedPromise
from queueing.show.state import Entry
from queueing.ticket.commands.airing import KeepPromise, WithdrawPromise
from queueing.ticket.pen import Who
from queueing.ticket.states import ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseDesk:
    """Owns nothing: the ledger has the promises."""

    ports: ClosingPorts

    async def confirm(self, confirmed: PromiseConfirmed) -> str:
        """A person says: this was promised, by that day. Returns the ticket it is on, '' while there is none.

        Raises:
            NotFoundError: no such show; TransitionError: decided before, or due before the show; nothing changed.
        """
        ticket_id = await in_show(self.ports, confirmed.show_id, partial(confirm_in, confirmed=confirmed))
        self.ports.renew(confirmed.show_id)
        return ticket_id

    async def dismiss(self, show_id: str, promise_id: str, by: str) -> None:
        """A person says: what was found is no promise.

        Raises:
            NotFoundError: no such show; TransitionError: decided before.
        """
        fact = PromiseDismissed(at=self.ports.now(), show_id=show_id, promise_id=promise_id, by=by)
        await in_show(self.ports, show_id, partial(_decide, fact=fact))
        self.ports.renew(show_id)

    async def settle(self, promise_id: str, who: Who, *, kept: bool, note: str) -> None:
        """A person says: it was kept, or is taken back.

        Raises:
            NotFoundError: no such promise; TransitionError: over already, or taken back without a reason.
        """
        work = partial(self._settle, promise_id=promise_id, who=who, kept=kept, note=note)
        show_id, facts = await self.ports.stores.database.write(work)
        self.ports.renew(show_id)
        if facts:
            self.ports.publish(facts)

    async def listed(self, query: PromiseQuery) -> list[Row]:
        """Confirmed promises, the one that is due first at the top."""
        return await self.ports.stores.database.read(lambda connection: _seen(connection, query))

    def _settle(
        self, connection: Connection, *, promise_id: str, who: Who, kept: bool, note: str
    ) -> tuple[str, Sequence[LedgerFact]]:
        one = _open_promise(connection, promise_id)
        if not kept and not note.strip():
            raise TransitionError(f"promise {promise_id}", "a reason", "none")
        settled = PromiseSettled(
            at=self.ports.now(), show_id=one["show_id"], promise_id=promise_id, by=who.name, kept=kept, note=note
        )
        keep(connection, [settled])
        if not one["ticket_id"] or one["stopped_at"] is not None:
            return one["show_id"], ()
        done = self.ports.tickets.office.act_in(connection, _ending(one, who, kept=kept, note=note))
        return one["show_id"], done.facts


def _seen(connection: Connection, query: PromiseQuery) -> list[Row]:
    """With what the ticket says of a clock that ended too late: done all the same, or never."""
    rows = [{**one, "state": "kept"} if _kept_late(connection, one) else one for one in listed(connection, query)]
    return [one for one in rows if one["state"] == "open"] if query.only_open else rows


def _kept_late(connection: Connection, one: Row) -> bool:
    if one["state"] != "open" or one["stopped_at"] is None or one["met"]:
        return False
    promises = read(connection, one["ticket_id"]).record.promises
    return any(known.promise_id == one["promise_id"] and known.kept for known in promises)


def _ending(one: Row, who: Who, *, kept: bool, note: str) -> Order:
    promise_id = one["promise_id"]
    keeping = KeepPromise(promise_id=promise_id, note=note)
    command = keeping if kept else WithdrawPromise(promise_id=promise_id, why=note)
    return Order(ticket_id=one["ticket_id"], version=None, who=who, command=command)


def _open_promise(connection: Connection, promise_id: str) -> Row:
    found = listed(connection, PromiseQuery(promise_id=promise_id))
    if not found:
        raise NotFoundError("promise", promise_id)
    if found[0]["state"] != "open":
        raise TransitionError(f"promise {promise_id}", "an open one", found[0]["state"])
    return found[0]


def confirm_in(doing: Doing, *, confirmed: PromiseConfirmed) -> str:
    """Keep a promise that a person confirmed; on the entry's ticket at once when there is one that still takes it."""
    entry = doing.board.state.entry(confirmed.entry_id)
    first = doing.ports.day(entry.aired_at or doing.board.state.opened_at)
    if confirmed.due < first:
        raise TransitionError("promise", f"a day from {first} on", str(confirmed.due))
    if not confirmed.words.strip():
        raise TransitionError("promise", "the words of it", "none")
    takes = bool(entry.ticket_id) and doing.office.state_in(doing.connection, entry.ticket_id) not in ENDED
    ticket_id = entry.ticket_id if takes else ""
    _decide(doing, fact=replace(confirmed, ticket_id=ticket_id))
    if ticket_id:
        row = {name: getattr(confirmed, name) for name in ("promise_id", "words", "due", "said_at")}
        doing.act(Order(ticket_id=ticket_id, version=None, who=Who(name=confirmed.by), command=taking(row)))
    return ticket_id


def confirming(doing: Doing, entry: Entry, by: str, due: date, words: str) -> PromiseConfirmed:
    """A promise that was noted with the answer: one for an entry."""
    return PromiseConfirmed(
        at=doing.now,
        show_id=doing.board.state.show_id,
        promise_id=f"{own_ticket_id(doing.board.state.show_id, entry.entry_id)}.p",
        by=by,
        words=words,
        due=due,
        said_at=entry.aired_at or doing.now,
        entry_id=entry.entry_id,
        call_id=entry.call_id,
    )


def at_its_place(confirmed: PromiseConfirmed, found: ProposedPromise) -> PromiseConfirmed:
    """The same as it was heard: its own sentence, and where it can be heard again."""
    return replace(
        confirmed,
        promise_id=found.promise_id,
        words=found.sentence,
        said_at=found.heard.at,
        utterance_id=found.heard.utterance_id,
        start_ms=found.heard.start_ms,
        end_ms=found.heard.end_ms,
    )


def _decide(doing: Doing, *, fact: PromiseConfirmed | PromiseDismissed) -> None:
    if fact.promise_id in known_ids(doing.connection, doing.board.state.show_id):
        raise TransitionError(f"promise {fact.promise_id}", "one that nobody has decided about", "decided before")
    keep(doing.connection, [fact])
