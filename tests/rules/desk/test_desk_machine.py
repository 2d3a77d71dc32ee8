"""The desk under any order of events: conservation, agreement, order and time, refusal changes nothing."""

import itertools
from collections import Counter

from hypothesis import settings
from hypothesis.stateful import invariant

from queueing.desk.desk import Desk
from queueing.desk.guests import SUPERVISING
from queueing.desk.hearing import CALLER, OPERATOR, hears
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallDialled,
    CallEnded,
    CallMerged,
    CallPlaced,
    CallRefused,
    CallState,
    GuestKind,
    LineState,
    OfferMade,
    Outcome,
    Part,
    Purpose,
    VoicemailBegan,
    WaitAnnounced,
)
from queueing.studio.hearing import show_hears
from queueing.studio.terms import NO_PROGRAMME, PROGRAMME_LINE
from tests.rules.desk.machine_acts import RULES, DeskActs


class DeskMachine(DeskActs):
    """What holds after each step."""

    @invariant()
    def each_call_is_counted_once(self) -> None:
        arrived = [f.call_id for f in self.ledger if isinstance(f, CallArrived | CallPlaced)]
        refused = [f.call_id for f in self.ledger if isinstance(f, CallRefused)]
        assert not set(arrived) & set(refused)
        ended = [f.call_id for f in self.ledger if isinstance(f, CallEnded)]
        assert len(ended) == len(set(ended))
        assert set(arrived) == set(ended) | set(self.desk.state.calls)
        assert not set(ended) & set(self.desk.state.calls)

    @invariant()
    def call_and_operator_agree(self) -> None:
        state = self.desk.state
        busy = {LineState.OFFERED, LineState.DIALLING, LineState.TALKING, LineState.HOLD}
        alone = {CallState.OUTSIDE, CallState.WAITING, CallState.POSTPONED, CallState.TOLD, CallState.MESSAGE}
        alone |= {CallState.SHOW}
        for call in state.calls.values():
            with_someone = call.state not in alone
            assert bool(call.operator_id) == with_someone
            if with_someone:
                operator = state.operators[call.operator_id]
                assert (operator.call_id, operator.line.value) == (call.call_id, call.state.value)
        for operator in state.operators.values():
            if operator.line in busy:
                assert state.calls[operator.call_id].operator_id == operator.profile.operator_id

    @invariant()
    def who_assists_is_in_exactly_one_conversation(self) -> None:
        state = self.desk.state
        assisting = {
            o.profile.operator_id: o.call_id for o in state.operators.values() if o.line is LineState.ASSISTING
        }
        guests = [(one.operator_id, call.call_id) for call in state.calls.values() for one in call.guests.values()]
        phones = [(c.show_phone.operator_id, c.call_id) for c in state.calls.values() if c.show_phone]
        ours = [(operator_id, call_id) for operator_id, call_id in [*guests, *phones] if operator_id]
        assert sorted(ours) == sorted(assisting.items())
        talking = {CallState.TALKING, CallState.HOLD, CallState.OUTSIDE}
        assert all(call.state in talking for call in state.calls.values() if call.guests)
        assert all(call.guests for call in state.calls.values() if call.state is CallState.OUTSIDE)

    @invariant()
    def the_citizen_never_hears_a_consultation_a_whisper_or_a_listener(self) -> None:
        for call in self.desk.state.calls.values():
            heard = hears(call)
            secret = {
                one.guest_id for one in call.guests.values() if one.part in (Part.CONSULT, Part.LISTEN, Part.WHISPER)
            }
            assert not secret & set(heard.get(CALLER, ()))
            public = {one.guest_id for one in call.guests.values() if one.part is Part.THREE_WAY}
            for guest in public & set(heard):
                assert not secret & set(heard[guest]) or call.state is CallState.HOLD

    @invariant()
    def nobody_hears_themselves_or_somebody_who_is_not_there(self) -> None:
        for call in self.desk.state.calls.values():
            there = {one.guest_id for one in call.guests.values() if one.joined_at is not None} | {CALLER, OPERATOR}
            for party, whom in hears(call).items():
                assert party not in whom
                assert set(whom) <= there
                assert len(set(whom)) == len(whom)
                assert OPERATOR not in whom or call.operator_id

    @invariant()
    def the_studio_hears_at_most_one_caller_a_line_and_nobody_else(self) -> None:
        show, heard = self.desk.state.show, Counter[str]()
        for call in self.desk.state.calls.values():
            hearing = show_hears(call, show)
            for line in show.lines.values():
                if line.leg_id in hearing:
                    assert hearing[line.leg_id] == (CALLER,)
                    assert line.up
                    assert call.air_position == line.position
                    heard[line.leg_id] += 1
        assert all(count == 1 for count in heard.values())

    @invariant()
    def nobody_is_heard_on_the_programmes_own_line(self) -> None:
        show = self.desk.state.show
        own = show.lines.get(PROGRAMME_LINE)
        assert (own is not None) is (bool(show.show_id) and show.programme == PROGRAMME_LINE)
        assert show.show_id or show.programme == NO_PROGRAMME
        for call in self.desk.state.calls.values():
            hearing = show_hears(call, show)
            assert own is None or own.leg_id not in hearing
            assert not hearing or call.air_position or call.show_phone, "alone with the programme"

    @invariant()
    def a_programme_that_calls_in_is_never_called_and_comes_once_at_a_time(self) -> None:
        show = self.desk.state.show
        own = show.lines.get(PROGRAMME_LINE)
        if own is not None and show.calls_in:
            assert own.retry_at == 0.0
            assert own.leg_id in ("", "in1", "in2")
            assert own.up is bool(own.leg_id), "taken as it comes"

    @invariant()
    def a_recording_plays_on_a_line_that_is_up_and_nobody_else_is_on_it(self) -> None:
        on_air = {call.air_position for call in self.desk.state.calls.values()}
        for line in self.desk.state.show.lines.values():
            assert not line.recording or (line.up and line.position not in on_air and line.position)

    @invariant()
    def who_is_with_the_show_is_nowhere_else(self) -> None:
        state = self.desk.state
        here = [call for call in state.calls.values() if call.state is CallState.SHOW]
        assert all(not call.guests and not call.operator_id and not call.offer_id for call in here)
        assert not here or state.show.show_id
        on_air = [call.air_position for call in state.calls.values() if call.air_position]
        assert len(on_air) == len(set(on_air))
        phones = [call.show_phone.phone for call in state.calls.values() if call.show_phone]
        assert len(phones) == len(set(phones)), "a producer's phone is in two calls"
        for call in state.calls.values():
            assert call.state is CallState.SHOW or not (call.air_position or call.show_phone)

    @invariant()
    def nobody_waits_in_the_shows_queue_while_the_show_is_open(self) -> None:
        state = self.desk.state
        if state.show.show_id:
            waiting = [call for call in state.calls.values() if call.state in (CallState.WAITING, CallState.OFFERED)]
            assert all(call.queue != "show" or call.absent or call.wanted_operator for call in waiting)

    @invariant()
    def every_lost_studio_line_is_called_again(self) -> None:
        due = self.desk.next_deadline()
        show = self.desk.state.show
        for line in [one for one in show.lines.values() if not show.awaited(one.position)]:
            assert line.leg_id or (due is not None and due <= line.retry_at)

    @invariant()
    def at_most_one_is_consulted_and_nobody_outside_listens_in(self) -> None:
        for call in self.desk.state.calls.values():
            parts = [one.part for one in call.guests.values()]
            assert parts.count(Part.CONSULT) <= 1
            assert len(parts) <= RULES.guests_most
            assert all(one.kind is GuestKind.SUPERVISOR for one in call.guests.values() if one.part in SUPERVISING)

    @invariant()
    def the_lines_hold_exactly_the_waiting_calls(self) -> None:
        lined = [call_id for line in self.desk.state.lines.values() for _, call_id in line]
        waiting = [c.call_id for c in self.desk.state.calls.values() if c.state is CallState.WAITING]
        assert sorted(lined) == sorted(waiting)
        assert all(line == sorted(line) for line in self.desk.state.lines.values())

    def waiting_beside_idle(self, now: float) -> list[tuple[str, str]]:
        idle = [o for o in self.desk.state.operators.values() if o.eligible]
        waiting = [c for c in self.desk.state.calls.values() if c.state is CallState.WAITING]
        return [
            (c.call_id, o.profile.operator_id)
            for c in waiting
            for o in idle
            if o.serves(c, now, c.needed(now, RULES.relax_s))
        ]

    @invariant()
    def no_caller_waits_while_a_fit_operator_is_idle(self) -> None:
        assert not self.waiting_beside_idle(self.now)

    @invariant()
    def no_time_runs_backwards(self) -> None:
        times = [fact.at for fact in self.ledger]
        assert times == sorted(times)
        for fact in self.ledger:
            if isinstance(fact, OfferMade | CallAnswered):
                assert fact.waited_s >= 0
            if isinstance(fact, CallEnded):
                assert min(fact.waited_s, fact.talk_s) >= 0

    @invariant()
    def every_alarm_that_is_due_has_been_acted_on(self) -> None:
        state = self.desk.state
        wrapping = [o for o in state.operators.values() if o.line is LineState.WRAP_UP]
        due = self.desk.next_deadline()
        assert due is None or due >= self.now
        assert all(due is not None and due <= o.wrap_until for o in wrapping)

    @invariant()
    def nobody_is_overtaken_by_more_than_the_headstart(self) -> None:
        step = RULES.priority_step_s
        for line in self.desk.state.lines.values():
            calls = [self.desk.state.calls[call_id] for _, call_id in line]
            for ahead, behind in itertools.pairwise(calls):
                assert ahead.ranked_at - behind.ranked_at <= 3 * step

    @invariant()
    def a_callback_has_the_place_of_the_call_that_chose_it(self) -> None:
        came = {f.call_id: f.at for f in self.ledger if isinstance(f, CallArrived)}
        merged = {f.call_id: f.ranked_at for f in self.ledger if isinstance(f, CallMerged)}
        for fact in self.ledger:
            if isinstance(fact, CallPlaced) and fact.purpose is Purpose.CALLBACK and not fact.by and fact.reference:
                assert fact.ranked_at == merged.get(fact.reference, came[fact.reference])
        ranked = [call.ranked_at for call in self.desk.state.calls.values()]
        assert all(at <= self.now for at in ranked)

    @invariant()
    def nobody_hears_a_number_that_rises_again_after_it_has_fallen(self) -> None:
        said: dict[str, list[WaitAnnounced]] = {}
        for fact in self.ledger:
            if isinstance(fact, WaitAnnounced):
                said.setdefault(fact.call_id, []).append(fact)
        for heard in said.values():
            fallen = list(itertools.dropwhile(lambda one: not one.fell, [one for one in heard if one.band >= 0]))
            bands = [one.band for one in fallen]
            assert bands == sorted(bands, reverse=True)

    @invariant()
    def only_a_message_that_was_left_is_an_outcome(self) -> None:
        began = {f.call_id for f in self.ledger if isinstance(f, VoicemailBegan)}
        left = {f.call_id for f in self.ledger if isinstance(f, CallEnded) and f.outcome is Outcome.VOICEMAIL}
        assert left <= began

    @invariant()
    def no_call_goes_out_more_often_than_allowed(self) -> None:
        tries = Counter(f.call_id for f in self.ledger if isinstance(f, CallDialled))
        assert all(count <= RULES.dial_attempts for count in tries.values())

    @invariant()
    def a_replay_of_the_ledger_is_the_same_desk(self) -> None:
        other = Desk(RULES)
        other.set_operators(1000.0, [o.profile for o in self.desk.state.operators.values()])
        other.restore(self.ledger)
        assert other.state == self.desk.state


DeskMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestDeskMachine = DeskMachine.TestCase
