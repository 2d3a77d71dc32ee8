"""What happens to callers who cannot be served at once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOverflowed:
    """A caller was moved to another queue's line, at the place their arrival gives them."""

    at: float
    call_id: str
    queue: str
    from_queue: str
    reason: str  # closed, closed_by_hand, line_full, no_operator, waited or waited_out


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitAnnounced:
    """A waiting caller was told their place and about how long it will take."""

    at: float
    call_id: str
    queue: str
    ahead: int  # callers before them; -1: not said
    band: int  # index into waiting.BAND_EDGES_MIN, one past its end: longer than the last; -1: not said
    fell: bool = False  # the band has fallen once and will not rise again
    callback: bool = False  # and offered to be called back


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackOffered:
    """A caller was told that it will take long; `possible`: and that a key press gets them called back."""

    at: float
    call_id: str
    queue: str
    reason: str  # surge, waited, waited_out, ...
    possible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackDenied:
    """A caller wanted to be called back and cannot be; they stay where they are."""

    at: float
    call_id: str
    reason: str  # withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTold:
    """A caller hears why nobody can serve them; then the call ends, unless they choose to be called back."""

    at: float
    call_id: str
    queue: str
    reason: str
    callback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMerged:
    """A citizen who was to be called back rang first: the new call has the place of that one."""

    at: float
    call_id: str
    with_call: str
    ranked_at: float
    order: int
    headstart_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailStarted:
    """A caller is asked for a message."""

    at: float
    call_id: str
    queue: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailBegan:
    """The tone is over: from now on the message is recorded."""

    at: float
    call_id: str
    until: float  # and no longer


WaitingFact = (
    CallOverflowed
    | WaitAnnounced
    | CallbackOffered
    | CallbackDenied
    | CallTold
    | CallMerged
    | VoicemailStarted
    | VoicemailBegan
)
