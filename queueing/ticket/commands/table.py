"""What a table of commands looks like."""

from collections.abc import Callable, Mapping
from typing import Any

from queueing.ticket.pen import Pen

Decide = Callable[[Pen, Any], None]
Table = Mapping[type, Decide]
