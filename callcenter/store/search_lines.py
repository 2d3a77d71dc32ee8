"""Write the lines that are searched: each sentence's in its own transaction, a call's anew once it is over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, text, update

from callcenter.store.search_tables import LINES_A_SECOND, first_line, transcript_lines, transcript_numbers
from callcenter.store.shown import as_checked, is_shown
from callcenter.store.tables import calls, utterances
from callcenter.store.utterance import SaidWord, SavedUtterance
from callcenter.transcripts.searching import SearchText, of_operator, of_queue, pairs, search_texts

AT_ONCE = 500  # lines that get their ids together
_LOCK = 0x12345_5EA  # PostgreSQL: two services give lines ids one after the other
_L, _N = transcript_lines.c, transcript_numbers.c


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """What of a call its lines hold."""

    call_id: str
    arrived_at: float
    over: bool
    tags: str  # words of the index: its operators and its queue


def index_new(connection: Connection, said: Sequence[SavedUtterance]) -> None:
    """Make sentences findable that were just kept; one that is known is left as it was.

    A call that is not known yet is left to `TranscriptIndex.catch_up`.
    """
    for call_id in dict.fromkeys(one.call_id for one in said):
        call = _call(connection, call_id)
        if call and call.over:
            _index(connection, call)
        elif call:
            mine = [one for one in said if one.call_id == call_id]
            known = _known(connection, mine)
            _write(connection, call, [one for one in mine if one.utterance_id not in known])


def index_call(connection: Connection, call_id: str) -> int:
    """Bring all lines of a call to what is said, shown, checked and hidden now; answers how many sentences it has."""
    call = _call(connection, call_id)
    return _index(connection, call) if call else 0


def _index(connection: Connection, call: _Call) -> int:
    mine = select(utterances).where(utterances.c.call_id == call.call_id, is_shown())
    rows = connection.execute(mine.order_by(utterances.c.start_ms, utterances.c.utterance_id)).mappings()
    said = as_checked(connection, [_read(row) for row in rows])
    _forget_others(connection, call.call_id, said)
    _write(connection, call, said)
    return len(said)


def _call(connection: Connection, call_id: str) -> _Call | None:
    wanted = select(calls.c.arrived_at, calls.c.ended_at, calls.c.operator_ids, calls.c.queue)
    row = connection.execute(wanted.where(calls.c.call_id == call_id)).first()
    if row is None:
        return None
    tags = [*(of_operator(one) for one in row.operator_ids), *([of_queue(row.queue)] if row.queue else [])]
    return _Call(call_id=call_id, arrived_at=row.arrived_at, over=row.ended_at is not None, tags=" ".join(tags))


def _forget_others(connection: Connection, call_id: str, said: Sequence[SavedUtterance]) -> None:
    """Take out lines of what is not shown any more."""
    ids = select(utterances.c.utterance_id).where(utterances.c.call_id == call_id)
    kept = [one.utterance_id for one in said]
    connection.execute(delete(transcript_lines).where(_L.utterance_id.in_(ids), _L.utterance_id.not_in(kept)))


def _known(connection: Connection, said: Sequence[SavedUtterance]) -> Mapping[str, RowMapping]:
    """The lines there are of these sentences."""
    found: dict[str, RowMapping] = {}
    for some in _batches([one.utterance_id for one in said]):
        wanted = select(transcript_lines, _N.plain.label("whole")).outerjoin(
            transcript_numbers, _N.line_id == _L.line_id
        )
        rows = connection.execute(wanted.where(_L.utterance_id.in_(some))).mappings()
        found.update({row["utterance_id"]: row for row in rows})
    return found


def _write(connection: Connection, call: _Call, said: Sequence[SavedUtterance]) -> None:
    """Write the lines that are not there as they should be; one that changes keeps its id."""
    texts, known = search_texts(said, over=call.over), _known(connection, said)
    lines = [(ident, _columns(call, one)) for ident, one in texts.items()]
    changed = [(ident, line) for ident, line in lines if not _same(known.get(ident), line)]
    old = {ident: known[ident]["line_id"] for ident, _ in changed if ident in known}
    for some in _batches(list(old.values())):
        connection.execute(delete(transcript_lines).where(_L.line_id.in_(some)))
    if changed and connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    _insert(connection, call, [(old[ident], ident, line) for ident, line in changed if ident in old])
    for some_new in _batches([(ident, line) for ident, line in changed if ident not in old]):
        ids = _free(connection, call, len(some_new))
        _insert(connection, call, [(new, *one) for new, one in zip(ids, some_new, strict=True)])
    if call.over:
        ids_here = [row["line_id"] for row in known.values() if not row["settled"]]
        for some in _batches(ids_here):
            connection.execute(update(transcript_lines).where(_L.line_id.in_(some)).values(settled=True))


def _columns(call: _Call, one: SearchText) -> Mapping[str, str]:
    differs = one.whole != one.hidden
    return {
        "plain": one.hidden,
        "pairs": " ".join([*pairs(one.hidden), call.tags]),
        "whole": one.whole if differs else "",
        "whole_pairs": " ".join([*pairs(one.whole), call.tags]) if differs else "",
    }


def _same(known: RowMapping | None, line: Mapping[str, str]) -> bool:
    return known is not None and (known["plain"], known["pairs"], known["whole"] or "") == (
        line["plain"],
        line["pairs"],
        line["whole"],
    )


def _insert(connection: Connection, call: _Call, lines: Sequence[tuple[int, str, Mapping[str, str]]]) -> None:
    rows = [
        {"line_id": at, "utterance_id": ident, "call_id": call.call_id, "settled": call.over,
         "plain": line["plain"], "pairs": line["pairs"]}
        for at, ident, line in lines
    ]  # fmt: skip
    numbers = [
        {"line_id": at, "plain": line["whole"], "pairs": line["whole_pairs"]} for at, _, line in lines if line["whole"]
    ]
    if rows:
        connection.execute(insert(transcript_lines), rows)
    if numbers:
        connection.execute(insert(transcript_numbers), numbers)


def _free(connection: Connection, call: _Call, count: int) -> range:
    """Ids behind those of that second; where they do not fit, behind those of a later one."""
    first = first_line(call.arrived_at)
    while True:
        of_second = select(func.max(_L.line_id)).where(_L.line_id >= first, _L.line_id < first + LINES_A_SECOND)
        last = connection.execute(of_second).scalar_one()
        begin = first if last is None else last + 1
        if begin + count <= first + LINES_A_SECOND:
            return range(begin, begin + count)
        first += LINES_A_SECOND


def _read(row: RowMapping) -> SavedUtterance:
    return SavedUtterance(**{**row, "words": tuple(SaidWord(**word) for word in row["words"])})


def _batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))
