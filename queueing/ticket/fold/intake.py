"""Fold the facts of taking in."""

from dataclasses import replace

from queueing.city.profiles import Moment
from queueing.days.ticket_clocks import SHOW_SOURCE
from queueing.ticket import facts as f
from queueing.ticket.fold.table import Table, same
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState


def _accepted(record: TicketRecord, fact: f.TicketAccepted) -> TicketRecord:
    taken = replace(
        record,
        state=TicketState.REGISTERED,
        number=fact.number,
        call_id=fact.call_id,
        owner=fact.by,
        kind=fact.kind,
        category=fact.category,
        topic=fact.topic,
        area=fact.area,
        priority=fact.priority,
        complexity=fact.complexity,
        source=fact.source,
        anonymous=fact.anonymous,
        confidential=fact.confidential,
    ).with_moment(Moment.ACCEPTED, fact.at)
    return taken.with_moment(Moment.COLLECTED, fact.at) if fact.source == SHOW_SOURCE else taken


def _reclassified(record: TicketRecord, fact: f.TicketReclassified) -> TicketRecord:
    return replace(
        record,
        kind=fact.kind,
        category=fact.category,
        topic=fact.topic,
        area=fact.area,
        priority=fact.priority,
        complexity=fact.complexity,
    )


def _confidential(record: TicketRecord, fact: f.ConfidentialitySet) -> TicketRecord:
    return replace(record, confidential=fact.confidential)


def _handed(record: TicketRecord, fact: f.OwnerHanded) -> TicketRecord:
    return replace(record, owner=fact.to)


def _voided(record: TicketRecord, fact: f.TicketVoided) -> TicketRecord:
    return replace(record, state=TicketState.VOID, owner=fact.by)


def _refused(record: TicketRecord, fact: f.TicketRefused) -> TicketRecord:
    return replace(record, state=TicketState.NOT_ACCEPTED, refused_for=fact.reason, answer_owed=False)


def _handed_on(record: TicketRecord, fact: f.HandedOn) -> TicketRecord:
    return record.with_moment(Moment.HANDED_ON, fact.at)


TABLE: Table = {
    f.TicketAccepted: _accepted,
    f.TicketReclassified: _reclassified,
    f.ConfidentialitySet: _confidential,
    f.OwnerHanded: _handed,
    f.TicketVoided: _voided,
    f.TicketRefused: _refused,
    f.NoteAdded: same,
    f.FieldsCorrected: same,
    f.HandedOn: _handed_on,
}
