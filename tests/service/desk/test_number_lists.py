"""Calls from listed numbers at the real desk service on the simulated line."""

from queueing.callers.number_lists import MOST_STEPS, Listed, ListKind, NumberLists, Treatment
from queueing.events import CallArrived, CallRefused
from tests.service.desk.stage import QUEUES, Stage

CALLER = "13800000001"


def listed(stage: Stage, kind: ListKind = ListKind.BLACK, **more: object) -> None:
    """Put the caller on a list while the service runs."""
    entry = Listed(entry_id="l1", kind=kind, number=CALLER, why="骚扰", added_by="lin", added_at=0.0, **more)  # type: ignore[arg-type]
    stage.lists = NumberLists([entry])


def arrivals(stage: Stage) -> list[CallArrived]:
    return [fact for fact in stage.facts if isinstance(fact, CallArrived)]


def refusals(stage: Stage) -> list[str]:
    return [fact.reason for fact in stage.facts if isinstance(fact, CallRefused)]


def test_a_number_on_the_blacklist_is_refused_with_a_reason_and_others_are_not() -> None:
    stage = Stage("8001")
    listed(stage)
    stage.dial(caller=CALLER)
    assert (refusals(stage), arrivals(stage)) == (["listed"], [])
    stage.dial(caller="13800000002")
    assert len(arrivals(stage)) == 1


def test_a_number_may_be_sent_to_another_queue() -> None:
    stage = Stage("8001")
    listed(stage, treatment=Treatment.QUEUE, target="show")
    stage.dial(caller=CALLER)
    assert [fact.queue for fact in arrivals(stage)] == ["show"]


def test_a_number_may_be_told_and_let_go_without_ever_being_in_line() -> None:
    stage = Stage("8001")
    listed(stage, treatment=Treatment.ANNOUNCE, target="closed")
    leg = stage.dial(caller=CALLER)
    assert (refusals(stage), arrivals(stage)) == (["listed"], [])
    assert list(stage.line.prompts_at(leg)) == ["closed"]
    stage.wait(120)
    assert leg not in stage.line.live_legs()


def test_a_line_for_emergencies_lets_everybody_in() -> None:
    stage = Stage("8001", queues=(QUEUES[0].model_copy(update={"emergency": True}), QUEUES[1]))
    listed(stage)
    stage.dial(caller=CALLER)
    assert (refusals(stage), len(arrivals(stage))) == ([], 1)


def test_priority_goes_into_the_call_within_the_bound() -> None:
    stage = Stage("8001", queues=(QUEUES[0].model_copy(update={"priority": 8}), QUEUES[1]))
    listed(stage, ListKind.PRIORITY, steps=5)
    stage.dial(caller=CALLER)
    assert [fact.priority for fact in arrivals(stage)] == [MOST_STEPS]
