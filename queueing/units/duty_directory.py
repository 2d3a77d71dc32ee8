"""The duty directory (派单目录): which matter goes to which unit, since when, and by which document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from queueing.units.unit_tree import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One matter and who answers for it; `valid_to` is its last day, None: until changed."""

    duty_id: str
    item: str  # 事项, as the directory calls it
    unit_id: str
    assisting: tuple[str, ...] = ()  # ids of the units that help, in order
    keywords: tuple[str, ...] = ()  # how citizens say it
    valid_from: date
    valid_to: date | None = None
    source: str  # the document that says so
    version: int = 1

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to: expected {self.valid_from} or later, found {self.valid_to}")
        if self.unit_id in self.assisting:
            raise ValueError(f"assisting: expected other units than the lead, found {self.unit_id!r}")

    def holds(self, day: date) -> bool:
        """Whether it is in force that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def unit_words(units: Iterable[Unit], duties: Iterable[Duty], day: date) -> Mapping[str, Sequence[str]]:
    """Return the words that speak for each unit, by its name: other names, own duties, matters in force that day."""
    words = {unit.unit_id: [*unit.aliases, *unit.duties] for unit in units if unit.active}
    names = {unit.unit_id: unit.name for unit in units if unit.active}
    for duty in duties:
        if duty.holds(day) and duty.unit_id in words:
            words[duty.unit_id] += [duty.item, *duty.keywords]
    return {names[unit_id]: tuple(dict.fromkeys(listed)) for unit_id, listed in words.items() if listed}


def duties_about(duties: Iterable[Duty], text: str, day: date) -> list[tuple[Duty, tuple[str, ...]]]:
    """Return the matters in force that a text speaks of, with the words it used; most and longest words first."""
    found = []
    for duty in duties:
        said = tuple(word for word in dict.fromkeys((duty.item, *duty.keywords)) if word and word in text)
        if said and duty.holds(day):
            found.append((duty, said))
    return sorted(found, key=lambda one: (-sum(map(len, one[1])), one[0].item))
