"""Find sentences by their words, newest calls first, among the calls somebody may know of.

Two indexes hold what was said: one without citizens' numbers, for everybody, and one of the sentences that hold some,
for who may see them. A time, an operator and a queue are looked up in the index too: nothing is walked past.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    TableClause,
    and_,
    column,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
)

from callcenter.store.cursor import Page, mark, place
from callcenter.store.database import Database
from callcenter.store.search_tables import SLACK_S, first_line, transcript_lines, transcript_numbers
from callcenter.store.tables import call_operators, calls, tickets
from callcenter.store.ticket_tables import ticket_people, ticket_work
from callcenter.transcripts.searching import Term, of_operator, of_queue, pairs

_L = transcript_lines.c


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """A table of lines and, in SQLite, the full-text table over it (see the migration)."""

    lines: Table
    words: TableClause


_HIDDEN = _Index(lines=transcript_lines, words=table("transcript_words", column("rowid"), column("pairs")))
_WHOLE = _Index(lines=transcript_numbers, words=table("transcript_number_words", column("rowid"), column("pairs")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """Who looks.

    `operator_id` None: they have no calls of their own. `all_calls`: others' calls too; `confidential`: also those of
    citizens who asked for secrecy. Their own calls they always find; restricted ones only who is named on the ticket.
    `numbers`, `confidential_numbers`: they may see citizens' numbers in others' calls of either kind, and so find them;
    in their own they always do.
    """

    name: str
    operator_id: str | None = None
    all_calls: bool = False
    confidential: bool = False
    numbers: bool = False
    confidential_numbers: bool = False


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
    by_number: bool = False  # found only because of a number: shown as it was said, which is a look at it


class TranscriptSearch:
    """Reads only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, search: Search, seeker: Seeker) -> Page[Found]:
        """Some sentences, of the latest call first, its last sentence first.

        Raises:
            BadCursorError: `after` is none of ours.
        """
        return await self._database.read(lambda connection: _page(connection, search, seeker))

    async def may_know(self, call_id: str, seeker: Seeker) -> bool:
        """Whether this person would find that call."""
        wanted = select(calls.c.call_id).where(calls.c.call_id == call_id, *_visible(seeker))
        return await self._database.read(lambda connection: connection.execute(wanted).first() is not None)


def _page(connection: Connection, search: Search, seeker: Seeker) -> Page[Found]:
    rows = _rows(connection, _HIDDEN, search, seeker)
    found = {row["line_id"]: Found(**row) for row in rows}
    if seeker.operator_id or seeker.numbers or seeker.confidential_numbers:
        for row in _rows(connection, _WHOLE, search, seeker, _sees_numbers(seeker)):
            found.setdefault(row["line_id"], Found(**row, by_number=True))
    newest = [found[line_id] for line_id in sorted(found, reverse=True)]
    shown = tuple(newest[: search.limit])
    more = len(newest) > search.limit
    return Page(items=shown, next=mark(shown[-1].line_id, shown[-1].call_id) if more else None)


def _rows(
    connection: Connection, index: _Index, search: Search, seeker: Seeker, *more: ColumnElement[bool]
) -> list[Mapping[str, Any]]:
    """One more than asked for, if there are so many."""
    wanted = (_postgresql if connection.dialect.name == "postgresql" else _sqlite)(index, search, _tags(search, seeker))
    asked = wanted.where(*_visible(seeker), *more, *_conditions(search)).limit(search.limit + 1)
    rows = connection.execute(asked).mappings()
    return [{**row, "operator_ids": tuple(row["operator_ids"])} for row in rows]


_COLUMNS = (_L.line_id, _L.utterance_id, _L.call_id, calls.c.arrived_at, calls.c.queue, calls.c.operator_ids)


def _sqlite(index: _Index, search: Search, tags: Sequence[str]) -> Select[tuple[object, ...]]:
    """Walk the full-text table backwards from the latest time asked for: the order wanted, so that a page ends it."""
    spelled = (f"({' OR '.join(_all_pairs(one) for one in term.spellings)})" for term in search.terms)
    asked = " AND ".join([*spelled, *(f'"{tag}"' for tag in tags)])
    rowid = index.words.c.rowid
    joined = index.words.join(transcript_lines, _L.line_id == rowid).join(calls, calls.c.call_id == _L.call_id)
    if index.lines is not transcript_lines:
        joined = joined.join(index.lines, index.lines.c.line_id == rowid)
    matches = literal_column(index.words.name).op("MATCH")(asked)
    wanted = select(*_COLUMNS).select_from(joined).where(matches, *_places(search, rowid), *_said(index, search.terms))
    return wanted.order_by(rowid.desc())


