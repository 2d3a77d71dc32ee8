"""Fold the facts that concern other tickets and other people."""

from dataclasses import replace

from queueing.city.profiles import Moment
from queueing.ticket import facts as f
from queueing.ticket.fold.table import Table
from queueing.ticket.record import Asking, Instruction, Lift, Meeting, Reply, TicketRecord
from queueing.ticket.states import TicketState


def _merged(record: TicketRecord, fact: f.TicketMerged) -> TicketRecord:
    gone = replace(record, unit="", assisting=(), repeats=(), lifts=(), answer_owed=False)
    return replace(gone, state=TicketState.MERGED, main=fact.main, alone=False)


def _repeat_taken(record: TicketRecord, fact: f.RepeatTaken) -> TicketRecord:
    lift = Lift(repeat=fact.repeat, priority=record.priority, category=record.category, rung=record.rung)
    lifts = (*(one for one in record.lifts if one.repeat != fact.repeat), lift)
    return replace(record, repeats=tuple(dict.fromkeys((*record.repeats, fact.repeat))), lifts=lifts)


def _parted(record: TicketRecord, _fact: f.TicketParted) -> TicketRecord:
    return replace(_on_its_own(record), main="")


def _answer_owed(record: TicketRecord, _fact: f.AnswerOwed) -> TicketRecord:
    return replace(_on_its_own(record), alone=True, answer_owed=True)


def _on_its_own(record: TicketRecord) -> TicketRecord:
    """With the hotline, as it was when it came or was taken up anew."""
    anew = _taken_up_anew(record)
    return replace(record, state=TicketState.REOPENED if anew else TicketState.REGISTERED, unit_name="", person="")


def _repeat_parted(record: TicketRecord, fact: f.RepeatParted) -> TicketRecord:
    return replace(
        record,
        repeats=tuple(one for one in record.repeats if one != fact.repeat),
        lifts=tuple(one for one in record.lifts if one.repeat != fact.repeat),
        rung=fact.rung if fact.rung_back else record.rung,
    )


def _inherited(record: TicketRecord, fact: f.AnswerInherited) -> TicketRecord:
    reply = Reply(at=fact.at, by=fact.by, text=fact.text, answer=f.Answer.EXPLAINED, inherited_from=fact.main)
    handlings = max(1, record.handlings + _taken_up_anew(record))
    answered = replace(record, replies=(*record.replies, reply), handlings=handlings)
    return answered.with_moment(Moment.REPLIED, fact.at)


def _taken_up_anew(record: TicketRecord) -> bool:
    """Whether its main ticket was reopened since it was answered: then this answer is of another handling."""
    steps = (Moment.REOPENED, Moment.DISPATCHED, Moment.REPLIED)
    return next((one for one, _ in reversed(record.moments) if one in steps), None) is Moment.REOPENED


def _hard_asked(record: TicketRecord, fact: f.HardCaseAsked) -> TicketRecord:
    asking = Asking(by=fact.by, at=fact.at, why=fact.why, hard_case_id=fact.hard_case_id, signer=fact.signer)
    return replace(record, state=TicketState.HARD_ASKED, asking=asking, waiting=record.asking)


def _hard_filed(record: TicketRecord, fact: f.HardCaseFiled) -> TicketRecord:
    return replace(record, hard_case_id=fact.hard_case_id, asking=None, waiting=None)


def _hard_denied(record: TicketRecord, _fact: f.HardCaseDenied) -> TicketRecord:
    return replace(record, state=TicketState.IN_HAND, asking=record.waiting, waiting=None)


def _meeting_called(record: TicketRecord, fact: f.MeetingCalled) -> TicketRecord:
    meeting = Meeting(meeting_id=fact.meeting_id, units=fact.units, topic=fact.topic, when=fact.when)
    return replace(record, meetings=(*record.meetings, meeting))


def _concluded(record: TicketRecord, fact: f.MeetingConcluded) -> TicketRecord:
    meetings = tuple(
        replace(one, text=fact.text, concluded_at=fact.at) if one.meeting_id == fact.meeting_id else one
        for one in record.meetings
    )
    return replace(record, meetings=meetings)


def _urged(record: TicketRecord, _fact: f.TicketUrged) -> TicketRecord:
    return replace(record, urged=record.urged + 1)


def _escalated(record: TicketRecord, fact: f.TicketEscalated) -> TicketRecord:
    return replace(record, rung=fact.rung)


def _referred(record: TicketRecord, fact: f.DisciplineReferred) -> TicketRecord:
    people = tuple(sorted({*record.restricted_to, *fact.people}))
    return replace(record, restricted_to=people).with_moment(Moment.REFERRED, fact.at)


def _instructed(record: TicketRecord, fact: f.InstructionGiven) -> TicketRecord:
    one = Instruction(at=fact.at, leader=fact.leader, text=fact.text)
    return replace(record, instructions=(*record.instructions, one))


TABLE: Table = {
    f.TicketMerged: _merged,
    f.RepeatTaken: _repeat_taken,
    f.AnswerInherited: _inherited,
    f.TicketParted: _parted,
    f.RepeatParted: _repeat_parted,
    f.AnswerOwed: _answer_owed,
    f.HardCaseAsked: _hard_asked,
    f.HardCaseFiled: _hard_filed,
    f.HardCaseDenied: _hard_denied,
    f.MeetingCalled: _meeting_called,
    f.MeetingConcluded: _concluded,
    f.TicketUrged: _urged,
    f.TicketEscalated: _escalated,
    f.DisciplineReferred: _referred,
    f.InstructionGiven: _instructed,
}
