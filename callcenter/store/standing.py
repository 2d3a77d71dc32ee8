"""What somebody decided by hand about a queue before the replayed days, and what still holds of it."""

from callcenter.store.journal import Journal
from queueing.events import Fact, QueueClosed, QueueOpened, SurgeEnded, SurgeStarted

LOOK_BACK_S = 60 * 86400.0  # nobody leaves a queue closed by hand for longer; further back the ledger is not read


async def still_standing(journal: Journal, before: float) -> list[Fact]:
    """Return the closings and surges by hand, older than `before` (Unix seconds), that nobody has taken back."""
    told = await journal.of_kinds((QueueClosed, QueueOpened, SurgeStarted, SurgeEnded), before - LOOK_BACK_S, before)
    standing: dict[tuple[str, bool], Fact] = {}
    for fact in told:
        match fact:
            case QueueClosed():
                standing[fact.queue, True] = fact
            case SurgeStarted() if fact.reason == "by_hand":
                standing[fact.queue, False] = fact
            case QueueOpened():
                standing.pop((fact.queue, True), None)
            case SurgeEnded():
                standing.pop((fact.queue, False), None)
    return sorted(standing.values(), key=lambda fact: fact.at)
