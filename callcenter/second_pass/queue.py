"""What a queue of second passes is: leases that a worker must keep alive, whatever keeps the jobs.

The queue only knows which job is whose turn. What a job is about, how often it was tried and what came of it is in
`callcenter.store.passes`; so a job that is delivered twice, or taken from a worker that was only slow, changes nothing.
"""

from dataclasses import dataclass
from typing import Protocol

from callcenter.store.faults import StoreUnavailableError


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A job that is ours while we say so often enough. `token`: the queue's own mark of it."""

    job_id: str
    token: str


class QueueError(StoreUnavailableError):
    """The queue cannot be used; the text says what was expected and what was found."""


class PassQueue(Protocol):
    """Jobs in the order they are due; each with one holder at most, who loses it when silent for `lease_s`."""

    async def put(self, job_id: str, delay_s: float = 0.0) -> None:
        """Queue a job; one that is queued or held already stays as it is."""

    async def take(self) -> Lease | None:
        """Take the job that is due the longest, also one whose holder fell silent; None when there is none."""

    async def beat(self, lease: Lease) -> bool:
        """Keep a lease; False: it is lost, and the job perhaps another's."""

    async def finish(self, lease: Lease) -> bool:
        """The job is over, done or given up; False: the lease was lost, nothing changed."""

    async def put_back(self, lease: Lease, delay_s: float) -> bool:
        """Let the job be taken again after a while; False: the lease was lost, nothing changed."""
