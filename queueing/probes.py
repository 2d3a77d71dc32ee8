"""Dial probes (拨测): which call is a probe's, what its measurements mean, when a number needs an alarm. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from queueing.events import CallArrived, CallRefused, Fact, ProbeAnnounced, ProbeEnded


class Fault(StrEnum):
    """What was wrong with a probe's call, in the order a caller would notice."""

    SERVICE_AWAY = "service_away"  # the desk's service could not be told: not called
    REFUSED = "refused"  # a final SIP answer other than 200
    NO_ANSWER = "no_answer"  # the line did not answer in time
    NO_OPERATOR = "no_operator"  # nobody picked up before the probe gave up
    CUT_OFF = "cut_off"  # the call ended before the probe hung up
    SILENT = "silent"  # nothing was heard from the operator
    UNHEARD = "unheard"  # what the probe said did not arrive at the desk
    WRONG_WORDS = "wrong_words"  # the greeting did not hold the expected words
    SLOW = "slow"  # an operator answered, but later than wanted


SILENCE_DBFS = -50.0  # below it nobody speaks: line noise of G.711 lies near -60, speech above -35
LIKENESS_HEARD = 0.6  # correlation with what was said; another sentence stays below 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What one call measured; seconds from the INVITE. None: unknown or never."""

    called: bool
    sip_code: int = 200  # of a refusal
    to_ring_s: float | None = None
    to_answer_s: float | None = None
    to_operator_s: float | None = None
    seconds: float | None = None
    cut_off: bool = False
    prompt_dbfs: float | None = None  # loudest second before an operator came
    operator_dbfs: float | None = None  # loudest second after
    lost_packets: int = 0
    said_likeness: float | None = None  # of what we said with what the desk recorded; None: no recording to look at
    heard_text: str | None = None  # None: not recognised
    words_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a site wants of one number."""

    answer_within_s: float = 10.0
    operator_within_s: float = 15.0
    words_share: float = 0.5
    alarm_after: int = 2


def judge(found: Measures, wanted: Wanted) -> tuple[Fault, ...]:
    """What was wrong; nothing means well. What could not be measured is no fault of the number."""
    if not found.called:
        return (Fault.SERVICE_AWAY,)
    if found.sip_code >= 300:
        return (Fault.REFUSED,)
    if found.to_answer_s is None or found.to_answer_s > wanted.answer_within_s:
        return (Fault.NO_ANSWER,)
    if found.to_operator_s is None:
        return (Fault.CUT_OFF if found.cut_off else Fault.NO_OPERATOR,)
    checks = {
        Fault.CUT_OFF: found.cut_off,
        Fault.SILENT: found.operator_dbfs is None or found.operator_dbfs < SILENCE_DBFS,
        Fault.UNHEARD: found.said_likeness is not None and found.said_likeness < LIKENESS_HEARD,
        Fault.WRONG_WORDS: found.words_share is not None and found.words_share < wanted.words_share,
        Fault.SLOW: found.to_operator_s > wanted.operator_within_s,
    }
    silent = checks[Fault.SILENT]  # then there were no words to compare
    return tuple(fault for fault, holds in checks.items() if holds and not (silent and fault is Fault.WRONG_WORDS))


def same_number(one: str, other: str) -> bool:
    """Whether two ways of writing a caller's number mean the same line: +86, 86 or a trunk's 0 before it or not."""
    return _bare(one) == _bare(other) != ""


def _bare(number: str) -> str:
    digits = "".join(char for char in number if char.isdigit())
    return digits.removeprefix("0086").removeprefix("86").lstrip("0") if len(digits) > 11 else digits.lstrip("0")


@dataclass(slots=True, kw_only=True)
class ProbeBook:
    """Owns what is expected of probes and how their last calls went; a fold over facts."""

    announced: dict[str, ProbeAnnounced] = field(default_factory=dict)  # by run, not yet arrived
    failing: dict[str, list[ProbeEnded]] = field(default_factory=dict)  # by probe, in a row, oldest first

    def take(self, fact: Fact) -> None:
        """Follow one fact."""
        match fact:
            case ProbeAnnounced():
                self.announced[fact.run_id] = fact
            case CallArrived() | CallRefused() if fact.probe:
                self.announced.pop(fact.probe, None)
            case ProbeEnded():
                self.announced.pop(fact.run_id, None)
                if fact.faults:
                    self.failing.setdefault(fact.probe, []).append(fact)
                else:
                    self.failing.pop(fact.probe, None)
            case _:
                pass

    def restore(self, facts: Iterable[Fact]) -> None:
        """Follow the ledger."""
        for fact in facts:
            self.take(fact)

    def run_of(self, caller: str, now: float) -> str:
        """The run whose call this is, '' for a citizen's. An announcement serves one call and ends with its time."""
        for run_id, told in self.announced.items():
            if told.at <= now <= told.until and same_number(told.caller, caller):
                return run_id
        return ""

    def in_flight(self, caller: str, now: float) -> bool:
        """Whether another run already expects a call from that number."""
        return bool(self.run_of(caller, now))

    def alarm(self, probe: str, alarm_after: int) -> tuple[Fault, ...]:
        """The faults of the last call when enough calls in a row had one; nothing otherwise."""
        row = self.failing.get(probe, [])
        return tuple(Fault(word) for word in row[-1].faults.split()) if len(row) >= alarm_after else ()
