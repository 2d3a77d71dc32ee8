"""What a table of folds looks like."""

from collections.abc import Callable, Mapping
from typing import Any

from queueing.ticket.record import TicketRecord

Fold = Callable[[TicketRecord, Any], TicketRecord]
Table = Mapping[type, Fold]


def same(record: TicketRecord, _fact: object) -> TicketRecord:
    """Leave the record as it is: the fact is there to be read, nothing follows from it."""
    return record
