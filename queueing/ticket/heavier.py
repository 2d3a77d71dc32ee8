"""What a main ticket takes over of a repeat: what weighs more, and what was owed and is still to come."""

from queueing.city.profiles import ClockKind, Moment
from queueing.days.clocks import due_before_pause
from queueing.ticket import facts as f
from queueing.ticket.carrying import written
from queueing.ticket.clockwork import rejudge, stand_still_as_before, stop
from queueing.ticket.moments import ANSWERED, began
from queueing.ticket.pen import Pen
from queueing.ticket.record import Lift, TicketClock, TicketRecord
from queueing.ticket.states import STANDING

_ITS_OWN = (Moment.PROMISED, Moment.COLLECTED, Moment.PAUSED)  # of the repeat's own words, show and waiting


def take_over(main: Pen, repeat: TicketRecord) -> None:
    """Let a main ticket take the clocks, the urgency and the rung of a repeat, where they weigh more than its own.

    Args:
        main: the one that is worked on; one that is answered already takes nothing.
        repeat: as it was before it was merged.
    """
    if main.record.state in STANDING:
        return
    for one in repeat.running():
        if _goes_over(one, main.record):
            _carry(main, one, repeat.ticket_id)
    stand_still_as_before(main)
    _judge(main, repeat)
    _supervise(main, repeat)


def _goes_over(one: TicketClock, main: TicketRecord) -> bool:
    """Whether a clock waits for something that is still to come at the main ticket."""
    if one.kind is not ClockKind.DUTY or one.starts in _ITS_OWN:
        return False
    return one.stops in ANSWERED or began(main, one.stops) is None


def _carry(main: Pen, one: TicketClock, repeat: str) -> None:
    """Let a clock run on with its own beginning; of one rule the clock that is due first."""
    own, office = main.record.clock(one.rule_id), main.rules.office
    if own is not None:
        if due_before_pause(own.clock, office).at <= due_before_pause(one.clock, office).at:
            return
        stop(main, own, "merged", counted=False)
    main.write(
        f.ClockStarted(
            at=main.at,
            ticket_id=main.record.ticket_id,
            rule_id=one.rule_id,
            policy=one.clock.policy,
            limit=str(one.clock.limit),
            started_at=one.clock.started_at.timestamp(),
            starts=one.starts,
            stops=one.stops,
            kind=one.kind,
            soft=one.soft,
            title=one.title,
            carried_from=repeat,
            changes=written(one.clock.changes),
        )
    )


def _judge(main: Pen, repeat: TicketRecord) -> None:
    scale = main.rules.profile.priorities
    judge_as(main, *judged_with(scale, main.record, repeat), "并单：按重复件从高")


def judged_with(scale: tuple[str, ...], own: TicketRecord | Lift, repeat: TicketRecord) -> tuple[str, str]:
    """Priority and category with a repeat: the higher urgency; a category only where the main ticket has none."""
    higher = _height(scale, repeat.priority) > _height(scale, own.priority)
    return (repeat.priority if higher else own.priority, own.category or repeat.category)


def judge_as(main: Pen, priority: str, category: str, why: str) -> None:
    """Judge a main ticket by what follows from merging or parting, if that is anything else than before."""
    own = main.record
    if (priority, category) == (own.priority, own.category):
        return
    main.write(
        f.TicketReclassified(
            at=main.at,
            ticket_id=own.ticket_id,
            by=f.BY_RULE,
            kind=own.kind,
            category=category,
            topic=own.topic,
            area=own.area,
            priority=priority,
            complexity=own.complexity,
            why=why,
        )
    )
    rejudge(main)


def _supervise(main: Pen, repeat: TicketRecord) -> None:
    rungs, own = main.rules.profile.switches.escalate, main.record
    if _height(rungs, repeat.rung) > _height(rungs, own.rung):
        why = "并单：按重复件从高"
        main.write(f.TicketEscalated(at=main.at, ticket_id=own.ticket_id, by=f.BY_RULE, rung=repeat.rung, why=why))


def _height(scale: tuple[str, ...], found: str) -> int:
    return scale.index(found) if found in scale else 0
