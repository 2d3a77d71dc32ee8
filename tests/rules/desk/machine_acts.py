"""Everything anybody may do to the desk, fit or not, in any order; what must hold all the same: test_desk_machine."""

import copy
from math import nextafter
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from queueing.desk.desk import Desk
from queueing.desk.guests import Invitation
from queueing.desk.outbound import Placing
from queueing.desk.policy import CallbackWhen, Move, QueuePolicy, Step
from queueing.desk.state import DeskRules, OperatorProfile
from queueing.events import (
    CallArrived,
    DialEnd,
    Fact,
    GuestEnd,
    OfferEnd,
    OperatorStatus,
    Outcome,
    Part,
    Party,
    Purpose,
    TransitionError,
)
from queueing.studio.state import ShowCallRules
from queueing.studio.terms import NO_PROGRAMME, PROGRAMME_LINE, PROGRAMME_STREAM, STUDIO_LINE

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


class DeskActs(RuleBasedStateMachine):
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

    @rule(
        what=st.sampled_from(["open", "open", "other", "block", "unblock", "close"]),
        programme=st.sampled_from([NO_PROGRAMME, PROGRAMME_LINE, STUDIO_LINE, PROGRAMME_STREAM]),
        calls_in=st.booleans(),
    )
    def show_opens_or_closes(self, what: str, programme: int, calls_in: bool) -> None:
        comes = calls_in and programme == PROGRAMME_LINE
        match what:
            case "open" | "other":
                self.attempt(self.desk.show.open, "S1" if what == "open" else "S2", 2, programme, calls_in=comes)
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

    @rule(show_id=st.sampled_from(["S1", "S2"]), state=st.sampled_from(["heard", "silent", "lost"]))
    def programme_is(self, show_id: str, state: str) -> None:
        self.attempt(self.desk.show.programme, show_id, state)

    @rule(position=st.integers(0, 3), sound=st.sampled_from(["", "stored-a", "stored-b"]), how=st.integers(0, 2))
    def recording(self, position: int, sound: str, how: int) -> None:
        line = self.desk.state.show.lines.get(position)
        match how:
            case 0:
                self.attempt(self.desk.show.play, position, sound)
            case 1:
                self.attempt(self.desk.show.stop, position)
            case _:
                self.attempt(self.desk.show.recording_over, line.leg_id if line else "none", sound)

    @rule(leg_id=st.sampled_from(["in1", "in2"]))
    def programme_calls_in(self, leg_id: str) -> None:
        self.attempt(self.desk.show.line_came, leg_id)

    @rule(position=st.integers(0, 2), up=st.booleans())
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


def _invitation(part: Part, whom: str) -> Invitation:
    match whom:
        case "queue":
            return Invitation(part=part, queue="show", asked_by="8001")
        case "outside":
            return Invitation(part=part, number="13900000009", name="城管局", asked_by="8001")
        case _:
            return Invitation(part=part, operator_id=whom, asked_by="8001")
