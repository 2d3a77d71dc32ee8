"""Who is told of what before it is due: milestones of the plan to an edition's units, promises to who made them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from queueing.days.office import Office
from queueing.show.edition import Contact, Edition, Leave
from queueing.show.preparation import Standing, Step
from queueing.show.promise_book import BookedPromise, PromiseState


class Stage(StrEnum):
    """How near it is; each is told once."""

    NEAR = "near"  # within three working days
    TODAY = "today"
    OVER = "over"
    BORN_LATE = "born_late"  # was over when the plan was announced: said as such


_STAGES = {
    Standing.NEAR: Stage.NEAR,
    Standing.TODAY: Stage.TODAY,
    Standing.MISSED: Stage.OVER,
    Standing.BORN_LATE: Stage.BORN_LATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing one unit is told of. `promise_id` '': a milestone of the plan."""

    edition_id: str
    unit: str
    title: str
    due: date
    stage: Stage
    rule_id: str = ""
    promise_id: str = ""

    @property
    def key(self) -> str:
        """The same for the same thing at the same stage; another day is another thing."""
        subject = self.promise_id or f"{self.edition_id}.{self.rule_id}"
        return f"{subject}/{self.unit}/{self.due}/{self.stage}"


def of_plan(edition: Edition, steps: Iterable[Step], today: date) -> Iterator[Duty]:
    """What the units of an edition still to come are told of today; units that filed their contacts owe none."""
    if not edition.planned or edition.day < today:
        return
    for step in steps:
        stage = _STAGES.get(step.standing)
        for unit in (step.missing or edition.units) if stage else ():
            yield Duty(
                edition_id=edition.edition_id,
                unit=unit,
                title=step.title,
                due=step.due.date(),
                stage=stage or Stage.OVER,
                rule_id=step.rule_id,
            )


def of_promises(found: Iterable[BookedPromise], today: date) -> Iterator[Duty]:
    """What units that promised something are told of today; what nobody has confirmed is told to nobody."""
    for one in found:
        if one.due is None or not one.unit or one.state not in (PromiseState.DUE, PromiseState.BROKEN):
            continue
        near = Stage.TODAY if one.due == today else Stage.NEAR
        yield Duty(
            edition_id=one.edition_id,
            unit=one.unit,
            title=one.words,
            due=one.due,
            stage=Stage.OVER if one.state is PromiseState.BROKEN else near,
            promise_id=one.promise_id,
        )


def may_tell(now: datetime, office: Office) -> bool:
    """Whether offices are open: nobody is reminded at night, at noon, or on a day of rest."""
    local = office.local(now)
    return any(window.opens <= local < window.closes for window in office.windows(local.date()))


def addressee(contacts: Sequence[Contact], leave: Leave | None) -> Contact | None:
    """Whom to tell: who stands in for the leader when a number of theirs is listed, else the first with a mobile."""
    reachable = [one for one in contacts if one.mobile]
    standing_in = next((one for one in reachable if leave and one.name == leave.delegate), None)
    return standing_in or next(iter(reachable), None)
