"""The desk as operators see it on their screens: views of operators, queues and calls, and news when they change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from callcenter.desk import DeskService
from callcenter.queue_settings import Queue
from callcenter.store.ticket import Ticket
from callcenter.store.transcripts import SavedUtterance
from callcenter.talks import guest_view
from callcenter.timers import Timer, Timers
from callcenter.web.desk_models import DeskCall, OperatorLive, QueueLive
from callcenter.web.models import UtteranceView
from callcenter.web.ports import (
    CallNews,
    DeskNews,
    FinalNews,
    Notice,
    OperatorNews,
    PartialNews,
    QueuesNews,
    TicketNews,
)
from callcenter.web.words_view import utterance_view
from queueing.desk.desk import Desk
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallOverflowed,
    CallPlaced,
    CallRequeued,
    DialEnd,
    DialFailed,
    Fact,
    LineState,
    OperatorStatus,
    Party,
    Purpose,
)
from queueing.figures import Activity, Figures

QUEUES_EVERY_S = 0.5  # the queue rows of a desk follow at most twice a second
KEEP_S = 7200.0  # a call nobody closed on screen is forgotten after so long

_ON_SCREEN: dict[LineState, Literal["offered", "dialling", "talking", "hold", "assisting", "wrap_up"]] = {
    LineState.OFFERED: "offered",
    LineState.DIALLING: "dialling",
    LineState.TALKING: "talking",
    LineState.HOLD: "hold",
    LineState.ASSISTING: "assisting",
    LineState.WRAP_UP: "wrap_up",
}
Listener = Callable[[DeskNews], None]


@dataclass(slots=True, kw_only=True)
class _Shown:
    """What a screen shows of one call."""

    at: float
    dialled: str
    caller: str
    display: str
    queue: str
    purpose: str = ""
    reference: str = ""
    answered_at: float | None = None
    said: list[UtteranceView] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePorts:
    """What the live desk reads and acts on."""

    desk: Desk
    service: DeskService
    figures: Figures
    timers: Timers
    publish: Callable[[Sequence[Fact]], None]
    operator_name: Callable[[str], str]
    followed_by: Callable[[str], str] = lambda _operator: ""  # the guest whose calls that operator's screen follows
    follower_of: Callable[[str], str] = lambda _guest: ""


class Live:
    """Implements web.ports.LiveDesk. Owns the screens' listeners and what they show of calls in progress."""

    def __init__(self, ports: LivePorts, queues: Sequence[Queue]) -> None:
        self._ports = ports
        self._queues = {queue.name: queue for queue in queues}
        self._shown: dict[str, _Shown] = {}
        self._watchers: list[Callable[[Ticket], None]] = []
        self._listeners: dict[str, list[Listener]] = {}
        self._queues_timer: Timer | None = None

    # --- looking ---------------------------------------------------------------------------------------------

    def operators(self) -> Sequence[OperatorLive]:
        """Every operator, by number."""
        return [self._operator(one) for one in sorted(self._ports.desk.state.operators)]

    def queues(self) -> Sequence[QueueLive]:
        """Every queue, in the order of the configuration."""
        return [self._queue(queue) for queue in self._queues.values()]

    def call_of(self, operator_id: str) -> DeskCall | None:
        """The call on that operator's screen, offered to wrapping up; without one, that of the guest they assist."""
        own = self._call_of(operator_id)
        guest = "" if own else self._ports.followed_by(operator_id)
        followed = self._call_of(guest) if guest else None
        return followed.model_copy(update={"followed": guest}) if followed else own

    def _call_of(self, operator_id: str) -> DeskCall | None:
        operator = self._ports.desk.state.operators.get(operator_id)
        shown = self._shown.get(operator.call_id) if operator else None
        if operator is None or shown is None or operator.line is LineState.IDLE:
            return None
        queue = self._queues[shown.queue]
        call = self._ports.desk.state.calls.get(operator.call_id)
        return DeskCall(
            call_id=operator.call_id,
            queue=queue.name,
            queue_title=queue.title,
            script=queue.script,
            dialled=shown.dialled,
            caller_number=shown.caller,
            caller_display=shown.display,
            purpose=shown.purpose,
            reference=shown.reference,
            state=_ON_SCREEN[operator.line],
            arrived_at=shown.at,
            answered_at=shown.answered_at,
            wrap_up_until=operator.wrap_until if operator.line is LineState.WRAP_UP else None,
            guests=tuple(guest_view(one, self._ports.operator_name) for one in call.guests.values()) if call else (),
            hard=call.hard if call else False,
            help_wanted=call is not None and call.help_wanted_at is not None,
            transcript=list(shown.said),
        )

    def operator_of(self, call_id: str) -> str | None:
        """Who talks with the caller, or is rung for them, now."""
        call = self._ports.desk.state.calls.get(call_id)
        return (call.operator_id or None) if call else None

    # --- acting ----------------------------------------------------------------------------------------------

    def set_status(self, operator_id: str, status: OperatorStatus, reason: str, by: Party) -> None:
        """Sign in or out, get ready, go on break (TransitionError: see DeskService)."""
        self._ports.service.set_status(operator_id, status, reason, by)

    def hold(self, call_id: str) -> None:
        """Let the caller hear music."""
        self._ports.service.hold(call_id)

    def resume(self, call_id: str) -> None:
        """Go on talking."""
        self._ports.service.resume(call_id)

    def hang_up(self, call_id: str) -> None:
        """End the conversation."""
        self._ports.service.hang_up(call_id)

    def transfer(self, call_id: str, to: str) -> None:
        """Pass the caller to a queue or an operator."""
        self._ports.service.transfer(call_id, to)

    def ticket_changed(self, ticket: Ticket, by: str) -> None:  # noqa: ARG002 - the port's
        """A ticket was edited or registered over HTTP; the ticket office has told the fact."""
        self.show_ticket(ticket)

    def listen(self, operator_id: str, listener: Listener) -> Callable[[], None]:
        """Hear all that changes on one operator's screen, until the returned function is called."""
        self._listeners.setdefault(operator_id, []).append(listener)

        def stop() -> None:
            self._listeners[operator_id].remove(listener)

        return stop

    # --- news coming in --------------------------------------------------------------------------------------

    def remember(self, fact: Fact) -> None:
        """Follow calls without telling anybody: for the replay of the ledger at start."""
        match fact:
            case CallArrived():
                self._shown[fact.call_id] = _arrived(fact)
            case CallPlaced():
                self._shown[fact.call_id] = _placed(fact)
            case CallAnswered() if fact.call_id in self._shown:
                self._shown[fact.call_id].answered_at = fact.at
            case CallRequeued() | CallOverflowed() if fact.call_id in self._shown:
                self._shown[fact.call_id].queue = fact.queue

    def take_fact(self, fact: Fact) -> None:
        """Tell the screens concerned what changed."""
        self.remember(fact)
        for operator_id in self._concerned(fact):
            self._tell(operator_id, OperatorNews(operator=self._operator(operator_id)))
            self._tell(operator_id, CallNews(call=self.call_of(operator_id)))
        if isinstance(fact, DialFailed):
            self._tell(fact.operator_id, _not_reached(fact, self._shown.get(fact.call_id)))
        self._tell_follower(fact)
        if hasattr(fact, "queue"):
            self._queues_later()
        if isinstance(fact, CallEnded):
            self._ports.timers.after(KEEP_S, lambda: self._forget(fact.call_id))

    def _tell_follower(self, fact: Fact) -> None:
        """A guest's assistant sees the guest's calls as they move on."""
        assistant = self._ports.follower_of(getattr(fact, "operator_id", ""))
        if assistant and self._listeners.get(assistant):
            self._tell(assistant, CallNews(call=self.call_of(assistant)))

    def _tell_screens(self, operator_id: str, news: DeskNews) -> None:
        self._tell(operator_id, news)
        if assistant := self._ports.follower_of(operator_id):
            self._tell(assistant, news)

    def notify(self, call_id: str, text_zh: str, text_en: str) -> None:
        """Tell whoever talks with a caller, or wraps up, something they must know."""
        operator_id = self._screen_of(call_id)
        if operator_id:
            self._tell(operator_id, Notice(severity="warn", text_zh=text_zh, text_en=text_en))

    def show_partial(self, body: dict[str, Any]) -> None:
        """Words that may still change."""
        operator_id = self._screen_of(body["call_id"])
        if operator_id:
            news = PartialNews(call_id=body["call_id"], role=body["role"], start_ms=body["start_ms"], text=body["text"])
            self._tell_screens(operator_id, news)

    def show_utterance(self, said: SavedUtterance) -> None:
        """Words that will not change."""
        view = utterance_view(said)
        if said.call_id in self._shown:
            self._shown[said.call_id].said.append(view)
        operator_id = self._screen_of(said.call_id)
        if operator_id:
            self._tell_screens(operator_id, FinalNews(call_id=said.call_id, utterance=view))

    def watch_tickets(self, watcher: Callable[[Ticket], None]) -> None:
        """Let somebody see each ticket that is shown."""
        self._watchers.append(watcher)

    def show_ticket(self, ticket: Ticket) -> None:
        """A ticket was drafted, refreshed, edited or registered."""
        for watcher in self._watchers:
            watcher(ticket)
        if ticket.operator_id:
            self._tell_screens(ticket.operator_id, TicketNews(ticket=ticket))

    # --- inside ----------------------------------------------------------------------------------------------

    def _tell(self, operator_id: str, news: DeskNews) -> None:
        for listener in list(self._listeners.get(operator_id, ())):
            listener(news)

    def _concerned(self, fact: Fact) -> list[str]:
        """The operators whose screen a fact changes, if anybody looks at it."""
        named = {getattr(fact, "operator_id", ""), getattr(fact, "from_operator", "")}
        call = self._ports.desk.state.calls.get(getattr(fact, "call_id", ""))
        if call is not None:  # everybody of the desk who is in it
            named |= {call.operator_id, *(one.operator_id for one in call.guests.values())}
        return [one for one in named if self._listeners.get(one) and one in self._ports.desk.state.operators]

    def _screen_of(self, call_id: str) -> str:
        """Whose screen shows the call: who talks, or who still wraps it up."""
        talking = self.operator_of(call_id)
        if talking:
            return talking
        operators = self._ports.desk.state.operators.values()
        return next((one.profile.operator_id for one in operators if one.call_id == call_id), "")

    def _queues_later(self) -> None:
        if self._queues_timer is None and any(self._listeners.values()):
            self._queues_timer = self._ports.timers.after(QUEUES_EVERY_S, self._tell_queues)

    def _tell_queues(self) -> None:
        self._queues_timer = None
        news = QueuesNews(queues=tuple(self.queues()))
        for operator_id in self._listeners:
            self._tell(operator_id, news)

    def _forget(self, call_id: str) -> None:
        self._shown.pop(call_id, None)

    def _operator(self, operator_id: str) -> OperatorLive:
        operator = self._ports.desk.state.operators[operator_id]
        today = self._ports.figures.operator(operator_id, self._ports.timers.now())
        times = today.times_s if today else {}
        return OperatorLive(
            operator_id=operator_id,
            name=self._ports.operator_name(operator_id),
            status=operator.status,
            reason=operator.reason,
            state=operator.line,
            reachable=operator.reachable,
            since=operator.since,
            call_id=operator.call_id or None,
            queues=sorted(operator.profile.queues),
            answered=today.answered if today else 0,
            missed=today.missed if today else 0,
            talk_s=times.get(Activity.TALKING, 0.0),
            wrap_s=times.get(Activity.WRAP_UP, 0.0),
        )

    def _callbacks(self, queue: str) -> int:
        state = self._ports.desk.state
        return sum(1 for one in state.placed if state.calls[one].queue == queue and state.calls[one].absent)

    def _queue(self, queue: Queue) -> QueueLive:
        now = self._ports.timers.now()
        line, today = self._ports.figures.line(now, queue.name), self._ports.figures.today(now, queue.name)
        state = self._ports.desk.state
        present, is_open = state.queue(queue.name), state.is_open(queue.name, now)
        return QueueLive(
            queue=queue.name,
            title=queue.title,
            numbers=list(queue.numbers),
            script=queue.script,
            waiting=line.waiting,
            longest_wait_s=line.longest_wait_s,
            callbacks=self._callbacks(queue.name),
            open=is_open,
            closed_by_hand=present.closed,
            surge=present.surge,
            unstaffed=present.unstaffed and is_open,
            offered=today.offered,
            answered=today.answered,
            abandoned=today.abandoned,
        )


