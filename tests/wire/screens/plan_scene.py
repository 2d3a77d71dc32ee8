"""Changzhou's year 2020 on a site, as it stood on 1 July: imported, thirteen shows over, some papers filed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.store.identity import Role
from tests.service.plan.notice import as_csv
from tests.service.web.stage import Stage, say

NOW = datetime(2020, 7, 1, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


class Scene:
    """A clerk of the show's office who acts over HTTP."""

    def __init__(self, site: Stage, auth: dict[str, str]) -> None:
        self.site, self.auth = site, auth

    async def ask(self, method: str, path: str, **how: Any) -> Any:
        return await say(await self.site.ask(method, f"/api/v1/plan{path}", headers=self.auth, **how))

    async def take(self) -> dict[str, dict[str, Any]]:
        """Import the forty rows; editions by their days."""
        query = "/import?year=2020&announced=2020-03-13&name=plan.csv"
        token = (await self.ask("POST", query, data=as_csv()))["token"]
        await self.ask("POST", f"{query}&token={token}", data=as_csv())
        return {one["day"]: one for one in (await self.ask("GET", "?year=2020"))["editions"]}

    async def live_through(self, editions: dict[str, dict[str, Any]]) -> None:
        """Everything up to now: leaders came, one sent a delegate, contacts were filed."""
        for number, (day, one) in enumerate(sorted(editions.items())):
            path = f"/editions/{one['edition_id']}"
            if day > "2020-09-01":
                return
            self.site.clock[0] = datetime.fromisoformat(f"{day}T07:50:00+08:00").timestamp()
            for seat in one["seats"]:
                await self._unit(path, seat["unit"], number, over=day < "2020-07-01")
            self.site.clock[0] = NOW.timestamp()

    async def _unit(self, path: str, unit: str, number: int, *, over: bool) -> None:
        away = over and number % 5 == 3
        self.site.clock[0] = min(self.site.clock[0], NOW.timestamp())
        await self.ask("PUT", f"{path}/leader", json={"unit": unit, "leader": f"{'王李张刘陈'[number % 5]}局长"})
        if over or number % 3:
            items = [{"name": "赵敏", "post": "办公室主任", "mobile": "13800000001", "office_phone": "0519-85588230"}]
            await self.ask("PUT", f"{path}/contacts", json={"unit": unit, "items": items})
        if away:
            leave = {"unit": unit, "delegate": "孙副局长", "reason": "省里会议", "asked_on": "2020-04-01"}
            await self.ask("PUT", f"{path}/leave", json=leave)
        if over:
            arrival = {"unit": unit, "attendance": "delegate" if away else "leader"}
            await self.ask("PUT", f"{path}/arrival", json=arrival)


async def scene(site: Stage) -> Scene:
    """The clerk, and the clock of 1 July 2020."""
    site.clock[0] = NOW.timestamp()
    return Scene(site, await site.bearer(Role.SUPERVISOR))
