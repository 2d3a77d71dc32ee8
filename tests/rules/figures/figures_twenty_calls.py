"""Twenty calls and one refused, made by hand so that every figure can be worked out on paper.

no  hour queue   wait  of it ringing  talk hold wrap  how it ended
1   8  hotline   5       3           100    0   20   answered
2   8  hotline  10       4           120   10   20   answered
3   8  hotline  15       5            90    0   30   answered, exactly in time
4   8  hotline  16       6           200   20   20   answered, late by a second, in time without the ringing
5   8  hotline  20       2            60    0   10   answered
6   9  hotline   3                                   gave up, short
7   9  hotline   4.9                                 gave up, short
8   9  hotline   5                                   gave up, just not short
9   9  hotline  12                                   gave up
10   9  hotline  40                                   gave up
11   9  hotline  30                                   broken before an answer
12   9  hotline   7       2            30    0    -   answered, then broken
13  10  show      1       1           300    0   40   answered
14  10  show      2       2           240   60   30   answered
15  10  show     14      10            10    0    5   answered
16  10  show      8       3            50    0   10   answered, passed on to hotline, waits
25       4            40    0   10   again and is answered again
17  10  show     45                                   passed to an outside number before an answer
18  11  hotline                                       waits since 11:00:00
19  11  hotline                                       waits since 11:00:30, rings
20  11  show      6       6                           talks
"""

from dataclasses import dataclass

from queueing.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallHeld,
    CallRefused,
    CallRequeued,
    CallResumed,
    Fact,
    OfferEnd,
    OfferEnded,
    OfferMade,
    OperatorLeftCall,
    Outcome,
    Party,
    WrapUpEnded,
    WrapUpStarted,
)
from queueing.figures.days import fixed_days

CHINA_DAYS = fixed_days(8 * 3600.0)
DAY = CHINA_DAYS(1_795_262_400.0)
NOW = DAY + 11 * 3600 + 100
NUMBERS = {"hotline": "12345", "show": "12388"}


@dataclass
class Part:
    """One operator's part in a call: wait before it, ringing within that wait, seconds of each kind."""

    wait: float
    ring: float
    talk: float = 0.0
    hold: float = 0.0
    wrap: float | None = None


def _arrived(no: int, at: float, queue: str) -> Fact:
    return CallArrived(at=at, call_id=f"c{no}", queue=queue, dialled=NUMBERS[queue], caller="13800000000")


def _ended(no: int, at: float, queue: str, outcome: Outcome, wait: float) -> Fact:
    return CallEnded(at=at, call_id=f"c{no}", queue=queue, outcome=outcome, by=Party.CALLER, waited_s=wait)


def _rings(no: int, operator: str, at: float, queue: str, waited: float) -> Fact:
    return OfferMade(
        at=at,
        call_id=f"c{no}",
        operator_id=operator,
        offer_id=f"c{no}-{operator}",
        queue=queue,
        waited_s=waited,
        why="",
    )


def _picked_up(no: int, operator: str, since: float, queue: str, part: Part) -> list[Fact]:
    at, offer = since + part.wait, f"c{no}-{operator}"
    return [
        _rings(no, operator, at - part.ring, queue, part.wait - part.ring),
        OfferEnded(at=at, call_id=f"c{no}", operator_id=operator, offer_id=offer, how=OfferEnd.ANSWERED),
        CallAnswered(at=at, call_id=f"c{no}", operator_id=operator, offer_id=offer, queue=queue, waited_s=part.wait),
    ]


def _spoke(no: int, operator: str, at: float, part: Part) -> tuple[list[Fact], float]:
    facts: list[Fact] = []
    if part.hold:
        facts += [
            CallHeld(at=at + 1, call_id=f"c{no}", operator_id=operator, by=Party.OPERATOR),
            CallResumed(at=at + 1 + part.hold, call_id=f"c{no}", operator_id=operator, by=Party.OPERATOR),
        ]
    end = at + part.talk + part.hold
    facts.append(OperatorLeftCall(at=end, call_id=f"c{no}", operator_id=operator, talk_s=part.talk, hold_s=part.hold))
    if part.wrap is not None:
        facts.append(WrapUpStarted(at=end, operator_id=operator, call_id=f"c{no}", until=end + part.wrap))
    return facts, end


