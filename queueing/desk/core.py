"""What the parts of the desk share: the state, the facts of the command under way, the alarms, who is idle."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any

from queueing.desk.alarms import Alarms, Cause
from queueing.desk.fold import APPLY
from queueing.desk.state import DeskRules, DeskState, Operator
from queueing.events import FACTS, Fact

Facts = list[Fact]
Follower = Callable[[Any], None]
Step = tuple[Callable[[DeskState, Any], None] | None, bool, tuple[Follower, ...]]

_OF_AN_OPERATOR = frozenset(kind for kind in FACTS if any(field.name == "operator_id" for field in fields(kind)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """What a part does when a moment it asked for has come.

    A moment that is not wanted when somebody looks is forgotten, however far off: `wanted` may answer no only when it
    can never be yes again, unless a later fact sets the moment anew.
    """

    wanted: Callable[[float, str], bool]  # (moment set, call or operator): whether it still means something
    act: Callable[[float, str], None]  # (now, call or operator)


class Core:
    """Owns the desk's state. Parts state facts through it and register what follows from facts and moments."""

    def __init__(self, rules: DeskRules) -> None:
        self.rules = rules
        self.state = DeskState(rules=rules)
        self.alarms = Alarms()
        self.idle: dict[str, Operator] = {}  # eligible operators, by number
        self._facts: Facts = []
        self._steps: dict[type, Step] = {kind: (APPLY.get(kind), kind in _OF_AN_OPERATOR, ()) for kind in FACTS}
        self._alarm_rules: dict[Cause, Alarm] = {}
        self._checks: list[Callable[[float], None]] = []

    # --- what parts register when they are made --------------------------------------------------------------

    def on_fact(self, kind: type, follow: Follower) -> None:
        """Call `follow` after each fact of that kind, live and in a replay. It may set alarms, and states no fact."""
        change, of_an_operator, followers = self._steps[kind]
        self._steps[kind] = (change, of_an_operator, (*followers, follow))

    def on_alarm(self, cause: Cause, alarm: Alarm) -> None:
        """Say what moments of that cause mean."""
        self._alarm_rules[cause] = alarm

    def on_done(self, check: Callable[[float], None]) -> None:
        """Call `check` at the end of each command; it may state facts."""
        self._checks.append(check)

    # --- stating facts ---------------------------------------------------------------------------------------

    def note(self, fact: Fact) -> None:
        """State a fact: it is applied at once, and belongs to the answer of the command under way."""
        self._take(fact)
        self._facts.append(fact)

    def replay(self, facts: Iterable[Fact]) -> None:
        """Take in facts of the past; states nothing new."""
        for fact in facts:
            self._take(fact)

    def check(self, now: float) -> None:
        """Let every part look once more before the command is over."""
        for check in self._checks:
            check(now)

    def noted(self) -> Facts:
        """The facts of the command that is now over."""
        facts, self._facts = self._facts, []
        return facts

    def _take(self, fact: Any) -> None:
        change, of_an_operator, followers = self._steps[type(fact)]
        if change:
            change(self.state, fact)
        if of_an_operator:
            self.note_idle(fact.operator_id)
        for follow in followers:
            follow(fact)

    def note_idle(self, operator_id: str) -> None:
        """Keep the list of idle operators in step with one whose state may have changed."""
        operator = self.state.operators.get(operator_id)
        if operator is not None and operator.eligible:
            self.idle[operator_id] = operator
        elif operator_id in self.idle:
            del self.idle[operator_id]

    # --- moments ---------------------------------------------------------------------------------------------

    def next_deadline(self) -> float | None:
        """When something is due, or None."""
        alarms, rules = self.alarms, self._alarm_rules
        while first := alarms.first():
            at, cause, ident = first
            if rules[cause].wanted(at, ident):
                return at
            alarms.drop_first()
        return None

    def act_on_due(self, now: float) -> None:
        """Do what has become due, in order."""
        while (due := self.next_deadline()) is not None and due <= now:
            first = self.alarms.first()
            self.alarms.drop_first()
            if first:
                self._alarm_rules[first[1]].act(now, first[2])
