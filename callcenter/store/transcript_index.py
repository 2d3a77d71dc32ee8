"""Bring the search over transcripts up to what was said: after calls are over, after a crash, and from scratch.

What is to be done is read from the tables each time, and each few calls are one transaction: whoever breaks off goes on
where it ended. The newest calls come first; `transcript_rebuild` says up to where an index that is made anew reaches.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, delete, func, insert, or_, select, tuple_, update

from callcenter.store.database import Database
from callcenter.store.search_lines import index_call
from callcenter.store.search_tables import transcript_lines, transcript_rebuild
from callcenter.store.shown import is_shown
from callcenter.store.tables import calls, utterances

LOOKED_AT = 200  # calls whose lines are compared at once
CALLS = 10  # in one transaction, so that a running service writes between them
LINES = 2000  # forgotten in one transaction
END = 1e18  # Unix seconds: after every call
Place = tuple[float, str]  # a call's arrival and id
_L = transcript_lines.c


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """How many sentences are kept and how many of them can be found."""

    said: int
    indexed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a walk over all calls has come: all that arrived at `at` (Unix seconds) and later are done."""

    at: float
    sentences: int  # made findable so far


class TranscriptIndex:
    """Owns the lines of calls that are over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def state(self) -> IndexState:
        """Count both."""
        return await self._database.read(_state)

    async def complete_since(self) -> float | None:
        """The arrival (Unix seconds) before which calls cannot be searched yet; None: all can."""
        place = await self._database.read(_place)
        return place[0] if place else None

    async def clear(self) -> None:
        """Forget every line; `catch_up` makes them again."""
        await self._database.write(lambda connection: _reach(connection, (END, "")))
        while await self._database.write(_forget_some):
            pass

    async def settle(self) -> int:
        """Write the lines of calls that are over since their last sentence; answers how many calls."""
        found = 0
        while call_ids := await self._database.read(_unsettled):
            await self._database.write(partial(_index_calls, call_ids=call_ids))
            found += len(call_ids)
        return found

    async def catch_up(self, tell: Callable[[Progress], None] = lambda _far: None, *, gently: bool = False) -> int:
        """Make findable what is not, newest calls first; answers how many sentences their calls have.

        Args:
            tell: told after each look.
            gently: pause as long as each piece of work took: calls are going on.

        """
        rebuilding = await self._database.read(_place)
        place, made = rebuilding or (END, ""), 0
        while batch := await self._database.read(partial(_calls_before, place=place)):
            behind = await self._database.read(partial(_behind, call_ids=[call_id for _, call_id in batch]))
            for start in range(0, len(behind), CALLS):
                made += await self._piece(behind[start : start + CALLS], gently=gently)
            place = batch[-1]
            if rebuilding:
                await self._database.write(partial(_reach, place=place))
            tell(Progress(at=place[0], sentences=made))
        if rebuilding:
            await self._database.write(lambda connection: connection.execute(delete(transcript_rebuild)))
        return made

    async def _piece(self, call_ids: Sequence[str], *, gently: bool) -> int:
        began = time.monotonic()
        made = await self._database.write(partial(_index_calls, call_ids=call_ids))
        if gently:
            await asyncio.sleep(time.monotonic() - began)
        return made


def _index_calls(connection: Connection, call_ids: Sequence[str]) -> int:
    return sum(index_call(connection, call_id) for call_id in call_ids)


def _state(connection: Connection) -> IndexState:
    shown = select(func.count()).select_from(utterances).where(is_shown())
    lines = select(func.count()).select_from(transcript_lines)
    return IndexState(said=connection.execute(shown).scalar_one(), indexed=connection.execute(lines).scalar_one())


def _place(connection: Connection) -> Place | None:
    row = connection.execute(select(transcript_rebuild.c.at, transcript_rebuild.c.call_id)).first()
    return (row.at, row.call_id) if row else None


def _reach(connection: Connection, place: Place) -> None:
    values = {"at": place[0], "call_id": place[1]}
    if not connection.execute(update(transcript_rebuild).values(**values)).rowcount:
        connection.execute(insert(transcript_rebuild).values(rebuild_id=1, **values))


def _forget_some(connection: Connection) -> int:
    some = select(_L.line_id).order_by(_L.line_id.desc()).limit(LINES)
    return connection.execute(delete(transcript_lines).where(_L.line_id.in_(some))).rowcount


def _unsettled(connection: Connection) -> list[str]:
    over = select(_L.call_id).distinct().join(calls, calls.c.call_id == _L.call_id)
    wanted = over.where(_L.settled == False, calls.c.ended_at.is_not(None)).limit(CALLS)  # noqa: E712 - SQL
    return list(connection.execute(wanted).scalars())


def _calls_before(connection: Connection, place: Place) -> list[Place]:
    key = (calls.c.arrived_at, calls.c.call_id)
    wanted = select(*key).where(tuple_(*key) < tuple_(*place)).order_by(*(one.desc() for one in key)).limit(LOOKED_AT)
    return [(row[0], row[1]) for row in connection.execute(wanted)]


def _behind(connection: Connection, call_ids: Sequence[str]) -> list[str]:
    """Those of the calls that have a sentence without a line, or are over and have one written before; newest first."""
    of_them = select(utterances.c.call_id).distinct().join(calls, calls.c.call_id == utterances.c.call_id)
    known = of_them.outerjoin(transcript_lines, _L.utterance_id == utterances.c.utterance_id)
    old = (_L.settled == False) & calls.c.ended_at.is_not(None)  # noqa: E712 - SQL
    wanted = known.where(utterances.c.call_id.in_(call_ids), is_shown(), or_(_L.line_id.is_(None), old))
    found = set(connection.execute(wanted).scalars())
    return [call_id for call_id in call_ids if call_id in found]
