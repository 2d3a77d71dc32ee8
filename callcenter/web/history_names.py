"""Names for the ids in a ticket's history: who did it, which source, which unit and whose hands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from callcenter.store.actors import names_of_actors
from callcenter.web.route import Ask
from queueing.ticket.facts import TicketFact
from queueing.ticket.record import TicketRecord

_SOURCE = "source:"  # who acted for a source's own matter
_ACTORS = ("by", "to", "people", "person", "unit", "assisting")  # fields of facts that hold an id


async def history_names(ask: Ask, record: TicketRecord, facts: Sequence[TicketFact]) -> dict[str, str]:
    """Every id that the ticket and its history hold and that has a name, with that name."""
    idents = {one for one in _idents(record, facts) if one}
    people = await ask.parts.stores.database.read(lambda connection: names_of_actors(connection, idents))
    known = ask.parts.city.directory.known
    units = {one: unit.name for one in idents if (unit := known.tree.units.get(one)) is not None}
    persons = {one.person_id: one.name for one in known.people if one.person_id in idents}
    sources = {
        one: ask.parts.city.sources.title_of(one.removeprefix(_SOURCE)) for one in idents if one.startswith(_SOURCE)
    }
    return {**persons, **units, **people, **sources}


def _idents(record: TicketRecord, facts: Iterable[TicketFact]) -> Iterator[str]:
    yield from (record.owner, record.person, record.unit, *record.assisting, *record.restricted_to)
    for fact in facts:
        values = asdict(fact)
        for name in _ACTORS:
            value = values.get(name, "")
            yield from (value,) if isinstance(value, str) else value
