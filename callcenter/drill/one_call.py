"""One call of a drill from INVITE to draft ticket, and what was seen of it."""

import asyncio
import contextlib
import time
from dataclasses import replace
from enum import Enum
from typing import Any

from callcenter.drill.desk_api import DeskApi, DeskApiError, caller_text
from callcenter.drill.likeness import character_error_rate, sound_likeness
from callcenter.drill.plan import DrillPlan
from callcenter.drill.scenes import Scene
from callcenter.drill.stage import Stage
from callcenter.drill.verdict import MAX_ERROR_RATE, TICKET_WITHIN_S, CallResult
from callcenter.drill.wav import RATE_HZ
from callcenter.telephony.phone import PhoneCall

ANSWER_WITHIN_S = 180.0
HANG_UP_SEEN_WITHIN_S = 3.0
ASK_EVERY_S = 0.25
TAIL_S = 0.3  # after the last word


class Phase(Enum):
    """Where a call stands, for the progress line."""

    WAITING = "waiting for an operator"
    TALKING = "talking"
    TICKET = "waiting for a draft ticket"


class DrillCall:
    """Owns one call; `play` is called once."""

    def __init__(self, plan: DrillPlan, stage: Stage, api: DeskApi, scene: Scene, number: str) -> None:
        self._plan, self._stage, self._api, self._scene, self._number = plan, stage, api, scene, number
        self.phase = Phase.WAITING
        self._talks_until_s = 0.0
        self._operator_hangs_up = int(number) % 3 == 0  # every third call is ended by the operator
        self._result = CallResult(scene=scene.name, number=number, dialled=plan.dialled(scene))

    def left_s(self) -> float:
        """Return how long the two will go on talking."""
        return max(0.0, self._talks_until_s - time.monotonic())

    def cut_off(self) -> CallResult:
        """Return what is known of a call that the drill's time did not suffice for."""
        return replace(self._result, problem=f"cut off by the time limit while {self.phase.value}")

    async def play(self) -> CallResult:
        phone = await asyncio.to_thread(self._stage.citizen, self._number)
        answered = self._stage.expect(self._number)
        try:
            call = phone.dial(self._result.dialled)
            operator = await self._operator_answers(call, answered)
            if operator is not None:
                await self._talk(call, operator)
                self._stage.release(operator)
            self._stage.release(call)
        finally:
            self._stage.forget(self._number)
            await asyncio.to_thread(phone.stop)
        return self._result

    async def _operator_answers(self, call: PhoneCall, answered: "asyncio.Future[PhoneCall]") -> PhoneCall | None:
        over = asyncio.create_task(self._stage.end_of(call).wait(), name="call over")
        try:
            either: tuple[asyncio.Future[object], ...] = (answered, over)  # type: ignore[assignment]
            await asyncio.wait(either, timeout=ANSWER_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
        if answered.done():
            return answered.result()
        why = f"{call.end.reason.value} {call.end.code}" if call.end else f"no operator within {ANSWER_WITHIN_S:.0f} s"
        self._result = replace(self._result, problem=f"the call did not reach an operator: {why}")
        return None

    async def _talk(self, call: PhoneCall, operator: PhoneCall) -> None:
        self.phase = Phase.TALKING
        self._talks_until_s = time.monotonic() + self._scene.seconds + TAIL_S
        begins = {side: side.sound.ear.samples() / RATE_HZ for side in (call, operator)}
        operator.say(self._scene.operator.pcm)
        call.say(self._scene.citizen.pcm)
        waited_s = (operator.answered_s or 0.0) - call.began_s
        self._result = replace(self._result, operator=operator.owner.username, waited_s=waited_s)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stage.end_of(call).wait(), self._scene.seconds + TAIL_S)
            self._result = replace(self._result, problem="the call ended while they were talking")
        hung_up_s = time.monotonic()
        (operator if self._operator_hangs_up else call).hang_up()
        await self._both_end(call, operator)
        lost = call.sound.ear.lost + operator.sound.ear.lost
        self._result = replace(
            self._result,
            citizen_heard=sound_likeness(self._scene.operator, call.heard_pcm(), begins[call]),
            operator_heard=sound_likeness(self._scene.citizen, operator.heard_pcm(), begins[operator]),
            lost_packets=lost,
        )
        self.phase = Phase.TICKET
        await self._ticket(hung_up_s)

    async def _both_end(self, call: PhoneCall, operator: PhoneCall) -> None:
        ends = (self._stage.end_of(call).wait(), self._stage.end_of(operator).wait())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*ends), HANG_UP_SEEN_WITHIN_S)
            self._result = replace(self._result, hung_up=True)

    async def _ticket(self, hung_up_s: float) -> None:
        """Ask until the draft has the caller's words; a draft with too few of them is asked for again until late."""
        while time.monotonic() - hung_up_s < TICKET_WITHIN_S:
            try:
                tickets = await self._api.tickets_of(self._number)
            except DeskApiError as fault:
                self._result = replace(self._result, problem=str(fault))
                return
            found = next((one for one in tickets if self._is_ours(one)), None)
            if found is not None and self._take(found, time.monotonic() - hung_up_s):
                return
            await asyncio.sleep(ASK_EVERY_S)

    def _is_ours(self, ticket: dict[str, Any]) -> bool:
        return (
            ticket.get("caller_number") == self._number and bool(ticket.get("ended_at")) and bool(caller_text(ticket))
        )

    def _take(self, ticket: dict[str, Any], after_s: float) -> bool:
        rate = character_error_rate(self._scene.citizen.text, caller_text(ticket))
        self._result = replace(self._result, ticket=ticket, ticket_after_s=after_s, error_rate=rate)
        return rate < MAX_ERROR_RATE
