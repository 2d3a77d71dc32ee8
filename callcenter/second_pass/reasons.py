"""Why second passes wait, and what became of those that failed: codes; the words are the screens' and the commands'."""

from enum import StrEnum


class Closed(StrEnum):
    """Why no second pass is begun now; '' (no member) when there is room."""

    EAR_SILENT = "ear_silent"
    WORDS_LATE = "words_late"
    LEGS_WAIT = "legs_wait"
    SPOOL_FIRST = "spool_first"
    MANY_LEGS = "many_legs"
    DESK_SILENT = "desk_silent"


class Problem(StrEnum):
    """What went wrong with a second pass; the sentence beside it is for whoever mends it."""

    NO_RECORDING = "no_recording"
    RECORDING_MISSING = "recording_missing"
    RECOGNISER_REFUSED = "recogniser_refused"
    RECOGNISER_DIED = "recogniser_died"
    RECOGNISER_HUNG = "recogniser_hung"
    WORKERS_DIED = "workers_died"
    NOTHING_HEARD = "nothing_heard"
    NOT_PUT_IN = "not_put_in"


CLOSED_WORDS: dict[str, str] = {
    Closed.EAR_SILENT: "the ear has not said how it is",
    Closed.WORDS_LATE: "live words are late",
    Closed.LEGS_WAIT: "legs wait to be heard",
    Closed.SPOOL_FIRST: "what was not heard live comes first",
    Closed.MANY_LEGS: "too many legs are heard live",
    Closed.DESK_SILENT: "the desk has not said that there is room",
}
