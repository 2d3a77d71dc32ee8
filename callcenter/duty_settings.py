"""Settings about people on duty and about callers: missed calls, repeat callers, shifts, reasons for a break."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from callcenter.setting_types import Name, Section
from queueing.callers.missed import MissedRules
from queueing.staff.roster import RosterRules
from queueing.staff.shifts import Shift, minutes

DAY_S = 86_400.0


def _clock(text: str) -> str:
    minutes(text)
    return text


Clock = Annotated[str, AfterValidator(_clock)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,31}$")]


class Callers(Section):
    """What operators see of a caller who rang before."""

    history_days: int = Field(default=30, ge=1, le=3660, description="calls of so many days are counted")
    history_most: int = Field(default=5, ge=1, le=20, description="calls and tickets listed")


class Missed(Section):
    """The missed-call list (漏接回拨)."""

    short_s: float = Field(default=5.0, ge=0.0, le=120.0, description="who hung up sooner is listed apart")
    red_s: float = Field(default=3600.0, ge=60.0, le=604_800.0, description="an entry this old raises an alarm")
    lock_s: float = Field(default=900.0, ge=30.0, le=86_400.0, description="one taken without a result is free again")
    retry_s: float = Field(default=1800.0, ge=0.0, le=604_800.0, description="until the next try, when nobody answered")
    most_tries: int = Field(default=3, ge=0, le=100, description="unanswered tries that close an entry; 0: never")
    keep_days: float = Field(default=7.0, gt=0.0, le=3660.0, description="an entry without a new call is dropped")

    def rules(self) -> MissedRules:
        """The same for the rules."""
        return MissedRules(
            short_s=self.short_s,
            red_s=self.red_s,
            lock_s=self.lock_s,
            retry_s=self.retry_s,
            most_tries=self.most_tries,
            keep_s=self.keep_days * DAY_S,
        )


class RosterShift(Section):
    """One shift of a day; one that ends at or before its beginning crosses midnight."""

    name: Name
    title_zh: str = Field(min_length=1, max_length=32)
    title_en: str = Field(min_length=1, max_length=32)
    starts: Clock
    ends: Clock

    def shift(self) -> Shift:
        """The same for the rules."""
        return Shift(
            name=self.name,
            title_zh=self.title_zh,
            title_en=self.title_en,
            starts_min=minutes(self.starts),
            ends_min=minutes(self.ends),
        )


THREE_SHIFTS = (
    RosterShift(name="early", title_zh="早班", title_en="Early", starts="08:00", ends="16:00"),
    RosterShift(name="late", title_zh="中班", title_en="Late", starts="16:00", ends="00:00"),
    RosterShift(name="night", title_zh="夜班", title_en="Night", starts="00:00", ends="08:00"),
)


class Roster(Section):
    """Shifts, what a plan must keep to, and the hand-over."""

    shift: tuple[RosterShift, ...] = Field(default=THREE_SHIFTS, min_length=1, max_length=12)
    most_hours: float = Field(default=12.0, gt=0.0, le=24.0, description="in one go")
    most_week_hours: float = Field(default=60.0, gt=0.0, le=168.0, description="in any seven days")
    least_rest_hours: float = Field(default=8.0, ge=0.0, le=24.0)
    late_s: float = Field(default=300.0, ge=0.0, le=86_400.0)
    missing_s: float = Field(default=1800.0, ge=0.0, le=86_400.0)
    early_s: float = Field(default=1800.0, ge=0.0, le=86_400.0)
    confirm_hand_over: bool = Field(default=True, description="who signs in must confirm the open matters first")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        names = [one.name for one in self.shift]
        if twice := sorted({one for one in names if names.count(one) > 1}):
            raise ValueError(f"expected each shift once, found {', '.join(twice)} more than once")
        if self.missing_s < self.late_s:
            raise ValueError(f"expected missing_s of at least late_s, found {self.missing_s:g} under {self.late_s:g}")
        return self

    def shifts(self) -> dict[str, Shift]:
        """The shifts by name."""
        return {one.name: one.shift() for one in self.shift}

    def rules(self) -> RosterRules:
        """The same for the rules."""
        return RosterRules(
            most_hours=self.most_hours,
            most_week_hours=self.most_week_hours,
            least_rest_hours=self.least_rest_hours,
            late_s=self.late_s,
            missing_s=self.missing_s,
            early_s=self.early_s,
        )


class BreakReason(Section):
    """One reason for a break: a code for figures, words for screens."""

    code: Code
    title_zh: str = Field(min_length=1, max_length=16)
    title_en: str = Field(min_length=1, max_length=32)


BREAK_REASONS = (
    BreakReason(code="rest", title_zh="休息", title_en="Rest"),
    BreakReason(code="meal", title_zh="用餐", title_en="Meal"),
    BreakReason(code="meeting", title_zh="会议", title_en="Meeting"),
    BreakReason(code="office", title_zh="公务", title_en="Office work"),
    BreakReason(code="other", title_zh="其他", title_en="Other"),
)
