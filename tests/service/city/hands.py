"""Hands at a service whose city has just the switches that are named: a ticket led on by the people of the house."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from callcenter.store.identity import Role
from callcenter.ticketing.wheel import TimerWheel
from queueing.city.switches import ALL_OFF
from queueing.units.persons import Person, PersonKind
from tests.service.web.kept_call import NUMBER
from tests.service.web.stage import Stage, say
from tests.service.web.test_attachments import unit_token
from tests.service.web.test_intake import bring, source

REPLY = {"text": "已修复", "answer": "solved", "signer": "王局长"}


@dataclass(slots=True, kw_only=True)
class Hands:
    """Owns the tokens of the house's people, and counts the tickets it made."""

    stage: Stage
    roles: dict[str, dict[str, str]] = field(default_factory=dict)
    made: int = 0

    async def sign_in_all(self) -> None:
        """A token for each, and a person whom a ticket may go to."""
        for role in (Role.DISPATCHER, Role.REVIEWER, Role.LEADER, Role.SUPERVISOR, Role.PRODUCER):
            self.roles[str(role)] = await self.stage.bearer(role)
        self.roles["operator"] = await self.stage.bearer(Role.OPERATOR, "8001")
        self.roles["110"] = await source(self.stage, "110")
        one = Person(person_id="P1", name="老王", kind=PersonKind.GRID_WORKER, unit_id="U001")
        await self.stage.stores.lists.people.take([one])
        self.roles["unit"] = await unit_token(self.stage, "U001")

    def city(self, **on: Any) -> None:
        """From now on the city has these switched on, and nothing else."""
        book = self.stage.parts.office.ports.book
        book.rules = replace(book.rules, profile=replace(book.profile, switches=replace(ALL_OFF, **on)))

    async def taken(self) -> str:
        """A registered matter."""
        self.made += 1
        self.stage.clock[0] += 60
        brought = await bring(
            self.stage, self.roles["110"], source="110", key=f"m{self.made}", contact_phone=NUMBER,
            text=f"和平路{self.made}号路灯不亮",
        )  # fmt: skip
        return str((await say(brought))["ticket_id"])

    async def give(self, who: str, ticket: str, path: str, **body: Any) -> tuple[int, Any]:
        """One person gives one command: its status, and what was answered."""
        self.stage.clock[0] += 60
        version = (await self.stage.parts.office.get(ticket)).version
        asked = {"version": version, **body}
        answer = await self.stage.client.post(f"/api/v1/tickets/{ticket}/{path}", json=asked, headers=self.roles[who])
        return answer.status, await answer.json()

    async def done(self, who: str, ticket: str, path: str, **body: Any) -> Any:
        """The same, which must be done."""
        status, told = await self.give(who, ticket, path, **body)
        assert status == 200, (path, told)
        return told

    async def signed(self) -> str:
        """A matter that its unit has signed for."""
        ticket = await self.taken()
        await self.done("dispatcher", ticket, "dispatch", unit="U001")
        await self.done("unit", ticket, "sign")
        return ticket

    async def replied(self) -> tuple[str, Any]:
        """A matter that its unit has replied to, and how it stands."""
        ticket = await self.signed()
        return ticket, await self.done("unit", ticket, "reply", **REPLY)

    async def turned(self, **later: float) -> None:
        """So much later the timer looks at every ticket."""
        self.stage.clock[0] += timedelta(**later).total_seconds()
        office, database = self.stage.parts.office, self.stage.stores.database
        await TimerWheel(office=office, database=database, now=lambda: self.stage.clock[0]).turn()

    async def asked(self, who: str, path: str, **body: Any) -> int:
        """The status of a page or an act that is no ticket's."""
        headers, client = self.roles[who], self.stage.client
        answer = await (client.post(path, json=body, headers=headers) if body else client.get(path, headers=headers))
        return answer.status
