"""One entry of the knowledge base: a question, its answer, where that stands and how long it holds."""

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from callcenter.sheet import Column, words

MOST_ASKS = 20
LONGEST = {"question": 200, "answer": 4000, "source": 200, "line": 64, "unit": 64}


class EntryStatus(StrEnum):
    """Whether operators see it."""

    DRAFT = "draft"  # made from a closed ticket, not looked at yet
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How an entry stands on a day: its status, and whether its days have come or gone."""

    DRAFT = "draft"
    COMING = "coming"
    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class EntryError(ValueError):
    """An entry that cannot be: what was expected, what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A question and its answer."""

    entry_id: str
    question: str
    asks: tuple[str, ...] = ()  # other ways citizens put it
    answer: str
    line: str = ""  # queue it belongs to; '': all
    unit: str = ""  # who answers for it
    source: str  # document the answer stands in
    valid_from: date
    valid_to: date | None = None  # last day
    status: EntryStatus = EntryStatus.PUBLISHED
    ticket_id: str = ""  # the closed ticket it was made from
    version: int = 1

    def __post_init__(self) -> None:
        for name, most in LONGEST.items():
            found = len(getattr(self, name))
            if found > most:
                raise EntryError(f"{name}: expected at most {most} characters, found {found}")
        for name in ("question", "answer", "source"):
            if not getattr(self, name).strip():
                raise EntryError(f"{name}: expected some text, found none")
        if len(self.asks) > MOST_ASKS:
            raise EntryError(f"asks: expected at most {MOST_ASKS}, found {len(self.asks)}")
        if self.valid_to and self.valid_to < self.valid_from:
            raise EntryError(f"valid_to: expected {self.valid_from} or later, found {self.valid_to}")

    def holds(self, today: date) -> bool:
        """Whether operators may read it out on that day."""
        return self.standing(today) is Standing.VALID

    def standing(self, today: date) -> Standing:
        """How it stands on that day."""
        if self.status is not EntryStatus.PUBLISHED:
            return Standing(self.status.value)
        if today < self.valid_from:
            return Standing.COMING
        return Standing.EXPIRED if self.valid_to is not None and self.valid_to < today else Standing.VALID


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("expected a day such as 2026-01-31") from None


def _day_or_none(cell: str) -> date | None:
    return _day(cell) if cell else None


COLUMNS = (
    Column(name="entry_id"),
    Column(name="question"),
    Column(name="asks", check=words, needed=False),
    Column(name="answer"),
    Column(name="line", needed=False),
    Column(name="unit", needed=False),
    Column(name="source"),
    Column(name="valid_from", check=_day),
    Column(name="valid_to", check=_day_or_none, needed=False),
)


def from_cells(cells: dict[str, str]) -> Entry:
    """Make an entry of a row of the CSV file.

    Raises:
        EntryError: the cells make no entry.
    """
    return Entry(
        entry_id=cells["entry_id"],
        question=cells["question"],
        asks=words(cells["asks"]),
        answer=cells["answer"],
        line=cells["line"],
        unit=cells["unit"],
        source=cells["source"],
        valid_from=_day(cells["valid_from"]),
        valid_to=_day_or_none(cells["valid_to"]),
    )


def cells_of(entry: Entry) -> list[str]:
    """Write an entry as a row of the CSV file."""
    values = {field.name: getattr(entry, field.name) for field in fields(Entry)}
    values["asks"] = ";".join(entry.asks)
    return ["" if (value := values[column.name]) is None else str(value) for column in COLUMNS]
