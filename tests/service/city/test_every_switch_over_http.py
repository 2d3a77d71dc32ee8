"""Every switch: the same act, in a city that has it and in one that has not, over HTTP.

The table must name each switch there is, here or where else it is shown.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from callcenter.profiles import load_profile
from queueing.city.switches import RevisitWay, Rhythm, Switches
from queueing.days.limits import Limit
from queueing.days.milestones import Weekday
from tests.service.city.hands import REPLY, Hands
from tests.service.web.stage import Stage, say

RULES = {one.id for one in load_profile("demo").clocks}
RUNGS = ("普通件", "督办件", "纪委监委")
ASKS = {"revisit": (RevisitWay.HUMAN,)}
BAD = {"way": "human", "reached": True, "grade": "不满意"}
Act = Callable[[Hands], Awaitable[object]]


async def anonymous(hands: Hands) -> object:
    """A draft is registered as a nameless citizen's, and put aside again: what happened."""
    draft = await hands.stage.stores.tickets.get("t1")
    path, headers = "/api/v1/tickets/t1/register", hands.roles["operator"]
    answer = await hands.stage.client.post(path, json={"version": draft.version, "anonymous": True}, headers=headers)
    return answer.status


async def appointed(hands: Hands) -> object:
    """After one return the next dispatch may be the last."""
    ticket = await hands.taken()
    await hands.done("dispatcher", ticket, "dispatch", unit="U001")
    await hands.done("unit", ticket, "ask-return", why="不属本单位职责")
    await hands.done("dispatcher", ticket, "uphold-return")
    return (await hands.done("dispatcher", ticket, "dispatch", unit="U002"))["appointed"]


async def ended_unsatisfied(hands: Hands) -> object:
    ticket, _ = await hands.replied()
    return (await hands.done("reviewer", ticket, "revisit", **BAD))["closing"]


async def dissatisfied(hands: Hands) -> object:
    ticket, _ = await hands.replied()
    return (await hands.done("reviewer", ticket, "revisit", **BAD))["state"]


async def referred(hands: Hands) -> object:
    return (await hands.give("leader", await hands.taken(), "refer", people=["lin"], why="涉嫌吃拿卡要"))[0]


async def escalated(hands: Hands) -> object:
    return (await hands.give("dispatcher", await hands.taken(), "escalate", why="多次反映"))[0]


async def state_after_reply(hands: Hands) -> object:
    return (await hands.replied())[1]["state"]


async def held_again(hands: Hands) -> object:
    ticket, _ = await hands.replied()
    return (await hands.give("reviewer", ticket, "hold-again", why="答非所问"))[0]


async def hard_case(hands: Hands) -> object:
    ticket = await hands.signed()
    await hands.done("operator", ticket, "reclassify", topic="管网改造")
    body = {"why": "需整体改造", "answer": "已列入改造计划", "signer": "王局长"}
    return (await hands.give("unit", ticket, "ask-hard-case", **body))[0]


async def met(hands: Hands) -> object:
    soon = datetime.fromtimestamp(hands.stage.clock[0], hands.stage.parts.zone) + timedelta(days=7)
    body = {"units": ["U001", "U002"], "topic": "路灯归谁管", "when": soon.isoformat()}
    return (await hands.give("dispatcher", await hands.taken(), "call-meeting", **body))[0]


async def reopened(hands: Hands) -> object:
    ticket, _ = await hands.replied()
    return (await hands.give("leader", ticket, "instruct", leader="李副市长", text="重新解决", reopen=True))[0]


async def revisited_by_the_unit(hands: Hands) -> object:
    ticket, _ = await hands.replied()
    return (await hands.give("unit", ticket, "revisit", way="human", reached=True, grade="满意"))[0] == 200


async def waits(hands: Hands) -> object:
    """The limits of the clocks that a pause starts."""
    shown = await hands.done("unit", await hands.signed(), "pause", why="等房产证")
    return [one["limit"] for one in shown["clocks"] if one["rule_id"] not in RULES]


async def to_a_person(hands: Hands) -> object:
    return (await hands.give("dispatcher", await hands.taken(), "dispatch", unit="U001", person="P1"))[0]


async def waits_a_day(hands: Hands) -> object:
    """How long after the reply the revisit is due."""
    _, shown = await hands.replied()
    replied, due = (datetime.fromisoformat(shown[name]) for name in ("replied_at", "revisit_at"))
    return (due - replied).total_seconds()


async def rung_on_red(hands: Hands) -> object:
    """Two months after the dispatch nobody has answered, and the timer looks."""
    ticket = await hands.signed()
    await hands.turned(days=60)
    return (await hands.done("operator", ticket, "note", text="看一下"))["rung"]


async def unanswered(hands: Hands) -> object:
    """The citizen is asked by a message and has not answered it two hours later."""
    ticket, _ = await hands.replied()
    await hands.turned(minutes=1)
    await hands.turned(hours=2)
    return (await hands.done("operator", ticket, "note", text="看一下"))["state"]


async def sat(hands: Hands) -> object:
    return await hands.asked("reviewer", "/api/v1/revisit-sessions", leader="冯局长", assistant="rev")


async def without_a_signer(hands: Hands) -> object:
    return (await hands.give("unit", await hands.signed(), "reply", **{**REPLY, "signer": ""}))[0]


def looks(who: str, path: str) -> Act:
    """Somebody looks at a page's data."""

    async def look(hands: Hands) -> object:
        return await hands.asked(who, path)

    return look


def gives(who: str, path: str) -> Act:
    """Somebody does something that would fail for another reason, where the city has it: which of both."""

    async def act(hands: Hands) -> object:
        answer = await hands.stage.client.post(path, json={"leer": 1}, headers=hands.roles[who])
        return (await answer.json())["error"]["code"] == "not_in_city"

    return act


