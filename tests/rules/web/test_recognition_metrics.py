"""What Prometheus is told of recognition: whether it is there, each leg's lag, the worst, the sum; nobody's name."""

from prometheus_client import CollectorRegistry, generate_latest

from callcenter.web.recognition_metrics import RecognitionMetrics

LOAD = {
    "legs": 3,
    "lag_ms": 2300,
    "lag_sum_ms": 2700,
    "lags_ms": [2300, 400, 0],
    "legs_waiting": 1,
    "memory_mb": 120,
    "dropped_ms": 4000,
    "spooled_ms": 1500,
}


def told(metrics_of: CollectorRegistry) -> dict[str, float]:
    lines = generate_latest(metrics_of).decode().splitlines()
    pairs = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    return {name: float(value) for name, value in pairs}


def test_lag_is_told_for_each_leg_for_the_worst_and_in_sum() -> None:
    registry = CollectorRegistry()
    metrics = RecognitionMetrics(registry)
    metrics.on_engine({"up": True, "workers": 2})
    metrics.on_load(LOAD)
    found = told(registry)
    assert found["callcenter_asr_up"] == 1
    assert found["callcenter_asr_workers"] == 2
    assert (found["callcenter_asr_legs"], found["callcenter_asr_legs_waiting"]) == (3, 1)
    assert (found["callcenter_asr_lag_worst_seconds"], found["callcenter_asr_lag_sum_seconds"]) == (2.3, 2.7)
    assert found["callcenter_asr_leg_lag_seconds_count"] == 3
    assert found['callcenter_asr_leg_lag_seconds_bucket{le="0.5"}'] == 2
    assert (found["callcenter_asr_unheard_seconds"], found["callcenter_asr_spooled_seconds"]) == (4.0, 1.5)


def test_an_ear_of_before_that_says_less_is_understood() -> None:
    registry = CollectorRegistry()
    metrics = RecognitionMetrics(registry)
    metrics.on_engine({})
    metrics.on_load({"legs": 1, "lag_ms": 100})
    assert told(registry)["callcenter_asr_lag_worst_seconds"] == 0.1
