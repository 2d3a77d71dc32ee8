"""What the web asks and says about conversations: who else is in them, and what supervisors see of them."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from callcenter.web.guest_models import GuestView
from callcenter.web.models import Asked, Said, UnixSeconds
from queueing.events import CallState, LineState, OperatorStatus

Target = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._*#+-]{1,32}$")]
Title = Annotated[str, StringConstraints(max_length=60)]


class Invite(Asked):
    """Whom to ask in: an operator's number, a queue's name or number, or an outside number."""

    to: Target
    part: Literal["consult", "three_way"] = "consult"
    name: Title = ""


class PassOut(Asked):
    """The outside number the caller is sent to."""

    to: Target
    name: Title = ""


class EmergencyAsked(Asked):
    """Which emergency number; `mode` empty: as the site has set it."""

    number: Target
    mode: Literal["", "warm", "blind"] = ""


class HardAsked(Asked):
    """Whether the conversation is a hard one."""

    hard: bool = True


class HelpAsked(Asked):
    """What help is wanted for."""

    note: Annotated[str, StringConstraints(max_length=120)] = ""


class MoreTime(Asked):
    """How much more time after the call."""

    seconds: float = Field(default=60.0, gt=0, le=3600)


class SuperviseAsked(Asked):
    """Whose phone is rung; empty: the supervisor's own number."""

    phone: Annotated[str, StringConstraints(pattern=r"^[0-9]{0,20}$")] = ""


class TargetView(Said):
    """Somebody a caller can be passed to, or asked in."""

    kind: Literal["operator", "queue", "emergency", "person"]
    to: str
    name: str
    note: str = ""
    free: bool = True


class TargetList(Said):
    """Whom one can ask in."""

    items: list[TargetView]


class TalkView(Said):
    """One conversation as supervisors see it; the caller's number masked."""

    call_id: str
    queue: str
    queue_title: str
    state: CallState
    operator_id: str
    operator_name: str
    caller: str
    since: UnixSeconds
    hold_since: UnixSeconds | None = None
    hard: bool = False
    help_wanted_at: UnixSeconds | None = None
    help_note: str = ""
    guests: tuple[GuestView, ...] = ()


class StaffView(Said):
    """One operator as supervisors see them."""

    operator_id: str
    name: str
    status: OperatorStatus
    reason: str
    state: LineState
    reachable: bool
    since: UnixSeconds
    call_id: str | None
    load: float = Field(description="share of the last quarter of an hour at work, 0 to 1")
    unrested_s: float
    answered: int
    hard_s: float


class WaitingView(Said):
    """One caller in line as supervisors see them; the number masked."""

    call_id: str
    queue: str
    queue_title: str
    state: CallState
    caller: str
    since: UnixSeconds


class QueueAlarm(Said):
    """Something out of the ordinary in a queue."""

    queue: str
    title: str
    kind: Literal["unstaffed", "surge", "closed"]


class Supervision(Said):
    """All a supervisor acts on, now."""

    at: UnixSeconds
    talks: list[TalkView]
    waiting: list[WaitingView]
    staff: list[StaffView]
    alarms: list[QueueAlarm]
