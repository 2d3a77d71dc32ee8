"""ShowBoard: the commands of producer and host. Each returns the facts that follow, or refuses and changes nothing.

The producer screens, orders and lets go of callers who are not on air. Only a host puts on air, takes off and locks.
One person may hold both roles.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from queueing.events import TransitionError
from queueing.show.facts import (
    AirAnswer,
    AirAnswered,
    AirDumped,
    AirLockChanged,
    EntryDescribed,
    EntryEnd,
    EntryExcused,
    EntryJoined,
    EntryKind,
    EntryLeft,
    EntryMovedUp,
    EntryReady,
    EntryTicketed,
    NewCallsBlocked,
    NextChosen,
    ScreeningLost,
    ScreeningStarted,
    ShowClosed,
    ShowFact,
    ShowOpened,
    ShowSignedOff,
    ShowWentLive,
    StudioNote,
    WentOffAir,
    WentOnAir,
)
from queueing.show.fold import apply
from queueing.show.state import PHASE_TABLE, BoardState, Entry, EntryState, Person, Phase, Role, ShowRules, check_entry

WAITING = (EntryState.RINGING, EntryState.SCREENING, EntryState.READY, EntryState.NEXT)
NUMBER_LIKE = re.compile(r"\d[\d\s-]{5,}\d")  # seven digits and more may be somebody's telephone number

Facts = list[ShowFact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the host sees of an entry."""

    address: str = ""  # 王女士, 匿名
    area: str = ""
    topic: str = ""
    unit_fits: bool = True


