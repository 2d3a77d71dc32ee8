"""While the service runs: make findable what was said before there was a search, or while its index was cleared."""

import asyncio

import structlog

from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.transcript_index import TranscriptIndex

AGAIN_S = 86_400.0  # new sentences are indexed as they are kept: this only mends
RETRY_S = 60.0
_log = structlog.get_logger("transcripts")


async def keep_index(database: Database) -> None:
    """Catch up at the start and once a day; ends by cancellation."""
    index = TranscriptIndex(database)
    while True:
        try:
            added = await index.catch_up()
        except StoreError as fault:
            _log.warning("the search over transcripts is behind", why=str(fault))
            await asyncio.sleep(RETRY_S)
            continue
        if added:
            _log.info("sentences made findable", sentences=added)
        await asyncio.sleep(AGAIN_S)
