"""Those above look in: meetings, urging, supervision rung by rung, discipline, a leader's instruction."""

from dataclasses import dataclass
from datetime import datetime

from queueing.city.profiles import Moment
from queueing.city.switches import next_rung
from queueing.ticket import facts as f
from queueing.ticket.clockwork import fire, raise_alerts, release, stop_for_referral
from queueing.ticket.commands.dispatching import lead_anew
from queueing.ticket.commands.table import Table
from queueing.ticket.pen import Pen
from queueing.ticket.reopening import begin_anew
from queueing.ticket.states import ENDED, WITH_UNIT, TicketState

MINUTE_S = 60.0
_OPEN = tuple(state for state in TicketState if state not in ENDED and state is not TicketState.DRAFT)
_RUNGED = tuple(state for state in _OPEN if state is not TicketState.MERGED)  # its main ticket is supervised


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMeeting:
    """发起联席会议. The service gives the id."""

    units: tuple[str, ...]
    topic: str
    when: str
    meeting_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcludeMeeting:
    """联席会议结论; `unit`: who leads from now on, to whom it is dispatched at once; '' the same as before."""

    meeting_id: str
    text: str
    unit: str = ""
    unit_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """催办."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate:
    """督办: one rung up, or up to the rung named."""

    why: str
    rung: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferToDiscipline:
    """线索移交纪检监察: only these people, and who refers, see the ticket from now on."""

    people: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruct:
    """批示; `reopen`: to be worked on again (市领导要求重新解决)."""

    leader: str
    text: str
    reopen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseAlerts:
    """By rule: say what has come due; a red card may lift the ticket a rung."""


def _call_meeting(pen: Pen, command: CallMeeting) -> None:
    pen.expect(*_OPEN)
    if not pen.rules.profile.switches.joint_meeting:
        raise pen.refuse("a city that holds joint meetings", "none")
    if len(set(command.units)) < 2:
        raise pen.refuse("two units or more", "、".join(command.units) or "none")
    _to_come(pen, command.when)
    pen.write(
        f.MeetingCalled(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            meeting_id=command.meeting_id,
            units=command.units,
            topic=command.topic,
            when=command.when,
        )
    )


def _to_come(pen: Pen, when: str) -> None:
    """Refuse a time that is over. Without a zone it is the office's; what is no time at all the border has refused."""
    try:
        found = datetime.fromisoformat(when)
    except ValueError:
        return
    aware = found if found.tzinfo else found.replace(tzinfo=pen.rules.office.zone)
    if aware.timestamp() < pen.at - MINUTE_S:  # a screen says minutes
        raise pen.refuse("a meeting still to come", when[:40])


def _conclude(pen: Pen, command: ConcludeMeeting) -> None:
    pen.expect(*_OPEN)
    meeting = next((one for one in pen.record.meetings if one.meeting_id == command.meeting_id), None)
    if meeting is None or meeting.concluded_at is not None:
        raise pen.refuse("a meeting without a conclusion", "none" if meeting is None else "one that has it")
    pen.write(
        f.MeetingConcluded(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            meeting_id=command.meeting_id,
            text=command.text,
            unit=command.unit,
        )
    )
    if command.unit not in ("", pen.record.unit):
        lead_anew(pen, command.unit, command.unit_name)


def _urge(pen: Pen, command: Urge) -> None:
    pen.expect(*WITH_UNIT)
    pen.write(f.TicketUrged(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, why=command.why))


def _escalate(pen: Pen, command: Escalate) -> None:
    pen.expect(*_RUNGED)
    rungs = pen.rules.profile.switches.escalate
    if not rungs:
        raise pen.refuse("a city with a ladder of supervision", "none")
    if not command.why.strip():
        raise pen.refuse("a reason", "none")
    target = command.rung or _above(pen)
    if target not in rungs or rungs.index(target) <= _height(pen):
        raise pen.refuse(f"a rung of {'、'.join(rungs)} above {pen.record.rung or rungs[0]}", target or "none")
    if target == pen.rules.profile.switches.discipline_rung:
        raise pen.refuse("a referral with the people who may see it", target)
    pen.write(
        f.TicketEscalated(at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, rung=target, why=command.why)
    )


