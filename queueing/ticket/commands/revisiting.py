"""回访: the citizen is asked by the city's plan; dissatisfaction stays on the register until it is struck off."""

from dataclasses import dataclass

from queueing.city.switches import RevisitWay, closes_unsatisfied, next_revisit
from queueing.days.deadlines import shift
from queueing.ticket import facts as f
from queueing.ticket.clockwork import stop_all
from queueing.ticket.commands.table import Table
from queueing.ticket.fold.clock import moment_of
from queueing.ticket.pen import NotYoursError, Pen, Rules
from queueing.ticket.record import TicketRecord
from queueing.ticket.reopening import begin_anew
from queueing.ticket.states import TicketState


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRevisit:
    """One try and what the citizen said. `grade` '' when not reached, or reached without comment."""

    way: RevisitWay
    reached: bool
    grade: str = ""
    note: str = ""
    session_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseRevisit:
    """By rule: say once that the next try is to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRevisit:
    """The office ends the asking, with what is known so far."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """重新办理."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeOff:
    """销号, after another talk with the citizen. A grade that does not satisfy needs a note why nothing can be done."""

    grade: str
    note: str = ""


def revisit_due_at(record: TicketRecord, rules: Rules) -> float | None:
    """When the next try is to be made; None when nothing is to be asked."""
    switches, done = rules.profile.switches, len(record.tries_of_plan)
    if record.state is not TicketState.REVISIT or record.revisit_since is None or done >= len(record.ways):
        return None
    if done >= len(switches.revisit_after):
        return record.revisit_since
    return shift(moment_of(record.revisit_since), switches.revisit_after[done], rules.office).at.timestamp()


def unanswered_at(record: TicketRecord, rules: Rules) -> float | None:
    """When a message that fell due counts as unanswered: when the next try's turn comes; None: none is waited for."""
    switches, done = rules.profile.switches, len(record.tries_of_plan)
    waits = record.state is TicketState.REVISIT and record.revisit_due == done + 1 and record.revisit_said is not None
    if not waits or done >= len(record.ways) or record.ways[done] is not RevisitWay.SMS:
        return None
    following = switches.revisit_after[done + 1 : done + 2] if done + 1 < len(record.ways) else ()
    limit = following[0] if following else switches.revisit_answer
    return shift(moment_of(record.revisit_said or 0.0), limit, rules.office).at.timestamp()


def _record(pen: Pen, command: RecordRevisit) -> None:
    pen.expect(TicketState.REVISIT)
    _right_unit(pen)
    scale = pen.rules.profile.satisfaction
    if command.grade and (command.grade not in scale.grades or not command.reached):
        raise pen.refuse(f"a grade of {'、'.join(scale.grades)} from a citizen who was reached", command.grade)
    pen.write(
        f.RevisitTried(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            way=command.way,
            reached=command.reached,
            grade=command.grade,
            satisfied=scale.satisfies(command.grade),
            note=command.note,
            session_id=command.session_id,
            beside=_beside(pen, command.way),
        )
    )
    _follow(pen)


def _beside(pen: Pen, way: RevisitWay) -> bool:
    """Whether a try is not the one the plan has next, or comes before it is due; contentment ends it all the same."""
    done, due_at = len(pen.record.tries_of_plan), revisit_due_at(pen.record, pen.rules)
    return due_at is not None and (way is not pen.record.ways[done] or due_at > pen.at)


def _right_unit(pen: Pen) -> None:
    """谁的事项谁处理谁回访: where the city wants it the lead unit asks, elsewhere only the hotline."""
    if pen.who.unit and not (pen.rules.profile.switches.own_revisit and pen.who.unit == pen.record.unit):
        raise NotYoursError(pen.name, "the hotline", pen.who.unit)


