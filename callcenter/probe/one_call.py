"""One call of a probe: announced, dialled, listened to, spoken into, ended; and what was seen of it."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass

from callcenter.drill.wav import RATE_HZ
from callcenter.probe.link import DeskLink, News
from callcenter.telephony.phone import Answered, Ended, EndedBy, Phone, PhoneAccount, PhoneCall, PhoneEvent, PhoneLoop

RECORDED_WITHIN_S = 10.0  # after the hang-up: the ear's last words take up to 4 s
HUNG_UP_WITHIN_S = 3.0
TAIL_S = 0.5  # after our last word


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """What one call does; times in seconds."""

    run_id: str
    probe: str
    number: str
    caller: str
    server: tuple[str, int]
    ip: str
    said: bytes  # PCM16LE at 8 kHz
    answer_within_s: float
    give_up_s: float
    listen_s: float

    @property
    def longest_s(self) -> float:
        """How long the call can last."""
        said_s = len(self.said) / 2 / RATE_HZ
        return self.answer_within_s + self.give_up_s + self.listen_s + said_s + TAIL_S + HUNG_UP_WITHIN_S


@dataclass(slots=True, kw_only=True)
class CallSeen:
    """What was seen and heard of one call; seconds from the INVITE."""

    called: bool = False
    refused_why: str = ""
    sip_code: int = 200
    to_ring_s: float | None = None
    to_answer_s: float | None = None
    to_operator_s: float | None = None
    seconds: float | None = None
    cut_off: bool = False
    lost_packets: int = 0
    heard: bytes = b""  # PCM16LE from the answer on
    operator_at: int | None = None  # sample of `heard` at which the service said that one is there
    said_at: int | None = None  # sample of `heard` at which we began to speak
    call_id: str = ""
    desk_recording: str = ""


class ProbeCall:
    """Owns one phone and one call. `make` is called once, on the event loop."""

    def __init__(self, plan: CallPlan, phones: PhoneLoop, link: DeskLink) -> None:
        self._plan, self._phones, self._link = plan, phones, link
        self._loop = asyncio.get_running_loop()
        self._news = link.news_of(plan.run_id)
        self._changed = asyncio.Event()
        self._end: Ended | None = None
        self._answered = self._recorded = False
        self.seen = CallSeen()

    async def make(self) -> CallSeen:
        """Call, and return what was seen; a desk that does not know of the call is not called."""
        plan = self._plan
        wants = {"probe": plan.probe, "dialled": plan.number, "caller": plan.caller, "for_s": plan.longest_s}
        reply = await self._link.ask(plan.run_id, "expect", wants, ("expected", "refused"))
        if reply is None or reply["op"] != "expected":
            self.seen.refused_why = "the service is away" if reply is None else str(reply.get("why", ""))
            return self.seen
        self.seen.called = True
        listening = asyncio.create_task(self._listen(), name=f"news of {plan.run_id}")
        try:
            await self._with_phone()
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
        return self.seen

    async def _with_phone(self) -> None:
        plan = self._plan
        account = PhoneAccount(
            number=plan.caller,
            server_ip=plan.server[0],
            server_port=plan.server[1],
            ip=plan.ip,
            keep_s=plan.longest_s + 10.0,
        )
        phone = Phone(self._phones, account, self._event)
        await asyncio.to_thread(phone.start)
        try:
            call = await asyncio.to_thread(phone.dial, plan.number)
            await self._hold(call)
            self._note(call)
        finally:
            await asyncio.to_thread(phone.stop)

    async def _hold(self, call: PhoneCall) -> None:
        """Wait for the line, then for an operator, then listen, speak and hang up."""
        plan, seen = self._plan, self.seen
        if await self._until(lambda: self._answered, plan.answer_within_s):
            if await self._until(lambda: seen.to_operator_s is not None, plan.give_up_s):
                seen.operator_at = call.sound.ear.samples()
                await self._speak(call)
            seen.cut_off = self._end is not None
        await asyncio.to_thread(call.hang_up)
        await self._until(lambda: self._end is not None, HUNG_UP_WITHIN_S)
        if seen.said_at is not None:
            await self._wait(lambda: self._recorded, RECORDED_WITHIN_S)

    async def _speak(self, call: PhoneCall) -> None:
        if await self._until(lambda: False, self._plan.listen_s) or self._end is not None:
            return
        self.seen.said_at = call.sound.ear.samples()
        await asyncio.to_thread(call.say, self._plan.said)
        await self._until(lambda: False, len(self._plan.said) / 2 / RATE_HZ + TAIL_S)

    async def _until(self, holds: Callable[[], bool], within_s: float) -> bool:
        """Wait until it holds, the call is over, or the time is up; answers whether it holds."""
        await self._wait(lambda: holds() or self._end is not None, within_s)
        return holds()

    async def _wait(self, holds: Callable[[], bool], within_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not holds():
                    self._changed.clear()
                    await self._changed.wait()

    def _note(self, call: PhoneCall) -> None:
        figures, seen = call.figures(), self.seen
        seen.to_ring_s, seen.to_answer_s, seen.seconds = figures.to_ring_s, figures.to_answer_s, figures.to_end_s
        seen.lost_packets = figures.heard.lost
        seen.heard = call.heard_pcm()
        end = self._end
        if end is not None and figures.to_answer_s is None and end.by is EndedBy.PEER:
            seen.sip_code = end.code or 200

    # --- what happens ----------------------------------------------------------------------------------------

    def _event(self, event: PhoneEvent) -> None:
        """On the phones' thread."""
        self._loop.call_soon_threadsafe(self._take, event)

    def _take(self, event: PhoneEvent) -> None:
        match event:
            case Answered():
                self._answered = True
            case Ended():
                self._end = event
            case _:
                return
        self._changed.set()

    async def _listen(self) -> None:
        began_s = time.monotonic()
        while True:
            self._take_news(await self._news.get(), time.monotonic() - began_s)

    def _take_news(self, news: News, after_s: float) -> None:
        match news.get("op"):
            case "arrived":
                self.seen.call_id = str(news.get("call_id", ""))
            case "answered" if self.seen.to_operator_s is None:
                self.seen.to_operator_s = round(after_s, 3)
            case "recorded":
                self.seen.desk_recording, self._recorded = str(news.get("path", "")), True
            case _:
                return
        self._changed.set()
