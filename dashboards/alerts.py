"""What a supervisor must see now: conditions over the figures and the parts, each with the time it began."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from dashboards.directory import Directory
from dashboards.topics import Severity
from queueing.events import (
    BurstCleared,
    BurstGrew,
    BurstRaised,
    PartFailed,
    QueueClosed,
    QueueFact,
    QueueOpened,
    QueueStaffed,
    QueueUnstaffed,
    SurgeEnded,
    SurgeStarted,
)
from queueing.figures import Figures

RATE_EVERY_S = 10.0  # adding up a day's minutes takes about a millisecond; the rate moves slowly
PARTS_EN = {"asr": "Recognition", "broker": "Broker", "telephony": "Telephony", "store": "Database", "ear": "Recording"}
PARTS_ZH = {"asr": "语音识别", "broker": "消息服务", "telephony": "电话接入", "store": "数据库", "ear": "录音与识别"}


def always_open(_queue: str, _now: float) -> bool:
    """Answer for a site without opening hours."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When an alert is raised."""

    long_wait_s: float = 60.0  # four times the 15 s of GB/T 33358-2016
    very_long_wait_s: float = 180.0
    answer_rate: float = 0.95  # GB/T 33358-2016: over any continuous 24 h
    answer_rate_calls: int = 20  # fewer calls than this say nothing about a rate
    asr_lag_ms: float = 10_000.0  # words this late are of no use to the operator who listens


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDuties:
    """How the show's plan and promises stand: numbers and nothing else."""

    near: int = 0
    over: int = 0
    broken: int = 0  # promises


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that is wrong at an instant."""

    ident: str
    severity: Severity
    code: str
    text_zh: str
    text_en: str
    value: float | None = None
    limit: float | None = None


class Alarms:
    """Owns which conditions hold and since when. Texts hold queue titles and part names, never a reason of a fault."""

    def __init__(self, limits: Limits, is_open: Callable[[str, float], bool] = always_open) -> None:
        self._limits, self._is_open = limits, is_open
        self._down: dict[str, float] = {}
        self._unstaffed: dict[str, float] = {}
        self._surges: dict[str, float] = {}
        self.asr_lag_ms: float | None = None
        self.tickets_overdue = 0
        self.show = ShowDuties()
        self._bursts: dict[str, tuple[float, BurstRaised | BurstGrew]] = {}
        self._rate_at = float("-inf")
        self._rate: tuple[Condition, ...] = ()
        self.since: dict[str, float] = {}
        self.conditions: dict[str, Condition] = {}

    def part(self, fact: PartFailed) -> None:
        """A part of the service went down or came back."""
        if fact.up:
            self._down.pop(fact.part, None)
        else:
            self._down.setdefault(fact.part, fact.at)

    def queue(self, fact: QueueFact) -> None:
        """Take what happened to a queue: called with nobody signed in, overrun, closed; or that is over."""
        match fact:
            case QueueUnstaffed():
                self._unstaffed[fact.queue] = fact.at
            case QueueStaffed():
                self._unstaffed.pop(fact.queue, None)
            case SurgeStarted():
                self._surges[fact.queue] = fact.at
            case SurgeEnded():
                self._surges.pop(fact.queue, None)
            case QueueClosed() | QueueOpened():
                pass  # `is_open` knows

    def burst(self, fact: BurstRaised | BurstGrew | BurstCleared) -> None:
        """Many people call about one matter; or that is over."""
        if isinstance(fact, BurstCleared):
            self._bursts.pop(fact.burst_id, None)
        else:
            began, _ = self._bursts.get(fact.burst_id, (fact.at, fact))
            self._bursts[fact.burst_id] = (began, fact)

    def look(self, now: float, figures: Figures, directory: Directory) -> set[str]:
        """Find what is wrong at `now`; answer the alerts that came, changed or went."""
        found = {one.ident: one for one in self._find(now, figures, directory)}
        touched = {ident for ident in {*found, *self.conditions} if found.get(ident) != self.conditions.get(ident)}
        self.conditions = found
        self.since = {ident: self.since.get(ident, self._began(ident, now)) for ident in found}
        return touched

    def _began(self, ident: str, now: float) -> float:
        kind, _, name = ident.partition("-")
        return {"part": self._down, "surge": self._surges}.get(kind, {}).get(name, now)

    def _find(self, now: float, figures: Figures, directory: Directory) -> Iterator[Condition]:
        for part in self._down:
            yield Condition(
                ident=f"part-{part}",
                severity=Severity.CRIT,
                code="part_down",
                text_zh=f"{PARTS_ZH.get(part, part)}中断",
                text_en=f"{PARTS_EN.get(part, part)} is down",
            )
        yield from self._told()
        for ident, (_, fact) in self._bursts.items():
            yield _burst(ident, fact)
        for queue in directory.queues:
            line = figures.line(now, queue)
            nobody = not any(directory.in_queue(one, queue) for one in figures.on_duty())
            called = queue in self._unstaffed and self._is_open(queue, now)
            if nobody and (line.waiting or called):
                yield self._nobody(queue, directory, line.waiting)
            if queue in self._surges:
                yield self._surge(queue, directory, line.waiting)
            if (line.longest_wait_s or 0.0) >= self._limits.long_wait_s:
                yield self._long_wait(queue, directory, line.longest_wait_s or 0.0)
        if now >= self._rate_at + RATE_EVERY_S:
            self._rate_at = now
            self._rate = tuple(self._low_rate(now, figures))
        yield from self._rate

    def _told(self) -> Iterator[Condition]:
        """What other parts told of: words that come too late, tickets past their time."""
        if self.asr_lag_ms is not None and self.asr_lag_ms >= self._limits.asr_lag_ms:
            lag_s = float(round(self.asr_lag_ms / 1000))
            yield Condition(
                ident="asr-lag",
                severity=Severity.WARN,
                code="asr_lag",
                text_zh=f"语音识别滞后 {lag_s:.0f} 秒",
                text_en=f"Recognition is {lag_s:.0f} s behind",
                value=lag_s,
                limit=self._limits.asr_lag_ms / 1000,
            )
        if self.tickets_overdue:
            yield Condition(
                ident="overdue",
                severity=Severity.WARN,
                code="overdue",
                text_zh=f"工单超期 {self.tickets_overdue} 件",
                text_en=f"{self.tickets_overdue} tickets are overdue",
                value=float(self.tickets_overdue),
            )

        if self.show.over or self.show.near or self.show.broken:
            yield Condition(
                ident="show-duties",
                severity=Severity.INFO,
                code="show_duties",
                text_zh=f"节目筹备逾期 {self.show.over} 项、临近 {self.show.near} 项，承诺未兑现 {self.show.broken} 项",
                text_en=f"Show: {self.show.over} steps late, {self.show.near} near, {self.show.broken} promises broken",
                value=float(self.show.over + self.show.broken),
            )

    def _nobody(self, queue: str, directory: Directory, waiting: int) -> Condition:
        return Condition(
            ident=f"nobody-{queue}",
            severity=Severity.CRIT,
            code="no_operator",
            text_zh=f"{directory.title(queue)}：{'有来电等待' if waiting else '有来电'}，无人在岗",
            text_en=f"{directory.title(queue)}: {'callers wait' if waiting else 'somebody calls'}, nobody is on duty",
            value=float(waiting),
        )

    def _surge(self, queue: str, directory: Directory, waiting: int) -> Condition:
        return Condition(
            ident=f"surge-{queue}",
            severity=Severity.WARN,
            code="surge",
            text_zh=f"{directory.title(queue)}：话务高峰，已提示来电人可选择回电",
            text_en=f"{directory.title(queue)}: surge, callers are offered a call back",
            value=float(waiting),
        )

    def _long_wait(self, queue: str, directory: Directory, wait_s: float) -> Condition:
        very = wait_s >= self._limits.very_long_wait_s
        return Condition(
            ident=f"wait-{queue}",
            severity=Severity.CRIT if very else Severity.WARN,
            code="long_wait",
            text_zh=f"{directory.title(queue)}：等待过长",
            text_en=f"{directory.title(queue)}: waiting too long",
            value=float(round(wait_s)),
            limit=self._limits.very_long_wait_s if very else self._limits.long_wait_s,
        )

    def _low_rate(self, now: float, figures: Figures) -> Iterator[Condition]:
        last = figures.rolling(now)
        settled = last.offered - last.unsettled
        if settled >= self._limits.answer_rate_calls and (last.answer_rate or 0.0) < self._limits.answer_rate:
            yield Condition(
                ident="answer-rate-24h",
                severity=Severity.WARN,
                code="answer_rate_24h",
                text_zh="24 小时接通率低于标准",
                text_en="Answer rate over 24 h is below the standard",
                value=round(last.answer_rate or 0.0, 4),
                limit=self._limits.answer_rate,
            )


def _burst(ident: str, fact: BurstRaised | BurstGrew) -> Condition:
    return Condition(
        ident=f"burst-{sha256(ident.encode()).hexdigest()[:12]}",  # a topic's name holds no Chinese
        severity=Severity.CRIT,
        code="burst",
        text_zh=f"{fact.place}：{fact.matter}，已有 {fact.persons} 人反映",
        text_en=f"{fact.place}: {fact.matter}, reported by {fact.persons} people",
        value=float(fact.persons),
    )
