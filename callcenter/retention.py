"""What a site keeps and for how long: counted, and removed when somebody says so, for the command and the screen."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import structlog

from callcenter.clock import day_start_s
from callcenter.figure_history import FigureHistory
from callcenter.ids import new_id
from callcenter.settings import Settings
from callcenter.store.audit import Audit, Entry
from callcenter.store.database import Database
from callcenter.store.erasing import Terms
from callcenter.store.faults import StoreError
from callcenter.store.holds import Holds
from callcenter.store.journal import Journal
from callcenter.store.purge import CLASS_OF, Count, Cuts, Purge, Purged, by_matter, purged
from callcenter.store.purge_matters import Matter
from callcenter.store.purge_runs import PurgeRun, PurgeRuns, PurgeState, Way, went

KEYS = {  # of [retention]
    Matter.RECORDINGS: "recordings_days",
    Matter.PROBE_RECORDINGS: "recordings_days",
    Matter.TRANSCRIPTS: "transcripts_days",
    Matter.SHOWS: "shows_days",
    Matter.DRAFTS: "drafts_days",
    Matter.UNTAKEN: "untaken_days",
    Matter.TICKETS: "tickets_days",
    Matter.MISSED: "missed_days",
    Matter.LISTS: "lists_days",
    Matter.FACTS: "facts_days",
    Matter.CALLS: "facts_days",
}
WITH_CALLS = frozenset({Matter.DRAFTS, Matter.UNTAKEN, Matter.MISSED})  # never kept longer than facts_days
_log = structlog.get_logger("retention")


class Refused(StrEnum):
    """Why a purge does not begin."""

    NOTHING = "nothing"  # nothing is old enough
    CHANGED = "changed"  # there is another number of things to remove than was confirmed
    RUNNING = "running"  # one runs already


class PurgeRefusedError(Exception):
    """No purge began; nothing was changed."""

    def __init__(self, why: Refused, expected: str, found: str) -> None:
        super().__init__(f"purge: expected {expected}, found {found}")
        self.why, self.expected, self.found = why, expected, found


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPorts:
    """What it works with."""

    settings: Settings
    database: Database
    journal: Journal
    history: FigureHistory
    now: Callable[[], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who wants a purge, and how many things they have seen would go; `total` None: whatever is due."""

    by: str
    address: str
    way: Way
    total: int | None = None


