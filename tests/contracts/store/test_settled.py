"""What a site learns from: replied tickets, the caller's own words, the unit that had the matter at the end."""

from callcenter.store.database import Database
from callcenter.store.settled import settled_tickets
from callcenter.store.transcripts import SavedUtterance, Transcripts
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.pen import Who
from tests.contracts.store.office import world
from tests.contracts.store.test_ticket_work import ended


def utterance(number: int, role: str, text: str) -> SavedUtterance:
    return SavedUtterance(
        utterance_id=f"u{number}",
        call_id="call-t1",
        leg_id=role,
        role=role,
        start_ms=number * 1000,
        end_ms=number * 1000 + 900,
        text=text,
        words=(),
    )


async def test_only_replied_tickets_teach_with_the_callers_words_and_the_last_unit(database: Database) -> None:
    one = world(database)
    said = [("caller", "你好"), ("operator", "请讲"), ("caller", "人民路路灯不亮")]
    await Transcripts(database).add([utterance(n, role, text) for n, (role, text) in enumerate(said)])
    work = await ended(one, "t1")
    await one.accepted("t2")
    await one.do("t2", Dispatch(unit="水务局"), Who(name="li"))
    (found,) = await settled_tickets(database)
    assert (found.ticket_id, found.kind, found.unit, found.text) == ("t1", "投诉", "城管局", "你好,人民路路灯不亮")
    assert found.at == work.record.replies[-1].at
