"""The database goes away while everything runs: nothing of the service ends, and all goes on once it is back."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Never

import pytest

from callcenter.city_service import opened
from callcenter.service import Service
from callcenter.service_ports import city_ports
from callcenter.settings import Settings, Site, Store
from callcenter.store.database import Database
from callcenter.store.faults import StoreUnavailableError
from callcenter.store.stores import open_stores
from callcenter.store.ticket import DraftTicket, TicketField
from queueing.events import TicketDrafted
from tests.contracts.store.stories import NOON, answered_call

BEAT_S = 0.05  # no sleep of any part lasts longer, so that each takes several turns
really_sleep = asyncio.sleep


async def _short(delay_s: float, result: object = None) -> object:
    return await really_sleep(min(delay_s, BEAT_S), result)


async def _away(_self: Database, _work: object) -> Never:
    raise StoreUnavailableError("database: expected an answer, found none")


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[tuple[Service, dict[str, "asyncio.Task[Any]"]]]:
    """Everything the service runs, but for its pages."""
    settings = Settings(site=Site(data_dir=str(folder)), store=Store(url=f"sqlite:///{folder}/desk.db"))
    async with open_stores(settings.store.url, folder) as stores:
        service = Service(settings, stores)
        await service.restore()
        async with opened(city_ports(service)) as service.city:
            jobs = {name: asyncio.create_task(job, name=name) for name, job in service._jobs().items()}
            try:
                yield service, jobs
            finally:
                for job in jobs.values():
                    job.cancel()
                await asyncio.gather(*jobs.values(), return_exceptions=True)


async def _burst(service: Service) -> None:
    """So many call about the same that it is a burst, and the board shows it."""
    now = time.time()
    for number in range(12):
        fields = {
            "title": "停水",
            "place": "阳光小区",
            "topic": "供水",
            "content": f"来电人反映阳光小区{number}号楼停水。",
        }
        draft = DraftTicket(
            ticket_id=f"b{number}",
            call_id=f"c-b{number}",
            operator_id="8001",
            caller_number=f"138000000{number:02d}",
            started_at=now,
            ended_at=now,
            fields={name: TicketField(value=value) for name, value in fields.items()},
        )
        await service.stores.tickets.save_draft(draft, datetime.now(UTC))
        service.city.hot.take_fact(TicketDrafted(at=now, call_id=f"c-b{number}", ticket_id=f"b{number}"))
    async with asyncio.timeout(20.0):
        while not service.city.bursts.shown:
            await really_sleep(0.05)


async def test_no_part_of_the_service_ends_while_the_database_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asyncio, "sleep", _short)
    async with at_work(tmp_path) as (service, jobs):
        await _burst(service)
        with monkeypatch.context() as outage:
            outage.setattr(Database, "read", _away)
            outage.setattr(Database, "write", _away)
            service.city.hot.take_fact(TicketDrafted(at=NOON, call_id="c-1", ticket_id="t-1"))
            service.city.bursts.wake()
            service.wheel.wake()
            service.overdue.wake()
            service.bus.publish(answered_call("c-2"))
            await really_sleep(1.5)
            assert {name: job for name, job in jobs.items() if job.done()} == {}
        service.bus.publish(answered_call("c-3"))
        await service.stores.journal.flush()
        assert (await service.stores.calls.get("c-3")).call_id == "c-3"
        assert {name: job for name, job in jobs.items() if job.done()} == {}
