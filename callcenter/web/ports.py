"""What the web needs of the live desk and of the wallboard's figures."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from callcenter.burst_board import Shown
from callcenter.store.ticket import Ticket
from callcenter.web.desk_models import DeskCall, OperatorLive, QueueLive
from callcenter.web.models import UtteranceView
from callcenter.web.queue_models import CallWanted, PlacedCall
from queueing.events import OperatorStatus, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorNews:
    """The operator's own line or status changed."""

    operator: OperatorLive


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNews:
    """The call on the operator's screen changed; None: it is gone."""

    call: DeskCall | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketNews:
    """A ticket of this operator was drafted, refreshed, edited or registered."""

    ticket: Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuesNews:
    """Waiting callers changed."""

    queues: tuple[QueueLive, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialNews:
    """Words that may still change; replaces the running line of that role."""

    call_id: str
    role: str
    start_ms: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalNews:
    """One more final utterance."""

    call_id: str
    utterance: UtteranceView


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the operator must be told."""

    severity: str  # info | warn | crit
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstsNews:
    """Bursts going on are others now, or grew, or have another answer or main ticket."""

    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxStirred:
    """The shared inbox is another: a matter came, was taken, given back or done."""


DeskNews = (
    OperatorNews | CallNews | TicketNews | QueuesNews | PartialNews | FinalNews | Notice | BurstsNews | InboxStirred
)


class LiveDesk(Protocol):
    """The desk as it is now. All methods are synchronous, on the event loop, and never block."""

    def operators(self) -> Sequence[OperatorLive]:
        """Every operator, by number."""

    def queues(self) -> Sequence[QueueLive]:
        """Every queue, in the order of the configuration."""

    def call_of(self, operator_id: str) -> DeskCall | None:
        """The call on that operator's screen, offered to wrapping up."""

    def operator_of(self, call_id: str) -> str | None:
        """Who talks with the caller, or is rung for them, now."""

    def set_status(self, operator_id: str, status: OperatorStatus, reason: str, by: Party) -> None:
        """Sign in or out, get ready (ends wrap-up), go on break.

        Raises:
            TransitionError: not now, or no such operator; nothing changed.

        """

    def hold(self, call_id: str) -> None:
        """Let the caller hear music.

        Raises:
            TransitionError: not in conversation (any more).

        """

    def resume(self, call_id: str) -> None:
        """Go on talking.

        Raises:
            TransitionError: not on hold.

        """

    def hang_up(self, call_id: str) -> None:
        """End the conversation.

        Raises:
            TransitionError: nobody talks with the caller.

        """

    def transfer(self, call_id: str, to: str) -> None:
        """Pass the caller to a queue or an operator.

        Raises:
            TransitionError: unknown target, or nobody talks with the caller.

        """

    def ticket_changed(self, ticket: Ticket, by: str) -> None:
        """Hear that a ticket was edited or registered over HTTP: note the fact, tell the screens."""

    def listen(self, operator_id: str, listener: Callable[[DeskNews], None]) -> Callable[[], None]:
        """Hear all that changes on one operator's screen, until the returned function is called."""


class QueueDesk(Protocol):
    """Queues as supervisors act on them. Methods raise TransitionError when it is no longer possible."""

    def set_surge(self, queue: str, on: bool) -> None:
        """Begin or end a surge by hand."""

    def set_closed(self, queue: str, closed: bool, reason: str) -> None:
        """Close a queue by hand, or take that back."""

    def placed(self) -> Sequence[PlacedCall]:
        """Every call that is to go out, in the order of its place."""

    def place(self, wanted: CallWanted, by: str) -> PlacedCall:
        """Put a call that goes out in line."""

    def cancel(self, call_id: str) -> None:
        """Take a call that has not gone out from the list."""


class WallFeed(Protocol):
    """The same topics and payloads as MQTT, for walls without a broker."""

    def retained(self) -> Iterable[tuple[str, Mapping[str, object]]]:
        """The last payload of every topic that is retained."""

    def listen(self, listener: Callable[[str, Mapping[str, object] | None], None]) -> Callable[[], None]:
        """Hear every payload from now on (None: the topic was cleared), until the returned function is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerLogin:
    """Where the broker is and who may only read there."""

    host: str
    port: int
    username: str
    password: str
    tls_ca_file: str | None = None  # '' : the system's certificates; None: plain TCP


Check = Callable[[], tuple[bool, str]]
