"""A call-back placed before the days that are replayed is not lost."""

from callcenter.store.calls import Calls
from callcenter.store.database import Database
from callcenter.store.journal import Journal
from callcenter.store.placed_calls import still_to_go_out
from queueing.events import CallArrived, CallEnded, CallPlaced, Fact, Outcome, Party, Purpose
from tests.contracts.store.stories import NOON


def placed(call_id: str, at: float) -> CallPlaced:
    return CallPlaced(
        at=at, call_id=call_id, queue="hotline", number="139", purpose=Purpose.CALLBACK, ranked_at=at - 60.0
    )


async def test_only_what_is_still_to_go_out_comes_back_and_only_its_older_facts(database: Database) -> None:
    journal = Journal(database)
    waits, done, fresh = placed("b1", NOON), placed("b2", NOON + 1), placed("b3", NOON + 5000)
    ended = CallEnded(
        at=NOON + 2, call_id="b2", queue="hotline", outcome=Outcome.CANCELLED, by=Party.SUPERVISOR, waited_s=1.0
    )
    cut = CallArrived(at=NOON + 3, call_id="c1", queue="hotline", dialled="12345", caller="138")
    story: list[Fact] = [waits, done, ended, cut, fresh]
    journal.append(story)
    await journal.flush()
    assert await still_to_go_out(Calls(database), journal, NOON + 1000) == [waits]