def report(name: str) -> Act:
    """Whether the kind of report is offered, and what previewing it answers."""

    async def act(hands: Hands) -> object:
        client, headers = hands.stage.client, hands.roles["supervisor"]
        kinds = await say(await client.get("/api/v1/reports/kinds", headers=headers))
        asked = f"/api/v1/reports/preview?name={name}&period=2025-11-20..2025-11-21&unit=市城市管理局"
        return name in {one["name"] for one in kinds["items"]}, (await client.get(asked, headers=headers)).status == 409

    return act


async def counted(hands: Hands) -> object:
    plan = await say(await hands.stage.client.get("/api/v1/plan", headers=hands.roles["producer"]))
    return plan["leaders"] is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What comes of an act with a switch, and without. `beside`: what both cities have."""

    act: Act
    on: object
    off: object
    value: Any = True
    without: Any = None  # how it is switched off; None: as everything is
    beside: dict[str, Any] = field(default_factory=dict)


MADE, NOT_MADE = (True, False), (False, True)
SHOWN: dict[str, Shown] = {
    "anonymous_ok": Shown(act=anonymous, on=200, off=409, without=False),
    "appoint_after_dispatches": Shown(act=appointed, on=True, off=False, value=2),
    "close_unsatisfied": Shown(act=ended_unsatisfied, on="unsatisfied", off="", beside=ASKS),
    "daily_report": Shown(act=report("daily"), on=MADE, off=NOT_MADE),
    "discipline_referral": Shown(act=referred, on=200, off=409),
    "discipline_rung": Shown(act=referred, on=200, off=409, value=RUNGS[2], beside={"escalate": RUNGS}),
    "escalate": Shown(act=escalated, on=200, off=409, value=RUNGS),
    "escalate_on_red": Shown(act=rung_on_red, on=RUNGS[1], off="", beside={"escalate": RUNGS}),
    "followup_column": Shown(
        act=looks("producer", "/api/v1/promise-book/follow-up?form=csv"), on=200, off=409, value=(Weekday.WED,)
    ),
    "gates": Shown(act=state_after_reply, on="in_review", off="closed", value=("市分管领导",)),
    "hard_case_register": Shown(act=hard_case, on=200, off=409),
    "hot_tracking": Shown(act=looks("supervisor", "/api/v1/hot"), on=200, off=409),
    "joint_meeting": Shown(act=met, on=200, off=409),
    "leader_duty": Shown(act=looks("leader", "/api/v1/leader-duty"), on=200, off=409, value=Rhythm.MONTHLY),
    "leader_reopen": Shown(act=reopened, on=200, off=409),
    "monthly_full_review": Shown(act=looks("leader", "/api/v1/month-review?month=2025-11"), on=200, off=409),
    "opinion_collection": Shown(act=gives("producer", "/api/v1/plan/editions/e1/opinions"), on=False, off=True),
    "own_revisit": Shown(act=revisited_by_the_unit, on=True, off=False, beside=ASKS),
    "pause_most": Shown(act=waits, on=["2 wd"], off=["10 wd"], value=Limit.parse("2 wd")),
    "person_dispatch": Shown(act=to_a_person, on=200, off=409),
    "promise_ledger": Shown(act=looks("producer", "/api/v1/promise-book"), on=200, off=409),
    "revisit": Shown(act=state_after_reply, on="revisit", off="closed", value=ASKS["revisit"]),
    "revisit_after": Shown(act=waits_a_day, on=86_400.0, off=0.0, value=(Limit.parse("1 d"),), beside=ASKS),
    "revisit_answer": Shown(
        act=unanswered, on="closed", off="revisit", value=Limit.parse("1 h"), beside={"revisit": (RevisitWay.SMS,)}
    ),
    "revisits_per_session": Shown(act=sat, on=200, off=409, value=30),
    "sealed_form": Shown(act=report("form"), on=MADE, off=NOT_MADE),
    "second_hold": Shown(act=held_again, on=200, off=409),
    "signed_reply": Shown(act=without_a_signer, on=409, off=200),
    "strike_off": Shown(act=dissatisfied, on="unsatisfied", off="closed", beside={**ASKS, "close_unsatisfied": True}),
    "two_100": Shown(act=counted, on=True, off=False),
    "unaired_to_ticket": Shown(act=gives("producer", "/api/v1/shows/s1/closing/transfer"), on=False, off=True),
    "weekly_media": Shown(act=report("media"), on=MADE, off=NOT_MADE),
}
ELSEWHERE = {  # on the way of a show, or of another service
    "clips": "tests/service/web/test_city_switches.py",
    "grid": "tests/service/web/test_city_switches.py",
    "province_feed": "tests/service/city/test_province.py",
    "reply_matches_air": "tests/rules/ticket/test_airing.py",
    "same_day_ticket": "tests/service/closing/test_closing.py",
    "tv_edit_parts": "tests/service/web/test_city_switches.py",
}


def test_every_switch_has_a_line_here() -> None:
    assert set(SHOWN) | set(ELSEWHERE) == {one.name for one in fields(Switches)}
    assert not set(SHOWN) & set(ELSEWHERE)


async def test_the_same_act_is_done_with_a_switch_and_not_without(stage: Stage) -> None:
    hands = Hands(stage=stage)
    await hands.sign_in_all()
    found: dict[str, tuple[object, object]] = {}
    for name, one in SHOWN.items():
        hands.city(**one.beside, **({} if one.without is None else {name: one.without}))
        off = await one.act(hands)
        hands.city(**one.beside, **{name: one.value})
        found[name] = (await one.act(hands), off)
    assert found == {name: (one.on, one.off) for name, one in SHOWN.items()}