class ShowBoard:
    """Owns one show's state."""

    def __init__(self, show_id: str, rules: ShowRules) -> None:
        self.state, self._rules = BoardState(show_id=show_id), rules

    def restore(self, facts: Iterable[ShowFact]) -> None:
        """Take in this show's facts of the ledger; those of other shows are passed over."""
        for fact in facts:
            if fact.show_id == self.state.show_id:
                apply(self.state, fact)

    # --- the show --------------------------------------------------------------------------------------------

    def open(self, now: float, who: Person, delay_confirmed_s: float) -> Facts:
        """Open the lines; the legal delay must be confirmed as the rules have it.

        Raises:
            TransitionError: already open, or another delay was confirmed.
        """
        self._phase_allows(Phase.OPEN)
        if delay_confirmed_s != self._rules.delay_s:
            expected = f"the studio's delay confirmed as {self._rules.delay_s:g} s"
            raise TransitionError(f"show {self._id}", expected, f"{delay_confirmed_s:g} s")
        return self._note([ShowOpened(at=now, show_id=self._id, by=who.name, delay_s=delay_confirmed_s)])

    def go_live(self, now: float, who: Person) -> Facts:
        """Begin the programme."""
        self._must_be(who, Role.HOST)
        self._phase_allows(Phase.LIVE)
        return self._note([ShowWentLive(at=now, show_id=self._id, by=who.name)])

    def sign_off(self, now: float, who: Person) -> Facts:
        """End the programme: nobody stays on air, every caller still there goes back to the hotline."""
        self._phase_allows(Phase.SIGNED_OFF)
        if self.state.phase is Phase.LIVE:
            self._must_be(who, Role.HOST)
        facts: Facts = [self._off(now, one, who) for one in self.state.among(EntryState.ON_AIR)]
        staying = self.state.among(*WAITING, EntryState.ON_AIR, EntryState.OFF_AIR)
        facts += [self._gone(now, one, _end_at_sign_off(one), who.name) for one in staying]
        return self._note([*facts, ShowSignedOff(at=now, show_id=self._id, by=who.name)])

    def close(self, now: float, who: Person) -> Facts:
        """Close the show for good.

        Raises:
            TransitionError: an entry has neither ticket nor reason, or was on air and has no answer.
        """
        self._phase_allows(Phase.CLOSED)
        owed = self.owed()
        if owed:
            names = ", ".join(one.entry_id for one in owed[:5])
            raise TransitionError(
                f"show {self._id}", "a ticket or a reason for every entry", f"{len(owed)} without: {names}"
            )
        return self._note([ShowClosed(at=now, show_id=self._id, by=who.name)])

    def owed(self) -> list[Entry]:
        """Entries for which the show still owes a ticket, a reason or an answer, oldest first."""
        return sorted((one for one in self.state.entries.values() if not one.settled), key=lambda one: one.joined_at)

    def block(self, now: float, who: Person, *, blocked: bool) -> Facts:
        """Stop or allow new callers."""
        self._must_be(who, Role.PRODUCER)
        if self.state.blocked is blocked:
            raise TransitionError(f"show {self._id}", "a change", "blocked already" if blocked else "open already")
        return self._note([NewCallsBlocked(at=now, show_id=self._id, by=who.name, blocked=blocked)])

    def note(self, now: float, who: Person, text: str) -> Facts:
        """Write a line to the other side of the glass."""
        if not text.strip():
            raise TransitionError("note", "some text", "none")
        return self._note([StudioNote(at=now, show_id=self._id, by=who.name, text=text.strip()[:200])])

    # --- who comes and goes ----------------------------------------------------------------------------------

    def refusal(self, kind: EntryKind) -> str:
        """Why an entry of that kind cannot join now; '' when it can."""
        if self.state.phase not in (Phase.OPEN, Phase.LIVE):
            return f"show_{self.state.phase}"
        if self.state.blocked and kind is EntryKind.CALL:
            return "new_calls_blocked"
        return "board_full" if len(self.state.among(*WAITING)) >= self._rules.most_waiting else ""

    def join(self, joined: EntryJoined) -> Facts:
        """Put an entry on the board.

        Raises:
            TransitionError: `refusal` says why.
        """
        if joined.entry_id in self.state.entries or joined.show_id != self._id:
            raise TransitionError(f"entry {joined.entry_id}", f"a new one of show {self._id}", "another")
        why_not = self.refusal(joined.kind)
        if why_not:
            raise TransitionError(f"entry {joined.entry_id}", "a show that takes new ones", why_not)
        return self._note([joined])

    def caller_left(self, now: float, entry_id: str) -> Facts:
        """The caller hung up, wherever they were."""
        entry = self.state.entry(entry_id)
        if entry.state is EntryState.GONE:
            raise TransitionError(f"entry {entry_id}", "one that is still here", f"gone: {entry.end}")
        off = [self._off(now, entry, None)] if entry.state is EntryState.ON_AIR else []
        return self._note([*off, self._gone(now, entry, EntryEnd.LEFT, "")])

    def producer_lost(self, now: float, name: str) -> Facts:
        """A producer's phone or screen went away: what they screened waits for somebody else."""
        theirs = [one for one in self.state.among(EntryState.SCREENING) if one.producer == name]
        return self._note([ScreeningLost(at=now, show_id=self._id, entry_id=one.entry_id, by=name) for one in theirs])

    # --- the producer ----------------------------------------------------------------------------------------

    def screen(self, now: float, who: Person, entry_id: str, *, take_over: bool = False) -> Facts:
        """Take an entry; from then on it is locked to this producer. One entry at a time.

        Raises:
            TransitionError: another producer has it (unless `take_over`), or this one is still at another entry.
        """
        self._must_be(who, Role.PRODUCER)
        entry = self.state.entry(entry_id)
        other = entry.producer if entry.state is EntryState.SCREENING else ""
        if not other:
            check_entry(entry, EntryState.SCREENING)
        elif other == who.name or not take_over:
            raise TransitionError(f"entry {entry_id}", "one nobody screens", f"screened by {other}")
        busy = [one for one in self.state.among(EntryState.SCREENING) if one.producer == who.name]
        if busy:
            raise TransitionError(f"producer {who.name}", "no other entry in screening", busy[0].entry_id)
        return self._note(
            [ScreeningStarted(at=now, show_id=self._id, entry_id=entry_id, by=who.name, taken_from=other)]
        )

    def describe(self, now: float, who: Person, entry_id: str, words: Description) -> Facts:
        """Say what the host will see.

        Raises:
            TransitionError: too long a topic, something like a telephone number, or another producer's entry.
        """
        entry = self._mine(who, entry_id)
        if entry.state is EntryState.GONE:
            raise TransitionError(f"entry {entry_id}", "one that is still here", f"gone: {entry.end}")
        self._check_words(words)
        return self._note(
            [
                EntryDescribed(
                    at=now,
                    show_id=self._id,
                    entry_id=entry_id,
                    by=who.name,
                    address=words.address.strip(),
                    area=words.area.strip(),
                    topic=words.topic.strip(),
                    unit_fits=words.unit_fits,
                )
            ]
        )

    def ready(self, now: float, who: Person, entry_id: str) -> Facts:
        """Park a screened entry; also puts back a next one, or an off-air one that should wait again.

        Raises:
            TransitionError: no topic yet, or another producer's entry.
        """
        entry = self._mine(who, entry_id)
        check_entry(entry, EntryState.READY)
        if not entry.topic:
            raise TransitionError(f"entry {entry_id}", "a topic for the host", "none")
        return self._note([self._ready(now, entry, who)])

    def move_up(self, now: float, who: Person, entry_id: str) -> Facts:
        """Force to the top of those who are ready."""
        self._must_be(who, Role.PRODUCER, Role.HOST)
        entry = self.state.entry(entry_id)
        if entry.state is not EntryState.READY:
            raise TransitionError(f"entry {entry_id}", EntryState.READY, entry.state)
        return self._note([EntryMovedUp(at=now, show_id=self._id, entry_id=entry_id, by=who.name)])

    def choose_next(self, now: float, who: Person, entry_id: str) -> Facts:
        """Make a ready entry the next one; the next one until now is ready again."""
        self._must_be(who, Role.PRODUCER, Role.HOST)
        check_entry(self.state.entry(entry_id), EntryState.NEXT)
        before = self.state.entries.get(self.state.next_id)
        back = [self._ready(now, before, who)] if before else []
        return self._note([*back, NextChosen(at=now, show_id=self._id, entry_id=entry_id, by=who.name)])

    def drop(self, now: float, who: Person, entry_id: str) -> Facts:
        """Let somebody go who does not go to air (any more); who is on air only by a host, and not when locked."""
        return self._let_go(now, who, entry_id, EntryEnd.DROPPED)

    def return_to_hotline(self, now: float, who: Person, entry_id: str) -> Facts:
        """Give a caller to an operator of the hotline."""
        if self.state.entry(entry_id).kind is not EntryKind.CALL:
            raise TransitionError(f"entry {entry_id}", "a caller", str(self.state.entry(entry_id).kind))
        return self._let_go(now, who, entry_id, EntryEnd.RETURNED)

    def thank(self, now: float, who: Person, entry_id: str) -> Facts:
        """Release somebody who was on air."""
        entry = self.state.entry(entry_id)
        if entry.state is not EntryState.OFF_AIR:
            raise TransitionError(f"entry {entry_id}", EntryState.OFF_AIR, entry.state)
        self._must_be(who, Role.PRODUCER, Role.HOST)
        return self._note([self._gone(now, entry, EntryEnd.AIRED, who.name)])

    # --- the host --------------------------------------------------------------------------------------------

    def take_next(self, now: float, who: Person, expected: str, *, keep: bool = False) -> Facts:
        """Put the next one on air; who is on air and not locked goes off first, unless `keep`.

        Args:
            now: Unix seconds.
            who: needs the host's role.
            expected: the entry the host saw as next; a second click finds another or none, and does nothing.
            keep: add to those on air.

        Raises:
            TransitionError: not live, another next than expected, or every studio line is taken.
        """
        self._must_be(who, Role.HOST)
        if not expected or self.state.next_id != expected:
            raise TransitionError(f"entry {expected}", "the next one", self.state.next_id or "no next one")
        return self._put_on_air(now, who, self.state.entry(expected), keep=keep)

    def put_on_air(self, now: float, who: Person, entry_id: str) -> Facts:
        """Put a ready entry on air beside those who are there."""
        self._must_be(who, Role.HOST)
        return self._put_on_air(now, who, self.state.entry(entry_id), keep=True)

    def lock(self, now: float, who: Person, entry_id: str, *, locked: bool) -> Facts:
        """Lock somebody on air, or undo that."""
        self._must_be(who, Role.HOST)
        entry = self.state.entry(entry_id)
        if entry.state is not EntryState.ON_AIR or entry.locked is locked:
            found = f"{entry.state}, {'locked' if entry.locked else 'not locked'}"
            raise TransitionError(f"entry {entry_id}", "one on air to change the lock of", found)
        return self._note([AirLockChanged(at=now, show_id=self._id, entry_id=entry_id, by=who.name, locked=locked)])

    def off_air(self, now: float, who: Person, entry_id: str) -> Facts:
        """Take somebody off air; the caller stays on the phone."""
        self._must_be(who, Role.HOST)
        entry = self.state.entry(entry_id)
        self._must_be_on_air_unlocked(entry)
        return self._note([self._off(now, entry, who)])

    def answer(
        self, now: float, who: Person, entry_id: str, answer: AirAnswer, words: str = "", due: date | None = None
    ) -> Facts:
        """Note what was said on air about a matter; a promise has a date.

        Raises:
            TransitionError: never was on air, or a promise without a date.
        """
        entry = self.state.entry(entry_id)
        if entry.aired_at is None:
            raise TransitionError(f"entry {entry_id}", "one that was on air", str(entry.state))
        if (answer is AirAnswer.PROMISED) is (due is None):
            raise TransitionError(
                f"entry {entry_id}", "a date with a promise, and with nothing else", f"{answer}, {due or 'no date'}"
            )
        return self._note(
            [AirAnswered(at=now, show_id=self._id, entry_id=entry_id, by=who.name, answer=answer, words=words, due=due)]
        )

    def dump(self, now: float, who: Person, seconds: float | None = None) -> Facts:
        """Keep the last seconds from the listeners; only what the delay still holds can be.

        Raises:
            TransitionError: not live, no delay, or more than it holds.
        """
        self._must_be(who, Role.HOST, Role.PRODUCER)
        self._must_be_live()
        wanted = self.state.delay_s if seconds is None else seconds
        if not 0.0 < wanted <= self.state.delay_s:
            raise TransitionError("dump", f"more than 0 and at most {self.state.delay_s:g} s", f"{wanted:g} s")
        return self._note([AirDumped(at=now, show_id=self._id, by=who.name, seconds=wanted)])

    # --- what the show owes ----------------------------------------------------------------------------------

    def ticketed(self, now: float, entry_id: str, ticket_id: str) -> Facts:
        """Note the ticket of an entry."""
        self.state.entry(entry_id)
        return self._note([EntryTicketed(at=now, show_id=self._id, entry_id=entry_id, ticket_id=ticket_id)])

    def excuse(self, now: float, who: Person, entry_id: str, reason: str) -> Facts:
        """Say why an entry needs no ticket.

        Raises:
            TransitionError: no reason given, or it was on air: those always get one.
        """
        entry = self.state.entry(entry_id)
        if not reason.strip():
            raise TransitionError(f"entry {entry_id}", "a reason", "none")
        if entry.aired_at is not None:
            raise TransitionError(f"entry {entry_id}", "a ticket, as it was on air", "a reason instead")
        return self._note(
            [EntryExcused(at=now, show_id=self._id, entry_id=entry_id, by=who.name, reason=reason.strip())]
        )

    # --- inside ----------------------------------------------------------------------------------------------

    @property
    def _id(self) -> str:
        return self.state.show_id

    def _note(self, facts: Facts) -> Facts:
        for fact in facts:
            apply(self.state, fact)
        return facts

    def _phase_allows(self, to: Phase) -> None:
        if to not in PHASE_TABLE[self.state.phase]:
            right = " or ".join(sorted(one for one, after in PHASE_TABLE.items() if to in after))
            raise TransitionError(f"show {self._id}", right, str(self.state.phase))

    def _must_be(self, who: Person, *roles: Role) -> None:
        if not who.roles & set(roles):
            found = ", ".join(sorted(who.roles)) or "no role"
            raise TransitionError(f"person {who.name}", " or ".join(roles), found)

    def _must_be_live(self) -> None:
        if self.state.phase is not Phase.LIVE:
            raise TransitionError(f"show {self._id}", Phase.LIVE, self.state.phase)

    def _must_be_on_air_unlocked(self, entry: Entry) -> None:
        if entry.state is not EntryState.ON_AIR:
            raise TransitionError(f"entry {entry.entry_id}", EntryState.ON_AIR, entry.state)
        if entry.locked:
            raise TransitionError(f"entry {entry.entry_id}", "one that is not locked", "locked")

    def _mine(self, who: Person, entry_id: str) -> Entry:
        """The entry, if no other producer is at it."""
        self._must_be(who, Role.PRODUCER)
        entry = self.state.entry(entry_id)
        if entry.producer and entry.producer != who.name:
            raise TransitionError(f"entry {entry_id}", f"one that {who.name} screens", f"screened by {entry.producer}")
        return entry

    def _check_words(self, words: Description) -> None:
        if len(words.topic.strip()) > self._rules.topic_most:
            expected = f"at most {self._rules.topic_most} characters"
            raise TransitionError("topic", expected, str(len(words.topic.strip())))
        for name in ("address", "area", "topic"):
            if NUMBER_LIKE.search(getattr(words, name)):
                raise TransitionError(name, "no telephone number: the host reads this aloud", "a long row of digits")

    def _let_go(self, now: float, who: Person, entry_id: str, how: EntryEnd) -> Facts:
        entry = self.state.entry(entry_id)
        check_entry(entry, EntryState.GONE)
        if entry.state is not EntryState.ON_AIR:
            self._mine(who, entry_id)
            return self._note([self._gone(now, entry, how, who.name)])
        self._must_be(who, Role.HOST)
        self._must_be_on_air_unlocked(entry)
        return self._note([self._off(now, entry, who), self._gone(now, entry, how, who.name)])

    def _put_on_air(self, now: float, who: Person, entry: Entry, *, keep: bool) -> Facts:
        self._must_be_live()
        check_entry(entry, EntryState.ON_AIR)
        leaving = [] if keep else [one for one in self.state.among(EntryState.ON_AIR) if not one.locked]
        position = self._position(entry, leaving)
        facts: Facts = [self._off(now, one, who) for one in leaving]
        facts.append(WentOnAir(at=now, show_id=self._id, entry_id=entry.entry_id, by=who.name, position=position))
        return self._note(facts)

    def _position(self, entry: Entry, leaving: list[Entry]) -> int:
        """The studio line for a caller: a free one, else that of somebody who leaves."""
        if entry.kind is not EntryKind.CALL:
            return 0
        freed = sorted(one.position for one in leaving if one.position)
        position = self.state.free_position(self._rules.air_positions) or (freed[0] if freed else 0)
        if not position:
            raise TransitionError(f"entry {entry.entry_id}", "a free studio line", "all taken")
        return position

    def _ready(self, now: float, entry: Entry, who: Person) -> EntryReady:
        return EntryReady(at=now, show_id=self._id, entry_id=entry.entry_id, by=who.name)

    def _off(self, now: float, entry: Entry, who: Person | None) -> WentOffAir:
        return WentOffAir(at=now, show_id=self._id, entry_id=entry.entry_id, by=who.name if who else "")

    def _gone(self, now: float, entry: Entry, how: EntryEnd, by: str) -> EntryLeft:
        return EntryLeft(at=now, show_id=self._id, entry_id=entry.entry_id, how=how, by=by)


def _end_at_sign_off(entry: Entry) -> EntryEnd:
    if entry.state in (EntryState.ON_AIR, EntryState.OFF_AIR):
        return EntryEnd.AIRED
    return EntryEnd.RETURNED if entry.kind is EntryKind.CALL else EntryEnd.UNSERVED
