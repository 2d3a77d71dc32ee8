"""What a supervisor sees of a queue nobody is signed in for, and of one that is overrun."""

from dashboards.alerts import Alarms, Limits
from dashboards.directory import Directory
from queueing.events import CallArrived, Fact, Party, QueueFact, QueueStaffed, QueueUnstaffed, SurgeEnded, SurgeStarted
from queueing.figures import Figures

NOW = 100.0
DIRECTORY = Directory(queues={"hotline": "12345 热线"})


def codes(alarms: Alarms, *facts: Fact) -> list[str]:
    for fact in facts:
        assert isinstance(fact, QueueFact)
        alarms.queue(fact)
    alarms.look(NOW, Figures(lambda at: at // 86400 * 86400), DIRECTORY)
    return [one.code for one in alarms.conditions.values()]


def test_a_call_nobody_is_there_for_stays_on_the_wall_until_somebody_signs_in() -> None:
    alarms = Alarms(Limits())
    assert codes(alarms, QueueUnstaffed(at=1.0, queue="hotline")) == ["no_operator"]
    assert codes(alarms, QueueStaffed(at=2.0, queue="hotline")) == []


def test_a_surge_is_on_the_wall_while_it_lasts() -> None:
    alarms = Alarms(Limits())
    began = SurgeStarted(at=1.0, queue="hotline", by=Party.SYSTEM, reason="waiting", value=9.0)
    assert codes(alarms, began) == ["surge"]
    assert codes(alarms, SurgeEnded(at=2.0, queue="hotline", by=Party.SYSTEM)) == []


def test_nobody_at_a_closed_queue_is_no_alarm_until_it_opens_again() -> None:
    hours = {"hotline": False}
    alarms = Alarms(Limits(), lambda queue, _now: hours[queue])
    assert codes(alarms, QueueUnstaffed(at=1.0, queue="hotline")) == []
    hours["hotline"] = True
    assert codes(alarms) == ["no_operator"]


def test_a_caller_who_waits_at_a_closed_queue_with_nobody_there_is_an_alarm() -> None:
    alarms, figures = Alarms(Limits(), lambda _queue, _now: False), Figures(lambda at: at // 86400 * 86400)
    figures.feed(CallArrived(at=90.0, call_id="c1", queue="hotline", dialled="12345", caller="13800000001"))
    alarms.look(NOW, figures, DIRECTORY)
    assert [one.code for one in alarms.conditions.values()] == ["no_operator"]
