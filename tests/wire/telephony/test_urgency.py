"""Media threads go before other work where that is allowed; nothing else of the process does."""

import os
import threading

import pytest

from callcenter.telephony.urgency import urgent


def allowed() -> bool:
    """Tell whether this process may have real-time threads."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except OSError:
        return False
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return True


def standing() -> tuple[int, set[int]]:
    """Return how this thread is scheduled, and where."""
    return os.sched_getscheduler(0), os.sched_getaffinity(0)


def standing_of_a_new_thread() -> tuple[int, set[int]]:
    found: list[tuple[int, set[int]]] = []
    thread = threading.Thread(target=lambda: found.append(standing()))
    thread.start()
    thread.join()
    return found[0]


def test_only_threads_started_meanwhile_are_urgent() -> None:
    before = standing()
    with urgent():
        policy, processors = standing_of_a_new_thread()
    if allowed():
        assert policy == os.SCHED_RR
        assert len(processors) == 1
        assert processors <= before[1]
    else:
        assert (policy, processors) == before
    assert standing() == before
    assert standing_of_a_new_thread() == before


def test_an_engine_that_does_not_start_leaves_the_process_ordinary() -> None:
    before = standing()
    with pytest.raises(OSError, match="no engine"), urgent():
        raise OSError("no engine")
    assert standing() == before
