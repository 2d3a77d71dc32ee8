"""What the routes around queues and calls that go out say and take."""

from typing import Annotated

from pydantic import Field, StringConstraints

from callcenter.web.models import Asked, Said, UnixSeconds, Word
from callcenter.web.number_values import Typed
from queueing.events import CallState, Purpose

Digits = Annotated[str, Typed, StringConstraints(pattern=r"^\+?[0-9*#]{1,32}$")]
Ident = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,64}$")]


class SurgeAsked(Asked):
    """Begin or end a surge by hand."""

    on: bool


class ClosedAsked(Asked):
    """Close a queue by hand, or open it again."""

    closed: bool
    reason: Annotated[Word, StringConstraints(max_length=60)] = ""


class CallWanted(Asked):
    """A call that is to go out: it stands in line, and an operator is rung before the number is dialled."""

    queue: Ident
    number: Digits
    purpose: Purpose = Purpose.MISSED
    reference: Ident = Field(default="", description="the earlier call or the ticket it is about")
    operator_id: Ident = Field(default="", description="the operator who is to make it; empty: whoever is free")


class PlacedCall(Said):
    """A call that is to go out, until it ends."""

    call_id: str
    queue: str
    number: str
    purpose: Purpose
    reference: str
    operator_id: str | None = Field(description="who rings or talks, or is wanted for it")
    state: CallState
    ahead: int | None = Field(description="calls before it in its queue; null when it does not wait")
    ranked_at: UnixSeconds = Field(description="its place in line is that of a call that came then")
    attempts: int
    retry_at: UnixSeconds | None = Field(description="when a call nobody answered stands in line again")


class PlacedList(Said):
    """All calls that are to go out, as they will be served."""

    items: list[PlacedCall]
