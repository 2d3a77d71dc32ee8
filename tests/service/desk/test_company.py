"""Others in a conversation, through the real desk service: who hears whom on the line, and every race."""

import pytest

from callcenter.telephony.ports import Digit, Ringing
from callcenter.telephony.simulated import Manner, SimulatedPhone
from queueing.events import (
    AssistanceAsked,
    CallState,
    GuestEnd,
    GuestLeft,
    LineState,
    Outcome,
    Part,
    TransitionError,
)
from tests.service.desk.stage import Stage

NUMBER = "02088886666"


class Talk:
    """8001 talks with a citizen; 8002 is on break with the phone there; 8003 likewise; a department can be called."""

    def __init__(self, manner: Manner = Manner.ANSWERS) -> None:
        self.stage = stage = Stage("8001", "8002", "8003")
        stage.line.add_outside(SimulatedPhone(account=NUMBER, manner=manner, answer_s=2.0))
        stage.line.add_outside(SimulatedPhone(account="110", answer_s=1.0))
        self.caller = stage.dial()
        stage.wait(4.0)
        (self.call,) = stage.desk.state.calls.values()
        assert self.call.operator_id == "8001"
        self.operator = self.call.offer_id
        self.company = stage.service.company

    @property
    def call_id(self) -> str:
        return self.call.call_id

    def invite(self, to: str = NUMBER, part: Part = Part.CONSULT, seconds: float = 4.0) -> str:
        """Ask somebody in and wait until they have answered; returns their leg."""
        self.company.invite(self.call_id, to, part, "8001")
        guest = next(reversed(self.call.guests))
        self.stage.wait(seconds)
        return guest

    def heard(self, *legs: str) -> list[set[str]]:
        """Whom each leg hears."""
        return [set(self.stage.line.hears(leg)) for leg in legs]


def test_consult_toggle_three_way_and_leave_each_heard_right() -> None:
    talk = Talk()
    guest = talk.invite()
    legs = (talk.caller, talk.operator, guest)
    assert talk.heard(*legs) == [set(), {guest}, {talk.operator}]
    assert talk.stage.line.prompts_at(talk.caller) == ("music",)
    talk.stage.service.resume(talk.call_id)
    assert talk.heard(*legs) == [{talk.operator}, {talk.caller}, set()]
    talk.stage.service.hold(talk.call_id)
    assert talk.heard(*legs) == [set(), {guest}, {talk.operator}]
    talk.company.three_way(talk.call_id, "8001")
    assert talk.heard(*legs) == [{talk.operator, guest}, {talk.caller, guest}, {talk.caller, talk.operator}]
    talk.company.drop(talk.call_id)
    talk.stage.wait(0.1)
    assert talk.heard(talk.caller, talk.operator) == [{talk.operator}, {talk.caller}]
    assert guest not in talk.stage.line.live_legs()


def test_while_it_rings_the_operator_hears_ringing_and_the_citizen_music() -> None:
    talk = Talk()
    talk.invite(seconds=0.5)
    assert talk.stage.line.prompts_at(talk.operator) == ("ringing",)
    assert talk.stage.line.prompts_at(talk.caller) == ("music",)


def test_what_the_network_plays_is_heard_by_the_operator_instead_of_ringing() -> None:
    talk = Talk(Manner.IGNORES)
    guest = talk.invite(seconds=0.5)
    talk.stage.service.on_signal(Ringing(leg_id=guest, early_sound=True))
    assert talk.heard(talk.operator) == [{guest}]


@pytest.mark.parametrize(
    ("manner", "how"),
    [(Manner.BUSY, GuestEnd.BUSY), (Manner.DECLINES, GuestEnd.DECLINED), (Manner.IGNORES, GuestEnd.NO_ANSWER)],
)
def test_a_department_that_is_not_reached_gives_the_caller_back_to_the_operator(manner: Manner, how: GuestEnd) -> None:
    talk = Talk(manner)
    talk.invite(seconds=60.0)
    assert [fact.how for fact in talk.stage.facts if isinstance(fact, GuestLeft)] == [how]
    assert talk.heard(talk.caller, talk.operator) == [{talk.operator}, {talk.caller}]


