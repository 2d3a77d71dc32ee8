"""The hot desk: takes the drafts of every source, forgets void ones, keeps clusters and bursts, tells operators."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from callcenter.hot_rules import AllRules
from callcenter.known_places import KnownPlaces
from callcenter.store.answers import StandingAnswers
from callcenter.store.complaints import Complaints, complaint_of
from callcenter.store.faults import StoreError
from callcenter.store.ticket import Ticket, TicketStatus
from callcenter.store.tickets import Tickets
from queueing.events import BurstCleared, BurstGrew, BurstRaised, Fact, TicketDrafted
from queueing.hot import Burst, BurstBook, BurstStep, Complaint, HotTopics, Topic, about, topic_of, topics
from queueing.ticket.facts import TicketAccepted, TicketFact, TicketVoided

LOOK_EVERY_S = 60.0
DAY_S = 86_400.0
LATE_S = 3600.0  # no call goes on for so long before its draft is there
MOST_WAITING = 2_000

_log = structlog.get_logger("hot")


@dataclass(frozen=True, slots=True, kw_only=True)
class HotPorts:
    """What the hot desk works with.

    `tell`: a call and a sentence, Chinese and English, for whoever talks with it; `past`: the ledger since a moment;
    `changed`: bursts or their answers may be others now.
    """

    complaints: Complaints
    tickets: Tickets
    answers: StandingAnswers
    rules: AllRules
    known: KnownPlaces
    now: Callable[[], float]
    publish: Callable[[Sequence[Fact]], None]
    tell: Callable[[str, str, str], None]
    past: Callable[[float], AsyncIterator[Fact]]
    changed: Callable[[], None] = lambda: None


class HotDesk:
    """Owns the clusters and the burst book of the running service."""

    def __init__(self, ports: HotPorts) -> None:
        self._ports = ports
        self._hot = HotTopics(ports.rules.cluster)
        self._book = BurstBook(ports.rules.burst)
        self._taken: set[str] = set()
        self._counted: dict[str, tuple[float, str, str, str]] = {}  # ticket -> what the burst book took of it
        self._told: set[tuple[str, str]] = set()  # call and burst
        self._work: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self._answers: dict[tuple[str, str], str] = {}
        self._last_at = 0.0
        self.dropped = 0

    async def restore(self) -> None:
        """Take the window's tickets again, in order; say anew which bursts go on."""
        now = self._ports.now()
        self._answers = await self._ports.answers.all()
        for one in await self._ports.complaints.between(now - self._ports.rules.cluster.window_s, now):
            self._take(one)
        self._book.look(now)
        going = {one.burst_id for one in self._book.active()}
        told = await self._told_before(now)
        over = [
            BurstCleared(at=now, burst_id=ident, persons=count) for ident, count in told.items() if ident not in going
        ]
        self._ports.publish(over)  # cleared while nobody looked
        self._publish([one for one in self._book.active() if one.burst_id not in told])
        self._ports.changed()

    async def _told_before(self, now: float) -> dict[str, int]:
        """Bursts that were raised lately and not cleared, with how many people had called."""
        told: dict[str, int] = {}
        async for fact in self._ports.past(now - 2 * DAY_S):
            if isinstance(fact, BurstRaised | BurstGrew):
                told[fact.burst_id] = fact.persons
            elif isinstance(fact, BurstCleared):
                told.pop(fact.burst_id, None)
        return told

    def take_fact(self, fact: Fact) -> None:
        """A ticket of a call was drafted: its call is over and its words are known."""
        if isinstance(fact, TicketDrafted) and fact.ticket_id:
            self.take_ticket(fact.ticket_id)

    def take_change(self, fact: TicketFact) -> None:
        """A ticket was registered, from whatever source, or put aside."""
        match fact:
            case TicketAccepted():
                self.take_ticket(fact.ticket_id)
            case TicketVoided():
                self._forget(fact.ticket_id)
            case _:
                pass

    def take_ticket(self, ticket_id: str) -> None:
        """Look at a ticket that came without a call, or whose call is over; one that was looked at stays as it is."""
        if ticket_id in self._taken:
            return
        try:
            self._work.put_nowait(ticket_id)
        except asyncio.QueueFull:
            self.dropped += 1
            _log.error("ticket not looked at for hot topics: too many wait", dropped=self.dropped)

    def look_at(self, ticket: Ticket) -> None:
        """A draft changed while its caller still speaks: tell the operator when many call about the same."""
        one = complaint_of(ticket)
        burst = self._book.of(self._ports.known.place(one.place), one.topic) if one.place and one.topic else None
        if burst is None or (ticket.call_id, burst.burst_id) in self._told:
            return
        self._told.add((ticket.call_id, burst.burst_id))
        said = self.answer(burst.place, burst.matter)
        zh = f"已有 {burst.persons} 人反映同一问题（{burst.place} {burst.matter}）"
        en = f"{burst.persons} people report the same matter ({burst.place} {burst.matter})"
        more_zh, more_en = (f"　统一答复：{said}", f". Standing answer: {said}") if said else ("", "")
        self._ports.tell(ticket.call_id, zh + more_zh, en + more_en)

    async def run(self) -> None:
        """Restore, then work off what came in and clear what is over; ends by cancellation."""
        await self.restore()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._take_all(), name="hot topics")
            group.create_task(self._clear(), name="bursts over")

    def clear(self) -> None:
        """Clear bursts that are over, and forget what is old."""
        self._publish(self._book.look(self._ports.now()))
        self._ports.changed()
        since = self._ports.now() - self._ports.rules.burst.baseline_days * DAY_S
        self._counted = {ident: one for ident, one in self._counted.items() if one[0] > since}
        going = {one.burst_id for one in self._book.active()}
        self._told = {one for one in self._told if one[1] in going}

    async def drain(self) -> None:
        """Wait until everything that came in was looked at."""
        await self._work.join()

    def topics(self, since: float, until: float) -> Sequence[Topic]:
        """What is hot."""
        return topics(self._hot, since, until, least_persons=self.least_persons)

    def bursts(self) -> Sequence[Burst]:
        """Bursts going on."""
        return self._book.active()

    @property
    def least_persons(self) -> int:
        """From how many people on a topic is shown."""
        return self._ports.rules.shown.least_persons

    def topic(self, ident: str, since: float, until: float) -> Topic | None:
        """One topic by its id; None when it is none any more."""
        return topic_of(self._hot, ident, since, until)

    def tickets_of(self, burst: Burst) -> tuple[str, ...]:
        """The tickets of a burst going on, drafts too, oldest first."""
        return tuple(one.ticket_id for one in about(self._hot, burst.place, burst.matter, burst.since))

    def topic_of(self, ticket_id: str) -> str:
        """The topic a ticket is in; '' when in none."""
        cluster = self._hot.cluster_of(ticket_id)
        return cluster.ident if cluster else ""

    def answer(self, place: str, matter: str) -> str:
        """What operators answer about a matter; '' when nothing was set."""
        return self._answers.get((place, matter), "")

    async def set_answer(self, place: str, matter: str, said: str, by: str) -> None:
        """Set what operators answer; '' takes it back."""
        await self._ports.answers.set(place, matter, said, by, self._ports.now())
        self._answers = await self._ports.answers.all()
        self._ports.changed()

    # --- inside ----------------------------------------------------------------------------------------------

    async def _take_all(self) -> None:
        while True:
            await self._take_next()

    async def _take_next(self) -> None:
        ticket_id = await self._work.get()
        try:
            await self._look_at_one(ticket_id)
        finally:
            self._work.task_done()

    async def _look_at_one(self, ticket_id: str) -> None:
        try:
            ticket = await self._ports.tickets.get(ticket_id)
        except StoreError as fault:
            _log.warning("ticket not looked at for hot topics", ticket_id=ticket_id, fault=type(fault).__name__)
            return
        if ticket.status is TicketStatus.VOID:
            return
        one = complaint_of(ticket)
        self._publish(self._take(replace(one, at=min(one.at, self._ports.now()))))  # no source's clock goes before ours
        self._ports.changed()

    async def _clear(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self.clear()

    def _take(self, one: Complaint) -> Sequence[Burst]:
        if one.ticket_id in self._taken:
            return ()
        self._taken.add(one.ticket_id)
        late = one.at < self._last_at - LATE_S
        self._last_at = max(self._last_at, one.at)  # calls end in another order than they begin
        one = self._ports.known.at_known_place(replace(one, at=self._last_at))
        self._hot.take(one)
        place, matter = self._ports.known.place(one.place), self._ports.known.matter(one.topic)
        if late:  # written long before it was brought in: hot perhaps, but not all at once
            return ()
        if not place:  # of a whole city many always call about the same; that is what hot topics are for
            return ()
        self._counted[one.ticket_id] = (one.at, one.person, place, matter)
        return self._book.take(one.at, one.person, place, matter)

    def _forget(self, ticket_id: str) -> None:
        """It held no matter: it is no part of any topic or burst, and a burst of such is over."""
        self._taken.add(ticket_id)
        self._hot.forget(ticket_id)
        if counted := self._counted.pop(ticket_id, None):
            self._book.forget(*counted)
            self._publish(self._book.look(self._ports.now()))
        self._ports.changed()

    def _publish(self, steps: Sequence[Burst]) -> None:
        if steps:
            self._ports.publish([_fact(one, self._ports.now()) for one in steps])


def _fact(one: Burst, at: float) -> Fact:
    if one.step is BurstStep.CLEARED:
        return BurstCleared(at=at, burst_id=one.burst_id, persons=one.persons)
    if one.step is BurstStep.GREW:
        return BurstGrew(at=at, burst_id=one.burst_id, place=one.place, matter=one.matter, persons=one.persons)
    return BurstRaised(
        at=at,
        burst_id=one.burst_id,
        place=one.place,
        matter=one.matter,
        persons=one.persons,
        window_s=one.window_s,
    )
