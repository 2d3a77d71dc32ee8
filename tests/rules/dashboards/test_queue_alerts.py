"""What a supervisor sees of a queue nobody is signed in for, and of one that is overrun."""

from dashboards.alerts import Alarms, Limits
from dashboards.directory import Directory
from queueing.events import Fact, Party, QueueStaffed, QueueUnstaffed, SurgeEnded, SurgeStarted
from queueing.figures import Figures

DIRECTORY = Directory(queues={"hotline": "12345 热线"})


def codes(alarms: Alarms, *facts: Fact) -> list[str]:
    for fact in facts:
        if isinstance(fact, QueueUnstaffed | QueueStaffed | SurgeStarted | SurgeEnded):
            alarms.queue(fact)
    alarms.look(100.0, Figures(lambda at: at // 86400 * 86400), DIRECTORY)
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
