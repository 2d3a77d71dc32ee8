"""What a producer is told of a talk-back, step by step, on the simulated line; and never later than a second."""

import pytest

from callcenter.show.ports import TalkBackChanged, TalkBackState
from callcenter.telephony.ports import Signal
from callcenter.telephony.programme_ports import MixChanged
from callcenter.telephony.simulated import Manner, SimulatedPhone
from tests.service.desk.test_show_calls import PRODUCER, ShowStage

S = TalkBackState


def on_air(manner: Manner | None, answer_s: float = 0.1) -> tuple[ShowStage, str]:
    """A caller on air, and the producer's phone that takes a ring that way; None: it is gone."""
    stage = ShowStage()
    stage.open()
    _, call_id = stage.come()
    stage.wait(0.5)
    stage.air.air(call_id, 1)
    if manner is None:
        stage.line.remove_phone(PRODUCER)
    else:
        stage.line.add_phone(SimulatedPhone(account=PRODUCER, manner=manner, answer_s=answer_s))
    stage.wait(0.1)
    stage.air.talk_back(call_id, PRODUCER, True)
    return stage, call_id


def told(stage: ShowStage) -> list[tuple[TalkBackState, str]]:
    return [(one.state, one.why) for one in stage.told if isinstance(one, TalkBackChanged)]


def test_calling_ringing_heard_over() -> None:
    stage, call_id = on_air(Manner.ANSWERS)
    stage.wait(1.0)
    stage.air.talk_back(call_id, PRODUCER, False)
    stage.wait(0.1)
    assert told(stage) == [(S.CALLING, ""), (S.RINGING, ""), (S.HEARD, ""), (S.OVER, "")]


@pytest.mark.parametrize(
    ("manner", "last"),
    [(None, (S.FAILED, "unreachable")), (Manner.BUSY, (S.FAILED, "busy")), (Manner.DECLINES, (S.FAILED, "declined"))],
)
def test_a_phone_that_cannot_or_will_not_is_told_within_a_second(
    manner: Manner | None, last: tuple[TalkBackState, str]
) -> None:
    stage, call_id = on_air(manner)
    stage.wait(1.0)
    assert told(stage)[-1] == last
    assert stage.line.hears(stage.studio(1)), "the caller is on air all the same"
    assert stage.desk.state.calls[call_id].air_position == 1


def test_one_that_rings_and_nobody_picks_up_is_told_when_it_stops_ringing() -> None:
    stage, _ = on_air(Manner.IGNORES)
    stage.wait(1.0)
    assert told(stage)[-1] == (S.RINGING, "")
    stage.wait(30.0)
    assert told(stage)[-1] == (S.FAILED, "no_answer")


def test_a_phone_that_says_nothing_is_told_within_a_second_and_believed_again_when_it_rings() -> None:
    stage, call_id = on_air(Manner.ANSWERS, answer_s=5.0)
    say, stage.line._say = stage.line._say, lambda _signal: None  # type: ignore[method-assign]  # the wire is cut
    stage.told.clear()
    stage.air.talk_back(call_id, PRODUCER, False)
    stage.wait(0.1)
    stage.air.talk_back(call_id, PRODUCER, True)
    stage.wait(1.0)
    assert told(stage)[-1] == (S.NO_REPLY, "")
    stage.line._say = say  # type: ignore[method-assign]
    stage.wait(6.0)
    assert told(stage)[-1] == (S.HEARD, "")


def test_a_mixer_that_fails_and_is_back_is_told() -> None:
    stage, call_id = on_air(Manner.ANSWERS)
    stage.wait(1.0)

    def hears(signal: Signal) -> None:
        stage.line._say(signal)
        stage.wait(0.1)

    hears(MixChanged(call_id="another", mixed=False))
    assert told(stage)[-1] == (S.HEARD, "")
    hears(MixChanged(call_id=call_id, mixed=False))
    assert told(stage)[-1] == (S.FAILED, "mixer")
    hears(MixChanged(call_id=call_id, mixed=True))
    assert told(stage)[-1] == (S.HEARD, "")
