"""A press is answered when the ledger has it: one that was answered outlives a kill, one that was not is sent again."""

import asyncio

import structlog

from callcenter.show.studio import Done
from callcenter.store.faults import StoreUnavailableError
from callcenter.web.route import Ask

KEPT_WITHIN_S = 1.0  # a commit takes milliseconds; a show does not wait longer for a database in trouble

_log = structlog.get_logger("show")


async def kept(ask: Ask, done: Done) -> Done:
    """Wait for the commit of what a press has done; with the database away the show goes on, and the facts wait."""
    try:
        await asyncio.wait_for(ask.parts.stores.journal.flush(), KEPT_WITHIN_S)
    except (TimeoutError, StoreUnavailableError) as fault:
        _log.warning("press answered before it is saved", seq=done.seq, fault=type(fault).__name__)
    return done