class Retention:
    """Owns the purges of one process; between processes the table of runs lets one at a time begin."""

    def __init__(self, ports: RetentionPorts) -> None:
        self._ports = ports
        self._zone = ZoneInfo(ports.settings.site.timezone)
        self._purge = Purge(ports.database, ports.settings.data_dir(), ports.now)
        self._asked: asyncio.Queue[tuple[PurgeRun, Order]] = asyncio.Queue(1)
        self._since = ports.now()
        self.runs = PurgeRuns(ports.database)
        self.holds = Holds(ports.database)

    def cuts(self) -> Cuts:
        """Before which instants things go now."""
        return cuts_of(self._ports.settings, self._ports.now())

    def days(self, matter: Matter) -> int:
        """How many days it is kept; 0: for ever."""
        return days_of(self._ports.settings, matter)

    async def survey(self) -> Mapping[Matter, Count]:
        """What would go now and what is held back; nothing is changed."""
        return await self._purge.survey(self.cuts())

    async def order(self, order: Order) -> PurgeRun:
        """Begin a purge that `run` carries out.

        Raises:
            PurgeRefusedError: it does not begin.
        """
        run = await self._begun(order)
        self._asked.put_nowait((run, order))  # there is room: one runs at a time
        return run

    async def purge(self, order: Order) -> Purged:
        """Begin a purge and carry it out.

        Raises:
            PurgeRefusedError: it does not begin.
            StoreError: it broke off; what went is gone.
        """
        return await self._carried_out(await self._begun(order), order)

    async def run(self) -> None:
        """Carry out what is ordered, for ever; ends by cancellation."""
        await self._left()
        while True:
            run, order = await self._asked.get()
            try:
                await self._carried_out(run, order)
            except (StoreError, OSError) as fault:
                _log.warning("a purge broke off", run_id=run.run_id, why=str(fault))

    async def _left(self) -> None:
        try:
            await self.runs.left(Way.SCREEN, self._since)
        except StoreError as fault:  # they are told as broken when they have been silent for long enough
            _log.warning("purges of an earlier service not ended", why=str(fault))

    async def _begun(self, order: Order) -> PurgeRun:
        cuts, now = self.cuts(), self._ports.now()
        counted = {matter.value: one.due for matter, one in (await self._purge.survey(cuts)).items()}
        total = sum(counted.values())
        if order.total is not None and order.total != total:
            raise PurgeRefusedError(Refused.CHANGED, f"{order.total} to remove, as confirmed", f"{total}")
        if order.total is not None and not total:
            raise PurgeRefusedError(Refused.NOTHING, "something old enough", "nothing")
        run = PurgeRun(
            run_id=new_id("P", now),
            asked_by=order.by,
            way=order.way,
            began_at=now,
            said_at=now,
            cuts={matter.value: at for matter in Matter if (at := cuts.of(matter)) is not None},
            counted=counted,
        )
        running = await self.runs.begin(run)
        if running:
            found = f"one that {running.asked_by} began"
            raise PurgeRefusedError(Refused.RUNNING, "no purge that runs", found)
        return run

    async def _carried_out(self, run: PurgeRun, order: Order) -> Purged:
        self._note(order, "purge_began", {**run.counted, "run_id": run.run_id})
        now = self._ports.now
        try:
            if "facts" in run.cuts:
                await self._keep_figures(run.cuts["facts"])
            cuts = Cuts(**{name: run.cuts.get(name) for name in asdict(Cuts())})
            gone = await self._purge.run(
                cuts, lambda connection, matter, count: went(connection, run.run_id, matter, count, now())
            )
        except (StoreError, OSError) as fault:
            await self.runs.end(run.run_id, PurgeState.FAILED, now(), str(fault))
            raise
        await self.runs.end(run.run_id, PurgeState.DONE, now())
        before = {f"{name}_before": at for name, at in run.cuts.items()}
        self._note(order, "purge", {**asdict(gone), **before, "run_id": run.run_id})
        return gone

    def _note(self, order: Order, action: str, detail: Mapping[str, object]) -> None:
        at = datetime.fromtimestamp(self._ports.now(), UTC)
        entry = Entry(at=at, actor=order.by, address=order.address, action=action, thing="retention", detail=detail)
        Audit(self._ports.database).note(entry)

    async def _keep_figures(self, before: float) -> None:
        """Fold every day that has facts older than that into the table of days, unless it is there."""
        first = await self._ports.journal.first_at()
        if first is None or first >= before:
            return
        today = datetime.fromtimestamp(self._ports.now(), self._zone).date()
        await self._ports.history.keep((today - datetime.fromtimestamp(first, self._zone).date()).days)


def days_of(settings: Settings, matter: Matter) -> int:
    """How many days a matter is kept; 0: for ever. What comes with a call never outlives the call."""
    days = int(getattr(settings.retention, KEYS[matter]))
    most = settings.retention.facts_days if matter in WITH_CALLS else 0
    return min((one for one in (days, most) if one), default=0)


def terms_of(settings: Settings, now: float) -> Terms:
    """How long the person stays in what is a record or waits."""
    return Terms(
        tickets_days=days_of(settings, Matter.TICKETS),
        drafts_days=days_of(settings, Matter.DRAFTS),
        untaken_days=days_of(settings, Matter.UNTAKEN),
        now=now,
    )


def cuts_of(settings: Settings, now: float) -> Cuts:
    """Before which instants things go: whole local days."""
    zone = ZoneInfo(settings.site.timezone)

    def cut(days: int) -> float | None:
        if not days:
            return None
        day = datetime.fromtimestamp(day_start_s(now, zone), zone) - timedelta(days=days)
        return day.timestamp()

    return Cuts(**{matter.value: cut(days_of(settings, matter)) for matter in Matter if matter not in CLASS_OF})


def counted(survey: Mapping[Matter, Count]) -> Mapping[Matter, int]:
    """How much would go of every matter."""
    return by_matter(purged({matter: one.due for matter, one in survey.items()}))
