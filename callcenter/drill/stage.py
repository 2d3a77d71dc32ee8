"""The phones of a drill: operators that register and answer, citizens that call; connects who talks to whom."""

import asyncio
from typing import Self

from callcenter.drill.plan import DrillError, DrillPlan, OperatorAccount
from callcenter.telephony.phone import (
    Answered,
    Ended,
    Phone,
    PhoneAccount,
    PhoneCall,
    PhoneEvent,
    PhoneLoop,
    Registration,
)

REGISTER_WITHIN_S = 15.0
PICK_UP_AFTER_S = 0.8  # a person needs about as long to reach the key


class Stage:
    """Owns the phone loop and every phone of a drill. Use as `async with`; asyncio side of the phones' thread."""

    def __init__(self, plan: DrillPlan) -> None:
        self._plan = plan
        self._phones = PhoneLoop()
        self._operators: list[Phone] = []
        self._expected: dict[str, asyncio.Future[PhoneCall]] = {}  # caller's number -> the operator's call
        self._ends: dict[PhoneCall, asyncio.Event] = {}
        self._registered: dict[str, asyncio.Event] = {}
        self._refused: dict[str, int] = {}
        self._loop = asyncio.get_running_loop()

    async def __aenter__(self) -> Self:
        self._phones.start()
        try:
            for account in self._plan.operators:
                self._operators.append(self._operator(account))
            await self._all_registered()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(asyncio.to_thread(phone.stop) for phone in self._operators))
        await asyncio.to_thread(self._phones.stop)

    def citizen(self, number: str) -> Phone:
        """Return a started phone with this number on the citizens' address; the caller of this stops it."""
        account = PhoneAccount(
            number=number,
            server_ip=self._plan.target[0],
            server_port=self._plan.target[1],
            ip=self._plan.citizen_ip,
        )
        return self._started(account)

    def expect(self, number: str) -> "asyncio.Future[PhoneCall]":
        """Return what will hold the operator's side once an operator has answered this caller."""
        self._expected[number] = self._loop.create_future()
        return self._expected[number]

    def forget(self, number: str) -> None:
        self._expected.pop(number, None)

    def end_of(self, call: PhoneCall) -> asyncio.Event:
        """Return what is set when the call is over."""
        event = self._ends.setdefault(call, asyncio.Event())
        if call.end is not None:
            event.set()
        return event

    def release(self, *calls: PhoneCall) -> None:
        """Forget calls that are done with, and the sound they keep."""
        for call in calls:
            self._ends.pop(call, None)

    def _operator(self, account: OperatorAccount) -> Phone:
        self._registered[account.number] = asyncio.Event()
        return self._started(
            PhoneAccount(
                number=account.number,
                password=account.password,
                server_ip=self._plan.target[0],
                server_port=self._plan.target[1],
                ip=self._plan.operator_ip,
                registers=True,
                answer_after_s=PICK_UP_AFTER_S,
            )
        )

    def _started(self, account: PhoneAccount) -> Phone:
        hear = self._from_operator if account.registers else self._from_citizen

        def in_asyncio(event: PhoneEvent) -> None:
            self._loop.call_soon_threadsafe(hear, account.number, event)

        phone = Phone(self._phones, account, in_asyncio)
        try:
            phone.start()
        except OSError as fault:
            raise DrillError(f"address {account.ip}: expected one of this machine, found: {fault}") from None
        return phone

    async def _all_registered(self) -> None:
        every = asyncio.gather(*(event.wait() for event in self._registered.values()))
        try:
            await asyncio.wait_for(every, REGISTER_WITHIN_S)
        except TimeoutError:
            number = next(number for number, event in self._registered.items() if not event.is_set())
            code = self._refused.get(number, 0)
            found = f"refusal {code}" if code else "no answer"
            ip, port = self._plan.target
            raise DrillError(f"operator {number}: expected to register at {ip}:{port}, found {found}") from None

    def _from_operator(self, number: str, event: PhoneEvent) -> None:
        match event:
            case Registration(ok=True):
                self._registered[number].set()
            case Registration(code=code):
                self._refused[number] = code  # the phone tries again by itself: the desk may just be starting
            case Answered(call=call):
                self._match(call)
            case Ended(call=call):
                self._over(call)
            case _:
                pass

    def _from_citizen(self, _number: str, event: PhoneEvent) -> None:
        if isinstance(event, Ended):
            self._over(event.call)

    def _match(self, call: PhoneCall) -> None:
        waiting = self._expected.get(call.other)
        if waiting is not None and not waiting.done():
            waiting.set_result(call)

    def _over(self, call: PhoneCall) -> None:
        if call in self._ends:
            self._ends[call].set()
