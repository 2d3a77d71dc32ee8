"""Prints a drill for people: each draft ticket as one block, progress on one line, the table at the end."""

import sys
import time
from typing import Any, TextIO

from callcenter.drill.desk_api import caller_text
from callcenter.drill.likeness import SAME_SOUND
from callcenter.drill.verdict import MAX_ERROR_RATE, CallResult, Sums

PLAIN_EVERY_S = 5.0  # progress where lines cannot be overwritten, such as a CI log

_FIELDS = {
    "appeal_kind": "诉求类型",
    "place": "地点",
    "contact_name": "联系人",
    "contact_phone": "联系电话",
    "title": "标题",
    "summary": "摘要",
}


class Report:
    """Owns the terminal: progress overwrites itself on a terminal, and is a plain line now and then elsewhere."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._live = self._out.isatty()
        self._shown = ""
        self._last_s = -PLAIN_EVERY_S

    def progress(self, text: str) -> None:
        now_s = time.monotonic()
        if text == self._shown or (not self._live and now_s - self._last_s < PLAIN_EVERY_S):
            return
        self._shown, self._last_s = text, now_s
        print(f"\r\033[K{text}" if self._live else text, end="" if self._live else "\n", file=self._out, flush=True)

    def say(self, text: str) -> None:
        clear = "\r\033[K" if self._live and self._shown else ""
        print(f"{clear}{text}", file=self._out, flush=True)
        self._shown = ""

    def call(self, result: CallResult) -> None:
        """Print one finished call: its ticket, and what was wanting."""
        if result.ticket is not None:
            self.say(ticket_block(result))
        faults = result.faults()
        if faults:
            self.say(f"✗ {result.scene} {result.number} -> {result.dialled}: {'; '.join(faults)}")

    def end(self, sums: Sums) -> None:
        self.say(table(sums))


def ticket_block(result: CallResult) -> str:
    """Return a draft ticket as one readable block; the number is shown because it is a simulated one."""
    ticket = result.ticket or {}
    lines = [f"── 草稿工单 {ticket.get('ticket_id', '')} " + "─" * 40]
    lines.append(
        f"  来电 {ticket.get('caller_number', '')}  拨打 {ticket.get('dialled', '')}（{ticket.get('queue', '')}）"
        f"  话务员 {ticket.get('operator_id', '')}"
    )
    lines.append(
        f"  接入 {_clock(ticket, 'started_at')}  应答 {_clock(ticket, 'answered_at')}"
        f"  挂机 {_clock(ticket, 'ended_at')}"
    )
    fields = ticket.get("fields") or {}
    shown = [f"{title}：{value}" for name, title in _FIELDS.items() if (value := _value(fields.get(name)))]
    lines += [f"  {each}" for each in shown]
    lines.append(f"  市民说：{caller_text(ticket)}")
    lines.append(
        f"  挂机后 {_seconds(result.ticket_after_s)} 出草稿，排队 {_seconds(result.waited_s)}，"
        f"字错率 {_percent(result.error_rate)}，双向声音 {'正常' if result.sound_both_ways else '异常'}"
    )
    if ticket.get("model_notice"):
        lines.append(f"  （{ticket['model_notice']}）")
    return "\n".join(lines)


def table(sums: Sums) -> str:
    """Return the figures of the whole drill."""
    rates = f"{_percent(sums.mean_error_rate)} / {_percent(sums.worst_error_rate)}"
    rows = [
        ("calls / 来电", f"{sums.calls}"),
        ("answered / 接通", f"{sums.answered}"),
        ("had to wait / 曾排队", f"{sums.had_to_wait}"),
        ("wait, median / longest / 排队时长", f"{sums.median_wait_s:.1f} s / {sums.longest_wait_s:.1f} s"),
        ("sound both ways / 双向声音", f"{sums.sound_both_ways} of {sums.calls} (each sentence >= {SAME_SOUND})"),
        ("RTP packets lost at the phones / 丢包", f"{sums.lost_packets}"),
        ("draft tickets / 草稿工单", f"{sums.tickets}"),
        ("ticket after hang-up, median / longest", f"{sums.median_ticket_s:.1f} s / {sums.longest_ticket_s:.1f} s"),
        ("character error rate, mean / worst", f"{rates} (below {MAX_ERROR_RATE:.0%} proves recognition)"),
        ("result / 结果", "PASSED 通过" if sums.passed else f"FAILED 未通过 ({sums.good} of {sums.calls} calls good)"),
    ]  # fmt: skip
    width = max(_width(name) for name, _ in rows)
    return "\n".join(["═" * 72, *(f"{name}{' ' * (width - _width(name))}  {value}" for name, value in rows)])


def _width(text: str) -> int:
    """Return the columns the text takes on a terminal: Chinese characters take two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def _value(item: Any) -> str:
    value = item.get("value") if isinstance(item, dict) else item
    return "、".join(str(each) for each in value) if isinstance(value, list) else str(value or "")


def _clock(ticket: dict[str, Any], key: str) -> str:
    return str(ticket.get(key) or "")[11:19] or "—"


def _seconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f} 秒"


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{value:.0%}"