def _wrapped(no: int, operator: str, at: float, part: Part) -> list[Fact]:
    if part.wrap is None:
        return []
    return [WrapUpEnded(at=at + part.wrap, operator_id=operator, call_id=f"c{no}", by=Party.SYSTEM)]


def _answered(no: int, hour: int, queue: str, part: Part, outcome: Outcome = Outcome.ANSWERED) -> list[Fact]:
    start, operator = DAY + hour * 3600 + no, f"op{no}"
    spoke, end = _spoke(no, operator, start + part.wait, part)
    return [
        _arrived(no, start, queue),
        *_picked_up(no, operator, start, queue, part),
        *spoke,
        _ended(no, end, queue, outcome, part.wait),
        *_wrapped(no, operator, end, part),
    ]


def _unanswered(no: int, hour: int, queue: str, wait: float, outcome: Outcome) -> list[Fact]:
    start = DAY + hour * 3600 + no
    return [_arrived(no, start, queue), _ended(no, start + wait, queue, outcome, wait)]


def _passed_on() -> list[Fact]:
    start, first, second = DAY + 10 * 3600 + 16, Part(8, 3, 50, 0, 10), Part(25, 4, 40, 0, 10)
    spoke, left = _spoke(16, "op16", start + first.wait, first)
    again, end = _spoke(16, "op16b", left + second.wait, second)
    return [
        _arrived(16, start, "show"),
        *_picked_up(16, "op16", start, "show", first),
        *spoke,
        CallRequeued(at=left, call_id="c16", queue="hotline", from_operator="op16"),
        *_wrapped(16, "op16", left, first),
        *_picked_up(16, "op16b", left, "hotline", second),
        *again,
        _ended(16, end, "hotline", Outcome.ANSWERED, first.wait),
        *_wrapped(16, "op16b", end, second),
    ]


def calls() -> list[list[Fact]]:
    """The facts of each call, in the order they happened within the call."""
    eleven = DAY + 11 * 3600
    return [
        _answered(1, 8, "hotline", Part(5, 3, 100, 0, 20)),
        _answered(2, 8, "hotline", Part(10, 4, 120, 10, 20)),
        _answered(3, 8, "hotline", Part(15, 5, 90, 0, 30)),
        _answered(4, 8, "hotline", Part(16, 6, 200, 20, 20)),
        _answered(5, 8, "hotline", Part(20, 2, 60, 0, 10)),
        *(_unanswered(6 + n, 9, "hotline", w, Outcome.ABANDONED) for n, w in enumerate((3, 4.9, 5, 12, 40))),
        _unanswered(11, 9, "hotline", 30, Outcome.BROKEN),
        _answered(12, 9, "hotline", Part(7, 2, 30), Outcome.BROKEN),
        _answered(13, 10, "show", Part(1, 1, 300, 0, 40)),
        _answered(14, 10, "show", Part(2, 2, 240, 60, 30)),
        _answered(15, 10, "show", Part(14, 10, 10, 0, 5)),
        _passed_on(),
        _unanswered(17, 10, "show", 45, Outcome.TRANSFERRED_OUT),
        [_arrived(18, eleven, "hotline")],
        [_arrived(19, eleven + 30, "hotline"), _rings(19, "op19", eleven + 40, "hotline", 10)],
        [_arrived(20, eleven + 40, "show"), *_picked_up(20, "op20", eleven + 40, "show", Part(6, 6))],
        [CallRefused(at=eleven, call_id="c21", dialled="999", caller="13900000000", reason="unknown number")],
    ]


def facts() -> list[Fact]:
    """All facts in the order of time."""
    return sorted((fact for call in calls() for fact in call), key=lambda fact: fact.at)
