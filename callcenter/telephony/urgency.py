"""Lets the media threads go before every other work of the machine.

A packet passes four threads on its way through the engine. Among ordinary work on a full machine each of them waits for
its turn: 50 calls had an added delay of p99 5 to 570 ms. In real time, and on one processor, so that the threads hand
packets over in batches instead of waking each other for every one, it was p99 0.2 to 2.4 ms for a fifth less of a core
(docs/benchmarks.md). The kernel keeps 5 % of the time for the rest of the machine whatever happens.
"""

import contextlib
import logging
import os
from collections.abc import Iterator

PRIORITY = 1  # the least of real time: before all ordinary work, behind whatever the machine itself has there

log = logging.getLogger(__name__)


@contextlib.contextmanager
def urgent() -> Iterator[None]:
    """Let threads that are started meanwhile be urgent; the one that starts them is ordinary again afterwards.

    Needs CAP_SYS_NICE or a real-time limit (RLIMIT_RTPRIO) of 1; without them nothing changes, and that is said.
    """
    processors = os.sched_getaffinity(0)
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(PRIORITY))
    except OSError as error:
        log.info("media threads are ordinary ones; on a full machine sound may be late", extra={"error": str(error)})
        yield
        return
    # The last one: interrupts are mostly served by the first.
    os.sched_setaffinity(0, {max(processors)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, processors)
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
