"""Guessing passwords is slow, and cannot be used to lock others out cheaply."""

from callcenter.web.throttle import MOST_KEYS, WINDOW_S, Limits, Throttle


def test_five_failures_of_a_name_from_one_address_make_it_wait() -> None:
    throttle = Throttle()
    for second in range(5):
        assert throttle.wait_s("8001", "10.0.0.1", float(second)) == 0
        throttle.failed("8001", "10.0.0.1", float(second))
    assert throttle.wait_s("8001", "10.0.0.1", 5.0) == WINDOW_S - 5
    assert throttle.wait_s("8001", "10.0.0.2", 5.0) == 0
    assert throttle.wait_s("8002", "10.0.0.1", 5.0) == 0
    assert throttle.wait_s("8001", "10.0.0.1", WINDOW_S) == 0


def test_one_address_cannot_try_name_after_name() -> None:
    throttle = Throttle()
    for n in range(30):
        throttle.failed(f"name{n}", "10.0.0.1", 0.0)
    assert throttle.wait_s("fresh", "10.0.0.1", 1.0) > 0
    assert throttle.wait_s("fresh", "10.0.0.2", 1.0) == 0


def test_many_addresses_cannot_share_one_name() -> None:
    throttle = Throttle(limits=Limits(name=10))
    for n in range(10):
        throttle.failed("8001", f"10.0.0.{n}", 0.0)
    assert throttle.wait_s("8001", "10.0.1.1", 1.0) > 0


def test_a_good_password_clears_the_count() -> None:
    throttle = Throttle()
    for _ in range(4):
        throttle.failed("8001", "10.0.0.1", 0.0)
    throttle.succeeded("8001", "10.0.0.1")
    throttle.failed("8001", "10.0.0.1", 0.0)
    assert throttle.wait_s("8001", "10.0.0.1", 1.0) == 0


def test_memory_is_bounded() -> None:
    throttle = Throttle()
    for n in range(MOST_KEYS):
        throttle.failed(f"n{n}", f"a{n}", 0.0)
    assert len(throttle._failures) == MOST_KEYS