def test_a_number_that_may_not_be_dialled_says_why() -> None:
    talk = Talk()
    talk.invite("00441234567", seconds=1.0)
    (left,) = [fact for fact in talk.stage.facts if isinstance(fact, GuestLeft)]
    assert (left.how, left.reason) == (GuestEnd.REFUSED, "trunk sim may not dial that number")
    assert talk.call.state is CallState.TALKING


def test_an_attended_transfer_to_a_colleague_keeps_the_sound_and_frees_the_first() -> None:
    talk = Talk()
    guest = talk.invite("8002")
    talk.company.complete(talk.call_id)
    talk.stage.wait(0.1)
    assert talk.heard(talk.caller, guest) == [{guest}, {talk.caller}]
    assert talk.operator not in talk.stage.line.live_legs()
    assert talk.stage.desk.state.operators["8002"].line is LineState.TALKING
    assert talk.stage.ears.heard[guest].role == "operator"
    talk.stage.line.hang_up(guest)
    talk.stage.wait(0.1)
    assert [end.outcome for end in talk.stage.ends()] == [Outcome.ANSWERED]


def test_an_attended_transfer_outside_leaves_the_two_alone_and_unheard() -> None:
    talk = Talk()
    guest = talk.invite()
    talk.company.complete(talk.call_id)
    talk.stage.wait(0.1)
    assert talk.heard(talk.caller, guest) == [{guest}, {talk.caller}]
    assert not talk.stage.ears.heard
    talk.stage.line.hang_up(guest)
    talk.stage.wait(0.1)
    assert [end.outcome for end in talk.stage.ends()] == [Outcome.TRANSFERRED_OUT]
    assert not talk.stage.line.live_legs()


def test_a_blind_transfer_outside_lets_the_citizen_hear_ringing_and_then_the_other() -> None:
    talk = Talk()
    talk.company.pass_out(talk.call_id, NUMBER, "8001")
    (guest,) = talk.call.guests
    talk.stage.wait(0.5)
    assert talk.stage.line.prompts_at(talk.caller) == ("ringing",)
    assert talk.operator not in talk.stage.line.live_legs()
    talk.stage.wait(3.0)
    assert talk.heard(talk.caller, guest) == [{guest}, {talk.caller}]


def test_a_blind_transfer_that_fails_puts_the_citizen_back_in_line() -> None:
    talk = Talk(Manner.BUSY)
    talk.company.pass_out(talk.call_id, NUMBER, "8001")
    talk.stage.wait(10.0)
    assert talk.call.state is CallState.TALKING  # with the next operator already
    assert talk.call.operator_id == "8002"


@pytest.mark.parametrize("mode", ["warm", "blind"])
def test_an_emergency_is_handed_over_at_once(mode: str) -> None:
    talk = Talk()
    talk.company.hand_over(talk.call_id, "110", "8001", mode)
    (guest,) = talk.call.guests
    if mode == "warm":
        assert talk.heard(talk.caller) == [{talk.operator}]  # they go on talking while it rings
    talk.stage.wait(2.0)
    both = {talk.operator, guest} if mode == "warm" else {guest}
    assert talk.heard(talk.caller) == [both]
    with pytest.raises(TransitionError, match="110"):
        talk.company.hand_over(talk.call_id, "12306", "8001")


def test_listen_whisper_barge_and_what_is_recorded_of_it() -> None:
    talk = Talk()
    talk.stage.service.company.supervise(talk.call_id, "8003", Part.LISTEN, "boss")
    guest = next(iter(talk.call.guests))
    talk.stage.wait(4.0)
    assert talk.heard(talk.caller, talk.operator, guest) == [
        {talk.operator},
        {talk.caller},
        {talk.caller, talk.operator},
    ]
    talk.company.supervise(talk.call_id, "8003", Part.WHISPER, "boss")
    assert talk.heard(talk.caller, talk.operator) == [{talk.operator}, {talk.caller, guest}]
    assert guest not in talk.stage.ears.heard  # a whisper is in no recording
    talk.company.supervise(talk.call_id, "8003", Part.BARGE, "boss")
    assert talk.heard(talk.caller, talk.operator) == [{talk.operator, guest}, {talk.caller, guest}]
    assert talk.stage.ears.heard[guest].role == "guest"
    talk.company.take_over(talk.call_id, "8003")
    talk.stage.wait(0.1)
    assert talk.heard(talk.caller, guest) == [{guest}, {talk.caller}]


