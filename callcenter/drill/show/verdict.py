"""What a scripted show must have been: who was on air, in which order, the gaps, and what was owed after (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from callcenter.drill.show.after import After
from callcenter.drill.show.pilots import Spell
from callcenter.drill.show.script import CALLERS, ON_AIR

GAP_S = 0.3  # between one caller on air and the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict and what it rests on."""

    spells: tuple[Spell, ...]  # as the studio heard them
    after: After

    @property
    def order(self) -> tuple[int, ...]:
        """Who was on air, by place in the script."""
        return tuple(one.place for one in self.spells)

    @property
    def gaps_s(self) -> tuple[float, ...]:
        """Between each and the next."""
        return tuple(b.begin_s - a.end_s for a, b in zip(self.spells, self.spells[1:], strict=False))

    @property
    def passed(self) -> bool:
        return not self.faults()

    def faults(self) -> tuple[str, ...]:
        """What was wanting, in words."""
        found = []
        if self.order != ON_AIR:
            found.append(f"on air: expected {_names(ON_AIR)}, found {_names(self.order)}")
        if any(gap > GAP_S for gap in self.gaps_s):
            found.append(f"gaps: expected at most {GAP_S * 1000:.0f} ms, found {_ms(self.gaps_s)}")
        if not self.after.refused_early:
            found.append("the show could be closed while matters were owed")
        if not self.after.closed or self.after.tickets + self.after.reasons < self.after.total:
            found.append(
                f"closing: {self.after.tickets} tickets and {self.after.reasons} reasons of {self.after.total}"
            )
        if not self.after.files or self.after.faulty_files:
            found.append(f"files: {', '.join(self.after.faulty_files) or 'none'}")
        return tuple(found)

    def text(self) -> str:
        """The table at the end."""
        rows = [
            ("on air / 直播", _names(self.order)),
            ("gaps / 切换间隔", f"{_ms(self.gaps_s)} (at most {GAP_S * 1000:.0f} ms)"),
            ("others heard on air / 串音", "none" if set(self.order) <= set(ON_AIR) else _names(self.order)),
            ("tickets, reasons / 工单、理由", f"{self.after.tickets}, {self.after.reasons} of {self.after.total}"),
            ("files / 节目资料", f"{len(self.after.files)} in {self.after.files_s:.1f} s"),
            ("result / 结果", "PASSED 通过" if self.passed else "FAILED 未通过"),
        ]
        lines = [f"{name:<34}{value}" for name, value in rows]
        return "\n".join(["═" * 72, *lines, *(f"✗ {fault}" for fault in self.faults())])


def judge(spells: Sequence[Spell], after: After) -> Judged:
    """Join spells of one caller that follow each other, and judge."""
    joined: list[Spell] = []
    for one in spells:
        if joined and joined[-1].place == one.place:
            joined[-1] = Spell(place=one.place, begin_s=joined[-1].begin_s, end_s=max(joined[-1].end_s, one.end_s))
        else:
            joined.append(one)
    return Judged(spells=tuple(joined), after=after)


def _names(places: Sequence[int]) -> str:
    return "、".join(CALLERS[place].name for place in places) or "nobody"


def _ms(gaps_s: Sequence[float]) -> str:
    return ", ".join(f"{gap * 1000:.0f}" for gap in gaps_s) + " ms" if gaps_s else "none"
