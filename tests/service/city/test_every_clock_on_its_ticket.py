"""Every clock of every city, from a citizen's words to the ticket's page: it is there, and due when the calendar says.

The table must name each clock there is: a new profile or clock without a line here fails. Limits stand in it as the
city's source has them, not as its file does.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from callcenter.profiles import load_profile, profile_names, profiles_dir
from callcenter.store.identity import Role
from queueing.city.profiles import ClockKind
from tests.rules.deadlines.offices import SHANGHAI
from tests.service.city.conftest import Opens
from tests.service.city.reckoning import due
from tests.service.web.clerked import Clerked, clerked
from tests.service.web.stage import Stage, say
from tests.service.web.test_attachments import unit_token

# Before Labour Day: the 1st to the 5th of May are free, Saturday the 9th is worked.
CALLED = datetime(2026, 4, 30, 11, 20, tzinfo=SHANGHAI)
HUNG_UP = CALLED + timedelta(seconds=25)
ACCEPTED = datetime(2026, 4, 30, 11, 25, tzinfo=SHANGHAI)
DISPATCHED = datetime(2026, 4, 30, 11, 40, tzinfo=SHANGHAI)  # twenty minutes before lunch
LAMP = "和平路十八号门口的路灯坏了半个月了，一直没有人来修。"
NOISE = "和平路十八号楼下的烧烤店每天半夜放音乐，吵得睡不着。"
GAS = "和平路十八号楼道里有很浓的煤气味，应该是燃气泄漏了。"
WATER = "和平路十八号整栋楼停水了，从昨天下午一直到现在。"
HEAT = "和平路十八号家里暖气一直不热，供暖温度不够。"
LIFT = "和平路十八号有人被困在电梯里了，电梯停在六楼。"
LIGHTS, MARKET = "市城市管理局", "市市场监督管理局"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a citizen says, what the operator chooses beside, and where it goes."""

    words: str = LAMP
    unit: str = LIGHTS
    chosen: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owes:
    """A clock that some tickets owe, and others do not."""

    limit: str
    since: datetime
    who: tuple[Told, ...] = (Told(),)
    others: tuple[Told, ...] = ()
    kind: str = "duty"
    soft: bool = False


def told(words: str = LAMP, unit: str = LIGHTS, **chosen: str) -> Told:
    return Told(words=words, unit=unit, chosen=chosen)


ASKED, HELP, COMPLAINT = told(kind="咨询"), told(kind="求助"), told(kind="投诉")
OWED: dict[str, dict[str, Owes]] = {
    "jintan": {
        "hotline_close": Owes(limit="5 wd", since=DISPATCHED, soft=True),
        "statutory_complaint": Owes(
            limit="45 wd", since=ACCEPTED, who=(told(unit=MARKET, kind="投诉"),),
            others=(COMPLAINT, told(unit=MARKET, kind="举报")),
        ),
        "statutory_report": Owes(
            limit="90 wd", since=ACCEPTED, who=(told(unit=MARKET, kind="举报"),),
            others=(told(unit=MARKET, kind="投诉"),),
        ),
    },
    "changzhou": {
        "sign": Owes(limit="1 wh", since=DISPATCHED),
        "reply": Owes(limit="3 wd", since=DISPATCHED, who=(ASKED, told(kind="建议")), others=(HELP,)),
        "show_close": Owes(limit="30 wd", since=DISPATCHED, who=(told(source="show"),), others=(HELP,)),
        "hotline_to_show": Owes(limit="1 wd", since=ACCEPTED, who=(told(source="show"),), others=(HELP,)),
    },
    "gaoyou": {
        "urgent_onsite": Owes(limit="1 h", since=ACCEPTED, who=(told(GAS), told(priority="紧急")), others=(HELP,)),
        "simple": Owes(limit="2 wd", since=ACCEPTED, who=(HELP,), others=(told(complexity="复杂"),)),
        "complex": Owes(limit="7 wd", since=ACCEPTED, who=(told(complexity="复杂"),), others=(HELP,)),
    },
    "zhuzhou": {
        "fast12": Owes(
            limit="24 h", since=ACCEPTED, who=(told(WATER), told(LIFT), told(LAMP), told(GAS)), others=(told(NOISE),)
        ),
    },
    "haikou": {"to_unit": Owes(limit="30 min", since=HUNG_UP)},
    "hejin": {},
    "tianjin_2025": {
        "recv_life": Owes(limit="15 min", since=DISPATCHED, who=(told(GAS),), others=(told(WATER), told(NOISE))),
        "recv_utilities": Owes(
            limit="30 min", since=DISPATCHED, who=(told(WATER), told(HEAT)), others=(told(GAS), told(NOISE))
        ),
        "recv": Owes(limit="1 wd", since=DISPATCHED, who=(told(NOISE),), others=(told(WATER), told(GAS))),
        "return": Owes(limit="1 wd", since=DISPATCHED, others=(told(complexity="疑难"),), kind="right"),
        "return_hard": Owes(
            limit="2 wd", since=DISPATCHED, who=(told(complexity="疑难"),), others=(HELP,), kind="right"
        ),
    },
    "shandong_2020": {
        "close": Owes(limit="5 wd", since=DISPATCHED),
        "return": Owes(limit="2 wd", since=DISPATCHED, kind="right"),
    },
    "shandong_prov_2017": {"close": Owes(limit="15 wd", since=DISPATCHED)},
    "anhui_leaders_2022": {
        "consult": Owes(limit="3 wd", since=DISPATCHED, who=(ASKED,), others=(HELP,)),
        "other": Owes(limit="10 wd", since=DISPATCHED, who=(HELP, COMPLAINT), others=(ASKED,)),
    },
    "demo": {
        "to_unit": Owes(limit="30 min", since=HUNG_UP),
        "urgent_onsite": Owes(limit="1 h", since=ACCEPTED, who=(told(GAS),), others=(HELP,)),
        "sign": Owes(limit="1 wh", since=DISPATCHED),
        "consult": Owes(limit="3 wd", since=DISPATCHED, who=(ASKED,), others=(HELP,)),
        "close": Owes(limit="5 wd", since=DISPATCHED, who=(HELP,), others=(ASKED,)),
        "hotline_to_show": Owes(limit="1 wd", since=ACCEPTED, who=(told(source="show"),), others=(HELP,)),
    },
}  # fmt: skip
MORE = {"shandong_2020": ("5 wd", "10 wd", "11 wd"), "shandong_prov_2017": ("15 wd", "7 wd", "8 wd")}  # extensions


