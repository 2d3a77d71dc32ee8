"""Sparing: a caller known as hard is left to the colleague who had least of that, for a while and never for ever.

Known as hard is a number whose earlier call an operator marked; nothing else is known beforehand. Where the rule is
on (DeskRules.spare_hard_s above 0, strategy `care`), an operator who had more hard minutes this shift than the one who
had fewest of those at work passes such a caller over in favour of the next one. It never leaves an operator idle while
somebody waits: when nobody else is in line, the caller is offered all the same.

The bound: only who arrives within spare_s after a caller goes before them by this rule. Together with priority, a
caller is overtaken by nobody who arrives later than `overtaken_within_s` after them.
"""

from collections.abc import Sequence

from queueing.desk.state import Call, DeskRules, DeskState, Operator
from queueing.events import OperatorStatus

REMEMBERED_S = 30 * 86400.0  # a number is known as hard for so long after the last mark
ALIKE_S = 60.0  # so much more hard talk than the least is no more
SPARING = "care"  # the strategy that goes with it


def may_be_passed(call: Call, state: DeskState, rules: DeskRules, now: float) -> bool:
    """Whether that caller is known as hard and has not yet waited the time they may be passed over."""
    if rules.spare_hard_s <= 0.0 or now - call.arrived_at >= rules.spare_hard_s:
        return False
    return is_known_hard(state, call.caller, now)


def is_known_hard(state: DeskState, caller: str, now: float) -> bool:
    """Whether an operator marked an earlier call of that number within REMEMBERED_S."""
    mark = state.hard_marks.get(caller) if caller else None
    return mark is not None and now - mark.at < REMEMBERED_S


def spared(fit: Sequence[Operator], state: DeskState) -> list[Operator]:
    """Those of the fit operators whose turn it is: who had least hard talk this shift of all who are at work."""
    at_work = (one.hard_s for one in state.operators.values() if one.status is OperatorStatus.READY)
    most_s = min(at_work, default=0.0) + ALIKE_S
    return [one for one in fit if one.hard_s <= most_s]


def overtaken_within_s(rules: DeskRules, most_steps: int) -> float:
    """A caller is overtaken by nobody who arrives later than this after them; `most_steps`: of priority, the most."""
    return most_steps * rules.priority_step_s + max(0.0, rules.spare_hard_s)
