"""Which moments of a ticket its clocks count from: those of the present handling, and no reply that did not stand."""

from queueing.city.profiles import Moment
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import STANDING

OF_UNIT = (Moment.DISPATCHED, Moment.SIGNED)  # what begins with these begins anew with another unit
ANSWERED = (Moment.REPLIED, Moment.RESOLVED)  # come when a reply stands, and count as of the reply
_BEFORE = {Moment.SIGNED: Moment.DISPATCHED}  # the signature of a former unit is none of the present one


def began(record: TicketRecord, moment: Moment) -> float | None:
    """When clocks of this moment begin in the present handling; None when it has not come, or not again.

    A reopened matter is taken in anew: the reopening stands in the place of the acceptance.
    """
    place = _place(record, moment)
    return None if place is None else record.moments[place][1]


def is_over(record: TicketRecord, starts: Moment, stops: Moment) -> bool:
    """Whether what a clock would wait for has come since it began. A reply in review is not one yet."""
    if stops in ANSWERED:
        return record.state in STANDING
    begun, ended = _place(record, starts), _last(record, stops)
    return begun is not None and ended is not None and ended > begun


def answered_since(record: TicketRecord, moment: Moment) -> bool:
    """Whether a reply was given after that moment came last, whatever became of the reply."""
    replied, place = _last(record, Moment.REPLIED), _last(record, moment)
    return replied is not None and (place is None or replied > place)


def _place(record: TicketRecord, moment: Moment) -> int | None:
    found, reopened = _last(record, moment), _last(record, Moment.REOPENED)
    if moment is Moment.ACCEPTED and reopened is not None:
        return reopened
    if found is None or moment is Moment.COLLECTED:  # handing on to the show is done once, whatever comes later
        return found
    if moment in OF_UNIT and not record.unit:
        return None
    earlier = (reopened, _last(record, _BEFORE[moment]) if moment in _BEFORE else None)
    return None if any(one is not None and one > found for one in earlier) else found


def _last(record: TicketRecord, moment: Moment) -> int | None:
    return next((n for n in reversed(range(len(record.moments))) if record.moments[n][0] is moment), None)
