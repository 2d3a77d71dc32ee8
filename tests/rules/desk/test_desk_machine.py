"""The desk under any order of events: conservation, agreement, order and time, refusal changes nothing."""

import copy
import itertools
from collections import Counter
from math import nextafter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from queueing.desk import Desk
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallDialled,
    CallEnded,
    CallMerged,
    CallPlaced,
    CallRefused,
    CallState,
    DialEnd,
    Fact,
    GuestEnd,
    GuestKind,
    LineState,
    OfferEnd,
    OfferMade,
    OperatorStatus,
    Outcome,
    Part,
    Party,
    Purpose,
    TransitionError,
    VoicemailBegan,
    WaitAnnounced,
)
from queueing.guests import SUPERVISING, Invitation
from queueing.hearing import CALLER, OPERATOR, hears
from queueing.outbound import Placing
from queueing.policy import CallbackWhen, Move, QueuePolicy, Step
from queueing.show_hearing import show_hears
from queueing.show_state import ShowCallRules
from queueing.state import DeskRules, OperatorProfile

OPERATORS = [f"800{n}" for n in range(1, 5)]
QUEUES = ["hotline", "show", "night"]
RULES = DeskRules(
    wrap_up_s=8.0,
    ring_s=10.0,
    ring_grace_s=2.0,
    set_aside_s=20.0,
    missed_limit=2,
    miss_pause_s=4.0,
    priority_step_s=15.0,
    relax_s={"dialect": 6.0},
    strategies={"show": "care"},
    keep_operator=True,
    policies={
        "hotline": QueuePolicy(
            max_waiting=6,
            when_full=Move.parse("callback"),
            overflow=(
                Step(after_s=9.0, move=Move.parse("callback")),
                Step(after_s=30.0, move=Move.parse("queue:night")),
            ),
            announce_after_s=3.0,
            announce_every_s=9.0,
            callback=CallbackWhen.SURGE,
            surge_waiting=4,
            surge_over=1,
            surge_wait_s=300.0,
        ),
        "show": QueuePolicy(max_wait_s=60.0, max_waiting=3, no_operator=Move.parse("queue:night")),
        "night": QueuePolicy(max_waiting=2, when_full=Move.parse("voicemail"), when_closed=Move.parse("tell")),
    },
    dial_attempts=2,
    dial_gap_s=9.0,
    voicemail_most_s=30.0,
    show=ShowCallRules(queues=frozenset({"show"}), hotline="hotline"),
)


