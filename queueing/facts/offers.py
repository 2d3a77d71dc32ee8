"""Calls rung at operators, and answered."""

from dataclasses import dataclass

from queueing.facts.terms import OfferEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferMade:
    """A waiting call began to ring at one operator."""

    at: float
    call_id: str
    operator_id: str
    offer_id: str
    queue: str
    waited_s: float
    why: str  # the routing reason, as can be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded:
    """The ringing stopped."""

    at: float
    call_id: str
    operator_id: str
    offer_id: str
    how: OfferEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered:
    """The operator picked up; the two are to be bridged."""

    at: float
    call_id: str
    operator_id: str
    offer_id: str
    queue: str
    waited_s: float  # queue and ringing together


OfferFact = OfferMade | OfferEnded | CallAnswered
