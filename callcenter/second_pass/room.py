"""Whether the desk leaves room for second passes. Pure: they are the last rung of the overload ladder."""

from collections.abc import Mapping
from typing import Any

from callcenter.second_pass.reasons import Closed

LATE_MS = 500  # live words later than this: nothing else may take the processor


def closed_for(engine: Mapping[str, Any], load: Mapping[str, Any], most_legs: int) -> str:
    """Why no second pass may be heard now (`Closed`), '' when it may.

    Args:
        engine: what the ear last said of recognition.
        load: what the ear last said of its load.
        most_legs: more legs heard live leave no recogniser free.
    """
    if not engine:
        return Closed.EAR_SILENT
    if int(load.get("lag_ms", 0)) > LATE_MS:
        return Closed.WORDS_LATE
    if int(load.get("legs_waiting", 0)):
        return Closed.LEGS_WAIT
    if int(load.get("spooled_ms", 0)):
        return Closed.SPOOL_FIRST
    if int(load.get("legs", 0)) > most_legs:
        return Closed.MANY_LEGS
    return ""
