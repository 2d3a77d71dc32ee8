"""What outside consumers hear of a call: ids only."""

from dashboards.pacing import Body
from queueing.events import CallAnswered, CallArrived, CallEnded, Fact, Outcome, TicketDrafted, TicketRegistered


def event_of(fact: Fact) -> Body | None:
    """What outside consumers hear of a fact: ids only."""
    match fact:
        case CallArrived():
            return {"kind": "offered", "call": fact.call_id, "queue": fact.queue}
        case CallAnswered():
            body: Body = {"kind": "answered", "call": fact.call_id, "queue": fact.queue}
            return body | {"operator": fact.operator_id}
        case CallEnded():
            kind = "abandoned" if fact.outcome is Outcome.ABANDONED else "ended"
            return {"kind": kind, "call": fact.call_id, "queue": fact.queue}
        case TicketDrafted():
            return {"kind": "ticket_created", "call": fact.call_id}
        case TicketRegistered():
            return {"kind": "ticket_registered", "call": fact.call_id, "operator": fact.operator_id}
        case _:
            return None
