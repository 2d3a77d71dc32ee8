"""Calls coming in, going back in line and ending."""

from dataclasses import dataclass

from queueing.facts.terms import OfferEnd, Outcome, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class CallArrived:
    """A call joined a queue."""

    at: float
    call_id: str
    queue: str
    dialled: str
    caller: str  # number, '' when withheld: personal data
    display: str = ""
    trunk: str = ""
    priority: int = 0  # each step is worth DeskRules.priority_step_s of waiting
    needs: str = ""  # skills asked for, separated by spaces
    leg_id: str = ""  # the caller's leg, to be found again after a restart
    source: str = ""  # which merged line or transfer it came from, for example a department's old number
    probe: str = ""  # run of a dial probe (拨测): no figure, list of missed calls or ticket counts it


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRefused:
    """A call was never let in. It is its own outcome."""

    at: float
    call_id: str
    dialled: str
    caller: str
    reason: str
    probe: str = ""  # as in CallArrived


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReturned:
    """A call that was not answered went back to the head of its line."""

    at: float
    call_id: str
    queue: str
    why: OfferEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequeued:
    """An operator passed the caller on: to a queue's head, or to one named operator."""

    at: float
    call_id: str
    queue: str
    from_operator: str
    to_operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """The one outcome of a call that had joined a queue."""

    at: float
    call_id: str
    queue: str
    outcome: Outcome
    by: Party
    waited_s: float
    talk_s: float = 0.0
    reason: str = ""


CallFact = CallArrived | CallRefused | CallReturned | CallRequeued | CallEnded
