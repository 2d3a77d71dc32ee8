"""The live programme through the real desk service on the simulated line: who hears it, and what is told of it."""

import pytest

from callcenter.show.ports import ProgrammeHeard
from callcenter.show_settings import Show, ShowPhone
from callcenter.telephony.programme_ports import Feed, Listen
from callcenter.telephony.simulated import Manner, SimulatedPhone
from queueing.events import ProgrammeChanged, StudioLineDialled
from tests.service.desk.show_stage import PRODUCER, SHOW, ShowStage

FEED = "9109"
PHONES = (*SHOW.phone, ShowPhone(number=FEED, password="at-least-eight"))


class LiveStage(ShowStage):
    """A show whose waiting callers hear the air."""

    def __init__(self, live: str) -> None:
        self.live = live
        super().__init__()
        self.line.add_phone(SimulatedPhone(account=FEED, answer_s=0.5))

    def start_service(self) -> None:
        super().start_service()
        self.service.show.set_rules(SHOW.model_copy(update={"programme_live": self.live, "phone": PHONES}))

    def programme(self) -> list[tuple[str, float]]:
        return [(one.state, one.level_db) for one in self.told if isinstance(one, ProgrammeHeard)]

    def states(self) -> list[str]:
        return [one.state for one in self.facts if isinstance(one, ProgrammeChanged)]


def test_a_line_of_its_own_is_called_and_heard_by_who_waits() -> None:
    stage = LiveStage(FEED)
    leg, _ = stage.come()
    stage.open()
    stage.wait(1.0)
    caller, _ = stage.come()
    stage.wait(1.0)
    source = stage.studio(0)
    assert stage.line.hears(leg) == stage.line.hears(caller) == {source}
    assert stage.states() == ["heard"]
    assert stage.line.hears(source) == frozenset(), "nobody is heard there"


def test_the_studios_first_line_is_taken_with_the_caller_on_it() -> None:
    stage = LiveStage("studio")
    stage.open()
    stage.wait(1.0)
    caller, _ = stage.come()
    stage.wait(1.0)
    assert stage.line.hears(caller) == {stage.studio(1)}
    assert [one for one in stage.orders if isinstance(one, Feed)] == [
        Feed(name="S1", leg_id=stage.studio(1), whole=True)
    ]
    assert 0 not in {one.position for one in stage.facts if isinstance(one, StudioLineDialled)}


def test_on_air_and_in_screening_one_hears_the_studio_and_the_producer_and_afterwards_the_programme() -> None:
    stage = LiveStage(FEED)
    stage.open()
    caller, call_id = stage.come()
    stage.wait(2.0)
    stage.air.screen(call_id, PRODUCER)
    stage.wait(1.0)
    assert stage.line.hears(caller) == {stage.line.ringing_at(PRODUCER)}
    stage.air.air(call_id, 1)
    stage.wait(0.1)
    assert stage.line.hears(caller) == {stage.studio(1)}
    stage.air.off_air(call_id)
    stage.wait(0.1)
    assert stage.line.hears(caller) == {stage.studio(0)}


def test_a_lost_line_means_music_until_it_is_called_again_and_taken() -> None:
    stage = LiveStage(FEED)
    stage.open()
    caller, _ = stage.come()
    stage.wait(2.0)
    ordered = len([one for one in stage.orders if isinstance(one, Listen)])
    stage.line.hang_up(stage.studio(0))
    stage.wait(0.1)
    assert (stage.line.hears(caller), stage.line.prompts_at(caller)) == (frozenset(), ("music",))
    assert stage.programme()[-1] == ("lost", -90.0)
    stage.wait(3.0)
    assert stage.line.hears(caller) == {stage.studio(0)}
    assert stage.states() == ["heard", "lost", "heard"]
    assert len([one for one in stage.orders if isinstance(one, Listen)]) == ordered, "telephony does that by itself"


def test_a_line_that_never_answers_leaves_music_and_the_show_goes_on() -> None:
    stage = LiveStage(FEED)
    stage.line.add_phone(SimulatedPhone(account=FEED, manner=Manner.IGNORES))
    stage.open()
    caller, call_id = stage.come()
    stage.wait(5.0)
    assert stage.line.prompts_at(caller) == ("music",)
    stage.air.air(call_id, 1)
    stage.wait(0.1)
    assert stage.line.hears(caller) == {stage.studio(1)}


def test_after_a_restart_nothing_is_ordered_that_is_so_already() -> None:
    stage = LiveStage(FEED)
    stage.open()
    caller, _ = stage.come()
    stage.wait(2.0)
    before = len([one for one in stage.orders if isinstance(one, Listen)])
    stage.start_service()
    stage.line.reconnect()
    stage.wait(1.0)
    assert len([one for one in stage.orders if isinstance(one, Listen)]) == before
    assert stage.line.hears(caller) == {stage.studio(0)}
    assert stage.programme()[-1][0] == "heard"


@pytest.mark.parametrize(("live", "studio"), [("9101", ("9101", "9102")), ("studio", ())])
def test_a_programme_that_is_a_studio_line_or_has_no_studio_is_refused(live: str, studio: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"show\.programme_live: expected"):
        Show(studio=studio, programme_live=live)
