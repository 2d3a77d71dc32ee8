"""The show as a whole: opened with its delay confirmed, live, signed off, closed when nothing is owed."""

from dataclasses import dataclass

from queueing.events import TransitionError
from queueing.show.airing import gone, off
from queueing.show.checks import must_be, must_be_live, phase_allows
from queueing.show.facts import (
    AirDumped,
    EntryEnd,
    EntryExcused,
    EntryKind,
    NewCallsBlocked,
    ShowClosed,
    ShowFact,
    ShowOpened,
    ShowSignedOff,
    ShowWentLive,
    StudioNote,
)
from queueing.show.state import WAITING, BoardState, Entry, EntryState, Person, Phase, Role, ShowRules

NOTE_MOST = 200  # characters of a line between producer and host


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What is known of a show when its lines open."""

    title: str = ""
    units: tuple[str, ...] = ()
    ends_at: float = 0.0


def opened(state: BoardState, now: float, who: Person, confirmed_s: float, rules: ShowRules, of: Programme) -> ShowFact:
    """Open the lines; the legal delay must be confirmed as the rules have it."""
    phase_allows(state, Phase.OPEN)
    if confirmed_s != rules.delay_s:
        expected = f"the studio's delay confirmed as {rules.delay_s:g} s"
        raise TransitionError(f"show {state.show_id}", expected, f"{confirmed_s:g} s")
    return ShowOpened(
        at=now,
        show_id=state.show_id,
        by=who.name,
        delay_s=confirmed_s,
        title=of.title,
        units=of.units,
        ends_at=of.ends_at,
    )


def went_live(state: BoardState, now: float, who: Person) -> ShowFact:
    """Begin the programme."""
    must_be(who, Role.HOST)
    phase_allows(state, Phase.LIVE)
    return ShowWentLive(at=now, show_id=state.show_id, by=who.name)


def signed_off(state: BoardState, now: float, who: Person) -> list[ShowFact]:
    """End the programme: nobody stays on air, every caller still there goes back to the hotline."""
    phase_allows(state, Phase.SIGNED_OFF)
    if state.phase is Phase.LIVE:
        must_be(who, Role.HOST)
    facts: list[ShowFact] = [off(state, now, one, who.name) for one in state.among(EntryState.ON_AIR)]
    staying = state.among(*WAITING, EntryState.ON_AIR, EntryState.OFF_AIR)
    facts += [gone(state, now, one, _end_at_sign_off(one), who.name) for one in staying]
    return [*facts, ShowSignedOff(at=now, show_id=state.show_id, by=who.name)]


def closed(state: BoardState, now: float, who: Person) -> ShowFact:
    """Close the show for good."""
    phase_allows(state, Phase.CLOSED)
    still = owed(state)
    if still:
        names = ", ".join(one.entry_id for one in still[:5])
        found = f"{len(still)} without: {names}"
        raise TransitionError(f"show {state.show_id}", "a ticket or a reason for every entry", found)
    return ShowClosed(at=now, show_id=state.show_id, by=who.name)


def owed(state: BoardState) -> list[Entry]:
    """Entries for which the show still owes a ticket, a reason or an answer, oldest first."""
    return sorted((one for one in state.entries.values() if not one.settled), key=lambda one: one.joined_at)


def blocked(state: BoardState, now: float, who: Person, *, on: bool) -> ShowFact:
    """Stop or allow new callers."""
    must_be(who, Role.PRODUCER)
    if state.blocked is on:
        raise TransitionError(f"show {state.show_id}", "a change", "blocked already" if on else "open already")
    return NewCallsBlocked(at=now, show_id=state.show_id, by=who.name, blocked=on)


def noted(state: BoardState, now: float, who: Person, text: str, key: str) -> ShowFact:
    """Write a line to the other side of the glass."""
    if not text.strip():
        raise TransitionError("note", "some text", "none")
    return StudioNote(at=now, show_id=state.show_id, by=who.name, text=text.strip()[:NOTE_MOST], key=key)


def dumped(state: BoardState, now: float, who: Person, seconds: float | None, key: str) -> ShowFact:
    """Keep the last seconds from the listeners; only what the delay still holds can be."""
    must_be(who, Role.HOST, Role.PRODUCER)
    must_be_live(state)
    wanted = state.delay_s if seconds is None else seconds
    if not 0.0 < wanted <= state.delay_s:
        raise TransitionError("dump", f"more than 0 and at most {state.delay_s:g} s", f"{wanted:g} s")
    return AirDumped(at=now, show_id=state.show_id, by=who.name, seconds=wanted, key=key)


def excused(state: BoardState, now: float, who: Person, entry_id: str, reason: str) -> ShowFact:
    """Say why an entry needs no ticket; those that were on air always get one."""
    entry = state.entry(entry_id)
    if not reason.strip():
        raise TransitionError(f"entry {entry_id}", "a reason", "none")
    if entry.aired_at is not None:
        raise TransitionError(f"entry {entry_id}", "a ticket, as it was on air", "a reason instead")
    return EntryExcused(at=now, show_id=state.show_id, entry_id=entry_id, by=who.name, reason=reason.strip())


def _end_at_sign_off(entry: Entry) -> EntryEnd:
    if entry.state in (EntryState.ON_AIR, EntryState.OFF_AIR):
        return EntryEnd.AIRED
    return EntryEnd.RETURNED if entry.kind is EntryKind.CALL else EntryEnd.UNSERVED
