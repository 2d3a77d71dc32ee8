"""What the wall says of callers and people on duty: counts of missed calls, and alarms. Nothing personal."""

from collections.abc import Callable, Mapping
from typing import Protocol

from callcenter.duty.roster import DutyNow
from dashboards.messages import Notice
from dashboards.topics import Severity
from queueing.callers.missed_book import MissedCounts
from queueing.staff.attendance import Standing

RED, MISSING = "missed-red", "duty-missing"


class Board(Protocol):
    """The part of the wall's board these alarms need."""

    def notice(self, now: float, notice: Notice) -> None:
        """Raise an alert."""

    def withdraw(self, ident: str) -> None:
        """Clear an alert."""

    def set_missed(self, counts: MissedCounts) -> None:
        """Take the missed-call list in numbers."""


class FloorAlarms:
    """Owns which of its alarms are up."""

    def __init__(
        self, board: Board, now: Callable[[], float], look: Callable[[], None], titles: Mapping[str, str]
    ) -> None:
        """`look`: called when the board has something to send."""
        self._board, self._now, self._look, self._titles = board, now, look, titles
        self._unstaffed: set[str] = set()

    def missed(self, counts: MissedCounts) -> None:
        """Show the list; entries that wait too long raise an alarm."""
        self._board.set_missed(counts)
        zh, en = f"漏接回拨：{counts.red} 个号码超时未回拨", f"Missed calls: {counts.red} not called back in time"
        self._set(RED, "missed_overdue", Severity.WARN, (zh, en), up=counts.red > 0)
        self._look()

    def duty(self, now: DutyNow) -> None:
        """Compare the floor with the plan: people missing, queues nobody serves."""
        late = len(now.standing(Standing.MISSING))
        words = (f"排班：{late} 人缺岗", f"Roster: {late} missing")
        self._set(MISSING, "duty_missing", Severity.WARN, words, up=late > 0)
        found = dict(now.unstaffed)
        for queue in self._unstaffed - set(found):
            self._board.withdraw(f"unstaffed-{queue}")
        for queue, rostered in found.items():
            self._raise_unstaffed(queue, rostered=rostered)
        self._unstaffed = set(found)
        self._look()

    def _raise_unstaffed(self, queue: str, *, rostered: bool) -> None:
        title = self._titles.get(queue) or queue
        zh, en = ("已排班但无人签入", "planned, nobody signed in") if rostered else ("无人排班、无人签入", "nobody on")
        words = (f"{title}：{zh}", f"{title}: {en}")
        self._set(f"unstaffed-{queue}", "queue_unstaffed", Severity.CRIT, words, up=True)

    def _set(self, ident: str, code: str, severity: Severity, words: tuple[str, str], *, up: bool) -> None:
        if up:
            zh, en = words
            notice = Notice(ident=ident, severity=severity, code=code, text_zh=zh, text_en=en)
            self._board.notice(self._now(), notice)
        else:
            self._board.withdraw(ident)
