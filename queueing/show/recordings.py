"""Stored calls (储存电话): the recording of an earlier call, kept for the moment when no caller is at hand.

A recording goes to air as a caller does, on a studio line of its own while it plays, and is called a recording
everywhere. It is ready from the first: it was screened when it was a call.
"""

from queueing.events import TransitionError
from queueing.show.airing import gone, off
from queueing.show.checks import Description, check_words, must_be
from queueing.show.facts import EntryEnd, EntryJoined, EntryKind, EntryStored, ShowFact
from queueing.show.state import BoardState, EntryState, Person, Phase, Role, ShowRules

LONGEST_S = 600.0
SHORTEST_S = 1.0


def kept(state: BoardState, now: float, who: Person, joined: EntryJoined, rules: ShowRules) -> list[ShowFact]:
    """Keep a recording for this show, in reserve."""
    must_be(who, Role.PRODUCER)
    what = f"recording {joined.entry_id}"
    if state.phase not in (Phase.OPEN, Phase.LIVE):
        raise TransitionError(what, "a show that runs", str(state.phase))
    if joined.kind is not EntryKind.RECORDING or joined.entry_id in state.entries or joined.show_id != state.show_id:
        raise TransitionError(what, f"a new recording of show {state.show_id}", "another")
    if not joined.recording or not SHORTEST_S <= joined.recording_s <= LONGEST_S:
        expected = f"a sound of {SHORTEST_S:g} to {LONGEST_S:g} s"
        raise TransitionError(what, expected, f"{joined.recording_s:.1f} s" if joined.recording else "none")
    check_words(Description(address=joined.address, area=joined.area, topic=joined.topic), rules)
    if not joined.topic.strip():
        raise TransitionError(what, "a topic for the host", "none")
    by = EntryStored(at=now, show_id=state.show_id, entry_id=joined.entry_id, by=who.name, stored=True)
    return [joined, by]


def over(state: BoardState, now: float, entry_id: str, *, played: bool) -> list[ShowFact]:
    """A recording has come to its end, and is done with; one that was broken off stays off air, to be played again."""
    entry = state.entry(entry_id)
    if entry.kind is not EntryKind.RECORDING or entry.state is not EntryState.ON_AIR:
        raise TransitionError(f"entry {entry_id}", "a recording on air", f"{entry.kind}, {entry.state}")
    ended: list[ShowFact] = [off(state, now, entry, "")]
    return [*ended, gone(state, now, entry, EntryEnd.AIRED, "")] if played else ended
