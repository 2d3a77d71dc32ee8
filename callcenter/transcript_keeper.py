"""While the service runs: write what is searched of calls that are over, and make findable what is not yet."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.transcript_index import Progress, TranscriptIndex

SETTLE_EVERY_S = 3.0
AGAIN_S = 86_400.0  # sentences are indexed as they are kept: this only mends
RETRY_S = 60.0
TELL_EVERY_S = 60.0
_log = structlog.get_logger("transcripts")


async def keep_index(database: Database) -> None:
    """Settle calls as they end; catch up at the start and once a day; ends by cancellation."""
    index = TranscriptIndex(database)
    async with asyncio.TaskGroup() as both:
        both.create_task(_again_and_again(index.settle, SETTLE_EVERY_S), name="settle transcript lines")
        both.create_task(_again_and_again(lambda: _catch_up(index), AGAIN_S), name="catch up transcript lines")


async def _again_and_again(work: Callable[[], Awaitable[object]], every_s: float) -> None:
    while True:
        try:
            await work()
        except StoreError as fault:
            _log.warning("the search over transcripts is behind", why=str(fault))
            await asyncio.sleep(RETRY_S)
        else:
            await asyncio.sleep(every_s)


async def _catch_up(index: TranscriptIndex) -> None:
    told = asyncio.get_running_loop().time()

    def tell(far: Progress) -> None:
        nonlocal told
        now = asyncio.get_running_loop().time()
        if far.sentences and now - told >= TELL_EVERY_S:
            told = now
            _log.info("the search over transcripts is made", calls_since=far.at, sentences=far.sentences)

    made = await index.catch_up(tell, gently=True)
    if made:
        _log.info("sentences made findable", sentences=made)
