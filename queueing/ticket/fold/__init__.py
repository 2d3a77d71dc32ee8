"""Facts to tickets: `apply` for one fact, `replay` for all. Decides nothing; what happened, happened."""

from queueing.ticket.fold.apply import apply, replay

__all__ = ["apply", "replay"]
