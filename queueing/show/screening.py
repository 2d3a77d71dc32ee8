"""What a producer does: take an entry, describe it, park it, order those who are ready."""

from queueing.events import TransitionError
from queueing.show.checks import Description, check_words, mine, must_be, must_be_here
from queueing.show.facts import EntryDescribed, EntryKind, EntryMovedUp, EntryReady, EntryStored, NextChosen, ShowFact
from queueing.show.facts import ScreeningLost as Lost
from queueing.show.facts import ScreeningStarted as Started
from queueing.show.state import BoardState, Entry, EntryState, Person, Role, ShowRules, check_entry


def screened(
    state: BoardState, now: float, who: Person, entry_id: str, *, take_over: bool, phone: str
) -> list[ShowFact]:
    """Take an entry; one at a time, and nobody else's unless it is taken over."""
    must_be(who, Role.PRODUCER)
    entry = state.entry(entry_id)
    if entry.kind is EntryKind.RECORDING:
        raise TransitionError(f"entry {entry_id}", "somebody to talk with, or a message", str(entry.kind))
    other = entry.producer if entry.state is EntryState.SCREENING else ""
    if not other:
        check_entry(entry, EntryState.SCREENING)
    elif other == who.name or not take_over:
        raise TransitionError(f"entry {entry_id}", "one nobody screens", f"screened by {other}")
    busy = [one for one in state.among(EntryState.SCREENING) if one.producer == who.name]
    if busy:
        raise TransitionError(f"producer {who.name}", "no other entry in screening", busy[0].entry_id)
    return [Started(at=now, show_id=state.show_id, entry_id=entry_id, by=who.name, taken_from=other, phone=phone)]


def lost(state: BoardState, now: float, name: str) -> list[ShowFact]:
    """What somebody screened waits for another producer."""
    theirs = [one for one in state.among(EntryState.SCREENING) if one.producer == name]
    return [Lost(at=now, show_id=state.show_id, entry_id=one.entry_id, by=name) for one in theirs]


def described(
    state: BoardState, now: float, who: Person, entry_id: str, words: Description, rules: ShowRules
) -> ShowFact:
    """Say what the host will see."""
    must_be_here(mine(state, who, entry_id))
    check_words(words, rules)
    return EntryDescribed(
        at=now,
        show_id=state.show_id,
        entry_id=entry_id,
        by=who.name,
        address=words.address.strip(),
        area=words.area.strip(),
        topic=words.topic.strip(),
        unit_fits=words.unit_fits,
    )


def ready(state: BoardState, now: float, who: Person, entry_id: str, rules: ShowRules) -> list[ShowFact]:
    """Park a screened entry; also puts back a next one, or an off-air one that should wait again."""
    entry = mine(state, who, entry_id)
    check_entry(entry, EntryState.READY)
    if not entry.topic:
        raise TransitionError(f"entry {entry_id}", "a topic for the host", "none")
    check_words(Description(address=entry.address, area=entry.area, topic=entry.topic), rules)  # it may have come so
    return [_ready(state, now, entry, who)]


def check_ready(state: BoardState, who: Person, entry_id: str, words: Description, rules: ShowRules) -> None:
    """Refuse what could not be described and parked with these words."""
    entry = mine(state, who, entry_id)
    check_entry(entry, EntryState.READY)
    check_words(words, rules)
    if not words.topic.strip():
        raise TransitionError(f"entry {entry_id}", "a topic for the host", "none")


def moved_up(state: BoardState, now: float, who: Person, entry_id: str) -> list[ShowFact]:
    """Force to the top of those who are ready."""
    must_be(who, Role.PRODUCER, Role.HOST)
    _must_be_ready(state.entry(entry_id))
    return [EntryMovedUp(at=now, show_id=state.show_id, entry_id=entry_id, by=who.name)]


def stored(state: BoardState, now: float, who: Person, entry_id: str, *, on: bool) -> list[ShowFact]:
    """Keep a ready entry in reserve for an emergency, or take it out again."""
    must_be(who, Role.PRODUCER)
    entry = state.entry(entry_id)
    _must_be_ready(entry)
    if entry.stored is on:
        raise TransitionError(f"entry {entry_id}", "a change", "in reserve already" if on else "not in reserve")
    return [EntryStored(at=now, show_id=state.show_id, entry_id=entry_id, by=who.name, stored=on)]


def chosen_next(state: BoardState, now: float, who: Person, entry_id: str) -> list[ShowFact]:
    """Make a ready entry the next one; the next one until now is ready again."""
    must_be(who, Role.PRODUCER, Role.HOST)
    check_entry(state.entry(entry_id), EntryState.NEXT)
    before = state.entries.get(state.next_id)
    back: list[ShowFact] = [_ready(state, now, before, who)] if before else []
    return [*back, NextChosen(at=now, show_id=state.show_id, entry_id=entry_id, by=who.name)]


def _must_be_ready(entry: Entry) -> None:
    if entry.state is not EntryState.READY:
        raise TransitionError(f"entry {entry.entry_id}", EntryState.READY, entry.state)


def _ready(state: BoardState, now: float, entry: Entry, who: Person) -> EntryReady:
    return EntryReady(at=now, show_id=state.show_id, entry_id=entry.entry_id, by=who.name)
