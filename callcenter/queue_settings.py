"""A queue as the configuration describes it, and the rules' own form of it."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from callcenter.setting_types import Name, Number, Section, Skill
from queueing.days.calendar import Calendar
from queueing.days.office import Hours, Office, Shift
from queueing.desk.policy import CallbackWhen, Move, QueuePolicy, Step, Way, bad_way


def _shift(text: str) -> str:
    Shift.parse(text)
    return text


def _move(text: str) -> str:
    Move.parse(text)
    return text


def _later_move(text: str) -> str:
    if Move.parse(text).way in (Way.WAIT, Way.REFUSE):
        raise ValueError(f"expected tell, callback, voicemail or queue:NAME for one who waits, found {text!r}")
    return text


OpenHours = Annotated[str, AfterValidator(_shift)]
EntryMove = Annotated[str, AfterValidator(_move)]
LaterMove = Annotated[str, AfterValidator(_later_move)]


class OverflowStep(Section):
    """After so long in this queue's line, elsewhere."""

    after_s: float = Field(ge=1.0, le=86400.0)
    to: LaterMove


class Queue(Section):
    """One line of callers."""

    name: Name
    title: str = ""
    numbers: Annotated[tuple[Number, ...], Field(min_length=1)]
    greeting: str = "greeting"
    music: str = "music"
    script: str = "您好，这里是12345政府服务热线，请问有什么可以帮您？"
    max_waiting: int = Field(default=500, ge=1, le=5000)
    strategy: Literal["", "longest_idle", "fewest_calls", "least_talk", "round_robin", "care"] = Field(
        default="", description="empty: as [desk] strategy"
    )
    priority: int = Field(default=0, ge=0, le=10)
    needs: tuple[Skill, ...] = Field(default=(), description="skills an operator must have for these calls")
    sources: dict[Number, str] = Field(default={}, description="number -> the merged line it was, kept as a tag")
    show: bool = Field(default=False, description="its callers are the live show's while one has its lines open")
    emergency: bool = Field(default=False, description="nobody on the blacklist is refused here")
    open: tuple[OpenHours, ...] = Field(default=(), description="hours such as 08:30-17:30; none: always open")
    working_days_only: bool = Field(default=False, description="closed on weekends and public holidays")
    when_closed: EntryMove = "tell"
    when_full: EntryMove = "refuse"
    no_operator: EntryMove = "wait"
    overflow: tuple[OverflowStep, ...] = ()
    max_wait_s: float = Field(default=0.0, ge=0.0, le=86400.0, description="0: no limit")
    when_waited_out: LaterMove = "voicemail"
    announce_after_s: float = Field(default=30.0, ge=0.0, le=3600.0, description="0: no announcements")
    announce_every_s: float = Field(default=60.0, ge=0.0, le=3600.0, description="0: once")
    announce_position: bool = True
    announce_wait: bool = True
    callback: CallbackWhen = CallbackWhen.SURGE
    surge_waiting: int = Field(default=0, ge=0, le=5000, description="0: a surge never begins by itself")
    surge_over: int = Field(default=0, ge=0, le=5000)
    surge_wait_s: float = Field(default=0.0, ge=0.0, le=86400.0, description="0: the predicted wait is not looked at")

    @model_validator(mode="after")
    def _fits(self) -> "Queue":
        if self.surge_waiting and self.surge_over >= self.surge_waiting:
            raise ValueError(f"expected surge_over below surge_waiting ({self.surge_waiting}), found {self.surge_over}")
        times = [step.after_s for step in self.overflow]
        if times != sorted(set(times)):
            raise ValueError(f"expected overflow in order of after_s, each later than the last, found {times}")
        self.hours()
        return self

    def hours(self) -> Hours | None:
        """The opening hours; None: always open."""
        if not self.open and not self.working_days_only:
            return None
        shifts = tuple(Shift.parse(one) for one in self.open or ("00:00-24:00",))
        return Hours(shifts=shifts, every_day=not self.working_days_only)

    def policy(self, calendar: Calendar, zone: tzinfo) -> QueuePolicy:
        """The queue as the rules take it."""
        hours = self.hours()
        return QueuePolicy(
            office=Office(calendar=calendar, hours=hours, zone=zone) if hours else None,
            when_closed=Move.parse(self.when_closed),
            max_waiting=self.max_waiting,
            when_full=Move.parse(self.when_full),
            no_operator=Move.parse(self.no_operator),
            overflow=tuple(Step(after_s=one.after_s, move=Move.parse(one.to)) for one in self.overflow),
            max_wait_s=self.max_wait_s,
            when_waited_out=Move.parse(self.when_waited_out),
            announce_after_s=self.announce_after_s,
            announce_every_s=self.announce_every_s,
            announce_position=self.announce_position,
            announce_wait=self.announce_wait,
            callback=self.callback,
            surge_waiting=self.surge_waiting,
            surge_over=self.surge_over,
            surge_wait_s=self.surge_wait_s,
        )


def policies(queues: Sequence[Queue], calendar: Calendar, zone: tzinfo) -> dict[str, QueuePolicy]:
    """Every queue's rules, by name."""
    return {queue.name: queue.policy(calendar, zone) for queue in queues}


def refuse_circles(queues: Sequence[Queue], zone: tzinfo) -> None:
    """Refuse a queue that overflows to nowhere, into itself, or into one that leads back to it.

    Raises:
        ValueError: it names the queue and its key.
    """
    bad = bad_way(policies(queues, Calendar(published=frozenset()), zone))
    if bad:
        place = next(number for number, one in enumerate(queues) if one.name == bad.queue)
        raise ValueError(f"queue.{place}.{bad.key}: queue {bad.queue}: {bad.reason}")
