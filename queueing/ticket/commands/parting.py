"""拆单: a repeat that was merged by mistake, or is referred by itself, goes its own way again."""

from queueing.city.profiles import Moment
from queueing.days.ticket_clocks import starting
from queueing.ticket import facts as f
from queueing.ticket.clockwork import matter_of, rejudge, start_rule, stop
from queueing.ticket.commands.oversight import ReferToDiscipline, refer
from queueing.ticket.heavier import judge_as, judged_with
from queueing.ticket.moments import is_over
from queueing.ticket.pen import Pen
from queueing.ticket.record import Lift, TicketRecord
from queueing.ticket.reopening import owe_promises
from queueing.ticket.states import TicketState


def part(repeat: Pen, main: Pen, why: str) -> None:
    """Part a repeat from its main ticket, as long as it has not been answered with it; afterwards it is reopened.

    Raises:
        TransitionError: it does not go with that main ticket, or there is no reason.
    """
    repeat.expect(TicketState.MERGED)
    if not why.strip():
        raise repeat.refuse("a reason", "none")
    if repeat.record.main != main.record.ticket_id:
        raise repeat.refuse("the main ticket it goes with", main.record.number or main.record.ticket_id)
    repeat.write(
        f.TicketParted(
            at=repeat.at, ticket_id=repeat.record.ticket_id, by=repeat.who.name, main=repeat.record.main, why=why
        )
    )
    run_again(repeat)
    _give_back(main, repeat.record, why)


def refer_repeat(repeat: Pen, main: Pen, command: ReferToDiscipline) -> None:
    """线索移交 of a repeat by itself: it is parted first, and its main ticket does not say why.

    Raises:
        TransitionError: the city refers nothing, or people or reason are missing.
    """
    part(repeat, main, "另行处理")
    refer(repeat, command)


def run_again(pen: Pen) -> None:
    """Let run what a ticket owes by itself, from its own beginning; what was done before is done."""
    rejudge(pen)
    owe_promises(pen)
    record = pen.record
    calls = [one for one in record.clocks if one.starts is Moment.CALL_END and not one.carried_from]
    if not calls or record.restricted_to:
        return
    reopened_at = record.happened(Moment.REOPENED)
    since = calls[-1].clock.started_at.timestamp() if reopened_at is None else reopened_at
    for rule in starting(pen.rules.profile, matter_of(record, pen.rules.profile), Moment.CALL_END):
        if record.clock(rule.id) is None and not is_over(record, Moment.ACCEPTED, rule.stops):
            start_rule(pen, rule, since)


def _give_back(main: Pen, repeat: TicketRecord, why: str) -> None:
    """End what ran for the repeat, and be judged as before where only the repeat was the reason."""
    own, lift = main.record, _last_lift(main.record, repeat.ticket_id)
    rung_back = lift is not None and own.rung == repeat.rung != lift.rung
    main.write(
        f.RepeatParted(
            at=main.at,
            ticket_id=own.ticket_id,
            by=main.who.name,
            repeat=repeat.ticket_id,
            why=why,
            rung=lift.rung if lift and rung_back else "",
            rung_back=rung_back,
        )
    )
    for one in main.record.running():
        if one.carried_from == repeat.ticket_id:
            stop(main, one, "parted", counted=False)
    if lift is not None:
        lifted = judged_with(main.rules.profile.priorities, lift, repeat)
        priority = lift.priority if own.priority == lifted[0] else own.priority
        category = lift.category if own.category == lifted[1] else own.category
        judge_as(main, priority, category, "拆单：恢复原来的分类")
    rejudge(main)


def _last_lift(main: TicketRecord, repeat: str) -> Lift | None:
    """What the main ticket was before this repeat; None when another came later, which may be as urgent."""
    return main.lifts[-1] if main.lifts and main.lifts[-1].repeat == repeat else None
