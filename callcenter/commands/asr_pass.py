"""`callcenter asr pass serve|state|again|ask`: second passes, worked on here or looked after."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from callcenter import logs
from callcenter.clock import now_s
from callcenter.ids import new_id
from callcenter.second_pass.opening import opened_queue
from callcenter.second_pass.process import serve
from callcenter.second_pass.reasons import CLOSED_WORDS
from callcenter.settings import Settings, SettingsError, load
from callcenter.store.calls import Calls
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.passes import Passes, PassState

_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    working = verbs.add_parser("serve", help="hear calls again on this machine until SIGINT or SIGTERM")
    working.add_argument("--workers", type=int, metavar="N", help="at once; another number than the configured one")
    telling = verbs.add_parser("state", help="how many wait, run, are done and failed, and why")
    trying = verbs.add_parser("again", help="let one that failed be tried anew")
    trying.add_argument("job_id", metavar="JOB", help="as `state` shows it; all: every one that failed")
    asking = verbs.add_parser("ask", help="have a call heard again, once more if it was already")
    asking.add_argument("call_id", metavar="CALL")
    for verb in (working, telling, trying, asking):
        verb.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Do it; 1 when database or queue cannot be used, 2 for arguments that cannot be."""
    settings = load(args.config)
    try:
        if args.verb == "serve":
            return _serve(settings, args.workers)
        return asyncio.run(_look_after(settings, args))
    except (StoreError, SettingsError) as fault:
        print(fault, file=sys.stderr)
        return 1


def _serve(settings: Settings, workers: int | None) -> int:
    wanted = settings.asr.second_pass.workers if workers is None else workers
    if wanted < 1:
        print(f"--workers: expected 1 or more, found {wanted}", file=sys.stderr)
        return 2
    logs.configure(settings.log.level)
    asyncio.run(serve(settings, wanted))
    return 0


async def _look_after(settings: Settings, args: argparse.Namespace) -> int:
    async with Database(settings.store.url) as database:
        passes = Passes(database)
        if args.verb == "state":
            await _say_state(passes)
            return 0
        async with opened_queue(database, settings.asr.second_pass.lease_s) as queue:
            for job_id in await (_asked if args.verb == "ask" else _anew)(database, args):
                await queue.put(job_id)
                print(f"{job_id}: waiting")
    return 0


async def _anew(database: Database, args: argparse.Namespace) -> list[str]:
    passes = Passes(database)
    failed = [one.job_id for one in await passes.listed([PassState.FAILED], 10_000)]
    return [(await passes.again(one)).job_id for one in (failed if args.job_id == "all" else [args.job_id])]


async def _asked(database: Database, args: argparse.Namespace) -> list[str]:
    call = await Calls(database).get(args.call_id)
    job_id = new_id("P", now_s())
    await Passes(database).ask(job_id, call.call_id, "command line", datetime.now(UTC))
    return [job_id]


async def _say_state(passes: Passes) -> None:
    figures = await passes.figures()
    for state, count in figures.counts.items():
        print(f"{state}: {count}")
    if figures.oldest_waiting:
        print(f"oldest waiting since {figures.oldest_waiting.isoformat(timespec='seconds')}")
    if figures.closed_for:
        print(f"none is begun now: {CLOSED_WORDS.get(figures.closed_for, figures.closed_for)}")
    for one in await passes.listed([PassState.FAILED], _SHOWN):
        print(f"failed: {one.job_id} of call {one.call_id}, {one.attempts} tries: {one.problem} {one.detail}".rstrip())
