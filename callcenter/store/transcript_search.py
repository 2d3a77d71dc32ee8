"""Find sentences by their words, newest first, among the calls somebody may know of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Select, and_, column, exists, func, literal_column, or_, select, table
from sqlalchemy import true as always

from callcenter.store.cursor import Page, mark, place
from callcenter.store.database import Database
from callcenter.store.search_tables import transcript_lines
from callcenter.store.tables import call_operators, calls, tickets
from callcenter.store.ticket_tables import ticket_people, ticket_work
from callcenter.transcripts.searching import Term, pairs

_WORDS = table("transcript_words", column("rowid"), column("pairs"))  # FTS5, see the migration
_L = transcript_lines.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """Who looks.

    `operator_id` None: they have no calls of their own. `all_calls`: others' calls too; `confidential`: also those of
    citizens who asked for secrecy. Their own calls they always find; restricted ones only who is named on the ticket.
    """

    name: str
    operator_id: str | None = None
    all_calls: bool = False
    confidential: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; '' and None take all. Times are Unix seconds of the call's arrival: since <= t < until."""

    terms: Sequence[Term]
    queue: str = ""
    operator_id: str = ""
    since: float | None = None
    until: float | None = None
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One sentence and its call."""

    line_id: int
    utterance_id: str
    call_id: str
    arrived_at: float
    queue: str
    operator_ids: tuple[str, ...] = field(default=())


class TranscriptSearch:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, search: Search, seeker: Seeker) -> Page[Found]:
        """Some sentences, the latest heard first.

        Raises:
            BadCursorError: `after` is none of ours.
        """
        return await self._database.read(lambda connection: _page(connection, search, seeker))

    async def may_know(self, call_id: str, seeker: Seeker) -> bool:
        """Whether this person would find that call."""
        wanted = select(calls.c.call_id).where(calls.c.call_id == call_id, *_visible(seeker))
        return await self._database.read(lambda connection: connection.execute(wanted).first() is not None)


def _page(connection: Connection, search: Search, seeker: Seeker) -> Page[Found]:
    conditions = [*_visible(seeker), *_conditions(search)]
    wanted = _postgresql(search.terms) if connection.dialect.name == "postgresql" else _sqlite(search.terms)
    rows = connection.execute(wanted.where(*conditions).limit(search.limit + 1)).mappings().all()
    shown = tuple(Found(**{**row, "operator_ids": tuple(row["operator_ids"])}) for row in rows[: search.limit])
    more = len(rows) > search.limit
    return Page(items=shown, next=mark(shown[-1].line_id, shown[-1].call_id) if more else None)


_COLUMNS = (_L.line_id, _L.utterance_id, _L.call_id, calls.c.arrived_at, calls.c.queue, calls.c.operator_ids)


def _sqlite(terms: Sequence[Term]) -> Select[tuple[object, ...]]:
    """Walk the full-text table backwards: the order wanted, so that a page ends the walk."""
    asked = " AND ".join(f"({' OR '.join(_all_pairs(one) for one in term.spellings)})" for term in terms)
    joined = _WORDS.join(transcript_lines, _L.line_id == _WORDS.c.rowid).join(calls, calls.c.call_id == _L.call_id)
    matches = literal_column("transcript_words").op("MATCH")(asked)
    return select(*_COLUMNS).select_from(joined).where(matches, *_said(terms)).order_by(_WORDS.c.rowid.desc())


def _all_pairs(spelling: str) -> str:
    return "(" + " AND ".join(f'"{pair}"' for pair in pairs(spelling)) + ")"


def _postgresql(terms: Sequence[Term]) -> Select[tuple[object, ...]]:
    kept = func.string_to_array(_L.pairs, literal_column("' '"))

    def holds(spelling: str) -> ColumnElement[bool]:
        return kept.op("@>")(func.string_to_array(" ".join(pairs(spelling)), literal_column("' '")))

    asked = (or_(*(holds(one) for one in term.spellings)) for term in terms)
    joined = transcript_lines.join(calls, calls.c.call_id == _L.call_id)
    return select(*_COLUMNS).select_from(joined).where(*asked, *_said(terms)).order_by(_L.line_id.desc())


def _said(terms: Sequence[Term]) -> Iterator[ColumnElement[bool]]:
    """Longer words: all pairs may stand apart, so look at the sentence itself."""
    for term in terms:
        if any(len(one) > 2 for one in term.spellings):
            yield or_(*(_L.plain.contains(one, autoescape=True) for one in term.spellings))


def _conditions(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.queue:
        yield calls.c.queue == search.queue
    if search.operator_id:
        yield _took(search.operator_id)
    if search.since is not None:
        yield calls.c.arrived_at >= search.since
    if search.until is not None:
        yield calls.c.arrived_at < search.until
    if search.after:
        yield _L.line_id < int(place(search.after)[0])


def _visible(seeker: Seeker) -> Iterator[ColumnElement[bool]]:
    own = _took(seeker.operator_id) if seeker.operator_id else ~always()
    yield calls.c.probe == ""
    if not seeker.all_calls:
        yield own
    elif not seeker.confidential:
        yield or_(~_ticket(ticket_work.c.confidential), own)
    named = exists().where(ticket_people.c.ticket_id == tickets.c.ticket_id, ticket_people.c.name == seeker.name)
    yield ~_ticket(and_(ticket_work.c.restricted, ~named))


def _took(operator_id: str) -> ColumnElement[bool]:
    return exists().where(call_operators.c.call_id == calls.c.call_id, call_operators.c.operator_id == operator_id)


def _ticket(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the call's ticket is at work and fulfils a condition."""
    return exists().where(
        tickets.c.call_id == calls.c.call_id, ticket_work.c.ticket_id == tickets.c.ticket_id, condition
    )
