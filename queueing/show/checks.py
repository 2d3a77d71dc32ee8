"""What is checked before a show fact is stated: roles, phases, whose entry it is, and the words the host will read."""

import re
from dataclasses import dataclass

from queueing.events import TransitionError
from queueing.show.state import PHASE_TABLE, BoardState, Entry, EntryState, Person, Phase, Role, ShowRules

NUMBER_LIKE = re.compile(r"\d[\d\s-]{5,}\d")  # seven digits and more may be somebody's telephone number


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the host sees of an entry."""

    address: str = ""  # 王女士, 匿名
    area: str = ""
    topic: str = ""
    unit_fits: bool = True


def phase_allows(state: BoardState, to: Phase) -> None:
    """Refuse a phase that does not follow the present one."""
    if to not in PHASE_TABLE[state.phase]:
        right = " or ".join(sorted(one for one, after in PHASE_TABLE.items() if to in after))
        raise TransitionError(f"show {state.show_id}", right, str(state.phase))


def must_be(who: Person, *roles: Role) -> None:
    """Refuse who has none of these roles."""
    if not who.roles & set(roles):
        found = ", ".join(sorted(who.roles)) or "no role"
        raise TransitionError(f"person {who.name}", " or ".join(roles), found)


def must_be_live(state: BoardState) -> None:
    """Refuse while the programme does not run."""
    if state.phase is not Phase.LIVE:
        raise TransitionError(f"show {state.show_id}", Phase.LIVE, state.phase)


def must_be_here(entry: Entry) -> None:
    """Refuse who has left."""
    if entry.state is EntryState.GONE:
        raise TransitionError(f"entry {entry.entry_id}", "one that is still here", f"gone: {entry.end}")


def must_be_on_air_unlocked(entry: Entry) -> None:
    """Refuse who is not on air, or locked there."""
    if entry.state is not EntryState.ON_AIR:
        raise TransitionError(f"entry {entry.entry_id}", EntryState.ON_AIR, entry.state)
    if entry.locked:
        raise TransitionError(f"entry {entry.entry_id}", "one that is not locked", "locked")


def mine(state: BoardState, who: Person, entry_id: str) -> Entry:
    """The entry, if no other producer is at it."""
    must_be(who, Role.PRODUCER)
    entry = state.entry(entry_id)
    if entry.producer and entry.producer != who.name:
        raise TransitionError(f"entry {entry_id}", f"one that {who.name} screens", f"screened by {entry.producer}")
    return entry


def check_words(words: Description, rules: ShowRules) -> None:
    """Refuse a topic nobody can read at a glance, and whatever looks like a telephone number."""
    if len(words.topic.strip()) > rules.topic_most:
        raise TransitionError("topic", f"at most {rules.topic_most} characters", str(len(words.topic.strip())))
    for name in ("address", "area", "topic"):
        if NUMBER_LIKE.search(getattr(words, name)):
            raise TransitionError(name, "no telephone number: the host reads this aloud", "a long row of digits")
