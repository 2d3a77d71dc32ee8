"""A matter from the ledger: what figures need of all that happened to one ticket."""

from collections.abc import Iterable

from queueing.city.profiles import ClockKind, Moment
from queueing.days.clocks import Extended, due_of
from queueing.days.office import Office
from queueing.figures.matters.matter import Grade, Matter
from queueing.ticket.facts import Answer, CallerContacted, TicketFact
from queueing.ticket.fold import replay
from queueing.ticket.record import TicketClock, TicketRecord
from queueing.ticket.states import TicketState

_ANSWERED = frozenset({Moment.RESOLVED, Moment.REPLIED})
_SOLVED = {Answer.SOLVED: True, Answer.PARTLY: False, Answer.NOT_SOLVED: False}  # an explanation is no judgement


def matter_of(ticket_id: str, facts: Iterable[TicketFact], office: Office, *, place: str = "") -> Matter:
    """Fold a ticket's facts. `office`: working hours and calendar, which due moments follow from."""
    told = tuple(facts)
    record = replay(ticket_id, told)
    reply, contacted = record.reply, [one.at for one in told if isinstance(one, CallerContacted)]
    return Matter(
        ticket_id=ticket_id,
        number=record.number,
        kind=record.kind,
        topic=record.topic,
        area=record.area,
        place=place,
        unit=record.unit,
        source=record.source,
        registered_at=_first(record, Moment.ACCEPTED) or record.last_at,
        dispatched_at=_first(record, Moment.DISPATCHED),
        sign_due_at=_due(record, frozenset({Moment.SIGNED}), office),
        signed_at=record.happened(Moment.SIGNED),
        contacted_at=contacted[0] if contacted else None,
        close_due_at=_due(record, _ANSWERED, office),
        resolved_at=reply.at if reply else None,
        closed_at=record.last_at if record.state is TicketState.CLOSED else None,
        revisited_at=record.tries[0].at if record.tries else None,
        first_grade=_grade(record, first=True),
        grade=_grade(record, first=False),
        direct=bool(reply and reply.direct and not record.dispatches),
        solved=_SOLVED.get(reply.answer) if reply else None,
        refused=record.state is TicketState.NOT_ACCEPTED,
        returns=record.returns,
        extended=any(isinstance(change, Extended) for one in record.clocks for change in one.clock.changes),
        urged=record.urged,
        reopened=max(0, record.handlings - 1),
        supervised=bool(record.rung),
        repeat=bool(record.main),
    )


def _first(record: TicketRecord, moment: Moment) -> float | None:
    return next((at for one, at in record.moments if one is moment), None)


def _due(record: TicketRecord, stops: frozenset[Moment], office: Office) -> float | None:
    """When the last counted duty of this kind was due; guides and rights burn nobody."""
    duties = [one for one in record.clocks if _is_duty(one) and one.stops in stops]
    found = due_of(duties[-1].clock, office) if duties else None
    return found.at.timestamp() if found else None


def _is_duty(one: TicketClock) -> bool:
    duty = one.kind is ClockKind.DUTY and one.starts is not Moment.PROMISED
    return duty and not one.soft and one.counted


def _grade(record: TicketRecord, *, first: bool) -> Grade | None:
    """What the citizen said on the first handling, or last of all."""
    tries = [one for one in record.tries if one.handling <= 1] if first else list(record.tries)
    if not tries:
        return None
    said = next((one.grade for one in reversed(tries) if one.grade), "")
    if said:
        return Grade(said) if said in set(Grade) else None
    return Grade.NO_COMMENT if any(one.reached for one in tries) else Grade.NOT_REACHED
