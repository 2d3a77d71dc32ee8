"""The board under any order of commands: one next, one state an entry, refusal changes nothing, replay equals live."""

import copy
from datetime import date
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from queueing.events import TransitionError
from queueing.show.board import Description, ShowBoard
from queueing.show.facts import AirAnswer, EntryKind, EntryLeft, ShowFact, WentOffAir, WentOnAir
from queueing.show.state import EntryState, Phase
from tests.rules.show.studio import BOTH, HOST, PRODUCER, RULES, SECOND, joined

PEOPLE = st.sampled_from([PRODUCER, SECOND, HOST, BOTH])


class BoardMachine(RuleBasedStateMachine):
    """Throws every command at the board, fit or not."""

    entries = Bundle("entries")

    def __init__(self) -> None:
        super().__init__()
        self.board = ShowBoard("s1", RULES)
        self.now = 100.0
        self.ledger: list[ShowFact] = []
        self.count = 0

    def attempt(self, command: Any, *args: Any, **how: Any) -> None:
        self.now += 1.0
        before = copy.deepcopy(self.board.state)
        try:
            self.ledger += command(self.now, *args, **how)
        except TransitionError:
            assert self.board.state == before, "a refused command changed something"

    @rule(who=PEOPLE)
    def opening(self, who: Any) -> None:
        self.attempt(self.board.open, who, 6.0)
        self.attempt(self.board.go_live, BOTH)

    @rule(target=entries, kind=st.sampled_from(EntryKind))
    def somebody_joins(self, kind: EntryKind) -> str:
        self.count += 1
        name = f"e{self.count}"
        self.attempt(lambda now: self.board.join(joined(name, now, kind)))
        return name

    @rule(who=PEOPLE, entry=entries, take_over=st.booleans())
    def screening(self, who: Any, entry: str, take_over: bool) -> None:
        self.attempt(self.board.screen, who, entry, take_over=take_over)

    @rule(who=PEOPLE, entry=entries)
    def parking(self, who: Any, entry: str) -> None:
        self.attempt(self.board.describe, who, entry, Description(address="王先生", topic="路灯不亮"))
        self.attempt(self.board.ready, who, entry)

    @rule(who=PEOPLE, entry=entries, what=st.sampled_from(["move_up", "choose_next", "put_on_air", "off_air"]))
    def moving(self, who: Any, entry: str, what: str) -> None:
        self.attempt(getattr(self.board, what), who, entry)

    @rule(who=PEOPLE, entry=entries, what=st.sampled_from(["drop", "return_to_hotline", "thank", "take_next"]))
    def ending(self, who: Any, entry: str, what: str) -> None:
        self.attempt(getattr(self.board, what), who, entry)

    @rule(who=PEOPLE, entry=entries, locked=st.booleans())
    def locking(self, who: Any, entry: str, locked: bool) -> None:
        self.attempt(self.board.lock, who, entry, locked=locked)

    @rule(who=PEOPLE, entry=entries, stored=st.booleans())
    def storing(self, who: Any, entry: str, stored: bool) -> None:
        self.attempt(self.board.store, who, entry, stored=stored)

    @rule(target=entries, who=PEOPLE, seconds=st.sampled_from([0.0, 12.0, 9999.0]), topic=st.sampled_from(["", "停水"]))
    def keeping_a_recording(self, who: Any, seconds: float, topic: str) -> str:
        self.count += 1
        name = f"e{self.count}"
        kept = joined(name, self.now, EntryKind.RECORDING, topic=topic, recording="stored-a", recording_s=seconds)
        self.attempt(self.board.keep_recording, who, kept)
        return name

    @rule(entry=entries, played=st.booleans())
    def recording_ends(self, entry: str, played: bool) -> None:
        self.attempt(self.board.recording_over, entry, played=played)

    @rule(who=PEOPLE, key=st.sampled_from(["", "k1", "k2"]))
    def saying(self, who: Any, key: str) -> None:
        self.attempt(self.board.note, who, "换下一位", key)
        self.attempt(self.board.dump, who, 3.0, key)

    @rule(entry=entries)
    def hanging_up(self, entry: str) -> None:
        self.attempt(self.board.caller_left, entry)

    @rule(name=st.sampled_from(["li", "zhao", "chen"]))
    def losing_a_producer(self, name: str) -> None:
        self.attempt(self.board.producer_lost, name)

    @rule(entry=entries, ticket=st.booleans())
    def settling(self, entry: str, ticket: bool) -> None:
        if ticket:
            self.attempt(self.board.ticketed, entry, f"T{entry}")
        else:
            self.attempt(self.board.excuse, PRODUCER, entry, "打错电话")
        self.attempt(self.board.answer, HOST, entry, AirAnswer.PROMISED, "", date(2026, 12, 1))

    @rule(who=PEOPLE)
    def finishing(self, who: Any) -> None:
        self.attempt(self.board.sign_off, who)
        self.attempt(self.board.close, who)

    @invariant()
    def one_next_at_most(self) -> None:
        chosen = [one.entry_id for one in self.board.state.among(EntryState.NEXT)]
        assert chosen == ([self.board.state.next_id] if self.board.state.next_id else [])

    @invariant()
    def only_who_is_ready_is_in_reserve(self) -> None:
        assert all(one.state is EntryState.READY for one in self.board.state.entries.values() if one.stored)

    @invariant()
    def each_studio_line_carries_one_caller_and_none_off_air(self) -> None:
        lines = [one.position for one in self.board.state.entries.values() if one.position]
        assert len(lines) == len(set(lines)) <= RULES.air_positions
        on_air = {one.entry_id for one in self.board.state.among(EntryState.ON_AIR)}
        assert all(one.entry_id in on_air for one in self.board.state.entries.values() if one.position or one.locked)

    @invariant()
    def a_recording_is_never_screened_and_has_a_line_while_it_plays(self) -> None:
        kept = [one for one in self.board.state.entries.values() if one.kind is EntryKind.RECORDING]
        assert all(one.state not in (EntryState.RINGING, EntryState.SCREENING) and not one.producer for one in kept)
        assert all(bool(one.position) is (one.state is EntryState.ON_AIR) for one in kept)
        assert all(one.recording and one.topic and not one.call_id for one in kept)

    @invariant()
    def a_producer_is_at_one_entry(self) -> None:
        busy = [one.producer for one in self.board.state.entries.values() if one.producer]
        assert len(busy) == len(set(busy))
        assert len(busy) == len(self.board.state.among(EntryState.SCREENING))

    @invariant()
    def only_a_host_changed_what_is_on_air(self) -> None:
        hosts = {HOST.name, BOTH.name, ""}  # '': the caller hung up
        assert all(one.by in hosts for one in self.ledger if isinstance(one, WentOnAir | WentOffAir))

    @invariant()
    def every_entry_ends_once_and_none_outlives_the_show(self) -> None:
        ends = [one.entry_id for one in self.ledger if isinstance(one, EntryLeft)]
        gone = {one.entry_id for one in self.board.state.among(EntryState.GONE)}
        assert len(ends) == len(set(ends))
        assert set(ends) == gone
        if self.board.state.phase in (Phase.SIGNED_OFF, Phase.CLOSED):
            assert gone == set(self.board.state.entries)

    @invariant()
    def a_closed_show_owes_nothing(self) -> None:
        assert self.board.state.phase is not Phase.CLOSED or not self.board.owed()

    @invariant()
    def replay_equals_live(self) -> None:
        again = ShowBoard("s1", RULES)
        again.restore(self.ledger)
        assert again.state == self.board.state


BoardMachine.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
TestBoardMachine = BoardMachine.TestCase