class DeskMachine(RuleBasedStateMachine):
    """Throws every command at the desk, fit or not."""

    calls = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(RULES)
        self.now = 1000.0
        self.ledger: list[Fact] = []
        self.count = 0

    def take(self, facts: list[Fact]) -> None:
        self.ledger += facts

    def attempt(self, command: Any, *args: Any, **kwargs: Any) -> None:
        """Run a command; when it is refused the state must be as before."""
        before = copy.deepcopy(self.desk.state)
        try:
            self.take(command(self.now, *args, **kwargs))
        except TransitionError:
            assert self.desk.state == before, "a refused command changed something"

    @initialize()
    def staff(self) -> None:
        profiles = [
            OperatorProfile(
                operator_id=one,
                queues=frozenset({"show"}) if one == "8004" else frozenset(),
                skills=frozenset({"dialect", "english"}) if one == "8002" else frozenset(),
            )
            for one in OPERATORS
        ]
        self.take(self.desk.set_operators(self.now, profiles))
        for one in OPERATORS[:2] + OPERATORS[3:]:
            self.take(self.desk.set_reachable(self.now, one, reachable=True))
            self.take(self.desk.set_status(self.now, one, OperatorStatus.READY))

    @rule(
        target=calls,
        queue=st.sampled_from(QUEUES),
        priority=st.sampled_from([0, 0, 0, 1, 3]),
        needs=st.sampled_from(["", "", "dialect", "english dialect"]),
        caller=st.sampled_from(["", "13800000001", "13800000002"]),
    )
    def arrive(self, queue: str, priority: int, needs: str, caller: str) -> str:
        self.count += 1
        call = CallArrived(
            at=self.now,
            call_id=f"c{self.count}",
            queue=queue,
            dialled="12345",
            caller=caller,
            priority=priority,
            needs=needs,
        )
        self.take(self.desk.call_arrived(call))
        return call.call_id

    @rule(target=calls, call=calls)
    def wants_callback(self, call: str) -> str:
        self.count += 1
        self.attempt(self.desk.take_callback, call, f"c{self.count}")
        return f"c{self.count}"

    @rule(
        target=calls,
        queue=st.sampled_from(QUEUES),
        number=st.sampled_from(["", "13800000001", "13800000009"]),
        purpose=st.sampled_from(list(Purpose)),
        wanted=st.sampled_from(["", "8001", "9999"]),
    )
    def place(self, queue: str, number: str, purpose: Purpose, wanted: str) -> str:
        self.count += 1
        wish = Placing(call_id=f"c{self.count}", queue=queue, number=number, purpose=purpose, wanted_operator=wanted)
        self.attempt(self.desk.place_call, wish)
        return wish.call_id

    @rule(call=calls)
    def cancel(self, call: str) -> None:
        self.attempt(self.desk.cancel_call, call)

    @rule(call=calls, attempt=st.integers(1, 2))
    def citizen_answers(self, call: str, attempt: int) -> None:
        self.attempt(self.desk.dial_answered, f"{call}-out{attempt}")

    @rule(call=calls, attempt=st.integers(1, 2), how=st.sampled_from(list(DialEnd)))
    def citizen_not_reached(self, call: str, attempt: int, how: DialEnd) -> None:
        self.attempt(self.desk.dial_failed, f"{call}-out{attempt}", how)

    @rule(call=calls)
    def was_told(self, call: str) -> None:
        self.attempt(self.desk.told, call)

    @rule(call=calls, over=st.booleans())
    def message(self, call: str, over: bool) -> None:
        self.attempt(self.desk.message_ends if over else self.desk.message_begins, call)

    @rule(queue=st.sampled_from([*QUEUES, "nowhere"]), close=st.booleans())
    def close_or_open(self, queue: str, close: bool) -> None:
        self.attempt(self.desk.close_queue if close else self.desk.open_queue, queue)

    @rule(queue=st.sampled_from([*QUEUES, "nowhere"]), on=st.booleans())
    def surge(self, queue: str, on: bool) -> None:
        self.attempt(self.desk.set_surge, queue, on)

    @rule(seconds=st.sampled_from([0.0, 0.5, 3.0, 9.0, 30.0]))
    def time_passes(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.desk.next_deadline()) is not None and due <= end:
            assert not self.waiting_beside_idle(nextafter(due, 0.0)), "nobody looked in time"
            self.now = max(self.now, due)
            self.take(self.desk.tick(self.now))
        self.now = end

    @rule(call=calls, attempt=st.integers(1, 3))
    def answer(self, call: str, attempt: int) -> None:
        self.attempt(self.desk.offer_answered, f"{call}-{attempt}")

    @rule(
        call=calls, attempt=st.integers(1, 3), how=st.sampled_from([OfferEnd.MISSED, OfferEnd.BUSY, OfferEnd.DECLINED])
    )
    def fail(self, call: str, attempt: int, how: OfferEnd) -> None:
        self.attempt(self.desk.offer_failed, f"{call}-{attempt}", how)

    @rule(call=calls)
    def caller_leaves(self, call: str) -> None:
        self.attempt(self.desk.caller_left, call)

    @rule(call=calls)
    def operator_leaves(self, call: str) -> None:
        self.attempt(self.desk.operator_left, call)

    @rule(call=calls)
    def breaks(self, call: str) -> None:
        self.attempt(self.desk.call_ended, call, Outcome.BROKEN, "fault")

    @rule(call=calls, by=st.sampled_from([Party.CALLER, Party.OPERATOR]))
    def hold(self, call: str, by: Party) -> None:
        self.attempt(self.desk.hold, call, by)

    @rule(call=calls)
    def resume(self, call: str) -> None:
        self.attempt(self.desk.resume, call)

    @rule(operator=st.sampled_from(OPERATORS), seconds=st.sampled_from([-1.0, 5.0, 900.0]))
    def extend(self, operator: str, seconds: float) -> None:
        self.attempt(self.desk.extend_wrap_up, operator, seconds)

    @rule(operator=st.sampled_from(OPERATORS), hard=st.booleans())
    def mark(self, operator: str, hard: bool) -> None:
        self.attempt(self.desk.mark_hard, operator, hard)

    @rule(call=calls, to=st.sampled_from([*OPERATORS, "", "9999"]), queue=st.sampled_from(QUEUES))
    def transfer(self, call: str, to: str, queue: str) -> None:
        self.attempt(self.desk.transfer, call, queue=queue, operator_id=to)

    @rule(
        call=calls,
        part=st.sampled_from([Part.CONSULT, Part.CONSULT, Part.THREE_WAY]),
        whom=st.sampled_from(["8001", "8002", "8003", "9999", "queue", "outside"]),
    )
    def invite(self, call: str, part: Part, whom: str) -> None:
        self.attempt(self.desk.guests.invite, call, _invitation(part, whom))

    @rule(call=calls, operator=st.sampled_from(OPERATORS), part=st.sampled_from(list(Part)))
    def supervise(self, call: str, operator: str, part: Part) -> None:
        self.attempt(self.desk.guests.supervise, call, operator, part, "boss")

    @rule(call=calls, number=st.integers(1, 3))
    def guest_joins(self, call: str, number: int) -> None:
        self.attempt(self.desk.guests.joined, f"{call}-g{number}")

    @rule(call=calls, number=st.integers(1, 3), how=st.sampled_from(list(GuestEnd)))
    def guest_leaves(self, call: str, number: int, how: GuestEnd) -> None:
        self.attempt(self.desk.guests.left, f"{call}-g{number}", how)

    @rule(call=calls, three=st.booleans())
    def join_up_or_pass_on(self, call: str, three: bool) -> None:
        if three:
            self.attempt(self.desk.guests.three_way, call, "8001")
        else:
            self.attempt(self.desk.guests.complete, call)

    @rule(call=calls, operator=st.sampled_from(OPERATORS))
    def take_over(self, call: str, operator: str) -> None:
        self.attempt(self.desk.guests.take_over, call, operator)

    @rule(call=calls)
    def pass_out(self, call: str) -> None:
        self.attempt(self.desk.guests.pass_out, call, Invitation(part=Part.THREE_WAY, number="110", emergency=True))

    @rule(call=calls, operator=st.sampled_from(OPERATORS), wanted=st.booleans())
    def help_wanted(self, call: str, operator: str, wanted: bool) -> None:
        if wanted:
            self.attempt(self.desk.guests.ask_help, operator, "")
        else:
            self.attempt(self.desk.guests.end_help, call, Party.SUPERVISOR, "boss")

    @rule(call=calls)
    def operator_lost(self, call: str) -> None:
        self.attempt(self.desk.operator_lost, call)

    @rule(what=st.sampled_from(["open", "open", "other", "block", "unblock", "close"]))
    def show_opens_or_closes(self, what: str) -> None:
        match what:
            case "open" | "other":
                self.attempt(self.desk.show.open, "S1" if what == "open" else "S2", 2)
            case "close":
                self.attempt(self.desk.show.close)
            case _:
                self.attempt(self.desk.show.block, what == "block")

    @rule(call=calls)
    def hand_to_show(self, call: str) -> None:
        self.attempt(self.desk.show.hand_over, call)

    @rule(call=calls, phone=st.sampled_from(["8001", "8003", "9001", "9002"]), how=st.sampled_from(["", "on", "off"]))
    def producer_wants(self, call: str, phone: str, how: str) -> None:
        if how:
            self.attempt(self.desk.show.talk_back, call, phone, how == "on")
        else:
            self.attempt(self.desk.show.screen, call, phone)

    @rule(call=calls, number=st.integers(1, 3), answers=st.booleans())
    def producers_phone(self, call: str, number: int, answers: bool) -> None:
        if answers:
            self.attempt(self.desk.show.phone_answered, f"{call}-p{number}")
        else:
            self.attempt(self.desk.show.phone_left, f"{call}-p{number}", "remote_hangup")

    @rule(call=calls, position=st.integers(0, 3))
    def put_on_air(self, call: str, position: int) -> None:
        self.attempt(self.desk.show.air, call, position)

    @rule(call=calls, how=st.sampled_from(["park", "to_hotline", "thank", "drop"]))
    def leave_the_air(self, call: str, how: str) -> None:
        self.attempt(getattr(self.desk.show, how), call)

    @rule(position=st.integers(1, 2), up=st.booleans())
    def studio_line(self, position: int, up: bool) -> None:
        line = self.desk.state.show.lines.get(position)
        leg_id = line.leg_id if line else "none"
        if up:
            self.attempt(self.desk.show.line_up, leg_id)
        else:
            self.attempt(self.desk.show.line_down, leg_id, "remote_hangup")

    @rule(operator=st.sampled_from([*OPERATORS, "9999"]), status=st.sampled_from(list(OperatorStatus)))
    def status(self, operator: str, status: OperatorStatus) -> None:
        self.attempt(self.desk.set_status, operator, status)

    @rule(operator=st.sampled_from(OPERATORS), reachable=st.booleans())
    def reach(self, operator: str, reachable: bool) -> None:
        self.attempt(self.desk.set_reachable, operator, reachable)

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
        for line in self.desk.state.show.lines.values():
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


def _invitation(part: Part, whom: str) -> Invitation:
    match whom:
        case "queue":
            return Invitation(part=part, queue="show", asked_by="8001")
        case "outside":
            return Invitation(part=part, number="13900000009", name="城管局", asked_by="8001")
        case _:
            return Invitation(part=part, operator_id=whom, asked_by="8001")


DeskMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestDeskMachine = DeskMachine.TestCase
