"""The values of what somebody asks for, held against the lists of this desk: 422 names field, expected, found."""

from collections.abc import Mapping

from callcenter.store.identity import Identity, Role
from callcenter.ticketing.values import Fault, Lists, faults_of
from callcenter.web.errors import ApiError
from callcenter.web.route import Ask
from queueing.days.ticket_clocks import SHOW_SOURCE
from queueing.units.unit_tree import Unit

TAKERS = (Role.OPERATOR, Role.DISPATCHER, Role.REVIEWER, Role.SUPERVISOR, Role.ADMIN)
_SHOWN = 80  # characters of a wrong value that an error repeats


async def expect_known(ask: Ask, command: object) -> None:
    """Refuse values that this city and desk do not know, before anything is decided.

    Raises:
        ApiError: 422, each field with what was expected.
    """
    refuse(faults_of(command, await lists_of(ask)))


def refuse(faults: Mapping[str, Fault]) -> None:
    """Raise what is wrong, if anything is.

    Raises:
        ApiError: 422.
    """
    if not faults:
        return
    name, first = next(iter(faults.items()))
    raise ApiError(
        422,
        "bad_fields",
        f"{name}: expected {first.expected}, found {first.found[:_SHOWN]}",
        expected=first.expected,
        found=first.found[:_SHOWN],
        fields={field: one.expected for field, one in faults.items()},
    )


async def lists_of(ask: Ask) -> Lists:
    """What there is to choose from right now."""
    directory, people = ask.parts.city.directory, await ask.parts.stores.accounts.people()
    queues = {one.name for one in ask.parts.settings.queue}
    sources = {named for one in ask.parts.city.sources.source for named in (one.code, one.title)}
    return Lists(
        profile=ask.parts.office.ports.book.profile,
        unit=lambda name: working_unit(ask, name),
        persons=frozenset(named for one in directory.known.people for named in (one.person_id, one.name)),
        takers=frozenset(one.name for one in people if takes(one)),
        accounts=frozenset(one.name for one in people),
        sources=frozenset({SHOW_SOURCE, *queues, *sources}),
    )


def takes(who: Identity) -> bool:
    """Whether a matter can be theirs (首问负责)."""
    return who.has(*TAKERS)


def working_unit(ask: Ask, name: str) -> Unit | None:
    """A unit by its id or name; None: there is none, or it works no more."""
    tree = ask.parts.city.directory.known.tree
    found = tree.units.get(name) or tree.named(name)
    return found if found is not None and found.active else None