def _height(pen: Pen) -> int:
    rungs = pen.rules.profile.switches.escalate
    return rungs.index(pen.record.rung) if pen.record.rung in rungs else 0


def _above(pen: Pen) -> str:
    """The next rung; every ticket begins on the lowest."""
    switches = pen.rules.profile.switches
    return next_rung(switches, pen.record.rung or switches.escalate[0]) or ""


def refer(pen: Pen, command: ReferToDiscipline) -> None:
    """Let only these people see the ticket from now on; a repeat is parted from its main ticket before.

    Raises:
        TransitionError: the city refers nothing, or people or reason are missing.
    """
    pen.expect(*_OPEN)
    if pen.record.state is TicketState.MERGED:
        raise pen.refuse("a repeat parted from its main ticket first", "one that goes with it")
    switches = pen.rules.profile.switches
    if not switches.discipline_referral and not switches.discipline_rung:
        raise pen.refuse("a city that refers clues to the discipline authority", "none")
    if not command.people or not command.why.strip():
        raise pen.refuse("the people who may see it, and a reason", "one of them missing")
    if switches.discipline_rung and pen.record.rung != switches.discipline_rung:
        pen.write(
            f.TicketEscalated(
                at=pen.at,
                ticket_id=pen.record.ticket_id,
                by=pen.who.name,
                rung=switches.discipline_rung,
                why=command.why,
            )
        )
    pen.write(
        f.DisciplineReferred(
            at=pen.at,
            ticket_id=pen.record.ticket_id,
            by=pen.who.name,
            people=tuple(sorted({*command.people, pen.who.name})),
            why=command.why,
        )
    )
    stop_for_referral(pen)
    fire(pen, Moment.REFERRED)


def _instruct(pen: Pen, command: Instruct) -> None:
    if not command.text.strip() or not command.leader.strip():
        raise pen.refuse("a leader and what they wrote", "one of them missing")
    again = command.reopen
    if again and not pen.rules.profile.switches.leader_reopen:
        raise pen.refuse("a city whose leaders reopen", "none")
    pen.expect(*(_AGAIN if again else _OPEN))
    if again:
        _send_back(pen, command)
    pen.write(
        f.InstructionGiven(
            at=pen.at, ticket_id=pen.record.ticket_id, by=pen.who.name, leader=command.leader, text=command.text
        )
    )


def _send_back(pen: Pen, command: Instruct) -> None:
    """At a gate it is held again, after that it is reopened."""
    ticket_id, by = pen.record.ticket_id, pen.who.name
    if pen.record.state is TicketState.IN_REVIEW:
        pen.write(f.HeldAgain(at=pen.at, ticket_id=ticket_id, by=by, gate=pen.record.gate, why=command.text))
        release(pen)
        return
    begin_anew(pen, command.text, by)


_AGAIN = (TicketState.IN_REVIEW, TicketState.REVISIT, TicketState.UNSATISFIED, TicketState.CLOSED)


def _alerts(pen: Pen, _command: RaiseAlerts) -> None:
    raise_alerts(pen)
    red = [fact for fact in pen.facts if isinstance(fact, f.CardRaised) and fact.card is f.Alert.RED]
    switches = pen.rules.profile.switches
    if not red or not switches.escalate_on_red:
        return
    rung = _above(pen)
    if rung and rung != switches.discipline_rung:
        titles = {rule.id: rule.title for rule in pen.rules.profile.clocks}
        why = f"红牌：{'、'.join(titles.get(fact.rule_id, fact.rule_id) for fact in red)}"
        pen.write(f.TicketEscalated(at=pen.at, ticket_id=pen.record.ticket_id, by=f.BY_RULE, rung=rung, why=why))


TABLE: Table = {
    CallMeeting: _call_meeting,
    ConcludeMeeting: _conclude,
    Urge: _urge,
    Escalate: _escalate,
    ReferToDiscipline: refer,
    Instruct: _instruct,
    RaiseAlerts: _alerts,
}
