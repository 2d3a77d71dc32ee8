"""The probes' process: calls every number on its schedule, a few at once at most. Nothing in the desk waits for it."""

import argparse
import asyncio
import contextlib
import secrets
import signal
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from callcenter import logs, parts
from callcenter.clock import now_s
from callcenter.drill.wav import WavError
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


async def serve(settings: Settings, lifeline_fd: int | None) -> int:
    """Run until a signal or the supervisor's end."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    if lifeline_fd is not None:
        loop.add_reader(lifeline_fd, stop.set)  # readable means closed: the supervisor is gone
    try:
        async with ready_runs(settings) as runs:
            await Prober(settings, runs).run(stop)
    finally:
        if lifeline_fd is not None:
            loop.remove_reader(lifeline_fd)
    return 0


def main() -> int:
    """Read the arguments and probe. Never answers 2: the desk must not stop because a probe cannot run."""
    parser = argparse.ArgumentParser(prog="python -m callcenter.probe.process", description=__doc__)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--lifeline-fd", type=int)
    args = parser.parse_args()
    try:
        settings = load(args.config)
        logs.configure(settings.log.level)
        return asyncio.run(serve(settings, args.lifeline_fd))
    except (SettingsError, WavError, ValueError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
