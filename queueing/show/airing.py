"""What a host does: put on air, lock, take off, let go; and what was said about a matter there."""

from collections.abc import Sequence
from datetime import date

from queueing.events import TransitionError
from queueing.show.checks import mine, must_be, must_be_here, must_be_live, must_be_on_air_unlocked
from queueing.show.facts import (
    AirAnswer,
    AirAnswered,
    AirLockChanged,
    EntryEnd,
    EntryKind,
    EntryLeft,
    ShowFact,
    WentOffAir,
    WentOnAir,
)
from queueing.show.state import BoardState, Entry, EntryState, Person, Role, ShowRules, check_entry


def taken_next(
    state: BoardState, now: float, who: Person, expected: str, rules: ShowRules, *, keep: bool
) -> list[ShowFact]:
    """Put the next one on air, if it is the one the host saw."""
    must_be(who, Role.HOST)
    if not expected or state.next_id != expected:
        raise TransitionError(f"entry {expected}", "the next one", state.next_id or "no next one")
    return put_on_air(state, now, who, state.entry(expected), rules, keep=keep)


def put_on_air(
    state: BoardState, now: float, who: Person, entry: Entry, rules: ShowRules, *, keep: bool
) -> list[ShowFact]:
    """Put somebody on air; who is there and not locked goes off first, unless `keep`."""
    must_be(who, Role.HOST)
    must_be_live(state)
    check_entry(entry, EntryState.ON_AIR)
    _must_be_another_press(state, now, who, entry, rules)
    leaving = [] if keep else [one for one in state.among(EntryState.ON_AIR) if not one.locked]
    position = _position(state, entry, leaving, rules)
    facts: list[ShowFact] = [off(state, now, one, who.name) for one in leaving]
    on = WentOnAir(at=now, show_id=state.show_id, entry_id=entry.entry_id, by=who.name, position=position)
    return [*facts, on]


def locked(state: BoardState, now: float, who: Person, entry_id: str, *, on: bool) -> list[ShowFact]:
    """Lock somebody on air, or undo that."""
    must_be(who, Role.HOST)
    entry = state.entry(entry_id)
    if entry.state is not EntryState.ON_AIR or entry.locked is on:
        found = f"{entry.state}, {'locked' if entry.locked else 'not locked'}"
        raise TransitionError(f"entry {entry_id}", "one on air to change the lock of", found)
    return [AirLockChanged(at=now, show_id=state.show_id, entry_id=entry_id, by=who.name, locked=on)]


def taken_off(state: BoardState, now: float, who: Person, entry_id: str) -> list[ShowFact]:
    """Take somebody off air; the caller stays on the phone."""
    must_be(who, Role.HOST)
    entry = state.entry(entry_id)
    must_be_on_air_unlocked(entry)
    return [off(state, now, entry, who.name)]


def let_go(state: BoardState, now: float, who: Person, entry_id: str, how: EntryEnd) -> list[ShowFact]:
    """Let somebody go; who is on air only by a host, and not when locked."""
    entry = state.entry(entry_id)
    if how is EntryEnd.RETURNED and entry.kind is not EntryKind.CALL:
        raise TransitionError(f"entry {entry_id}", "a caller", str(entry.kind))
    check_entry(entry, EntryState.GONE)
    if entry.state is not EntryState.ON_AIR:
        mine(state, who, entry_id)
        return [gone(state, now, entry, how, who.name)]
    must_be(who, Role.HOST)
    must_be_on_air_unlocked(entry)
    return [off(state, now, entry, who.name), gone(state, now, entry, how, who.name)]


def thanked(state: BoardState, now: float, who: Person, entry_id: str) -> list[ShowFact]:
    """Release somebody who was on air."""
    entry = state.entry(entry_id)
    if entry.state is not EntryState.OFF_AIR:
        raise TransitionError(f"entry {entry_id}", EntryState.OFF_AIR, entry.state)
    must_be(who, Role.PRODUCER, Role.HOST)
    return [gone(state, now, entry, EntryEnd.AIRED, who.name)]


def left(state: BoardState, now: float, entry_id: str) -> list[ShowFact]:
    """The caller hung up, wherever they were."""
    entry = state.entry(entry_id)
    must_be_here(entry)
    leaving: list[ShowFact] = [off(state, now, entry, "")] if entry.state is EntryState.ON_AIR else []
    return [*leaving, gone(state, now, entry, EntryEnd.LEFT, "")]


def answered(
    state: BoardState, now: float, who: Person, entry_id: str, answer: AirAnswer, words: str, due: date | None
) -> list[ShowFact]:  # fmt: skip
    """Note what was said on air about a matter; the same again is nothing new."""
    entry = state.entry(entry_id)
    if entry.aired_at is None:
        raise TransitionError(f"entry {entry_id}", "one that was on air", str(entry.state))
    if (answer is AirAnswer.PROMISED) is (due is None):
        expected = "a date with a promise, and with nothing else"
        raise TransitionError(f"entry {entry_id}", expected, f"{answer}, {due or 'no date'}")
    if (entry.answer, entry.answer_words, entry.answer_due) == (answer, words, due):
        return []
    return [
        AirAnswered(
            at=now, show_id=state.show_id, entry_id=entry_id, by=who.name, answer=answer, words=words, due=due
        )
    ]  # fmt: skip


def off(state: BoardState, now: float, entry: Entry, by: str) -> WentOffAir:
    """Say that somebody is off air."""
    return WentOffAir(at=now, show_id=state.show_id, entry_id=entry.entry_id, by=by)


def gone(state: BoardState, now: float, entry: Entry, how: EntryEnd, by: str) -> EntryLeft:
    """Say that somebody left."""
    return EntryLeft(at=now, show_id=state.show_id, entry_id=entry.entry_id, how=how, by=by)


def _must_be_another_press(state: BoardState, now: float, who: Person, entry: Entry, rules: ShowRules) -> None:
    """Refuse the second half of a double click, also when the picture changed between the two."""
    by, at = state.last_air
    if by == who.name and now - at < rules.double_click_s:
        expected = f"a press {rules.double_click_s:g} s after the last or later"
        raise TransitionError(f"entry {entry.entry_id}", expected, f"one after {now - at:.2f} s")


def _position(state: BoardState, entry: Entry, leaving: Sequence[Entry], rules: ShowRules) -> int:
    """The studio line for a caller: a free one, else that of somebody who leaves."""
    if entry.kind not in (EntryKind.CALL, EntryKind.RECORDING):
        return 0
    freed = sorted(one.position for one in leaving if one.position)
    position = state.free_position(rules.air_positions) or (freed[0] if freed else 0)
    if not position:
        raise TransitionError(f"entry {entry.entry_id}", "a free studio line", "all taken")
    return position