def _follow(pen: Pen) -> None:
    """What follows from a try: content, it ends; the plan is through, it ends by what was said or stays to decide."""
    tries, planned = pen.record.tries_now, pen.record.tries_of_plan
    if tries[-1].satisfied:
        _close(pen, f.Closing.SATISFIED)
        return
    if len(planned) < len(pen.record.ways):
        return
    bad = sum(bool(one.grade) and not one.satisfied for one in planned)
    if not any(one.grade and not one.satisfied for one in tries):
        _close(pen, f.Closing.NO_COMMENT if any(one.reached for one in tries) else f.Closing.NOT_REACHED)
    elif closes_unsatisfied(pen.rules.profile.switches, bad):
        _end_unsatisfied(pen)


def _end_unsatisfied(pen: Pen) -> None:
    """以“不满意”评价结案; on the register where the city keeps one."""
    if pen.rules.profile.switches.strike_off:
        stop_all(pen, "closed")
        pen.write(f.PutOnRegister(at=pen.at, ticket_id=pen.record.ticket_id, by=f.BY_RULE, grade=pen.record.grade))
        return
    _close(pen, f.Closing.UNSATISFIED)


def _close(pen: Pen, closing: f.Closing) -> None:
    stop_all(pen, "closed")
    pen.write(f.TicketClosed(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, closing=closing))


def _raise(pen: Pen, _command: RaiseRevisit) -> None:
    """Say that a message was not answered, and that the next try is due."""
    given_up_at = unanswered_at(pen.record, pen.rules)
    if given_up_at is not None and given_up_at <= pen.at:
        pen.write(
            f.RevisitTried(
                at=pen.at,
                ticket_id=pen.record.ticket_id,
                by=f.BY_RULE,
                way=RevisitWay.SMS,
                reached=False,
                unanswered=True,
            )
        )
        _follow(pen)
    _fall_due(pen)


def _fall_due(pen: Pen) -> None:
    record = pen.record
    due_at, attempt = revisit_due_at(record, pen.rules), len(record.tries_of_plan) + 1
    if due_at is None or due_at > pen.at or record.revisit_due >= attempt:
        return
    way = record.ways[attempt - 1]
    pen.write(f.RevisitFellDue(at=pen.at, ticket_id=record.ticket_id, by=f.BY_RULE, attempt=attempt, way=way))


def _end(pen: Pen, command: EndRevisit) -> None:
    pen.expect(TicketState.REVISIT)
    tries = pen.record.tries_now
    if not command.why.strip():
        raise pen.refuse("a reason", "none")
    if not tries and next_revisit(pen.rules.profile.switches, 0):
        raise pen.refuse("at least one try of the revisit", "none")
    pen.write(f.NoteAdded(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, text=command.why))
    if any(one.grade and not one.satisfied for one in tries):
        _end_unsatisfied(pen)
    else:
        _close(pen, f.Closing.NO_COMMENT if any(one.reached for one in tries) else f.Closing.NOT_REACHED)


def _reopen(pen: Pen, command: Reopen) -> None:
    pen.expect(TicketState.REVISIT, TicketState.UNSATISFIED, TicketState.CLOSED, TicketState.NOT_ACCEPTED)
    if not command.why.strip():
        raise pen.refuse("a reason", "none")
    begin_anew(pen, command.why, pen.who.name)


def _strike_off(pen: Pen, command: StrikeOff) -> None:
    pen.expect(TicketState.UNSATISFIED)
    scale = pen.rules.profile.satisfaction
    if command.grade not in scale.grades:
        raise pen.refuse(f"a grade of {'、'.join(scale.grades)}", command.grade or "none")
    if not scale.satisfies(command.grade) and not command.note.strip():
        raise pen.refuse("why nothing more can be done", f"{command.grade} without a note")
    pen.write(
        f.StruckOff(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, grade=command.grade, note=command.note)
    )


TABLE: Table = {
    RecordRevisit: _record,
    RaiseRevisit: _raise,
    EndRevisit: _end,
    Reopen: _reopen,
    StrikeOff: _strike_off,
}
