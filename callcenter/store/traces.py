"""Where a number or a name still stands: every text of every table is looked at, so that a receipt says all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import JSON, ColumnElement, Connection, Table, Text, cast, false, func, or_, select

from callcenter.store.every_table import METADATA
from callcenter.store.wiping import SHORTEST_NAME

_BY = ("ticket_id", "call_id", "stream", "thing")  # columns that say whose a row is
_STAFF = frozenset({"operators", "users", "persons", "on_call", "show_contacts", "show_seats", "call_out_attempts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What to look for, and of which tickets and calls nothing is to be told. Personal data."""

    numbers: Sequence[str]
    names: Sequence[str]
    hidden: Sequence[str] = ()

    def words(self) -> list[str]:
        """All of it that is long enough to mean somebody."""
        return [*(one for one in self.numbers if len(one) >= 5), *(n for n in self.names if len(n) >= SHORTEST_NAME)]


def traces(connection: Connection, names: Names) -> Mapping[str, int]:
    """How many rows of each table hold one of them; tables of staff, who may be called the same, are left out."""
    words = names.words()
    counts = {one.name: _count(connection, one, words, names) for one in _tables()} if words else {}
    return {name: count for name, count in counts.items() if count}


def _tables() -> list[Table]:
    return [one for one in METADATA.sorted_tables if one.name not in _STAFF]


def _count(connection: Connection, table: Table, words: Sequence[str], names: Names) -> int:
    texts = [cast(one, Text) for one in table.c if isinstance(one.type, Text | JSON)]
    holding: list[ColumnElement[bool]] = [text.contains(word, autoescape=True) for text in texts for word in words]
    hidden = [func.coalesce(table.c[one], "").not_in(names.hidden) for one in _BY if one in table.c]
    wanted = select(func.count()).select_from(table).where(or_(false(), *holding), *hidden)
    return connection.execute(wanted).scalar_one()
