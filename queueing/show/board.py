"""ShowBoard: the commands of producer and host. Each returns the facts that follow, or refuses and changes nothing.

The producer screens, orders and lets go of callers who are not on air. Only a host puts on air, takes off and locks.
One person may hold both roles. The rules stand in running.py, screening.py and airing.py; every refusal is a
TransitionError that says what was expected and what was found.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from queueing.events import TransitionError
from queueing.show import airing, recordings, running, screening
from queueing.show.checks import NUMBER_LIKE, Description, must_be_here
from queueing.show.facts import (
    AirAnswer,
    EntryEnd,
    EntryJoined,
    EntryKind,
    EntryTicketed,
    RepeatFound,
    ShowFact,
)
from queueing.show.fold import apply
from queueing.show.running import Programme
from queueing.show.state import WAITING, BoardState, Entry, Person, Phase, ShowRules

__all__ = ["NUMBER_LIKE", "WAITING", "Description", "Facts", "Programme", "ShowBoard"]

Facts = list[ShowFact]


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

    def open(self, now: float, who: Person, delay_confirmed_s: float, programme: Programme | None = None) -> Facts:
        """Open the lines; the legal delay must be confirmed as the rules have it.

        Raises:
            TransitionError: already open, or another delay was confirmed.
        """
        of = programme or Programme()
        return self._note([running.opened(self.state, now, who, delay_confirmed_s, self._rules, of)])

    def go_live(self, now: float, who: Person) -> Facts:
        """Begin the programme."""
        return self._note([running.went_live(self.state, now, who)])

    def sign_off(self, now: float, who: Person) -> Facts:
        """End the programme: nobody stays on air, every caller still there goes back to the hotline."""
        return self._note(running.signed_off(self.state, now, who))

    def close(self, now: float, who: Person) -> Facts:
        """Close the show for good.

        Raises:
            TransitionError: an entry has neither ticket nor reason, or was on air and has no answer.
        """
        return self._note([running.closed(self.state, now, who)])

    def owed(self) -> list[Entry]:
        """Entries for which the show still owes a ticket, a reason or an answer, oldest first."""
        return running.owed(self.state)

    def block(self, now: float, who: Person, *, blocked: bool) -> Facts:
        """Stop or allow new callers."""
        return self._note([running.blocked(self.state, now, who, on=blocked)])

    def note(self, now: float, who: Person, text: str, key: str = "") -> Facts:
        """Write a line to the other side of the glass; a `key` that was taken before says nothing new."""
        if key in self.state.keys:
            return []
        return self._note([running.noted(self.state, now, who, text, key)])

    def dump(self, now: float, who: Person, seconds: float | None = None, key: str = "") -> Facts:
        """Keep the last seconds from the listeners; only what the delay still holds can be.

        Raises:
            TransitionError: not live, no delay, or more than it holds.
        """
        if key in self.state.keys:
            return []
        return self._note([running.dumped(self.state, now, who, seconds, key)])

    # --- who comes and goes ----------------------------------------------------------------------------------

    def refusal(self, kind: EntryKind) -> str:
        """Why an entry of that kind cannot join now; '' when it can."""
        if self.state.phase not in (Phase.OPEN, Phase.LIVE):
            return f"show_{self.state.phase}"
        if kind is EntryKind.RECORDING:
            return "only_kept"  # by `keep_recording`
        if self.state.blocked and kind is EntryKind.CALL:
            return "new_calls_blocked"
        return "board_full" if len(self.state.among(*WAITING)) >= self._rules.most_waiting else ""

    def join(self, joined: EntryJoined) -> Facts:
        """Put an entry on the board.

        Raises:
            TransitionError: `refusal` says why.
        """
        if joined.entry_id in self.state.entries or joined.show_id != self.state.show_id:
            raise TransitionError(f"entry {joined.entry_id}", f"a new one of show {self.state.show_id}", "another")
        why_not = self.refusal(joined.kind)
        if why_not:
            raise TransitionError(f"entry {joined.entry_id}", "a show that takes new ones", why_not)
        return self._note([joined])

    def found_again(self, now: float, entry_id: str, calls: int, shows: int) -> Facts:
        """Note that the caller's number is known from before."""
        must_be_here(self.state.entry(entry_id))
        found = RepeatFound(at=now, show_id=self.state.show_id, entry_id=entry_id, calls=calls, shows=shows)
        return self._note([found])

    def caller_left(self, now: float, entry_id: str) -> Facts:
        """The caller hung up, wherever they were."""
        return self._note(airing.left(self.state, now, entry_id))

    def producer_lost(self, now: float, name: str) -> Facts:
        """A producer's phone or screen went away: what they screened waits for somebody else."""
        return self._note(screening.lost(self.state, now, name))

    # --- the producer ----------------------------------------------------------------------------------------

    def screen(self, now: float, who: Person, entry_id: str, *, take_over: bool = False, phone: str = "") -> Facts:
        """Take an entry; from then on it is locked to this producer. One entry at a time.

        Raises:
            TransitionError: another producer has it (unless `take_over`), or this one is still at another entry.
        """
        return self._note(screening.screened(self.state, now, who, entry_id, take_over=take_over, phone=phone))

    def describe(self, now: float, who: Person, entry_id: str, words: Description) -> Facts:
        """Say what the host will see.

        Raises:
            TransitionError: too long a topic, something like a telephone number, or another producer's entry.
        """
        return self._note([screening.described(self.state, now, who, entry_id, words, self._rules)])

    def ready(self, now: float, who: Person, entry_id: str) -> Facts:
        """Park a screened entry; also puts back a next one, or an off-air one that should wait again.

        Raises:
            TransitionError: no topic yet, or another producer's entry.
        """
        return self._note(screening.ready(self.state, now, who, entry_id, self._rules))

    def check_ready(self, who: Person, entry_id: str, words: Description) -> None:
        """Refuse what `describe` or, after it, `ready` would refuse; for those who do both in one.

        Raises:
            TransitionError: as those two.
        """
        screening.check_ready(self.state, who, entry_id, words, self._rules)

    def move_up(self, now: float, who: Person, entry_id: str) -> Facts:
        """Force to the top of those who are ready."""
        return self._note(screening.moved_up(self.state, now, who, entry_id))

    def store(self, now: float, who: Person, entry_id: str, *, stored: bool) -> Facts:
        """Keep a ready entry in reserve for an emergency (储存电话), or take it out again."""
        return self._note(screening.stored(self.state, now, who, entry_id, on=stored))

    def keep_recording(self, now: float, who: Person, joined: EntryJoined) -> Facts:
        """Keep the recording of an earlier call in reserve (储存电话); it goes to air as a ready entry does.

        Raises:
            TransitionError: the show does not run, it is there already, it is too short or long, or has no topic.
        """
        return self._note(recordings.kept(self.state, now, who, joined, self._rules))

    def recording_over(self, now: float, entry_id: str, *, played: bool) -> Facts:
        """A recording on air has come to its end (`played`), or was broken off by the line."""
        return self._note(recordings.over(self.state, now, entry_id, played=played))

    def choose_next(self, now: float, who: Person, entry_id: str) -> Facts:
        """Make a ready entry the next one; the next one until now is ready again."""
        return self._note(screening.chosen_next(self.state, now, who, entry_id))

    def drop(self, now: float, who: Person, entry_id: str) -> Facts:
        """Let somebody go who does not go to air (any more); who is on air only by a host, and not when locked."""
        return self._note(airing.let_go(self.state, now, who, entry_id, EntryEnd.DROPPED))

    def return_to_hotline(self, now: float, who: Person, entry_id: str) -> Facts:
        """Give a caller to an operator of the hotline."""
        return self._note(airing.let_go(self.state, now, who, entry_id, EntryEnd.RETURNED))

    def thank(self, now: float, who: Person, entry_id: str) -> Facts:
        """Release somebody who was on air."""
        return self._note(airing.thanked(self.state, now, who, entry_id))

    # --- the host --------------------------------------------------------------------------------------------

    def take_next(self, now: float, who: Person, expected: str, *, keep: bool = False) -> Facts:
        """Put the next one on air; who is on air and not locked goes off first, unless `keep`.

        Args:
            now: Unix seconds.
            who: needs the host's role.
            expected: the entry the host saw as next; a second click finds another or none, and does nothing.
            keep: add to those on air.

        Raises:
            TransitionError: not live, another next than expected, a double click, or every studio line is taken.
        """
        return self._note(airing.taken_next(self.state, now, who, expected, self._rules, keep=keep))

    def put_on_air(self, now: float, who: Person, entry_id: str) -> Facts:
        """Put a ready entry on air beside those who are there."""
        entry = self.state.entry(entry_id)
        return self._note(airing.put_on_air(self.state, now, who, entry, self._rules, keep=True))

    def lock(self, now: float, who: Person, entry_id: str, *, locked: bool) -> Facts:
        """Lock somebody on air, or undo that."""
        return self._note(airing.locked(self.state, now, who, entry_id, on=locked))

    def off_air(self, now: float, who: Person, entry_id: str) -> Facts:
        """Take somebody off air; the caller stays on the phone."""
        return self._note(airing.taken_off(self.state, now, who, entry_id))

    # --- what the show owes ----------------------------------------------------------------------------------

    def answer(
        self, now: float, who: Person, entry_id: str, answer: AirAnswer, words: str = "", due: date | None = None
    ) -> Facts:
        """Note what was said on air about a matter; a promise has a date. The same again says nothing new.

        Raises:
            TransitionError: never was on air, or a promise without a date.
        """
        return self._note(airing.answered(self.state, now, who, entry_id, answer, words, due))

    def ticketed(self, now: float, entry_id: str, ticket_id: str) -> Facts:
        """Note the ticket of an entry."""
        self.state.entry(entry_id)
        return self._note(
            [EntryTicketed(at=now, show_id=self.state.show_id, entry_id=entry_id, ticket_id=ticket_id)]
        )  # fmt: skip

    def excuse(self, now: float, who: Person, entry_id: str, reason: str) -> Facts:
        """Say why an entry needs no ticket.

        Raises:
            TransitionError: no reason given, or it was on air: those always get one.
        """
        return self._note([running.excused(self.state, now, who, entry_id, reason)])

    def _note(self, facts: Sequence[ShowFact]) -> Facts:
        for fact in facts:
            apply(self.state, fact)
        return list(facts)
