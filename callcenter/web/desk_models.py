"""What the API says of operators, queues and the call on a desk, and what a desk asks for, as in docs/http.md."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from callcenter.web.guest_models import GuestView
from callcenter.web.models import Asked, Said, UnixSeconds, UtteranceView, printable
from queueing.events import LineState, OperatorStatus


class OperatorLive(Said):
    """One operator now and today."""

    operator_id: str
    name: str
    status: OperatorStatus
    reason: str = ""
    state: LineState
    reachable: bool
    since: UnixSeconds
    call_id: str | None = None
    queues: list[str] = Field(default=[], description="empty: every queue")
    answered: int = 0
    missed: int = 0
    talk_s: float = 0.0
    wrap_s: float = 0.0


class QueueLive(Said):
    """One queue now and today."""

    queue: str
    title: str
    numbers: list[str]
    script: str
    waiting: int = 0
    longest_wait_s: float | None = None
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    callbacks: int = Field(default=0, description="of those who wait: calls that are to go out")
    open: bool = Field(default=True, description="lets callers in: by its hours, and not closed by hand")
    closed_by_hand: bool = False
    surge: bool = False
    unstaffed: bool = Field(default=False, description="open, somebody called and nobody is signed in")


class DeskCall(Said):
    """The call on one operator's screen."""

    call_id: str
    queue: str
    queue_title: str
    script: str
    dialled: str
    caller_number: str
    caller_display: str
    state: Literal["offered", "dialling", "talking", "hold", "assisting", "wrap_up"]
    arrived_at: UnixSeconds
    answered_at: UnixSeconds | None = None
    wrap_up_until: UnixSeconds | None = None
    purpose: str = Field(default="", description="of a call that goes out: callback, missed, duty, revisit")
    reference: str = Field(default="", description="the earlier call or the ticket it is about")
    guests: tuple[GuestView, ...] = ()
    hard: bool = False
    help_wanted: bool = False
    transcript: list[UtteranceView] = Field(default=[])
    followed: str = Field(default="", description="the guest whose call an assistant's screen follows; '' : their own")


class OperatorList(Said):
    """All operators."""

    items: list[OperatorLive]


class QueueList(Said):
    """All queues."""

    items: list[QueueLive]


class NewStatus(Asked):
    """What the operator does from now on."""

    status: OperatorStatus
    reason: Annotated[str, StringConstraints(max_length=32), AfterValidator(printable)] = ""


class Transfer(Asked):
    """Where the caller goes: a queue (name or number) or an operator (staff number)."""

    to: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._*#+-]{1,32}$")]
