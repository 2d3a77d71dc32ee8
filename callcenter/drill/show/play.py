"""Plays the script: callers call, the producer screens, the host puts them on air, signs off, closes."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from callcenter.drill.asking import AskedInVainError, Asking
from callcenter.drill.plan import DrillError, DrillPlan, OperatorAccount
from callcenter.drill.report import Report
from callcenter.drill.show.after import After, settle
from callcenter.drill.show.hands import Hands, HttpHands
from callcenter.drill.show.phones import StudioPhones
from callcenter.drill.show.pilots import with_pilot
from callcenter.drill.show.script import CALLERS, ON_AIR, Caller, Fate
from callcenter.drill.show.verdict import Judged, judge
from callcenter.drill.stage import Stage
from callcenter.telephony.phone import Phone, PhoneCall

DELAY_S = 6.0  # the legal delay of the demo's radio
SCREEN_S, AIR_S, DUMP_AFTER_S, OPERATOR_S = 5.0, 8.0, 8.0, 5.0
WITHIN_S = 40.0  # for anything that is waited for
ASK_EVERY_S = 0.2
UNIT = "市水务局"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPlan:
    """One scripted show."""

    drill: DrillPlan  # the desk and its operators
    producer_token: str = field(repr=False)
    host_token: str = field(repr=False)
    studio: tuple[OperatorAccount, ...]  # a phone a line
    producer: OperatorAccount
    pace: float = 1.0  # of the times people talk


@dataclass(slots=True, kw_only=True)
class Actor:
    """A caller of the script while they live."""

    place: int
    caller: Caller
    phone: Phone
    call: PhoneCall
    entry_id: str = ""
    with_operator: bool = False


class ShowDrill:
    """Owns the actors of one show."""

    def __init__(self, plan: ShowPlan, stage: Stage, phones: StudioPhones, report: Report, hands: Hands) -> None:
        self._plan, self._stage, self._phones, self._report, self._hands = plan, stage, phones, report, hands
        self._producer = Asking(plan.drill.api_url, plan.producer_token)
        self._scenes = {scene.name: scene for scene in plan.drill.scenes}
        self._began_s = time.monotonic()
        self._talks: set[asyncio.Task[None]] = set()
        self.actors: list[Actor] = []
        self.show_id = f"demo-{time.strftime('%Y%m%d-%H%M%S')}"

    async def hold(self) -> Judged:
        """The whole show, its closing and its files.

        Raises:
            DrillError: something that was waited for did not come.
            AskedInVainError: the desk refused a key.
        """
        await self._open()
        await self._callers([one for one in range(len(CALLERS)) if CALLERS[one].fate is not Fate.BLOCKED])
        for actor in [one for one in self.actors if one.caller.screened]:
            await self._screen(actor)
        await self._programme()
        await self._sign_off()
        after = await settle(self._producer, self.show_id, self._say)
        return self._judged(after)

    # --- the parts of the show -------------------------------------------------------------------------------

    async def _open(self) -> None:
        self._say("导播开线，确认延时 6 秒")
        await self._hands.open(self.show_id, "政风热线（演示）", UNIT, DELAY_S)
        await self._until("the studio's lines", self._lines_up)
        await self._hands.go_live()
        self._say("主持人开播")

    async def _callers(self, places: list[int]) -> None:
        for place in places:
            before = {one["entry_id"] for one in (await self._picture())["entries"]}
            actor = await self._dial(place)
            actor.entry_id = await self._until(f"{actor.caller.name} on the board", partial(self._new, before))
            self._say(f"{actor.caller.name} 打进直播电话")
        for actor in [one for one in self.actors if one.caller.fate is Fate.LEFT]:
            actor.call.hang_up()
            await self._until(f"{actor.caller.name} gone", partial(self._is, actor, "gone"))
            self._say(f"{actor.caller.name} 等待中挂机")

    async def _screen(self, actor: Actor) -> None:
        name = actor.caller.name
        await self._hands.take(actor.entry_id)
        await self._until(f"the producer and {name} to talk", lambda: self._talking(actor))
        self._speak(actor)
        self._say(f"导播接听 {name}，筛选中")
        await self._rest(SCREEN_S)
        if actor.caller.fate is Fate.RETURNED:
            await self._to_operator(actor)
            return
        await self._hands.ready(actor.entry_id, name, actor.caller.area, actor.caller.topic)
        self._say(f"{name} 候播：{actor.caller.topic}")

    async def _programme(self) -> None:
        """Three on air one after the other, each by the host's one key; the second is dumped."""
        for place in ON_AIR:
            actor = next(one for one in self.actors if one.place == place)
            await self._hands.next(actor.entry_id)
            await self._hands.air(actor.entry_id)
            self._speak(actor)
            await self._until(f"{actor.caller.name} on air", partial(self._is, actor, "on_air"))
            self._say(f"▶ {actor.caller.name} 直播中")
            await self._thank_those_off_air()
            if actor.caller.fate is Fate.DUMPED:
                await asyncio.sleep(DUMP_AFTER_S)
                await self._hands.dump()
                self._say(f"✂ 延时截断最后 {DELAY_S:.0f} 秒")
            else:
                await self._rest(AIR_S)

    async def _thank_those_off_air(self) -> None:
        for actor in self.actors:
            if await self._is(actor, "off_air"):
                await self._hands.thank(actor.entry_id)

    async def _sign_off(self) -> None:
        await self._hands.block()
        self._say("导播停止接入新来电")
        blocked = await self._dial(next(at for at, one in enumerate(CALLERS) if one.fate is Fate.BLOCKED))
        await self._until(f"an operator for {blocked.caller.name}", lambda: self._answered(blocked))
        staying = [one for one in self.actors if one.caller.fate in (Fate.READY, Fate.UNHEARD)]
        await self._hands.sign_off()
        self._say("主持人下播；未接入的来电转回热线")
        for actor in staying:
            await self._until(f"an operator for {actor.caller.name}", partial(self._answered, actor))
        await asyncio.gather(*self._talks)

    # --- people ----------------------------------------------------------------------------------------------

    async def _dial(self, place: int) -> Actor:
        number = f"1990000{place + 1:04d}"
        caller = CALLERS[place]
        phone = await asyncio.to_thread(self._stage.citizen, number)
        operator = self._stage.expect(number)
        actor = Actor(place=place, caller=caller, phone=phone, call=phone.dial(self._plan.drill.show))
        self.actors.append(actor)
        operator.add_done_callback(lambda answered: self._operator_has(actor, answered))
        await self._until(f"an answer for {caller.name}", partial(self._picked_up, actor))
        self._speak(actor)
        return actor

    def _speak(self, actor: Actor) -> None:
        """Say the matter from its beginning, again and again."""
        actor.call.say(with_pilot(self._scenes[actor.caller.scene].citizen.pcm, actor.place))

    def _operator_has(self, actor: Actor, answered: "asyncio.Future[PhoneCall]") -> None:
        if answered.cancelled():
            return
        actor.with_operator = True
        self._say(f"话务员 {answered.result().owner.username} 接听 {actor.caller.name}")
        task = asyncio.create_task(self._talk(actor, answered.result()), name=f"talk with {actor.caller.name}")
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)

    async def _talk(self, actor: Actor, operator: PhoneCall) -> None:
        """An operator hears the matter out, and the caller hangs up."""
        operator.say(self._scenes[actor.caller.scene].operator.pcm)
        self._speak(actor)
        await self._rest(OPERATOR_S)
        actor.call.hang_up()

    async def _to_operator(self, actor: Actor) -> None:
        await self._hands.give_back(actor.entry_id)
        self._say(f"{actor.caller.name} 转回热线")
        await self._until(f"an operator for {actor.caller.name}", lambda: self._answered(actor))

    # --- looking ---------------------------------------------------------------------------------------------

    async def _picture(self) -> dict[str, Any]:
        return await self._producer.get(f"/shows/{self.show_id}")

    async def _lines_up(self) -> bool:
        lines = (await self._picture())["lines"]
        return len(lines) == len(self._plan.studio) and all(one["up"] for one in lines)

    async def _new(self, before: set[str]) -> str:
        here = [one["entry_id"] for one in (await self._picture())["entries"]]
        return next((one for one in here if one not in before), "")

    async def _is(self, actor: Actor, state: str) -> bool:
        entries = (await self._picture())["entries"]
        return any(one["entry_id"] == actor.entry_id and one["state"] == state for one in entries)

    async def _talking(self, actor: Actor) -> bool:
        entries = (await self._picture())["entries"]
        return any(one["entry_id"] == actor.entry_id and one["talking"] for one in entries)

    async def _picked_up(self, actor: Actor) -> bool:
        return actor.call.answered_s is not None

    async def _answered(self, actor: Actor) -> bool:
        return actor.with_operator

    async def _rest(self, seconds: float) -> None:
        """Let people talk."""
        await asyncio.sleep(seconds * self._plan.pace)

    async def _until(self, what: str, holds: Callable[[], Awaitable[Any]]) -> Any:
        """Wait until it holds, and say what is waited for."""
        end_s = time.monotonic() + WITHIN_S
        while not (found := await holds()):
            if time.monotonic() > end_s:
                raise DrillError(f"show: expected {what} within {WITHIN_S:.0f} s, found nothing")
            self._report.progress(f"show {time.monotonic() - self._began_s:4.0f} s: waiting for {what}")
            await asyncio.sleep(ASK_EVERY_S)
        return found

    def _say(self, text: str) -> None:
        self._report.say(f"  {time.monotonic() - self._began_s:5.1f} s  {text}")

    def _judged(self, after: After) -> Judged:
        lines = [one.number for one in self._plan.studio]
        heard = [spell for line in lines for spell in self._phones.heard(line, len(CALLERS))]
        return judge(sorted(heard, key=lambda one: one.begin_s), after)

    async def leave(self) -> None:
        """Hang up whoever is still there."""
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*(asyncio.to_thread(one.phone.stop) for one in self.actors))