def _arrived(fact: CallArrived) -> _Shown:
    return _Shown(at=fact.at, dialled=fact.dialled, caller=fact.caller, display=fact.display, queue=fact.queue)


def _placed(fact: CallPlaced) -> _Shown:
    return _Shown(
        at=fact.at,
        dialled=fact.dialled,
        caller=fact.number,
        display=fact.display,
        queue=fact.queue,
        purpose=fact.purpose,
        reference=fact.reference,
    )


_HOW = {
    DialEnd.NO_ANSWER: ("无人接听", "no answer"),
    DialEnd.BUSY: ("对方忙", "busy"),
    DialEnd.DECLINED: ("对方拒接", "declined"),
    DialEnd.UNREACHABLE: ("号码无法接通", "cannot be reached"),
    DialEnd.FAILED: ("外呼失败", "the call out failed"),
    DialEnd.GIVEN_UP: ("已挂断", "hung up"),
}


def _not_reached(fact: DialFailed, call: _Shown | None) -> Notice:
    """Tell the operator how it went and what comes next; no number."""
    how_zh, how_en = _HOW[fact.how]
    if call is not None and call.purpose == Purpose.DUTY:  # whom to ring next is the roster's order
        return Notice(
            severity="warn",
            text_zh=f"值班人员未接通：{how_zh}；按值班表继续呼叫",
            text_en=f"Duty officer not reached: {how_en}; the roster says who is next",
        )
    zh, en = ("稍后自动再拨", "tried again later") if fact.retry_at else ("不再自动拨打", "not tried again")
    return Notice(
        severity="warn",
        text_zh=f"第 {fact.attempt} 次外呼未接通：{how_zh}，{zh}",
        text_en=f"Attempt {fact.attempt} not answered: {how_en}; {en}",
    )
