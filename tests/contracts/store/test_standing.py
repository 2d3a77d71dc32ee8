"""A queue closed by hand stays closed however long ago that was, until somebody takes it back."""

from callcenter.store.database import Database
from callcenter.store.journal import Journal
from callcenter.store.standing import LOOK_BACK_S, still_standing
from queueing.events import Party, QueueClosed, QueueOpened, SurgeEnded, SurgeStarted

NOW = 1_790_000_000.0
DAY = 86400.0


async def test_what_was_decided_by_hand_and_not_taken_back_still_stands(database: Database) -> None:
    journal = Journal(database)
    closed = QueueClosed(at=NOW - 9 * DAY, queue="hotline", by=Party.SUPERVISOR, reason="停电")
    surge = SurgeStarted(at=NOW - 5 * DAY, queue="show", by=Party.SUPERVISOR, reason="by_hand")
    journal.append(
        [
            QueueClosed(at=NOW - LOOK_BACK_S - 3 * DAY, queue="old", by=Party.SUPERVISOR),
            closed,
            QueueClosed(at=NOW - 8 * DAY, queue="night", by=Party.SUPERVISOR),
            QueueOpened(at=NOW - 7 * DAY, queue="night", by=Party.SUPERVISOR),
            SurgeStarted(at=NOW - 6 * DAY, queue="hotline", by=Party.SYSTEM, reason="waiting"),
            surge,
            SurgeStarted(at=NOW - 4 * DAY, queue="night", by=Party.SUPERVISOR, reason="by_hand"),
            SurgeEnded(at=NOW - 3 * DAY, queue="night", by=Party.SUPERVISOR),
            QueueOpened(at=NOW - 60.0, queue="hotline", by=Party.SUPERVISOR),
        ]
    )
    await journal.flush()
    assert await still_standing(journal, NOW - 2 * DAY) == [closed, surge]