def _all_pairs(spelling: str) -> str:
    return "(" + " AND ".join(f'"{pair}"' for pair in pairs(spelling)) + ")"


def _postgresql(index: _Index, search: Search, tags: Sequence[str]) -> Select[tuple[object, ...]]:
    lines = index.lines
    kept = func.string_to_array(lines.c.pairs, literal_column("' '"))

    def holds(words: Sequence[str]) -> ColumnElement[bool]:
        return kept.op("@>")(func.string_to_array(" ".join(words), literal_column("' '")))

    asked = [or_(*(holds(pairs(one)) for one in term.spellings)) for term in search.terms]
    joined = transcript_lines.join(calls, calls.c.call_id == _L.call_id)
    if lines is not transcript_lines:
        joined = joined.join(lines, lines.c.line_id == _L.line_id)
    wanted = select(*_COLUMNS).select_from(joined).where(*asked, *([holds(tags)] if tags else []))
    places = _places(search, lines.c.line_id)
    return wanted.where(*places, *_said(index, search.terms)).order_by(lines.c.line_id.desc())


def _places(search: Search, line_id: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """Between which lines of the index it must be; `_conditions` has the exact times."""
    if search.since is not None:
        yield line_id >= first_line(search.since - SLACK_S)
    if search.until is not None:
        yield line_id < first_line(search.until + SLACK_S)
    if search.after:
        yield line_id < int(place(search.after)[0])


def _said(index: _Index, terms: Sequence[Term]) -> Iterator[ColumnElement[bool]]:
    """Longer words: all pairs may stand apart, so look at the sentence itself."""
    for term in terms:
        if any(len(one) > 2 for one in term.spellings):
            yield or_(*(index.lines.c.plain.contains(one, autoescape=True) for one in term.spellings))


def _conditions(search: Search) -> Iterator[ColumnElement[bool]]:
    if search.queue:
        yield calls.c.queue == search.queue
    if search.operator_id:
        yield _took(search.operator_id)
    if search.since is not None:
        yield calls.c.arrived_at >= search.since
    if search.until is not None:
        yield calls.c.arrived_at < search.until


def _tags(search: Search, seeker: Seeker) -> list[str]:
    """Words of the index that every line wanted has; who may see what is asked of the tables all the same."""
    operators = [one for one in (search.operator_id, "" if seeker.all_calls else seeker.operator_id) if one]
    return [*map(of_operator, dict.fromkeys(operators)), *([of_queue(search.queue)] if search.queue else [])]


def _visible(seeker: Seeker) -> Iterator[ColumnElement[bool]]:
    own = _own(seeker)
    yield calls.c.probe == ""
    if not seeker.all_calls:
        yield own
    elif not seeker.confidential:
        yield or_(~_ticket(ticket_work.c.confidential), own)
    named = exists().where(ticket_people.c.ticket_id == tickets.c.ticket_id, ticket_people.c.name == seeker.name)
    yield ~_ticket(and_(ticket_work.c.restricted, ~named))


def _sees_numbers(seeker: Seeker) -> ColumnElement[bool]:
    """Whether they see numbers in a call they find."""
    secret = _ticket(ticket_work.c.confidential)
    others = [
        *([~secret] if seeker.numbers else []),
        *([secret] if seeker.confidential_numbers else []),
    ]
    return or_(_own(seeker), *others)


def _own(seeker: Seeker) -> ColumnElement[bool]:
    return _took(seeker.operator_id) if seeker.operator_id else false()


def _took(operator_id: str) -> ColumnElement[bool]:
    return exists().where(call_operators.c.call_id == calls.c.call_id, call_operators.c.operator_id == operator_id)


def _ticket(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the call's ticket is at work and fulfils a condition."""
    return exists().where(
        tickets.c.call_id == calls.c.call_id, ticket_work.c.ticket_id == tickets.c.ticket_id, condition
    )
