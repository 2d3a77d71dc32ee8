"""Conversations with others in them under any order of events: the desk machine, begun in the middle of two calls."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from queueing.desk.desk import Desk
from queueing.desk.guests import SUPERVISING
from queueing.events import CallArrived, CallState, GuestEnd, LineState, OfferEnd, OperatorStatus, Part
from tests.rules.desk.machine_acts import OPERATORS, _invitation
from tests.rules.desk.test_desk_machine import DeskMachine


class GuestMachine(DeskMachine):
    """Every command about guests, aimed at what is there; and what else happens to calls and operators."""

    # What has nothing to do with conversations is left to the desk machine.
    arrive = wants_callback = place = cancel = citizen_answers = citizen_not_reached = None  # type: ignore[assignment]
    was_told = message = close_or_open = surge = breaks = extend = mark = answer = fail = None  # type: ignore[assignment]
    invite = supervise = guest_joins = guest_leaves = take_over = help_wanted = None  # type: ignore[assignment]
    caller_leaves = operator_leaves = operator_lost = hold = resume = transfer = None  # type: ignore[assignment]
    join_up_or_pass_on = pass_out = None  # type: ignore[assignment]

    @initialize()
    def staff(self) -> None:
        super().staff()
        for one in OPERATORS:
            self.take(self.desk.set_reachable(self.now, one, reachable=True))
            if self.desk.state.operators[one].status is not OperatorStatus.READY:
                self.take(self.desk.set_status(self.now, one, OperatorStatus.READY))
        self.somebody_calls()
        self.somebody_calls()

    @rule()
    def somebody_calls(self) -> None:
        self.count += 1
        call = CallArrived(at=self.now, call_id=f"c{self.count}", queue="hotline", dialled="12345", caller="")
        self.take(self.desk.call_arrived(call))
        if call.call_id in self.desk.state.calls and self.desk.state.calls[call.call_id].offer_id:
            self.take(self.desk.offer_answered(self.now, self.desk.state.calls[call.call_id].offer_id))

    @rule(taken=st.booleans())
    def an_offer_ends(self, taken: bool) -> None:
        for call in list(self.desk.state.calls.values()):
            if call.state is CallState.OFFERED:
                if taken:
                    self.attempt(self.desk.offer_answered, call.offer_id)
                else:
                    self.attempt(self.desk.offer_failed, call.offer_id, OfferEnd.MISSED)

    def a_call(self, place: int) -> str:
        calls = sorted(self.desk.state.calls) or ["c0"]
        return calls[place % len(calls)]

    def a_guest(self, place: int, *, there: bool) -> str:
        found = [
            one.guest_id
            for call in self.desk.state.calls.values()
            for one in call.guests.values()
            if (one.joined_at is not None) is there
        ]
        return found[place % len(found)] if found else "c0-g1"

    @rule(
        place=st.integers(0, 3),
        part=st.sampled_from([Part.CONSULT, Part.THREE_WAY]),
        whom=st.sampled_from([*OPERATORS, "queue", "outside", "outside"]),
    )
    def ask_in(self, place: int, part: Part, whom: str) -> None:
        self.attempt(self.desk.guests.invite, self.a_call(place), _invitation(part, whom))

    @rule(place=st.integers(0, 3))
    def comes(self, place: int) -> None:
        self.attempt(self.desk.guests.joined, self.a_guest(place, there=False))

    @rule(place=st.integers(0, 3), there=st.booleans(), how=st.sampled_from(list(GuestEnd)))
    def goes(self, place: int, there: bool, how: GuestEnd) -> None:
        self.attempt(self.desk.guests.left, self.a_guest(place, there=there), how)

    @rule(place=st.integers(0, 3), operator=st.sampled_from(OPERATORS), part=st.sampled_from(sorted(SUPERVISING)))
    def supervisor(self, place: int, operator: str, part: Part) -> None:
        self.attempt(self.desk.guests.supervise, self.a_call(place), operator, part, "boss")

    @rule(
        place=st.integers(0, 3),
        what=st.sampled_from(
            ["three_way", "complete", "pass_out", "hold", "resume", "hang_up", "lost", "left", "transfer"]
        ),
    )
    def act(self, place: int, what: str) -> None:
        call = self.a_call(place)
        outside = _invitation(Part.THREE_WAY, "outside")
        match what:
            case "three_way":
                self.attempt(self.desk.guests.three_way, call, "8001")
            case "complete":
                self.attempt(self.desk.guests.complete, call)
            case "pass_out":
                self.attempt(self.desk.guests.pass_out, call, outside)
            case "hang_up":
                self.attempt(self.desk.operator_left, call)
            case "lost":
                self.attempt(self.desk.operator_lost, call)
            case "left":
                self.attempt(self.desk.caller_left, call)
            case _:
                self.attempt(getattr(self.desk, what), call)

    @rule(place=st.integers(0, 3), operator=st.sampled_from(OPERATORS))
    def takes_over(self, place: int, operator: str) -> None:
        self.attempt(self.desk.guests.take_over, self.a_call(place), operator)

    @rule(operator=st.sampled_from(OPERATORS))
    def wants_help(self, operator: str) -> None:
        self.attempt(self.desk.guests.ask_help, operator, "")


GuestMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestGuestMachine = GuestMachine.TestCase


def test_the_machine_gets_where_it_is_meant_to() -> None:
    """A check of the check: one fixed path reaches consultation, conference and outside talk under all invariants."""
    machine = GuestMachine()
    machine.staff()
    machine.ask_in(0, Part.CONSULT, "outside")
    machine.comes(0)
    machine.act(0, "three_way")
    machine.act(0, "complete")
    states = [call.state for call in machine.desk.state.calls.values()]
    assert CallState.OUTSIDE in states
    assert isinstance(machine.desk, Desk)
    machine.ask_in(1, Part.CONSULT, "8003")
    lines = [one.line for one in machine.desk.state.operators.values()]
    assert LineState.ASSISTING in lines
