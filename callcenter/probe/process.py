"""The probes' process: calls every number on its schedule, a few at once at most. Nothing in the desk waits for it."""

import asyncio
import contextlib
import secrets
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from callcenter import logs, parts
from callcenter.clock import now_s
from callcenter.drill.wav import WavError
from callcenter.lifeline import read_arguments, until_stopped
from callcenter.probe.daily import DailyReports
from callcenter.probe.link import DeskLink
from callcenter.probe.runs import RunParts, Runs
from callcenter.probe.schedule import SPREAD, Hours, next_due, within
from callcenter.probe.socket_names import PROBE_SOCKET
from callcenter.settings import Probe, Settings, SettingsError, load
from callcenter.telephony.phone import PhoneLoop

WAITING_EVERY_S = 30.0  # how soon a report that waited is handed in once the service is back

_log = structlog.get_logger("probe")


@contextlib.asynccontextmanager
async def ready_runs(settings: Settings) -> AsyncIterator[Runs]:
    """Phones and the link to the service, for as long as the block runs."""
    zone = ZoneInfo(settings.site.timezone)
    link = DeskLink(parts.run_dir(settings) / PROBE_SOCKET)
    connecting = asyncio.create_task(link.run(), name="desk link")
    phones = PhoneLoop()
    phones.start()
    try:
        yield Runs(
            RunParts(
                phones=phones,
                link=link,
                data_dir=settings.data_dir(),
                sip_listen=settings.sip.listen,
                model=parts.model_dir(settings) if settings.asr.workers else None,
                date_folder=lambda at: datetime.fromtimestamp(at, zone).strftime("%Y/%m/%d"),
            )
        )
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await asyncio.to_thread(phones.stop)


class Prober:
    """Owns the schedule: one task a probe, a bound over all of them."""

    def __init__(self, settings: Settings, runs: Runs) -> None:
        self._settings, self._runs = settings, runs
        self._zone = ZoneInfo(settings.site.timezone)
        self._at_once = asyncio.Semaphore(settings.probes.at_once)

    async def run(self, stop: asyncio.Event) -> None:
        """Call until told to stop; a fault of one probe does not reach the others."""
        jobs = [asyncio.create_task(self._keep_calling(one), name=f"probe {one.name}") for one in self._settings.probe]
        jobs.append(asyncio.create_task(self._hand_in(), name="waiting reports"))
        jobs.append(asyncio.create_task(DailyReports(self._settings).run(), name="daily report"))
        await stop.wait()
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    async def _keep_calling(self, probe: Probe) -> None:
        hours, last = Hours.parse(probe.hours), None
        while True:
            due = within(next_due(last, now_s(), probe.every_s, _chance()), hours, self._zone, self._late_s(probe))
            await asyncio.sleep(max(0.0, due - now_s()))
            async with self._at_once:
                last = now_s()
                try:
                    result = await self._runs.make(probe)
                    _log.info("probe done", probe=probe.name, run_id=result.run_id, faults=result.faults)
                except Exception:  # noqa: BLE001 - the edge: the next call is made all the same
                    _log.exception("probe failed to call", probe=probe.name)

    def _late_s(self, probe: Probe) -> float:
        return probe.every_s * SPREAD * _chance()

    async def _hand_in(self) -> None:
        while True:
            try:
                await self._runs.hand_in_waiting()
            except Exception:  # noqa: BLE001 - the edge: tried again
                _log.exception("waiting reports not handed in")
            await asyncio.sleep(WAITING_EVERY_S)


def _chance() -> float:
    return secrets.randbelow(1_000_000) / 1_000_000


async def serve(settings: Settings, lifeline_fd: int | None) -> None:
    """Run until a signal or the supervisor's end."""
    async with until_stopped(lifeline_fd) as stop, ready_runs(settings) as runs:
        await Prober(settings, runs).run(stop)


def main() -> int:
    """Read the arguments and probe. Never answers 2: the desk must not stop because a probe cannot run."""
    told = read_arguments("callcenter.probe.process", __doc__)
    try:
        settings = load(told.config)
        logs.configure(settings.log.level)
        asyncio.run(serve(settings, told.lifeline_fd))
    except (SettingsError, WavError, ValueError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
