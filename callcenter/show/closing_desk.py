"""Closing a show: every entry gets its ticket or its reason; aired ones their answer, promise and unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from callcenter.show.entry_ticket import BY_SHOW, Making, NothingSaidError, Wanted, own_ticket_id
from callcenter.show.in_show import ClosingPorts, Doing, expect_open, in_show, restored
from callcenter.show.promise_desk import at_its_place, confirm_in, confirming
from callcenter.show.show_words import CallWords, heard_on_air, minutes_of, words_of
from callcenter.show.unit_called import unit_called
from callcenter.store.faults import NotFoundError, WrongStateError
from callcenter.store.journal import of_show, of_ticket
from callcenter.store.promises import known_ids
from callcenter.store.ticket import Ticket, TicketStatus
from callcenter.store.tickets import find_ticket, ticket_of_call
from queueing.city.switches import becomes_ticket
from queueing.events import TransitionError
from queueing.show.closing import in_order
from queueing.show.facts import AirAnswer, ShowFact
from queueing.show.proposed import ProposedPromise
from queueing.show.state import BoardState, Entry, EntryState, Person, Phase
from queueing.ticket.facts import TicketVoided
from queueing.ticket.pen import Who
from queueing.units.unit_tree import Unit

NOTHING_SAID = "nothing_said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was said on air about a matter, as a person notes it. `due` and `found` with a promise only."""

    answer: AirAnswer
    words: str = ""
    due: date | None = None
    found: ProposedPromise | None = None  # the promise as it was heard; None: typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An entry that could not be settled, and why."""

    entry_id: str
    why: str


@dataclass(slots=True, kw_only=True)
class Transferred:
    """What 全部转单 did."""

    made: list[tuple[str, str]] = field(default_factory=list)  # entry, ticket
    left: list[Left] = field(default_factory=list)


