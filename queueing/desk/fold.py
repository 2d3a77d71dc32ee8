"""Apply one fact to the desk's state: the only code that changes it, live and when the ledger is replayed."""

from queueing.desk.state import DeskState
from queueing.events import Fact
from queueing.folds.calls import CALLS
from queueing.folds.conversation import CONVERSATION
from queueing.folds.guests import GUESTS
from queueing.folds.line import FoldTable
from queueing.folds.offers import OFFERS
from queueing.folds.outbound import OUTBOUND
from queueing.folds.people import PEOPLE
from queueing.folds.queues import QUEUES
from queueing.folds.show_calls import SHOW_CALLS
from queueing.folds.waiting import WAITING

APPLY: FoldTable = {
    **CALLS,
    **OFFERS,
    **CONVERSATION,
    **PEOPLE,
    **QUEUES,
    **WAITING,
    **OUTBOUND,
    **GUESTS,
    **SHOW_CALLS,
}


def apply(state: DeskState, fact: Fact) -> None:
    """Change `state` as `fact` says. Facts that do not concern the desk leave it alone."""
    change = APPLY.get(type(fact))
    if change:
        change(state, fact)
