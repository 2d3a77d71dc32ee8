"""Recognition's figures for Prometheus. No label names a call or a leg."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, Histogram

from callcenter.store.passes import PassFigures

_LAG_S = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


class RecognitionMetrics:
    """Owns the gauges that follow what the ear says."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._up = Gauge("callcenter_asr_up", "1: a recogniser is connected", registry=registry)
        self._workers = Gauge("callcenter_asr_workers", "Recognisers connected", registry=registry)
        self._legs = Gauge("callcenter_asr_legs", "Legs heard live", registry=registry)
        self._waiting = Gauge("callcenter_asr_legs_waiting", "Legs put off for more important ones", registry=registry)
        self._worst = Gauge("callcenter_asr_lag_worst_seconds", "Lag of the leg furthest behind", registry=registry)
        self._sum = Gauge("callcenter_asr_lag_sum_seconds", "Lag of all legs together", registry=registry)
        self._each = Histogram(
            "callcenter_asr_leg_lag_seconds", "Lag of each leg, as often as told", buckets=_LAG_S, registry=registry
        )
        self._unheard = Gauge(
            "callcenter_asr_unheard_seconds", "Speech not recognised live since the ear began", registry=registry
        )
        self._spooled = Gauge(
            "callcenter_asr_spooled_seconds", "Recorded speech still to be recognised", registry=registry
        )
        self._passes = Gauge("callcenter_asr_second_passes", "Second passes by state", ["state"], registry=registry)
        self._oldest = Gauge(
            "callcenter_asr_second_passes_oldest_seconds", "Age of the oldest waiting second pass", registry=registry
        )
        self._room = Gauge("callcenter_asr_second_passes_room", "1: second passes may be heard now", registry=registry)
        self._memory = Gauge("callcenter_asr_memory_bytes", "Resident memory of recognisers", registry=registry)

    def on_second_passes(self, figures: PassFigures) -> None:
        """Take how many calls are to be heard again, are, and were."""
        for state, count in figures.counts.items():
            self._passes.labels(state.value).set(count)
        oldest = figures.oldest_waiting
        self._oldest.set(0.0 if oldest is None else max((datetime.now(UTC) - oldest).total_seconds(), 0.0))
        self._room.set(0 if figures.closed_for else 1)

    def on_engine(self, engine: Mapping[str, Any]) -> None:
        """Take whether recognition is there."""
        self._up.set(1 if engine.get("up") else 0)
        self._workers.set(int(engine.get("workers", 0)))

    def on_load(self, load: Mapping[str, Any]) -> None:
        """Take how busy it is."""
        self._legs.set(int(load.get("legs", 0)))
        self._waiting.set(int(load.get("legs_waiting", 0)))
        self._worst.set(float(load.get("lag_ms", 0)) / 1000)
        self._sum.set(float(load.get("lag_sum_ms", 0)) / 1000)
        self._unheard.set(float(load.get("dropped_ms", 0)) / 1000)
        self._spooled.set(float(load.get("spooled_ms", 0)) / 1000)
        self._memory.set(float(load.get("memory_mb", 0)) * 1e6)
        for lag_ms in load.get("lags_ms", ()):
            self._each.observe(float(lag_ms) / 1000)
