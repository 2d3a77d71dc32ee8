"""Desks with queue policies, callers who come, and time that passes."""

from datetime import timedelta, timezone
from typing import TypeVar

from queueing.desk.desk import Desk
from queueing.desk.policy import CallbackWhen, QueuePolicy
from queueing.desk.state import DeskRules
from queueing.events import (
    CallArrived,
    Fact,
)
from tests.rules.desk.story import open_desk

F = TypeVar("F")
BEIJING = timezone(timedelta(hours=8))
ALWAYS = QueuePolicy()
SURGE = QueuePolicy(surge_waiting=3, surge_over=1, callback=CallbackWhen.SURGE)


def desk_of(*operators: str, **policies: QueuePolicy) -> Desk:
    rules = DeskRules(wrap_up_s=0.0, policies=policies, dial_attempts=2, dial_gap_s=60.0)
    return open_desk(*operators, rules=rules)


def comes(desk: Desk, at: float, call_id: str, queue: str = "hotline", caller: str = "") -> list[Fact]:
    number = caller or f"1380000{call_id[1:]:0>4}"
    return desk.call_arrived(
        CallArrived(at=at, call_id=call_id, queue=queue, dialled="12345", caller="" if caller == "-" else number)
    )


def only(facts: list[Fact], kind: type[F]) -> F:
    (found,) = [fact for fact in facts if isinstance(fact, kind)]
    return found


def until(desk: Desk, now: float) -> list[Fact]:
    facts: list[Fact] = []
    while (due := desk.next_deadline()) is not None and due <= now:
        facts += desk.tick(due)
    return facts
