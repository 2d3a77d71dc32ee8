"""The process that makes one show's files: reads its order from standard input, tells its progress on standard output.

A process of its own, and a modest one: the desk's service takes calls while numpy and the document writers work.
"""

import asyncio
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from callcenter import logs
from callcenter.calendars import CalendarError
from callcenter.clock import now_s
from callcenter.profiles import ProfileError
from callcenter.settings import Settings
from callcenter.show.aftermath.contents import OF_PROMISES, orders
from callcenter.show.aftermath.gather import gather, gather_matters
from callcenter.show.aftermath.making import Progress, make
from callcenter.show.aftermath.material import Material
from callcenter.show.aftermath.score_rules import ScoreRulesError
from callcenter.store.aftermaths import MadeFile
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from queueing.events import TransitionError

NICER = 10
CANNOT = (TransitionError, ScoreRulesError, ProfileError, CalendarError, StoreError, OSError)


def main() -> int:
    """Make what the order says; 0 done, 2 it cannot be made."""
    os.nice(NICER)
    order = json.loads(sys.stdin.readline())
    settings = Settings.model_validate_json(order["settings"])
    logs.configure(settings.log.level)
    shelves = frozenset(order.get("shelves", ()))
    try:
        material = asyncio.run(_material(settings, order["show_id"], shelves))
    except CANNOT as fault:
        _say({"problem": str(fault)})
        return 2
    wanted = [one for one in orders(material) if not shelves or one.shelf in shelves]
    make(wanted, Path(order["folder"]), _tell)
    return 0


async def _material(settings: Settings, show_id: str, shelves: frozenset[str]) -> Material:
    reading = gather_matters if shelves and shelves <= set(OF_PROMISES) else gather
    async with Database(settings.store.url) as database:
        return await reading(settings, database, show_id, now_s())


def _tell(progress: Progress, made: MadeFile | None) -> None:
    _say({**asdict(progress), "file": asdict(made) if made else None})


def _say(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
