"""Units, grids, people, rosters and memberships as the database keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, select

from callcenter.store.database import Database, upsert
from callcenter.store.faults import NotFoundError, StoreError
from callcenter.store.records import Records, Taken, raise_revision
from callcenter.store.tables import operators, tokens, users
from callcenter.store.ticket_tables import ticket_work
from callcenter.store.unit_tables import grids, on_call, persons, unit_members, units
from queueing.days.office import Shift
from queueing.ticket.states import ENDED
from queueing.units.call_out import OnCall
from queueing.units.persons import Grid, Person, PersonKind
from queueing.units.unit_tree import Placed, Unit, UnitKind, tree_faults


class UnitListError(StoreError):
    """The units would be no tree any more; the message lists every fault, one a line. Nothing was changed."""


class Units(Records[Unit]):
    """The tree of units; refuses what would break it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, units, _unit_row, _unit)

    async def merge(self, placed: Sequence[Placed], file: str) -> Taken:
        """Take over units of a file; known ones stay.

        Raises:
            UnitListError: with the known ones they are no tree; faults are named by file, line and column.

        """
        return await self._database.write(lambda connection: self._merge(connection, placed, file))

    async def seed(self, listed: Sequence[Unit]) -> bool:
        """Take these units if there is none at all; tell whether they were taken."""
        return await self._database.write(lambda connection: self._seed(connection, listed))

    async def member_of(self, subject: str) -> str | None:
        """Return the unit a user or token belongs to."""
        wanted = select(unit_members.c.unit_id).where(unit_members.c.subject == subject)
        return await self._database.read(lambda connection: connection.execute(wanted).scalar_one_or_none())

    async def members(self) -> Mapping[str, str]:
        """Return the unit of every user and token that has one."""
        wanted = select(unit_members)
        return await self._database.read(
            lambda connection: {row.subject: row.unit_id for row in connection.execute(wanted)}
        )

    async def set_member(self, subject: str, unit_id: str) -> None:
        """Let a user or token belong to a unit; '' ends it.

        Raises:
            NotFoundError: no such unit.

        """
        await self._database.write(lambda connection: _set_member(connection, subject, unit_id))

    async def let_member(self, subject: str, unit_id: str) -> None:
        """The same for whoever is known here.

        Raises:
            NotFoundError: no such unit, user, operator or token.

        """

        def change(connection: Connection) -> None:
            if unit_id and not _is_known(connection, subject):
                raise NotFoundError("user, operator or id of a token", subject)
            _set_member(connection, subject, unit_id)

        await self._database.write(change)

    def _merge(self, connection: Connection, placed: Sequence[Placed], file: str) -> Taken:
        new = {one.unit.unit_id for one in placed}
        known = [Placed(line=0, unit=unit) for unit in self.read_all(connection) if unit.unit_id not in new]
        faults = tree_faults([*known, *placed])
        if faults:
            told = (f"{file}: line {one.line}: column {one.column}: {one.text}" for one in faults)
            raise UnitListError("\n".join(told))
        return self.write(connection, [one.unit for one in placed])

    def _seed(self, connection: Connection, listed: Sequence[Unit]) -> bool:
        if connection.execute(select(units.c.unit_id).limit(1)).first() is not None:
            return False
        self.write(connection, listed)
        return True


class Grids(Records[Grid]):
    """The grids."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, grids, _grid_row, _grid)


class People(Records[Person]):
    """Whom a matter may be sent to by name."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, persons, _person_row, _person)

    async def set_present(self, person_id: str, *, present: bool) -> Person:
        """Note that somebody is away, or back.

        Raises:
            NotFoundError: no such person.

        """
        return await self._database.write(lambda connection: self._set_present(connection, person_id, present))

    async def open_matters(self) -> Mapping[str, int]:
        """Count the matters that each person has in hand, by what the dispatcher wrote: their id or name."""
        ended = [state.value for state in ENDED]
        wanted = (
            select(ticket_work.c.person, func.count())
            .where(ticket_work.c.person != "", ticket_work.c.state.not_in(ended))
            .group_by(ticket_work.c.person)
        )
        return await self._database.read(lambda connection: {row[0]: row[1] for row in connection.execute(wanted)})

    def _set_present(self, connection: Connection, person_id: str, present: bool) -> Person:
        row = connection.execute(select(persons).where(persons.c.person_id == person_id)).mappings().one_or_none()
        if row is None:
            raise NotFoundError("person", person_id)
        changed = replace(_person(row), present=present)
        self.write(connection, [changed])
        return changed


class Roster(Records[OnCall]):
    """Whose turn it is to be called at night."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, on_call, _turn_row, _turn)


def _is_known(connection: Connection, subject: str) -> bool:
    columns = (users.c.name, operators.c.operator_id, tokens.c.token_id)
    return any(connection.execute(select(one).where(one == subject)).first() is not None for one in columns)


def _set_member(connection: Connection, subject: str, unit_id: str) -> None:
    if not unit_id:
        connection.execute(delete(unit_members).where(unit_members.c.subject == subject))
    elif connection.execute(select(units.c.unit_id).where(units.c.unit_id == unit_id)).first() is None:
        raise NotFoundError("unit", unit_id)
    else:
        new = upsert(connection, unit_members).values(subject=subject, unit_id=unit_id)
        connection.execute(new.on_conflict_do_update(index_elements=["subject"], set_={"unit_id": unit_id}))
    raise_revision(connection, unit_members.name)


def _unit_row(unit: Unit) -> dict[str, Any]:
    return {**_listed(asdict(unit)), "kind": unit.kind.value}


def _unit(row: RowMapping) -> Unit:
    return Unit(**{**_tupled(row), "kind": UnitKind(row["kind"])})


def _grid_row(grid: Grid) -> dict[str, Any]:
    return _listed(asdict(grid))


def _grid(row: RowMapping) -> Grid:
    return Grid(**_tupled(row))


def _person_row(person: Person) -> dict[str, Any]:
    plain = _listed(asdict(person))
    return {**plain, "kind": person.kind.value, "shifts": [str(shift) for shift in person.shifts]}


def _person(row: RowMapping) -> Person:
    shifts = tuple(Shift.parse(text) for text in row["shifts"])
    return Person(**{**_tupled(row), "kind": PersonKind(row["kind"]), "shifts": shifts})


def _turn_row(turn: OnCall) -> dict[str, Any]:
    return {**asdict(turn), "turn_id": turn_id(turn)}


def turn_id(turn: OnCall) -> str:
    """The key of a turn: the same person at the same unit from the same moment is the same turn."""
    return f"{turn.unit_id}/{turn.number}/{turn.since:.0f}"


def _turn(row: RowMapping) -> OnCall:
    return OnCall(**{name: value for name, value in row.items() if name != "turn_id"})


def _listed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _tupled(row: RowMapping) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
