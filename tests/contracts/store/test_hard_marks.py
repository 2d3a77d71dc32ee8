"""What the ledger knows of callers whose calls were marked as hard."""

from dataclasses import replace

from callcenter.store.database import Database
from callcenter.store.hard_marks import HardMarks
from callcenter.store.journal import Journal
from queueing.desk.state import HardMark
from queueing.events import CallArrived, CallMarked
from tests.contracts.store.stories import NOON, answered_call


def of(caller: str, call_id: str) -> list[object]:
    arrived, *rest = answered_call(call_id)
    assert isinstance(arrived, CallArrived)
    return [replace(arrived, caller=caller), *rest]


def mark(at: float, call_id: str, *, hard: bool = True) -> CallMarked:
    return CallMarked(at=at, call_id=call_id, operator_id="8001", hard=hard)


async def test_the_last_mark_of_each_number_is_found_and_one_taken_back_is_not(database: Database) -> None:
    journal = Journal(database)
    for place, caller in enumerate(("13900000000", "13900000000", "13800000000", "", "13700000000")):
        journal.append(of(caller, f"c{place}"))  # type: ignore[arg-type]
    marks = [mark(NOON + place, f"c{place}") for place in range(4)]
    old = mark(NOON - 100.0, "c4")
    journal.append([old, *marks, mark(NOON + 9.0, "c2", hard=False)])
    await journal.flush()
    assert await HardMarks(database).since(NOON) == {"13900000000": HardMark(call_id="c1", at=NOON + 1)}
