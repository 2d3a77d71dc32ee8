"""Short ways to tell a story to a desk: operators by name, seconds as plain numbers."""

from queueing.desk.desk import Desk, Facts
from queueing.desk.state import DeskRules, OperatorProfile
from queueing.events import CallArrived, Fact, OfferMade, OperatorStatus

RULES = DeskRules(wrap_up_s=10.0, ring_s=20.0)


def open_desk(*operators: str, rules: DeskRules = RULES, at: float = 0.0) -> Desk:
    """A desk whose operators are ready and reachable, in the order given (the first is idle longest)."""
    desk = Desk(rules)
    desk.set_operators(at, [OperatorProfile(operator_id=one) for one in operators])
    for place, one in enumerate(operators):
        desk.set_reachable(at + place * 0.001, one, reachable=True)
        desk.set_status(at + place * 0.001, one, OperatorStatus.READY)
    return desk


def arrive(desk: Desk, at: float, call_id: str, queue: str = "hotline") -> Facts:
    """A caller joins."""
    return desk.call_arrived(CallArrived(at=at, call_id=call_id, queue=queue, dialled="12345", caller="13800000000"))


def offer_of(facts: list[Fact]) -> OfferMade:
    """The one offer among the facts."""
    (offer,) = [fact for fact in facts if isinstance(fact, OfferMade)]
    return offer


def kinds(facts: list[Fact]) -> list[str]:
    """Names of the facts, in order."""
    return [type(fact).__name__ for fact in facts]