def test_a_citizen_who_hangs_up_ends_consultation_and_ringing_for_everybody() -> None:
    for seconds in (0.5, 4.0):
        talk = Talk()
        talk.invite("8002", seconds=seconds)
        talk.stage.line.hang_up(talk.caller)
        talk.stage.wait(0.1)
        assert not talk.stage.line.live_legs()
        assert talk.stage.desk.state.operators["8002"].line is LineState.IDLE


def test_the_operators_phone_dies_in_a_three_way_and_citizen_and_department_go_on() -> None:
    talk = Talk()
    guest = talk.invite(part=Part.THREE_WAY)
    talk.stage.line.lose_media(talk.operator)
    talk.stage.wait(0.1)
    assert talk.heard(talk.caller, guest) == [{guest}, {talk.caller}]


def test_after_a_crash_in_a_conference_everybody_hears_the_same_again_and_who_went_is_let_go() -> None:
    talk = Talk()
    guest = talk.invite(part=Part.THREE_WAY)
    other = talk.invite("8002", part=Part.THREE_WAY)
    legs = (talk.caller, talk.operator, guest, other)
    before = talk.heard(*legs)
    talk.stage.line.listen(lambda _signal: None, lambda _snapshot: None)
    talk.stage.line.hang_up(other)  # while nobody is there to be told
    talk.stage.wait(0.1)
    talk.stage.start_service()
    talk.stage.line.reconnect()
    talk.stage.wait(5.0)
    assert talk.heard(talk.caller, guest) == [one - {other} for one in (before[0], before[2])]
    assert talk.stage.desk.state.operators["8002"].line is LineState.IDLE
    talk.stage.service.company.drop(talk.call_id, guest)
    talk.stage.wait(0.1)
    assert talk.heard(talk.caller, talk.operator) == [{talk.operator}, {talk.caller}]


def press(talk: Talk, keys: str, leg: str = "") -> None:
    for digit in keys:
        talk.stage.service.on_signal(Digit(leg_id=leg or talk.operator, digit=digit))
        talk.stage.wait(0.2)


def test_the_phones_keys_do_what_the_screens_buttons_do() -> None:
    talk = Talk()
    press(talk, "*1")
    assert talk.call.state is CallState.HOLD
    press(talk, "*1")
    assert talk.call.state is CallState.TALKING
    press(talk, f"*2{NUMBER}#")
    talk.stage.wait(3.0)
    (guest,) = talk.call.guests
    assert talk.heard(talk.operator) == [{guest}]
    press(talk, "*3")
    assert talk.heard(talk.caller) == [{talk.operator, guest}]
    press(talk, "*9")
    assert [fact for fact in talk.stage.facts if isinstance(fact, AssistanceAsked)]
    press(talk, "*4")
    assert talk.call.state is CallState.OUTSIDE


def test_keys_of_the_citizen_or_unfinished_ones_do_nothing() -> None:
    talk = Talk()
    press(talk, "*1", talk.caller)
    press(talk, "*2")
    talk.stage.wait(20.0)
    press(talk, "123#")
    press(talk, "7*")
    assert (talk.call.state, talk.call.guests) == (CallState.TALKING, {})
    press(talk, "1")
    assert talk.call.state is CallState.HOLD


def test_a_guest_whose_sound_is_lost_is_let_go() -> None:
    talk = Talk()
    guest = talk.invite()
    talk.stage.line.lose_media(guest)
    talk.stage.wait(0.1)
    (left,) = [fact for fact in talk.stage.facts if isinstance(fact, GuestLeft)]
    assert left.how is GuestEnd.BROKEN
    assert talk.call.state is CallState.TALKING
