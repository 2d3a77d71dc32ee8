"""Facts -> what the screens show. Pure: given the same facts and the same times it makes the same messages.

`feed` takes facts; `due(now)` gives the messages whose time has come: only what changed, at most two a second a topic,
the summary each second while callers wait, and everything now and then so that no retained message expires.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import tzinfo

from dashboards import bodies
from dashboards.alerts import Alarms, Limits, ShowDuties, always_open
from dashboards.call_events import event_of
from dashboards.directory import Directory
from dashboards.messages import AsrNow, Message, Notice
from dashboards.pacing import Body, Pace, Slot
from dashboards.sessions import Sessions
from dashboards.timestamps import local_days, rfc3339
from dashboards.topics import (
    ALERT,
    ASR_STATUS,
    CALL_EVENT,
    FORECAST,
    MISSED_STATUS,
    OPERATOR_STATUS,
    QUEUE_STATUS,
    SESSION,
    SUMMARY,
    Topic,
    topic_name,
)
from queueing.callers.missed_book import MissedCounts
from queueing.events import (
    BurstCleared,
    BurstGrew,
    BurstRaised,
    CallArrived,
    CallEnded,
    Fact,
    PartFailed,
    QueueFact,
)
from queueing.figures import Definition, Figures
from queueing.outlook.half_hours import Outlook

SUMMARY_PACE = Pace(gap_s=1.0, beat_s=5.0, counting_s=1.0)
QUEUE_PACE = Pace(gap_s=0.5, beat_s=30.0, counting_s=1.0)
OPERATOR_PACE = Pace(gap_s=0.5, beat_s=30.0, counting_s=5.0)  # the load of a signed-in operator moves by itself
ASR_PACE = Pace(gap_s=1.0, beat_s=30.0, counting_s=30.0)
FORECAST_PACE = Pace(gap_s=5.0, beat_s=60.0, counting_s=60.0)
ALERT_PACE = Pace(gap_s=5.0, beat_s=600.0, counting_s=600.0)
MISSED_PACE = Pace(gap_s=1.0, beat_s=30.0, counting_s=30.0)
ALARM_GAP_S = 1.0
BEATS_AT_ONCE = 16  # of the repeats that nothing new asks for: 200 operators in one go would hold up the desk
EVENTS_KEPT = 10_000  # a board nobody asks for an hour must not grow without end

Key = tuple[str, str]  # topic path, id


class Board:
    """Owns the figures and what was sent last on every topic. One writer calls it; it never waits or asks the time."""

    def __init__(
        self,
        zone: tzinfo,
        directory: Directory,
        *,
        began: float,
        definition: Definition | None = None,
        limits: Limits | None = None,
        is_open: Callable[[str, float], bool] = always_open,
    ) -> None:
        """`is_open`: whether a queue lets callers in at a time."""
        self._zone = zone
        self._directory = directory
        self._began = began
        self.figures = Figures(local_days(zone), definition)
        self._alarms = Alarms(limits or Limits(), is_open)
        self._sessions = Sessions()
        self._looked_at = float("-inf")
        self._asr: AsrNow | None = None
        self._missed: MissedCounts | None = None
        self._outlook: Outlook | None = None
        self._notices: dict[str, tuple[Notice, float]] = {}
        self._slots: dict[Key, Slot] = {}
        self._queues: dict[str, Slot] = {}
        self._events: list[tuple[float, Body]] = []
        self._event_seq: dict[str, int] = {}
        self._probes: set[str] = set()  # calls of dial probes in progress
        self.events_dropped = 0
        self._open(SUMMARY, "", SUMMARY_PACE, self._summary, self._someone_waits)
        self._open_slots()

    # --- in ------------------------------------------------------------------------------------------------------

    def restore(self, facts: Iterable[Fact]) -> None:
        """Replay the ledger: figures as if live, but no event is sent again."""
        for fact in facts:
            self._take(fact)
            self._of_probe(fact)

    def feed(self, fact: Fact) -> None:
        """Take one fact that just happened."""
        self._take(fact)
        event = None if self._of_probe(fact) else event_of(fact)
        if event is not None and len(self._events) < EVENTS_KEPT:
            self._events.append((fact.at, event))
        elif event is not None:
            self.events_dropped += 1

    def _of_probe(self, fact: Fact) -> bool:
        """Whether it is of a dial probe's call: who counts events outside must not count those."""
        if isinstance(fact, CallArrived) and fact.probe:
            self._probes.add(fact.call_id)
        found = getattr(fact, "call_id", "") in self._probes
        if isinstance(fact, CallEnded):
            self._probes.discard(fact.call_id)
        return found

    def set_directory(self, directory: Directory) -> None:
        """Take new names; operators and queues no longer in it are cleared from the screens. The same ones: no news."""
        if directory != self._directory:
            self._directory = directory
            self._open_slots()

    def set_asr(self, now_says: AsrNow) -> None:
        """Take what recognition says of itself."""
        self._asr = now_says
        self._alarms.asr_lag_ms = now_says.lag_ms if now_says.up else None
        self._open(ASR_STATUS, "", ASR_PACE, self._asr_body, _never).changed = True

    def set_outlook(self, outlook: Outlook | None) -> None:
        """Take what the next half hours look like; None clears it."""
        self._outlook = outlook
        self._open(FORECAST, "", FORECAST_PACE, self._forecast_body, _never).changed = True

    def set_missed(self, counts: MissedCounts) -> None:
        """Take the missed-call list in numbers."""
        self._missed = counts
        self._open(MISSED_STATUS, "", MISSED_PACE, self._missed_body, _never).changed = True

    def set_overdue(self, tickets: int) -> None:
        """Take how many tickets are past their time."""
        self._alarms.tickets_overdue = tickets
        self._looked_at = float("-inf")

    def set_show_duties(self, duties: ShowDuties) -> None:
        """Take how the show's plan and promises stand."""
        self._alarms.show = duties
        self._looked_at = float("-inf")

    def notice(self, now: float, notice: Notice) -> None:
        """Raise an alert that no figure raises; `withdraw` clears it."""
        self._notices[notice.ident] = (notice, self._notices.get(notice.ident, (notice, now))[1])
        self._alert_slot(notice.ident)

    def withdraw(self, ident: str) -> None:
        """Clear an alert raised by `notice`; one that is not there is no error."""
        if self._notices.pop(ident, None):
            self._alert_slot(ident)

    # --- out -----------------------------------------------------------------------------------------------------

    def due(self, now: float) -> list[Message]:
        """The messages to send at `now`, events first; they count as sent."""
        self._look(now)
        beats_left, sent = BEATS_AT_ONCE, list[Slot]()
        for slot in list(self._slots.values()):
            urgent = slot.changed
            if (urgent or beats_left > 0) and slot.take(now):
                beats_left -= not urgent
                sent.append(slot)
        return [*self._drain(), *(self._message(slot) for slot in sent)]

    def next_due(self) -> float:
        """When `due` has something to say next if nothing happens, Unix seconds."""
        first = min(slot.due_at() for slot in self._slots.values())
        return min(first, self._looked_at + (ALARM_GAP_S if self._someone_waits() else SUMMARY_PACE.beat_s))

    def retained(self) -> list[Message]:
        """The last message of every topic that is not cleared, for a screen that has just connected."""
        return [self._message(slot) for slot in self._slots.values() if slot.body is not None]

    # --- inside --------------------------------------------------------------------------------------------------

    def _take(self, fact: Fact) -> None:
        self.figures.feed(fact)
        if isinstance(fact, PartFailed):
            self._alarms.part(fact)
            self._looked_at = float("-inf")
            return
        if isinstance(fact, QueueFact):
            self._alarms.queue(fact)
            self._looked_at = float("-inf")
        if isinstance(fact, BurstRaised | BurstGrew | BurstCleared):
            self._alarms.burst(fact)
            self._looked_at = float("-inf")
        self._slots[(SUMMARY.path, "")].changed = True
        for session in self._sessions.take(fact):
            self._session_slot(session)
        if queue := getattr(fact, "queue", ""):
            self._queue_slot(queue)
        for slot in self._queues.values():
            slot.changed = True
        if operator_id := getattr(fact, "operator_id", ""):
            self._operator_slot(operator_id).changed = True

    def _open_slots(self) -> None:
        directory = self._directory
        for queue in directory.queues:
            self._queue_slot(queue)
        for operator_id in directory.operators:
            self._operator_slot(operator_id)
        for slot in self._slots.values():
            slot.changed = True

    def _look(self, now: float) -> None:
        if now >= self._looked_at + ALARM_GAP_S:
            self._looked_at = now
            for ident in self._alarms.look(now, self.figures, self._directory):
                self._alert_slot(ident)

    def _open(
        self, topic: Topic, ident: str, pace: Pace, make: Callable[[float], Body | None], counts: Callable[[], bool]
    ) -> Slot:
        slot = self._slots.get((topic.path, ident))
        if slot is None:
            slot = Slot(topic, ident, pace, make, counts)
            if _publishable(topic, ident):
                self._slots[(topic.path, ident)] = slot
        return slot

    def _queue_slot(self, queue: str) -> Slot:
        slot = self._queues.get(queue)
        if slot is None:
            slot = self._queues[queue] = self._open(
                QUEUE_STATUS,
                queue,
                QUEUE_PACE,
                lambda now: self._queue_body(now, queue),
                lambda: self.figures.waiting(queue) > 0,
            )
        return slot

    def _operator_slot(self, operator_id: str) -> Slot:
        return self._open(
            OPERATOR_STATUS,
            operator_id,
            OPERATOR_PACE,
            lambda now: self._operator_body(now, operator_id),
            lambda: self.figures.is_on_duty(operator_id),
        )

    def _session_slot(self, session: str) -> None:
        self._open(SESSION, session, MISSED_PACE, lambda _: self._session_body(session), _never).changed = True

    def _alert_slot(self, ident: str) -> None:
        self._open(ALERT, ident, ALERT_PACE, lambda _: self._alert_body(ident), _never).changed = True

    def _someone_waits(self) -> bool:
        return self.figures.waiting() > 0

    def _summary(self, now: float) -> Body:
        return bodies.summary(now, self.figures)

    def _queue_body(self, now: float, queue: str) -> Body | None:
        if queue not in self._directory.queues and not self.figures.today(now, queue).offered:
            return None
        return bodies.queue_status(now, self.figures, self._directory, queue)

    def _operator_body(self, now: float, operator_id: str) -> Body | None:
        known = operator_id in self._directory.operators
        if not known and not self.figures.is_on_duty(operator_id):
            return None
        name = self._directory.operators.get(operator_id)
        return bodies.operator_view(operator_id, self.figures.operator(operator_id, now), name, self._began)

    def _asr_body(self, _: float) -> Body | None:
        return asdict(self._asr) if self._asr else None

    def _forecast_body(self, _: float) -> Body | None:
        return bodies.forecast(self._outlook, self._zone) if self._outlook else None

    def _missed_body(self, _: float) -> Body | None:
        return bodies.missed(self._missed) if self._missed else None

    def _session_body(self, session: str) -> Body | None:
        running = self._sessions.running.get(session)
        return bodies.session(running, self._directory.operators.get(running.operator_id)) if running else None

    def _alert_body(self, ident: str) -> Body | None:
        if found := self._alarms.conditions.get(ident):
            body = asdict(found) | {"since": self._alarms.since[ident]}
        elif held := self._notices.get(ident):
            body = asdict(held[0]) | {"since": held[1]}
        else:
            return None
        return {("alert" if name == "ident" else name): value for name, value in body.items()}

    def _message(self, slot: Slot) -> Message:
        if slot.body is None:
            return Message(slot.topic, slot.ident, None)
        head = {"ts": rfc3339(slot.sent_at, self._zone), "seq": slot.seq}
        return Message(slot.topic, slot.ident, slot.topic.payload.model_validate(head | slot.body))

    def _drain(self) -> list[Message]:
        events, self._events = self._events, []
        return [self._event_message(at, body) for at, body in events]

    def _event_message(self, at: float, body: Body) -> Message:
        kind = str(body["kind"])
        seq = self._event_seq[kind] = self._event_seq.get(kind, -1) + 1
        head = {"ts": rfc3339(at, self._zone), "seq": seq}
        return Message(CALL_EVENT, kind, CALL_EVENT.payload.model_validate(head | body))


def _publishable(topic: Topic, ident: str) -> bool:
    """Whether the id can be part of a topic's name; one that cannot is left out, never a fault in the call path."""
    try:
        topic_name("site", topic, ident)
    except ValueError:
        return False
    return True


def _never() -> bool:
    return False
