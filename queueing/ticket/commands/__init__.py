"""Commands: what somebody wants done with a ticket, and the decision about it."""

from collections.abc import Mapping

from queueing.ticket.commands import airing, dispatching, handling, intake, oversight, replying, revisiting
from queueing.ticket.commands.table import Decide

COMMANDS: Mapping[type, Decide] = {
    **intake.TABLE,
    **dispatching.TABLE,
    **handling.TABLE,
    **replying.TABLE,
    **revisiting.TABLE,
    **oversight.TABLE,
    **airing.TABLE,
}

__all__ = ["COMMANDS"]
