"""The list of operators, taken from the store to the registrar and the desk whenever it changes."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import structlog

from callcenter.desk import DeskService
from callcenter.store.faults import StoreError
from callcenter.store.operators import Operator, Operators
from callcenter.telephony.ports import Account, Line, SetAccounts
from queueing.desk.state import OperatorProfile

_log = structlog.get_logger("staff")


class Staff:
    """Owns the present list of operators."""

    def __init__(self, operators: Operators, line: Line, desk: DeskService) -> None:
        self._operators, self._line, self._desk = operators, line, desk
        self._known: tuple[Operator, ...] = ()
        self.others: Sequence[Account] = ()  # phones of nobody at the desk: the live show's
        self.adapt: Callable[[OperatorProfile], OperatorProfile] = lambda profile: profile
        self.on_change: Callable[[Mapping[str, OperatorProfile]], None] = lambda _profiles: None

    def name(self, operator_id: str) -> str:
        """An operator's display name, '' when unknown."""
        return next((one.name for one in self._known if one.operator_id == operator_id), "")

    async def refresh(self) -> None:
        """Read the list; when it changed, tell telephony and the desk."""
        found = await self._operators.all()
        if found == self._known:
            return
        self._known = found
        self._line.order(SetAccounts(accounts=self._accounts()))
        self.give()
        _log.info("operators taken", operators=len(found))

    def _accounts(self) -> tuple[Account, ...]:
        """Every phone that may register; a number that is an operator's is that operator's."""
        ours = {one.operator_id: Account(number=one.operator_id, ha1=one.ha1) for one in self._known}
        return tuple({**{one.number: one for one in self.others}, **ours}.values())

    def give(self) -> None:
        """Tell the desk and the screens who may take which calls now."""
        profiles = {one.operator_id: self.adapt(_profile(one)) for one in self._known}
        self._desk.set_operators(list(profiles.values()))
        self.on_change(profiles)

    def serves(self) -> dict[str, frozenset[str]]:
        """Who serves which queues now; empty: every queue."""
        return {one.operator_id: self.adapt(_profile(one)).queues for one in self._known}

    async def watch(self, every_s: float) -> None:
        """Notice imports made while the service runs."""
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.refresh()
            except StoreError as fault:
                _log.warning("operators not read", fault=str(fault))


def _profile(one: Operator) -> OperatorProfile:
    return OperatorProfile(
        operator_id=one.operator_id, name=one.name, queues=frozenset(one.queues), skills=frozenset(one.skills)
    )