def test_every_clock_of_every_city_has_a_line_here() -> None:
    for name in profile_names(profiles_dir()):
        clocks = load_profile(name).clocks
        assert {one.id for one in clocks if one.kind is not ClockKind.EXTENSION} == set(OWED[name])
        assert any(one.kind is ClockKind.EXTENSION for one in clocks) == (name in MORE)


async def led(stage: Stage, clerk: Clerked, how: Told, call_id: str) -> dict[str, Any]:
    """A citizen calls and is heard, the draft is registered and dispatched; the clocks its page then shows, by rule."""
    stage.clock[0] = CALLED.timestamp()
    draft = await clerk.talked(call_id, how.words)
    assert draft is not None
    operator = await stage.bearer(Role.OPERATOR, "8001")
    stage.clock[0] = ACCEPTED.timestamp()
    path = f"/api/v1/tickets/{draft.ticket_id}"
    body = {"version": draft.version, **how.chosen}
    taken = await say(await stage.client.post(f"{path}/register", json=body, headers=operator))
    stage.clock[0] = DISPATCHED.timestamp()
    sent = {"version": taken["version"], "unit": how.unit}
    dispatcher = await stage.bearer(Role.DISPATCHER)
    await say(await stage.client.post(f"{path}/dispatch", json=sent, headers=dispatcher))
    shown = await say(await stage.client.get(f"/api/v1/work/{draft.ticket_id}", headers=dispatcher))
    return {one["rule_id"]: one for one in shown["clocks"]}


@pytest.mark.parametrize("city", sorted(OWED))
async def test_a_ticket_that_owes_a_clock_shows_it_due_as_the_calendar_says_and_no_other_does(
    opens: Opens, city: str
) -> None:
    seen: dict[str, dict[str, Any]] = {}
    async with opens(city) as stage, clerked(stage) as clerk:

        async def clocks(how: Told) -> dict[str, Any]:
            """One ticket for each way of telling it, however many clocks it is looked at for."""
            key = repr(how)
            if key not in seen:
                seen[key] = await led(stage, clerk, how, f"call{len(seen)}")
            return seen[key]

        for rule, one in OWED[city].items():
            for how in one.who:
                shown = (await clocks(how)).get(rule)
                assert shown is not None, f"{city}: {rule} is not on a ticket that owes it: {how}"
                assert datetime.fromisoformat(shown["started_at"]) == one.since, rule
                assert datetime.fromisoformat(shown["due_at"]) == due(one.since, one.limit), rule
                assert (shown["limit"], shown["kind"], shown["soft"]) == (one.limit, one.kind, one.soft)
            for how in one.others:
                assert rule not in await clocks(how), f"{city}: {rule} is on a ticket that does not owe it: {how}"
        assert set().union(*seen.values()) <= set(OWED[city])
        if not OWED[city]:
            assert await clocks(HELP) == {}, "a city without clocks has tickets without any"


@pytest.mark.parametrize("city", sorted(MORE))
async def test_an_extension_is_granted_up_to_its_bound_and_not_a_day_more(opens: Opens, city: str) -> None:
    given, most, too_much = MORE[city]
    async with opens(city) as stage, clerked(stage) as clerk:
        unit = stage.parts.city.directory.known.tree.named(LIGHTS)
        assert unit is not None
        await led(stage, clerk, HELP, "call")
        ticket = await _ticket(stage)
        own, desk = await unit_token(stage, unit.unit_id), await stage.bearer(Role.DISPATCHER)

        async def give(path: str, headers: dict[str, str], status: int = 200, **body: str) -> Any:
            version = (await stage.parts.office.get(ticket)).version
            asked = {"version": version, **body}
            return await say(
                await stage.client.post(f"/api/v1/tickets/{ticket}/{path}", json=asked, headers=headers), status
            )

        await give("sign", own)
        await give("ask-extension", own, 409, limit=too_much, why="情况复杂")
        await give("ask-extension", own, limit=most, why="情况复杂")
        shown = await give("grant-extension", desk)
        (close,) = (one for one in shown["clocks"] if one["rule_id"] == "close")
        whole = f"{int(given.split()[0]) + int(most.split()[0])} wd"
        assert datetime.fromisoformat(close["due_at"]) == due(DISPATCHED, whole)


async def _ticket(stage: Stage) -> str:
    found = await stage.stores.tickets.of_call("call")
    assert found is not None
    return found.ticket_id
