"""The live programme as a stream, or with a call to us, through the real desk service on the simulated line."""

from pathlib import Path

import pytest

from callcenter.settings import SettingsError, load
from callcenter.show.ports import ProgrammeHeard
from callcenter.show_settings import Show, ShowPhone
from callcenter.telephony.ports import Answer, Copy, Reject
from callcenter.telephony.programme_ports import Feed, Listen
from callcenter.telephony.simulated import TRUNKS
from queueing.events import ProgrammeChanged, ShowLinesClosed, StudioLineCame, StudioLineDialled
from tests.service.desk.show_stage import SHOW, ShowStage

STREAM, NUMBER, CODEC = "http://radio.example:8000/live", "12399", "9109"
PHONES = (*SHOW.phone, ShowPhone(number=CODEC, password="at-least-eight"))


class SourceStage(ShowStage):
    """A show whose programme comes that way."""

    def __init__(self, **live: str) -> None:
        self.live = live
        super().__init__()

    def start_service(self) -> None:
        super().start_service()
        self.service.show.set_rules(SHOW.model_copy(update={**self.live, "phone": PHONES}))

    def feeds(self) -> list[Feed]:
        return [one for one in self.orders if isinstance(one, Feed)]

    def states(self) -> list[str]:
        return [one.state for one in self.facts if isinstance(one, ProgrammeChanged)]

    def kinds(self, kind: type) -> list[object]:
        return [one for one in self.facts if isinstance(one, kind)]


@pytest.fixture
def stream() -> SourceStage:
    stage = SourceStage(programme_live=STREAM)
    stage.open()
    return stage


@pytest.fixture
def codec() -> SourceStage:
    """The codec calls from the address of the simulated trunk."""
    stage = SourceStage(programme_live="dial-in", programme_number=NUMBER, programme_from=TRUNKS[0].name)
    stage.open()
    return stage


def test_a_stream_is_asked_for_once_and_heard_by_who_waits(stream: SourceStage) -> None:
    leg, _ = stream.come()
    stream.wait(1.0)
    assert stream.line.hears(leg) == {STREAM}
    assert stream.feeds() == [Feed(name="S1", leg_id="air-S1-0-stream", stream=STREAM)]
    assert stream.states() == ["heard"]
    assert 0 not in {one.position for one in stream.facts if isinstance(one, StudioLineDialled)}


def test_a_stream_that_is_gone_says_why_and_its_listeners_hear_music(stream: SourceStage) -> None:
    leg, _ = stream.come()
    stream.wait(1.0)
    stream.line.lose_stream("S1")
    stream.wait(0.1)
    assert stream.line.prompts_at(leg) == ("music",)
    told = [one for one in stream.told if isinstance(one, ProgrammeHeard)][-1]
    assert (told.state, told.why) == ("lost", "ended")


def test_a_stream_is_recorded_and_let_go_when_the_show_closes(stream: SourceStage) -> None:
    stream.service.on_listening("air-S1-0-stream", "127.0.0.1", 4000)
    assert Copy(leg_id="air-S1-0-stream", ip="127.0.0.1", port=4000) in stream.orders
    stream.service.on_listening("air-S2-0-stream", "127.0.0.1", 4002)
    assert not [one for one in stream.orders if isinstance(one, Copy) and one.port == 4002]
    stream.air.close()
    stream.wait(0.1)
    assert stream.feeds()[-1] == Feed(name="S1")
    assert [one.recorded for one in stream.facts if isinstance(one, ShowLinesClosed)] == [(0, 1, 2)]


def test_after_a_restart_the_stream_is_named_again_and_who_hears_it_is_left_alone(stream: SourceStage) -> None:
    leg, _ = stream.come()
    stream.wait(1.0)
    listens = len([one for one in stream.orders if isinstance(one, Listen)])
    stream.start_service()
    stream.line.reconnect()
    stream.wait(1.0)
    assert stream.feeds() == [Feed(name="S1", leg_id="air-S1-0-stream", stream=STREAM)] * 2
    assert len([one for one in stream.orders if isinstance(one, Listen)]) == listens
    assert stream.line.hears(leg) == {STREAM}


def test_a_codec_that_calls_is_answered_and_heard_by_who_waits(codec: SourceStage) -> None:
    leg, _ = codec.come()
    came = codec.line.dial(NUMBER, "02088880000")
    codec.wait(1.0)
    assert Answer(leg_id=came, call_id="air-S1-0") in codec.orders
    assert codec.line.hears(leg) == {came}
    assert codec.states() == ["heard"]
    assert codec.line.hears(came) == frozenset(), "nobody is heard there"
    assert codec.air.lines_up()[0] is True