async def run_show(plan: ShowPlan, report: Report, stop: asyncio.Event, hands: Hands | None = None) -> bool:
    """Hold the show and print what it sees; True when everything was as the script wants. Without `hands`: over HTTP.

    Raises:
        DrillError: phones cannot register, or something that was waited for did not come.
    """
    drill, accounts = plan.drill, (*plan.studio, plan.producer)
    hands = hands or HttpHands(drill.api_url, plan.producer_token, plan.host_token, plan.producer.number)
    says = next(scene.operator.pcm for scene in drill.scenes if scene.operator.name == "operator-show")
    async with Stage(drill) as stage, StudioPhones(drill.target, drill.operator_ip, accounts, says) as phones:
        show = ShowDrill(plan, stage, phones, report, hands)
        playing = asyncio.create_task(show.hold(), name="show")
        stopped = asyncio.create_task(stop.wait(), name="stop")
        try:
            await asyncio.wait((playing, stopped), return_when=asyncio.FIRST_COMPLETED)
            if not playing.done():
                return False
            judged = playing.result()
        except AskedInVainError as fault:
            raise DrillError(str(fault)) from None
        finally:
            for task in (playing, stopped):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, DrillError, AskedInVainError):
                    await task
            await show.leave()
    report.say(judged.text())
    return judged.passed
