"""Dial probes (拨测): announced before they call, judged after."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeAnnounced:
    """A dial probe is about to call: the next call from that number until then is the probe's, once."""

    at: float
    run_id: str
    probe: str
    dialled: str
    caller: str  # a number of the site's own
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeEnded:
    """A dial probe is over and judged. The measurements are kept with its recording."""

    at: float
    run_id: str
    probe: str
    faults: str = ""  # what was wrong, queueing.probes.Fault separated by spaces; '' : all well
    call_id: str = ""  # '' when the call never arrived


ProbeFact = ProbeAnnounced | ProbeEnded
