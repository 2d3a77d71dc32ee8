"""Figures for Prometheus, in a registry of our own. No label ever holds a number, a name or a call."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from callcenter.web.recognition_metrics import RecognitionMetrics
from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallRefused,
    Fact,
    Outcome,
    PartFailed,
    TicketRegistered,
)

_SECONDS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600)  # 15 s and 20 s are where service levels are counted
_REQUEST_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """Owns the registry; `on_fact` is a listener for the bus."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._offered = Counter("callcenter_calls_offered", "Calls that joined a queue", ["queue"], registry=registry)
        self._answered = Counter("callcenter_calls_answered", "Calls answered", ["queue"], registry=registry)
        self._ended = Counter("callcenter_calls_ended", "Calls ended", ["queue", "outcome"], registry=registry)
        self._wait = Histogram(
            "callcenter_wait_seconds", "Arrival to answer", ["queue"], buckets=_SECONDS, registry=registry
        )
        self._talk = Histogram("callcenter_talk_seconds", "Talk a call", ["queue"], buckets=_SECONDS, registry=registry)
        self._registered = Counter("callcenter_tickets_registered", "Tickets registered", registry=registry)
        self._parts = Gauge("callcenter_part_up", "1: this part works", ["part"], registry=registry)
        self._requests = Counter(
            "callcenter_http_requests", "Answers by route and status", ["method", "route", "status"], registry=registry
        )
        self._request_s = Histogram(
            "callcenter_http_request_seconds", "Time to answer", ["route"], buckets=_REQUEST_S, registry=registry
        )
        self.sockets = Gauge("callcenter_websockets", "Open WebSockets", ["path"], registry=registry)
        self.cut = Counter("callcenter_websockets_cut", "Slow browsers cut off", ["path"], registry=registry)
        self._probes: set[str] = set()
        self.store_waiting = Gauge("callcenter_store_waiting", "Jobs waiting for the writer", registry=registry)
        self.store_saved = Gauge("callcenter_store_saved_rows", "Rows saved since the start", registry=registry)
        self.store_refused = Gauge("callcenter_store_refused_rows", "Rows the database refused", registry=registry)
        self.store_dropped = Gauge("callcenter_store_spilled_rows", "Rows that found the queue full", registry=registry)
        self.outbox = Gauge("callcenter_outbox_messages", "Messages by state", ["channel", "state"], registry=registry)
        self.outbox_age = Gauge(
            "callcenter_outbox_oldest_seconds", "Age of the oldest waiting message", ["channel"], registry=registry
        )
        self.recognition = RecognitionMetrics(registry)
        self.store_retries = Gauge("callcenter_store_retries", "Commits tried again", registry=registry)

    def on_fact(self, fact: Fact) -> None:
        """Count one fact; those of dial probes' calls are left out."""
        if isinstance(fact, CallArrived | CallRefused) and fact.probe:
            self._probes.add(fact.call_id)
        if getattr(fact, "call_id", "") in self._probes:
            if isinstance(fact, CallEnded | CallRefused):
                self._probes.discard(fact.call_id)
            return
        match fact:
            case CallArrived():
                self._offered.labels(fact.queue).inc()
            case CallRefused():
                self._ended.labels("", Outcome.REFUSED.value).inc()
            case CallAnswered():
                self._answered.labels(fact.queue).inc()
                self._wait.labels(fact.queue).observe(fact.waited_s)
            case CallEnded():
                self._ended.labels(fact.queue, fact.outcome.value).inc()
                self._talk.labels(fact.queue).observe(fact.talk_s)
            case TicketRegistered():
                self._registered.inc()
            case PartFailed():
                self._parts.labels(fact.part).set(1 if fact.up else 0)
            case _:
                pass

    def on_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer; `route` is the pattern, never the path."""
        self._requests.labels(method, route, str(status)).inc()
        self._request_s.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self.registry)
