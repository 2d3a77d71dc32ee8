"""The process of second passes: `serve` runs it beside the desk, `callcenter asr pass serve` on any other machine."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import structlog

from callcenter import logs
from callcenter.lifeline import read_arguments, until_stopped
from callcenter.parts import model_dir
from callcenter.second_pass.hearer import Ear, Hearer
from callcenter.second_pass.opening import opened_queue
from callcenter.second_pass.sound import SoundFolder, SoundOverHttp, SoundSource
from callcenter.second_pass.worker import PassWorker, WorkerPorts
from callcenter.settings import Settings, SettingsError, load
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.passes import Passes
from callcenter.store.transcripts import Transcripts

_log = structlog.get_logger("second_pass")


def ear_of(settings: Settings) -> Ear:
    """What hears calls again: the configured model, else that of the live recognisers."""
    rules = settings.asr.second_pass
    if rules.engine == "vosk-server":
        return Ear(engine=rules.engine, model=None, servers=rules.servers)
    return Ear(engine=rules.engine, model=Path(rules.model_path).resolve() if rules.model_path else model_dir(settings))


@asynccontextmanager
async def opened_sound(settings: Settings) -> AsyncIterator[SoundSource]:
    """Where recordings come from.

    Raises:
        SettingsError: the token's file cannot be read.
    """
    rules = settings.asr.second_pass
    if not rules.desk_url:
        yield SoundFolder(settings.data_dir())
        return
    try:
        token = rules.token()
    except OSError as fault:
        raise SettingsError(f"[asr.second_pass] desk_token_file: expected a readable file, found {fault}") from None
    async with aiohttp.ClientSession(trust_env=False) as session:
        yield SoundOverHttp(session, rules.desk_url, token)


async def work(settings: Settings, workers: int, stop: asyncio.Event) -> None:
    """Run so many workers until told to stop; what they have under way goes back to the queue.

    Raises:
        StoreError, SettingsError: queue, database or token cannot be used.
    """
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(Database(settings.store.url))
        queue = await stack.enter_async_context(opened_queue(database, settings.asr.second_pass.lease_s))
        sound = await stack.enter_async_context(opened_sound(settings))
        rules, ear = settings.asr.second_pass, ear_of(settings)
        tasks = []
        for number in range(1, workers + 1):
            ports = WorkerPorts(
                name=f"{socket.gethostname()}:{os.getpid()}:{number}",
                passes=Passes(database),
                transcripts=Transcripts(database),
                queue=queue,
                sound=sound,
                hearer=Hearer(ear, rules.still_s),
                rules=rules,
            )
            tasks.append(asyncio.create_task(PassWorker(ports).run(), name=f"second pass {number}"))
        watch = asyncio.create_task(stop.wait(), name="stop")
        done, _ = await asyncio.wait([*tasks, watch], return_when=asyncio.FIRST_COMPLETED)
        for task in [*tasks, watch]:
            task.cancel()
        await asyncio.gather(*tasks, watch, return_exceptions=True)
        for task in done - {watch}:
            task.result()


async def serve(settings: Settings, workers: int, lifeline_fd: int | None = None) -> None:
    """Work until a signal or the supervisor's end."""
    async with until_stopped(lifeline_fd) as stop:
        await work(settings, workers, stop)


def main() -> int:
    """Read the arguments and work. Never answers 2: the desk must not stop because calls are not heard again."""
    told = read_arguments("callcenter.second_pass.process", __doc__)
    try:
        settings = load(told.config)
        logs.configure(settings.log.level)
        asyncio.run(serve(settings, settings.asr.second_pass.workers, told.lifeline_fd))
    except (SettingsError, StoreError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
