"""What of a unit's part in a show can be measured today: the shares its score is made of. Pure."""

from collections.abc import Sequence

from callcenter.show.aftermath.material import Material
from queueing.figures.matters import Grade, Matter
from queueing.show.aftermath.record import Item
from queueing.show.aftermath.score import Measure, Share
from queueing.show.facts import AirAnswer, EntryKind
from queueing.show.plan import Attendance

CONTENT = (Grade.VERY_SATISFIED, Grade.SATISFIED, Grade.FAIRLY)
ANSWERED = (*CONTENT, Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)


def shares(m: Material, unit: str) -> dict[Measure, Share]:
    """Every measure that has something to measure."""
    mine = [one for one in m.show.items if one.kind is not EntryKind.PERSON and m.unit_of(one) == unit]
    aired = [one for one in mine if one.aired]
    matters = [m.matters[one.ticket_id] for one in mine if one.ticket_id in m.matters]
    found = {**_on_air(aired), **_afterwards(matters, m.now), Measure.TICKETED: _settled(mine)}
    if unit in m.attendance:
        found[Measure.ATTENDANCE] = Share(done=_came(m, m.attendance[unit]), of=1.0)
    return {measure: share for measure, share in found.items() if share.of > 0}


def _came(m: Material, how: Attendance) -> float:
    return {Attendance.LEADER: 1.0, Attendance.DELEGATE: m.score_rules.delegate, Attendance.ABSENT: 0.0}[how]


def _on_air(aired: Sequence[Item]) -> dict[Measure, Share]:
    spot = sum(one.answer is AirAnswer.ANSWERED for one in aired)
    return {
        Measure.ON_THE_SPOT: Share(done=spot, of=len(aired)),
        Measure.DATED: Share(done=sum(one.answer is AirAnswer.PROMISED for one in aired), of=len(aired) - spot),
    }


def _settled(mine: Sequence[Item]) -> Share:
    return Share(done=sum(bool(one.ticket_id or one.reason) for one in mine), of=len(mine))


def _afterwards(matters: Sequence[Matter], now: float) -> dict[Measure, Share]:
    signed = [_in_time(one.signed_at, one.sign_due_at, now) for one in matters]
    resolved = [_in_time(one.done_at, one.close_due_at, now) for one in matters]
    graded = [said.grade for said in (one.last_said() for one in matters) if said.grade in ANSWERED]
    return {
        Measure.SIGNED: _of(signed),
        Measure.RESOLVED: _of(resolved),
        Measure.SATISFIED: Share(done=sum(one in CONTENT for one in graded), of=len(graded)),
    }


def _of(in_time: Sequence[bool | None]) -> Share:
    known = [one for one in in_time if one is not None]
    return Share(done=sum(known), of=len(known))


def _in_time(at: float | None, due: float | None, now: float) -> bool | None:
    """Whether it was done in time; None while it is not done and not yet due."""
    if due is None:
        return None
    if at is None:
        return False if due < now else None
    return at <= due
