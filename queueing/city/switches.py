"""What a city switches on beside its clocks, and the small questions the ticket engine and the show ask of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from queueing.days.limits import Limit, Unit
from queueing.days.milestones import Weekday


class RevisitWay(StrEnum):
    """How a citizen is asked about the result."""

    SMS = "sms"
    HUMAN = "human"


class Rhythm(StrEnum):
    """How often."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


THREE_DAYS = Limit(amount=3, unit=Unit.WORKING_DAY)
TEN_DAYS = Limit(amount=10, unit=Unit.WORKING_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """All of them, off unless the city's source says so; only anonymity is allowed everywhere unless forbidden."""

    anonymous_ok: bool = True  # a caller without a usable contact is anonymous and still gets a ticket
    appoint_after_dispatches: int = 0  # this many dispatches and still disputed: a unit is appointed; 0: never
    clips: bool = False  # short clips of the show are cut
    close_unsatisfied: bool = False  # after the whole revisit plan without satisfaction it closes as 不满意
    discipline_referral: bool = False  # clues go to the discipline authority, restricted
    daily_report: bool = False  # 每日专报
    discipline_rung: str = ""  # the rung that only a person may order, and that restricts who sees the ticket
    escalate: tuple[str, ...] = ()  # rungs of supervision, mildest first; the first is what every ticket has
    escalate_on_red: bool = False  # a red card lifts a ticket one rung by itself, never to the discipline rung
    followup_column: tuple[Weekday, ...] = ()  # days on which open promises are reported on
    gates: tuple[str, ...] = ()  # who approves a reply, in order
    grid: bool = False  # address -> grid -> its people
    hard_case_register: bool = False  # 疑难备案: same-kind matters are answered from it, not dispatched
    hot_tracking: bool = False  # hot topics are followed and reported monthly
    joint_meeting: bool = False  # 联席会议 may be called
    leader_duty: Rhythm | None = None  # leaders sit in the centre
    leader_reopen: bool = False  # an approving leader may send a matter back to work
    monthly_full_review: bool = False  # each leader reviews every ticket of their line each month
    opinion_collection: bool = False  # opinions without a call are collected
    own_revisit: bool = False  # 谁的事项谁处理谁回访: the unit revisits
    pause_most: Limit = TEN_DAYS  # 待补充材料: so long a wait goes on before the office is asked whether it should
    person_dispatch: bool = False  # a ticket may go to a person
    promise_ledger: bool = False  # public promises are kept in a ledger
    province_feed: bool = False  # data go to the province as they come
    reply_matches_air: bool = False  # the written reply is compared with what was said on air
    revisit: tuple[RevisitWay, ...] = ()  # attempts, in order
    revisit_after: tuple[Limit, ...] = ()  # how long after the reply, or the try before, each attempt is made
    revisit_answer: Limit = THREE_DAYS  # so long the last try of a plan waits for its message to be answered
    revisits_per_session: int = 0  # how many revisits a leader's session has; 0: no such sessions
    same_day_ticket: bool = False  # what was answered on air is dispatched the same day too
    sealed_form: bool = False  # 群众诉求办理情况表, stamped
    second_hold: bool = False  # 二次留单
    signed_reply: bool = False  # a reply names who signed it
    strike_off: bool = False  # 不满意 matters stay on a register until struck off
    tv_edit_parts: int = 0  # the TV edition has so many parts
    two_100: bool = False  # 两个100%: every unit and every principal leader on air within the year
    unaired_to_ticket: bool = False  # callers who did not get on air become tickets
    weekly_media: bool = False  # a case is supervised together with the media each week

    def __post_init__(self) -> None:
        for name in ("appoint_after_dispatches", "revisits_per_session", "tv_edit_parts"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name}: expected 0 or more, found {getattr(self, name)}")
        if len(self.revisit_after) > len(self.revisit):
            raise ValueError(
                f"revisit_after: expected one limit for each of revisit at most, found {len(self.revisit_after)}"
            )
        if self.tv_edit_parts not in (0, 2):
            raise ValueError(f"tv_edit_parts: expected 0 or 2 (上集, 下集), found {self.tv_edit_parts}")
        if self.discipline_rung and self.discipline_rung not in self.escalate:
            raise ValueError(f"discipline_rung: expected one of escalate, found {self.discipline_rung!r}")


ALL_OFF = Switches()


def next_revisit(switches: Switches, done: int) -> RevisitWay | None:
    """How the next attempt is made after `done` of them; None when the plan is through."""
    return switches.revisit[done] if done < len(switches.revisit) else None


def closes_unsatisfied(switches: Switches, dissatisfied: int) -> bool:
    """Whether a matter closes as 不满意 after so many dissatisfied answers to the revisit plan."""
    return switches.close_unsatisfied and bool(switches.revisit) and dissatisfied >= len(switches.revisit)


def next_rung(switches: Switches, rung: str) -> str | None:
    """The rung of supervision above `rung`; None on the highest.

    Raises:
        ValueError: The city has no such rung.
    """
    if rung not in switches.escalate:
        raise ValueError(f"escalate: expected one of {', '.join(switches.escalate) or 'none'}, found {rung!r}")
    above = switches.escalate.index(rung) + 1
    return switches.escalate[above] if above < len(switches.escalate) else None


def next_gate(switches: Switches, passed: int) -> str | None:
    """Who approves next after `passed` approvals; None when nobody is left to ask."""
    return switches.gates[passed] if passed < len(switches.gates) else None


def must_appoint(switches: Switches, dispatches: int) -> bool:
    """Whether a disputed matter that was dispatched so often is now given to a unit that may not return it."""
    return 0 < switches.appoint_after_dispatches <= dispatches


def becomes_ticket(switches: Switches, *, aired: bool) -> bool:
    """Whether a call to the show becomes a ticket by itself."""
    return switches.same_day_ticket if aired else switches.unaired_to_ticket


def next_followup(switches: Switches, today: date) -> date | None:
    """The day the follow-up column next appears, today counted; None without one."""
    days = (today + timedelta(days=n) for n in range(7))
    numbers = {one.number for one in switches.followup_column}
    return next((day for day in days if day.weekday() in numbers), None)