class ClosingDesk:
    """Owns nothing: the ledger has the show, the store the tickets."""

    def __init__(self, ports: ClosingPorts) -> None:
        self.ports = ports

    # --- looking ---------------------------------------------------------------------------------------------

    async def state(self, show_id: str) -> tuple[BoardState, list[ShowFact]]:
        """The show as it stands, after what operators did meanwhile was taken over.

        Raises:
            NotFoundError: no such show.
        """
        await self.reconcile(show_id)
        facts = await self.ports.stores.database.read(lambda connection: of_show(connection, show_id))
        return restored(show_id, facts).state, facts

    async def words(self, state: BoardState) -> dict[str, CallWords]:
        """The transcripts of a show's calls, by call."""
        calls = sorted({one.call_id for one in state.entries.values() if one.call_id})
        return dict(await words_of(self.ports.stores.transcripts, calls))

    def unit(self, name: str) -> Unit | None:
        """The unit of that id, name or alias, or the only one whose name ends so; None for ''.

        Raises:
            NotFoundError: the city has no such unit.
        """
        if not name:
            return None
        found = unit_called(name, self.ports.units())
        if found is None:
            raise NotFoundError("unit", name)
        return found

    def find_unit(self, name: str) -> Unit | None:
        """The same; None when the city has none of that name."""
        try:
            return self.unit(name)
        except NotFoundError:
            return None

    def unit_on_air(self, state: BoardState) -> Unit | None:
        """Where aired matters go when nobody says: the one unit on the show; None when there are several or none."""
        return self.find_unit(state.units[0]) if len(state.units) == 1 else None

    # --- settling --------------------------------------------------------------------------------------------

    async def reconcile(self, show_id: str) -> int:
        """Settle what operators settled: a returned caller's registered ticket, or one they put aside; how many."""
        return await in_show(self.ports, show_id, self._reconcile)

    async def transfer(self, show_id: str, who: Who) -> Transferred:
        """全部转单: a ticket through 12345 for every un-aired entry that has none, each in a transaction of its own.

        Raises:
            NotFoundError: no such show; TransitionError: it has not signed off.
        """
        state, _ = await self.state(show_id)
        _expect_signed_off(state)
        words, done = await self.words(state), Transferred()
        for one in in_order(state):
            if one.aired_at is None and not one.settled:
                await self._transfer_one(show_id, one.entry_id, words.get(one.call_id, CallWords()), who, done)
        return done

    async def _transfer_one(self, show_id: str, entry_id: str, words: CallWords, who: Who, done: Transferred) -> None:
        make = partial(self._ticket, entry_id=entry_id, words=words, who=who, unit=None)
        try:
            done.made.append((entry_id, await in_show(self.ports, show_id, make)))
        except NothingSaidError:
            done.left.append(Left(entry_id=entry_id, why=NOTHING_SAID))
        except (TransitionError, WrongStateError) as fault:
            done.left.append(Left(entry_id=entry_id, why=str(fault)))

    async def ticket(self, show_id: str, entry_id: str, who: Who, unit: str = "") -> str:
        """Make one entry's ticket; an aired one goes to its unit at once where the city does so, or to `unit`.

        Raises:
            NotFoundError: no such show, entry or unit; NothingSaidError: nothing to write; TransitionError: not now.
        """
        state, _ = await self.state(show_id)
        entry = state.entry(entry_id)
        switches, aired = self.ports.tickets.office.ports.book.profile.switches, entry.aired_at is not None
        same_day = aired and becomes_ticket(switches, aired=aired)
        chosen = self.unit(unit) or (self.unit_on_air(state) if same_day else None)
        words = (await self.words(state)).get(entry.call_id, CallWords())
        make = partial(self._ticket, entry_id=entry_id, words=words, who=who, unit=chosen)
        return await in_show(self.ports, show_id, make)

    async def answer(self, show_id: str, entry_id: str, who: Person, answered: Answered) -> None:
        """Note what was said on air; a promise is kept with its day, to go onto the ticket.

        Raises:
            NotFoundError, TransitionError: nothing changed.
        """
        await in_show(self.ports, show_id, partial(self._answer, entry_id=entry_id, who=who, answered=answered))
        self.ports.renew(show_id)

    async def excuse(self, show_id: str, entry_ids: Sequence[str], who: Person, reason: str) -> None:
        """Say why these entries need no ticket: one of the city's reasons.

        Raises:
            TransitionError: another reason, or one of them was on air; nothing changed.
        """
        reasons = self.ports.tickets.office.ports.book.rules.after.reasons
        if reason not in reasons:
            raise TransitionError("reason", "、".join(reasons), reason or "none")
        await in_show(self.ports, show_id, partial(self._excuse, entry_ids=entry_ids, who=who, reason=reason))

    async def mend(self, show_id: str, entry_id: str, who: Who, values: Mapping[str, str]) -> str:
        """Put a person's words on an entry's draft; return the draft's id.

        Raises:
            NotFoundError: no such show or entry; WrongStateError: it is a ticket by now; TransitionError: closed.
        """
        return await in_show(self.ports, show_id, partial(self._mend, entry_id=entry_id, who=who, values=values))

    async def close(self, show_id: str, who: Person) -> None:
        """Close the show.

        Raises:
            TransitionError: something is still owed; it says for which entries.
        """
        await self.reconcile(show_id)
        await in_show(self.ports, show_id, lambda doing: doing.note(doing.board.close(self.ports.now(), who)))

    # --- in the writing thread -------------------------------------------------------------------------------

    def _reconcile(self, doing: Doing) -> int:
        if doing.board.state.phase is Phase.CLOSED:
            return 0
        waiting = [one for one in doing.board.owed() if not one.ticket_id and not one.reason]
        return sum(self._take_over(doing, one) for one in waiting)

    def _take_over(self, doing: Doing, entry: Entry) -> bool:
        own = own_ticket_id(doing.board.state.show_id, entry.entry_id)
        known = find_ticket(doing.connection, own)
        if known is None and entry.call_id:
            known = ticket_of_call(doing.connection, entry.call_id)
        if known is None or known.status is TicketStatus.DRAFT:
            return False
        if known.status is TicketStatus.VOID:
            return self._put_aside(doing, entry, known)
        self._make(doing, entry, CallWords(), Who(name=known.operator_name or BY_SHOW), None)
        return True

    def _put_aside(self, doing: Doing, entry: Entry, known: Ticket) -> bool:
        """An operator found no matter in the call; who was on air is asked for a ticket all the same."""
        if entry.aired_at is not None or entry.state is not EntryState.GONE:
            return False
        voided = [one for one in of_ticket(doing.connection, known.ticket_id) if isinstance(one, TicketVoided)]
        why, by = (voided[-1].why, voided[-1].by) if voided else ("", "")
        who = Person(name=by or known.operator_name, roles=frozenset())
        doing.note(doing.board.excuse(self.ports.now(), who, entry.entry_id, f"无效：{why}" if why else "无效"))
        return True

    def _ticket(self, doing: Doing, *, entry_id: str, words: CallWords, who: Who, unit: Unit | None) -> str:
        expect_open(doing.board.state)
        entry = doing.board.state.entry(entry_id)
        if entry.state is not EntryState.GONE:
            raise TransitionError(f"entry {entry_id}", "one that has left the board", str(entry.state))
        if entry.aired_at is not None and entry.answer is None:
            raise TransitionError(f"entry {entry_id}", "what was answered on air", "no answer")
        return self._make(doing, entry, words, who, unit)

    def _mend(self, doing: Doing, *, entry_id: str, who: Who, values: Mapping[str, str]) -> str:
        expect_open(doing.board.state)
        wanted = Wanted(
            show_id=doing.board.state.show_id, entry=doing.board.state.entry(entry_id), words=CallWords(), who=who
        )
        making = Making(connection=doing.connection, ports=self.ports.tickets, wanted=wanted, facts=doing.told)
        return making.mend(values)

    def _make(self, doing: Doing, entry: Entry, words: CallWords, who: Who, unit: Unit | None) -> str:
        heard = heard_on_air(entry, doing.show_facts, words, self.ports.now())
        wanted = Wanted(
            show_id=doing.board.state.show_id, entry=entry, words=words, who=who, minutes=minutes_of(heard), unit=unit
        )
        making = Making(connection=doing.connection, ports=self.ports.tickets, wanted=wanted, facts=doing.told)
        ticket_id = making.ticket()
        if entry.ticket_id != ticket_id:
            doing.note(doing.board.ticketed(self.ports.now(), entry.entry_id, ticket_id))
        return ticket_id

    def _answer(self, doing: Doing, *, entry_id: str, who: Person, answered: Answered) -> None:
        expect_open(doing.board.state)
        now = self.ports.now()
        doing.note(doing.board.answer(now, who, entry_id, answered.answer, answered.words, answered.due))
        if answered.due is None:
            return
        confirmed = confirming(doing, doing.board.state.entry(entry_id), who.name, answered.due, answered.words)
        confirmed = at_its_place(confirmed, answered.found) if answered.found else confirmed
        if confirmed.promise_id not in known_ids(doing.connection, confirmed.show_id):
            confirm_in(doing, confirmed=confirmed)

    def _excuse(self, doing: Doing, *, entry_ids: Sequence[str], who: Person, reason: str) -> None:
        expect_open(doing.board.state)
        for entry_id in entry_ids:
            entry = doing.board.state.entry(entry_id)
            if entry.state is not EntryState.GONE or entry.settled:
                found = str(entry.state) if entry.state is not EntryState.GONE else "settled"
                raise TransitionError(f"entry {entry_id}", "one that has left the board and is not settled", found)
            doing.note(doing.board.excuse(self.ports.now(), who, entry_id, reason))


def _expect_signed_off(state: BoardState) -> None:
    if state.phase is not Phase.SIGNED_OFF:
        raise TransitionError(f"show {state.show_id}", str(Phase.SIGNED_OFF), str(state.phase))
