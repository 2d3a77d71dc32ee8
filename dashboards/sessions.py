"""Which guests answer calls now, folded from facts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from queueing.events import CallInSession, Fact, SessionBegan, SessionEnded


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One guest's time at the queue."""

    session_id: str
    operator_id: str
    since: float
    until: float
    calls: int = 0


class Sessions:
    """Owns the sessions that run."""

    def __init__(self) -> None:
        self.running: dict[str, Running] = {}

    def take(self, fact: Fact) -> Sequence[str]:
        """Follow one fact; answers the sessions it changed."""
        match fact:
            case SessionBegan():
                self.running[fact.session_id] = Running(
                    session_id=fact.session_id, operator_id=fact.operator_id, since=fact.at, until=fact.until
                )
            case SessionEnded():
                self.running.pop(fact.session_id, None)
            case CallInSession() if found := self.running.get(fact.session_id):
                self.running[fact.session_id] = replace(found, calls=found.calls + 1)
            case _:
                return ()
        return (fact.session_id,)
