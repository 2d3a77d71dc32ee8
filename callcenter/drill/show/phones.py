"""The phones of a scripted show beside operators and citizens: the studio's lines and the producer's."""

import asyncio
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from callcenter.drill.plan import DrillError, OperatorAccount
from callcenter.drill.show.pilots import RATE_HZ, Spell, spells
from callcenter.telephony.phone import Answered, Phone, PhoneAccount, PhoneCall, PhoneEvent, PhoneLoop, Registration

REGISTER_WITHIN_S = 15.0
KEEP_S = 900.0  # of what the studio hears: all of the show
LOOK_EVERY_S = 0.01
PICK_UP_AFTER_S = 0.5


@dataclass(slots=True, kw_only=True)
class Set:
    """One phone: what it says when it is answered, and its newest call."""

    account: OperatorAccount
    says: bytes = field(repr=False)
    registered: asyncio.Event = field(default_factory=asyncio.Event)
    call: PhoneCall | None = None


class StudioPhones:
    """Owns the studio's and the producer's phones; use as `async with`. Follows when each sample of a line arrived."""

    def __init__(self, target: tuple[str, int], ip: str, accounts: tuple[OperatorAccount, ...], says: bytes) -> None:
        self._target, self._ip = target, ip
        self.sets = {one.number: Set(account=one, says=says) for one in accounts}
        self._loop, self._phones = PhoneLoop(), list[Phone]()
        self._main = asyncio.get_running_loop()
        self._watch: asyncio.Task[None]
        self._arrived: dict[str, list[tuple[int, float]]] = {}  # line -> (samples heard, when), rising

    async def __aenter__(self) -> Self:
        self._loop.start()
        for one in self.sets.values():
            self._phones.append(self._started(one))
        self._watch = asyncio.create_task(self._look(), name="studio's clock")
        try:
            await asyncio.wait_for(self._registered(), REGISTER_WITHIN_S)
        except TimeoutError:
            await self.__aexit__(None, None, None)
            late = ", ".join(one.account.number for one in self.sets.values() if not one.registered.is_set())
            raise DrillError(f"studio's phones: expected all to register, found {late} did not") from None
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._watch.cancel()
        await asyncio.gather(*(asyncio.to_thread(phone.stop) for phone in self._phones))
        await asyncio.to_thread(self._loop.stop)

    def heard(self, line: str, places: int) -> list[Spell]:
        """Who was heard on a studio line, in seconds of the steady clock."""
        one = self.sets[line]
        if one.call is None:
            return []
        found = spells(one.call.heard_pcm(), places)
        return [
            Spell(place=spell.place, begin_s=self._when(line, spell.begin_s), end_s=self._when(line, spell.end_s))
            for spell in found
        ]

    def _when(self, line: str, at_s: float) -> float:
        """When the sample at `at_s` of the line's sound arrived: the sound has no seconds in which nothing came."""
        sample = at_s * RATE_HZ
        return next((when for count, when in self._arrived[line] if count >= sample), self._arrived[line][-1][1])

    async def _look(self) -> None:
        while True:
            now = time.monotonic()
            for number, one in self.sets.items():
                count = one.call.sound.ear.samples() if one.call else 0
                marks = self._arrived.setdefault(number, [(0, now)])
                if count > marks[-1][0]:
                    marks.append((count, now))
            await asyncio.sleep(LOOK_EVERY_S)

    async def _registered(self) -> None:
        await asyncio.gather(*(one.registered.wait() for one in self.sets.values()))

    def _started(self, one: Set) -> Phone:
        account = PhoneAccount(
            number=one.account.number,
            password=one.account.password,
            server_ip=self._target[0],
            server_port=self._target[1],
            ip=self._ip,
            registers=True,
            answer_after_s=PICK_UP_AFTER_S,
            keep_s=KEEP_S,
        )

        def hear(event: PhoneEvent) -> None:
            if isinstance(event, Answered):
                one.call = event.call
                event.call.say(one.says)
            elif isinstance(event, Registration) and event.ok:
                self._main.call_soon_threadsafe(one.registered.set)

        phone = Phone(self._loop, account, hear)
        phone.start()
        return phone
