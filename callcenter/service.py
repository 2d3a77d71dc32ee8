"""The service process: builds every adapter, starts them in order, stops them in reverse."""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from callcenter import logs, parts
from callcenter.bus import FactBus
from callcenter.clock import day_start_s, now_s
from callcenter.desk import DeskPorts, DeskService
from callcenter.drafting import load_knowledge
from callcenter.ears import EarClient
from callcenter.hearing import Hearing
from callcenter.packaged import city_dir
from callcenter.settings import Settings, SettingsError, load
from callcenter.staff import Staff
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.journal import Journal
from callcenter.store.operators import Operators
from callcenter.store.spill import Spill
from callcenter.store.tickets import Tickets
from callcenter.store.transcripts import Transcripts
from callcenter.telephony.client import TelephonyClient
from callcenter.tickets import ClerkPorts, TicketClerk
from callcenter.timers import LoopTimers
from queueing.desk import Desk
from queueing.events import CallArrived, Fact
from queueing.state import DeskRules

ACK_EVERY_S = 0.5
STAFF_EVERY_S = 5.0  # how soon an import of operators takes effect
AUTO_SET_ASIDE_S = 60.0  # with nobody at a screen, an operator who missed a ring comes back by itself

_log = structlog.get_logger("service")


class Service:
    """Owns the adapters of one desk while it runs."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.zone = ZoneInfo(settings.site.timezone)
        self.database = database
        self.bus = FactBus()
        self.journal = Journal(database, Spill(settings.data_dir() / "unsaved-facts.jsonl"))
        self.tickets, self.transcripts = Tickets(database), Transcripts(database)
        run_dir = parts.run_dir(settings)
        self.line = TelephonyClient(run_dir / parts.TELEPHONY_SOCKET)
        self.ears = EarClient(run_dir / parts.EAR_SOCKET)
        self.desk = Desk(desk_rules(settings))
        self.timers = LoopTimers()
        self.desk_service = DeskService(
            self.desk,
            DeskPorts(line=self.line, ears=self.ears, timers=self.timers, publish=self.publish),
            settings.queue,
            settings.desk.ring_s,
        )
        self.staff = Staff(Operators(database), self.line, self.desk_service)
        self.clerk = TicketClerk(self._clerk_ports())
        self.hearing = Hearing(self.desk_service, self.clerk, self.publish)
        self.ears.report_to(self.hearing)
        self.bus.subscribe("journal", lambda fact: self.journal.append([fact]))
        self.bus.subscribe("tickets", self.clerk.take_fact)

    def publish(self, facts: Sequence[Fact]) -> None:
        """Tell everyone."""
        self.bus.publish(facts)

    async def restore(self) -> None:
        """Replay the ledger: today's facts, and those of calls that were still in progress."""
        await self.journal.recover()
        past = [fact async for fact in self._past()]
        self.desk.restore(past)
        for fact in past:
            self.clerk.remember(fact)
        await self.clerk.resume()
        await self.staff.refresh()
        _log.info("ledger replayed", facts=len(past), calls=len(self.desk.state.calls))

    async def _past(self) -> AsyncIterator[Fact]:
        """Facts from yesterday's midnight on (a call may cross midnight); calls cut by that beginning are left out."""
        since = day_start_s(day_start_s(now_s(), self.zone) - 1.0, self.zone)
        whole: set[str] = set()
        async for fact in self.journal.replay(since):
            if isinstance(fact, CallArrived):
                whole.add(fact.call_id)
            call_id = getattr(fact, "call_id", "")
            if not call_id or call_id in whole:
                yield fact

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until told to stop."""
        await self.restore()
        jobs = {
            "telephony link": self.line.link.run(),
            "ear link": self.ears.link.run(),
            "ticket clerk": self.clerk.run(),
            "acknowledge": self._acknowledge(),
            "staff": self.staff.watch(STAFF_EVERY_S),
        }
        tasks = [asyncio.create_task(job, name=name) for name, job in jobs.items()]
        watch = asyncio.create_task(stop.wait(), name="stop")
        done, _ = await asyncio.wait([*tasks, watch], return_when=asyncio.FIRST_COMPLETED)
        await self._wind_down(tasks)
        for task in done - {watch}:
            _log.critical("a task of the service ended", task=task.get_name())
            task.result()

    async def _wind_down(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.clerk.drain(), 3.0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _acknowledge(self) -> None:
        """Let telephony and the ear forget what has reached the ledger."""
        links = (self.line.link, self.ears.link)
        while True:
            await asyncio.sleep(ACK_EVERY_S)
            handled = [link.handled_seq for link in links]
            try:
                await self.clerk.drain()
                await self.journal.flush()
            except StoreError:
                continue
            for link, seq in zip(links, handled, strict=True):
                link.ack(seq)

    def _clerk_ports(self) -> ClerkPorts:
        return ClerkPorts(
            tickets=self.tickets,
            transcripts=self.transcripts,
            knowledge=load_knowledge(city_dir(self.settings.site.city)),
            timers=self.timers,
            zone=self.zone,
            publish=self.publish,
            on_ticket=lambda _ticket: None,
            on_utterance=lambda _said: None,
            operator_name=self.staff.name,
            model_notice=lambda: self.hearing.model_notice,
        )


def desk_rules(settings: Settings) -> DeskRules:
    """The desk's numbers from the configuration."""
    desk = settings.desk
    unattended_s = AUTO_SET_ASIDE_S if desk.auto_ready else 0.0
    return DeskRules(
        wrap_up_s=desk.wrap_up_s,
        ring_s=desk.ring_s,
        auto_ready=desk.auto_ready,
        set_aside_s=desk.set_aside_s or unattended_s,
    )


async def serve(settings: Settings, lifeline_fd: int | None) -> int:
    """Run the service; answers the exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if lifeline_fd is not None:
        loop.add_reader(lifeline_fd, stop.set)  # readable means closed: the supervisor is gone
    try:
        async with Database(settings.store.url) as database:
            await Service(settings, database).run(stop)
    except StoreError as fault:
        sys.stderr.write(f"[store] url: {fault}\n")
        return 2
    finally:
        if lifeline_fd is not None:
            loop.remove_reader(lifeline_fd)
    return 0


def main() -> int:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m callcenter.service", description=__doc__)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--lifeline-fd", type=int)
    args = parser.parse_args()
    try:
        settings = load(args.config)
    except SettingsError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    logs.configure(settings.log.level)
    return asyncio.run(serve(settings, args.lifeline_fd))


if __name__ == "__main__":
    sys.exit(main())
