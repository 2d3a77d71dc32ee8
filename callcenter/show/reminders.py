"""Reminds units of the show: looks every few minutes, writes to the contact of each, and tells the wall how many."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

import structlog

from callcenter.masking import mask_numbers_in
from callcenter.outflow.sms import MOBILE
from callcenter.outflow.sms_rules import SmsRules, reminder_text
from callcenter.show.plan_desk import PlanDesk, Prepared
from callcenter.show.promise_list import PromiseList
from callcenter.store.faults import StoreError
from callcenter.store.show_reminders import Letter, ShowReminders
from dashboards.alerts import ShowDuties
from queueing.show.edition import Contact, Leave
from queueing.show.promise_book import PromiseState
from queueing.show.reminding import Duty, Stage, addressee, may_tell, of_plan, of_promises

EVERY_S = 300.0
_WORDS = {
    Stage.NEAR: "{day}到期",
    Stage.TODAY: "今天到期",
    Stage.OVER: "{day}已逾期",
    Stage.BORN_LATE: "计划公布时已过{day}的期限，请尽快补办",
}
_log = structlog.get_logger("reminders")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPorts:
    """What it works with. `wake` lets the courier look; `show` tells the wall, numbers only."""

    plan: PlanDesk
    promises: PromiseList
    store: ShowReminders
    rules: SmsRules
    wake: Callable[[], None]
    show: Callable[[ShowDuties], None]


class Reminders:
    """Owns the looking; the store has what was told."""

    def __init__(self, ports: ReminderPorts) -> None:
        self.ports = ports

    async def run(self) -> None:
        """Look again and again; ends by cancellation."""
        while True:
            try:
                await self.once()
            except StoreError as fault:
                _log.warning("reminders wait for the database", why=str(fault))
            await asyncio.sleep(EVERY_S)

    async def once(self) -> int:
        """Tell the wall how things stand, and the units what is new while offices are open; return how many letters."""
        plan, found = self.ports.plan, await self.ports.promises.all(proposals=False)
        today = plan.today
        editions = await plan.editions.between(today, today.replace(year=today.year + 1, day=1))
        prepared = await plan.prepare(editions)
        duties = [duty for one in prepared for duty in of_plan(one.edition, one.steps, today)]
        near = {(one.edition_id, one.rule_id) for one in duties if one.stage in (Stage.NEAR, Stage.TODAY)}
        over = {(one.edition_id, one.rule_id) for one in duties if one.stage is Stage.OVER}
        broken = sum(one.state is PromiseState.BROKEN for one in found.promises)
        self.ports.show(ShowDuties(near=len(near), over=len(over), broken=broken))
        if not may_tell(datetime.fromtimestamp(plan.now(), UTC), plan.book.office):
            return 0
        return await self._tell([*duties, *of_promises(found.promises, today)], prepared)

    async def _tell(self, duties: Sequence[Duty], prepared: Iterable[Prepared]) -> int:
        told = await self.ports.store.told([one.key for one in duties])
        fresh = sorted((one for one in duties if one.key not in told), key=_letter_of)
        if not fresh:
            return 0
        contacts = await self.ports.store.contacts()
        leaves = {(one.edition.edition_id, leave.unit): leave for one in prepared for leave in one.filed.leaves}
        letters = [self._letter(tuple(group), contacts, leaves) for _, group in groupby(fresh, _letter_of)]
        written = await self.ports.store.tell(letters, self.ports.plan.now())
        self.ports.wake()
        _log.info("units reminded", letters=written, things=len(fresh))
        return written

    def _letter(
        self,
        duties: tuple[Duty, ...],
        contacts: Sequence[tuple[str, Contact]],
        leaves: Mapping[tuple[str, str], Leave],
    ) -> Letter:
        """Everything one unit is told of for one edition; to this edition's contact, else to the last one it named."""
        first = duties[0]
        mine = [
            (where, one) for where, one in contacts if self._same(one.unit, first.unit) and MOBILE.fullmatch(one.mobile)
        ]
        here = [one for where, one in mine if where == first.edition_id]
        to = addressee(here or [one for _, one in mine], leaves.get((first.edition_id, first.unit)))
        text = reminder_text(
            self.ports.rules,
            promise=bool(first.promise_id),
            show=self.ports.plan.rules.name,
            unit=first.unit,
            items="；".join(_said(one) for one in duties),
        )
        return Letter(duties=duties, to_name=to.name if to else "", mobile=to.mobile if to else "", text=text)

    def _same(self, one: str, other: str) -> bool:
        return self.ports.promises.name(one) == self.ports.promises.name(other)


def _letter_of(one: Duty) -> tuple[str, str, bool]:
    return one.edition_id, one.unit, bool(one.promise_id)


def _said(one: Duty) -> str:
    day = f"{one.due.month}月{one.due.day}日"
    return f"“{mask_numbers_in(one.title)[:40]}”{_WORDS[one.stage].format(day=day)}"