def test_a_second_codec_is_refused_and_the_first_is_heard_on(codec: SourceStage) -> None:
    leg, _ = codec.come()
    first = codec.line.dial(NUMBER)
    codec.wait(0.5)
    second = codec.line.dial(NUMBER)
    codec.wait(0.5)
    assert codec.line.rejected == [Reject(leg_id=second, sip_code=486)]
    assert codec.line.hears(leg) == {first}
    assert len(codec.kinds(StudioLineCame)) == 1


def test_a_codec_that_hangs_up_is_waited_for_and_never_called(codec: SourceStage) -> None:
    leg, _ = codec.come()
    first = codec.line.dial(NUMBER)
    codec.wait(0.5)
    codec.line.hang_up(first)
    codec.wait(60.0)
    assert codec.line.prompts_at(leg) == ("music",)
    assert 0 not in {one.position for one in codec.facts if isinstance(one, StudioLineDialled)}
    again = codec.line.dial(NUMBER)
    codec.wait(0.5)
    assert codec.line.hears(leg) == {again}
    codec.air.close()
    codec.wait(0.5)
    assert again not in codec.line.live_legs(), "let go with the show"


def test_from_anywhere_else_the_number_is_none_of_ours() -> None:
    stage = SourceStage(programme_live="dial-in", programme_number=NUMBER, programme_from=CODEC)
    stage.open()
    stranger = stage.line.dial(NUMBER)
    stage.wait(0.5)
    assert stage.line.rejected == [Reject(leg_id=stranger, sip_code=404)]
    assert stage.states() == []


def test_without_a_show_the_codec_is_told_to_try_again() -> None:
    stage = SourceStage(programme_live="dial-in", programme_number=NUMBER, programme_from=TRUNKS[0].name)
    early = stage.line.dial(NUMBER)
    stage.wait(0.5)
    assert stage.line.rejected == [Reject(leg_id=early, sip_code=486)]
    stage.open()
    came = stage.line.dial(NUMBER)
    stage.wait(0.5)
    assert stage.line.ringing_at(NUMBER) == ""
    assert stage.air.lines_up()[0] is True
    assert came in stage.line.live_legs()


def test_a_restart_between_the_fact_and_the_answer_answers(codec: SourceStage) -> None:
    """The ledger has the call, telephony still lets it ring: nothing but an answer is missing."""
    leg, _ = codec.come()
    codec.wait(0.5)
    obey, codec.line.order = codec.line.order, lambda _order: None  # type: ignore[method-assign]
    came = codec.line.dial(NUMBER)
    codec.wait(0.5)
    codec.line.order = obey  # type: ignore[method-assign]
    codec.start_service()
    codec.line.reconnect()
    codec.wait(0.5)
    assert Answer(leg_id=came, call_id="air-S1-0") in codec.orders
    assert codec.line.hears(leg) == {came}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"programme_live": "ftp://radio.example/"}, "programme_live"),
        ({"programme_live": "http://user:word@radio.example/"}, "programme_live"),
        ({"programme_live": "dial-in"}, "programme_number"),
        ({"programme_live": STREAM, "programme_number": NUMBER}, "programme_number"),
    ],
)
def test_a_source_that_cannot_be_is_refused_by_name(wrong: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError, match=rf"{named}[\s\S]*expected"):
        Show(studio=("9101", "9102"), **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "comes_from", "named"),
    [
        ("12345", "local", "programme_number"),
        ("9001", "local", "programme_number"),
        (NUMBER, "codec", "programme_from"),
    ],
)
def test_a_number_that_is_taken_or_a_trunk_that_is_not_there_is_refused(
    tmp_path: Path, number: str, comes_from: str, named: str
) -> None:
    file = tmp_path / "callcenter.toml"
    lines = [
        "[show]",
        'studio = ["9101", "9102"]',
        'phone = [{ number = "9001", password = "at-least-eight" }]',
        'programme_live = "dial-in"',
        f'programme_number = "{number}"',
        f'programme_from = "{comes_from}"',
    ]
    file.write_text("\n".join(lines))
    with pytest.raises(SettingsError, match=rf"callcenter.toml: show.{named}: expected .*, found"):
        load(file, {})
