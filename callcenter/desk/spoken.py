"""Sentences from recorded pieces: which prompts, in which order, say what the rules decided. Pure.

The pieces and what they say are in config/prompts/spoken.toml.
"""

from queueing.events import CallbackOffered, CallOverflowed, CallTold, VoicemailStarted, WaitAnnounced
from queueing.studio.terms import BLOCKED

MOST_SAID = 99  # more callers ahead than that are "many"
LEAVE_MESSAGE = "leave_message"
TONE = "tone"  # after it a message is recorded
_WHY_NOT = {
    "closed": "closed",
    "closed_by_hand": "closed",
    "line_full": "full",
    "no_operator": "no_operator",
    "waited": "long_wait",
    "waited_out": "long_wait",
}


def wait_announced(fact: WaitAnnounced) -> tuple[str, ...]:
    """您前面还有三位来电人。预计等候两到三分钟。"""  # noqa: D400, D415 - the sentence itself
    said: tuple[str, ...] = ()
    if fact.ahead >= 0:
        said += _ahead(fact.ahead)
    if fact.band >= 0:
        said += ("about", f"minutes_{fact.band}")
    if fact.callback:
        said += ("offer_callback",)
    return said or ("thanks",)


def callback_offered(fact: CallbackOffered) -> tuple[str, ...]:
    """Why it will take long, and the way out if there is one."""
    why = "surge" if fact.reason == "surge" else "long_wait"
    return (why, "offer_callback") if fact.possible else (why,)


def moved(fact: CallOverflowed) -> tuple[str, ...]:
    """Why a caller is in another queue now, where that is worth saying."""
    return ("show_full",) if fact.reason == BLOCKED else ()


def told(fact: CallTold) -> tuple[str, ...]:
    """Why nobody can serve the caller, and what they may do instead."""
    return (_WHY_NOT.get(fact.reason, "full"), "offer_callback" if fact.callback else "call_later")


def message_wanted(fact: VoicemailStarted) -> tuple[str, ...]:
    """Why there is nobody, the request for a message, the tone."""
    return (_WHY_NOT.get(fact.reason, "no_operator"), LEAVE_MESSAGE, TONE)


def _ahead(count: int) -> tuple[str, ...]:
    if count == 0:
        return ("next",)
    if count > MOST_SAID:
        return ("ahead_many",)
    return ("ahead", *_number(count), "people")


def _number(count: int) -> tuple[str, ...]:
    """A count of people as pieces: 2 is 两, 12 is 十二, 20 is 二十, 21 is 二十一."""
    if count == 2:
        return ("number_2_people",)
    tens, ones = divmod(count, 10)
    head = () if tens == 0 else ("number_10",) if tens == 1 else (f"number_{tens}", "number_10")
    return head + ((f"number_{ones}",) if ones else ())
