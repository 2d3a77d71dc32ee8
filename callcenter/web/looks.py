"""Looks at callers' numbers: each is in the audit, with every ticket and call whose number was shown."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from callcenter.store.ticket import Ticket
from callcenter.web.route import Ask
from callcenter.web.scopes import is_own, sight_of_row, sight_of_ticket
from callcenter.web.serve import note
from callcenter.web.visibility import Part, Seen, Sight, without_numbers

NAMED = 5  # in the line itself; the detail has all of them
Row = Mapping[str, Any]


def note_looks(ask: Ask, tickets: Iterable[str], calls: Iterable[str] = ()) -> None:
    """Write one line for one answer; it names everything whose number the answer shows."""
    shown = {"tickets": sorted({*tickets}), "calls": sorted({*calls})}
    things = [*shown["tickets"], *shown["calls"]]
    if things:
        more = f" and {len(things) - NAMED} more" if len(things) > NAMED else ""
        detail = {kind: some for kind, some in shown.items() if some}
        note(ask.parts, ask.request, ask.who, "numbers_seen", ",".join(things[:NAMED]) + more, detail)


def rows_looked_at(ask: Ask, rows: Sequence[Row]) -> list[str]:
    """The tickets at work whose numbers this person was shown; operators see those of their own calls on duty."""
    return [
        row["ticket_id"]
        for row in rows
        if not is_own(ask, row["operator_id"])
        and _shows_one(sight_of_row(ask, row), row["caller_number"], _values(row["fields"]))
    ]


def tickets_looked_at(ask: Ask, tickets: Sequence[Ticket], rows: Mapping[str, Row]) -> list[str]:
    """The same for tickets and drafts; `rows`: of those at work."""
    return [
        one.ticket_id
        for one in tickets
        if not is_own(ask, one.operator_id)
        and _shows_one(
            sight_of_ticket(ask, one, rows.get(one.ticket_id)),
            one.caller_number,
            [field.value for field in (*one.fields.values(), *chain.from_iterable(one.suggestions.values()))],
        )
    ]


def remarks_looked_at(ask: Ask, row: Row, remarks: str) -> list[str]:
    """A ticket whose own fields hold no number, but what people wrote on it does."""
    if rows_looked_at(ask, [row]) or is_own(ask, row["operator_id"]):
        return []
    return [row["ticket_id"]] if _shows_one(sight_of_row(ask, row), "", [remarks]) else []


def _shows_one(seen: Seen, number: str, texts: Iterable[str]) -> bool:
    """Whether a number is shown: the caller's, or one that stands in the words."""
    return seen[Part.NUMBER] is Sight.SHOWN and (bool(number) or any(without_numbers(one) != one for one in texts))


def _values(fields: Mapping[str, Any]) -> list[str]:
    return [str(one.get("value", "")) for one in fields.values()]
