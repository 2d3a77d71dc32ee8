"""Fold the facts of a unit at work."""

from dataclasses import replace

from queueing.city.profiles import Moment
from queueing.ticket import facts as f
from queueing.ticket.fold.table import Table, same
from queueing.ticket.record import Asking, Assist, Reply, TicketRecord
from queueing.ticket.states import TicketState


def _dispatched(record: TicketRecord, fact: f.TicketDispatched) -> TicketRecord:
    again = record.state is TicketState.REOPENED or not record.handlings
    return replace(
        record,
        state=TicketState.DISPATCHED,
        unit=fact.unit,
        unit_name=fact.unit_name,
        assisting=fact.assisting,
        person=fact.person,
        appointed=fact.appointed,
        dispatches=record.dispatches + 1,
        handlings=record.handlings + again,
        asking=None,
        waiting=None,
        responsible="",
        handler="",
    ).with_moment(Moment.DISPATCHED, fact.at)


def _signed(record: TicketRecord, fact: f.TicketSigned) -> TicketRecord:
    return replace(record, state=TicketState.SIGNED).with_moment(Moment.SIGNED, fact.at)


def _named(record: TicketRecord, fact: f.HandlersNamed) -> TicketRecord:
    return replace(record, responsible=fact.responsible, handler=fact.handler)


def _contacted(record: TicketRecord, _fact: f.CallerContacted) -> TicketRecord:
    return _begun(record)


def _on_site(record: TicketRecord, fact: f.SiteReached) -> TicketRecord:
    return _begun(record).with_moment(Moment.ON_SITE, fact.at)


def _begun(record: TicketRecord) -> TicketRecord:
    """Who has met citizen or place has begun to work."""
    begins = record.state in (TicketState.SIGNED, TicketState.SECOND_HOLD)
    return replace(record, state=TicketState.IN_HAND) if begins else record


def _paused(record: TicketRecord, _fact: f.PauseBegun) -> TicketRecord:
    return replace(record, state=TicketState.PAUSED)


def _went_on(record: TicketRecord, _fact: f.PauseEnded) -> TicketRecord:
    return replace(record, state=TicketState.IN_HAND)


def _extension_asked(record: TicketRecord, fact: f.ExtensionAsked) -> TicketRecord:
    return replace(record, asking=Asking(by=fact.by, at=fact.at, why=fact.why, limit=fact.limit))


def _decided(record: TicketRecord, _fact: f.ExtensionGranted | f.ExtensionDenied) -> TicketRecord:
    return replace(record, asking=None)


def _return_asked(record: TicketRecord, fact: f.ReturnAsked) -> TicketRecord:
    asking = Asking(by=fact.by, at=fact.at, why=fact.why)
    from_state, waiting = record.state, record.asking
    return replace(record, state=TicketState.RETURN_ASKED, asking=asking, waiting=waiting, returning_from=from_state)


def _return_upheld(record: TicketRecord, fact: f.ReturnUpheld) -> TicketRecord:
    return replace(
        record,
        state=TicketState.REGISTERED,
        asking=None,
        waiting=None,
        returns=record.returns + 1,
        returned_by=(*record.returned_by, record.unit),
        unit="",
        unit_name="",
        assisting=(),
        person="",
    ).with_moment(Moment.RETURNED, fact.at)


def _return_denied(record: TicketRecord, fact: f.ReturnDenied) -> TicketRecord:
    return replace(record, state=TicketState(fact.back_to), asking=record.waiting, waiting=None)


def _assisted(record: TicketRecord, fact: f.AssistReplied) -> TicketRecord:
    return replace(record, assists=(*record.assists, Assist(at=fact.at, unit=fact.unit, text=fact.text)))


def _replied(record: TicketRecord, fact: f.TicketReplied) -> TicketRecord:
    reply = Reply(
        at=fact.at,
        by=fact.by,
        text=fact.text,
        answer=fact.answer,
        unit=fact.unit,
        signer=fact.signer,
        public_text=fact.public_text,
        unsolved_why=fact.unsolved_why,
        direct=fact.direct,
        hard_case_id=fact.hard_case_id,
    )
    again = not record.handlings or (fact.direct and record.state is TicketState.REOPENED)
    return replace(
        record,
        state=TicketState.REPLIED,
        replies=(*record.replies, reply),
        handlings=record.handlings + again,
        gates=(),
        passed=(),
        asking=None,
        answer_owed=False,
        flags=(),
    ).with_moment(Moment.REPLIED, fact.at)


TABLE: Table = {
    f.TicketDispatched: _dispatched,
    f.TicketSigned: _signed,
    f.HandlersNamed: _named,
    f.CallerContacted: _contacted,
    f.SiteReached: _on_site,
    f.PauseBegun: _paused,
    f.PauseEnded: _went_on,
    f.PauseProlonged: same,
    f.ExtensionAsked: _extension_asked,
    f.ExtensionGranted: _decided,
    f.ExtensionDenied: _decided,
    f.ReturnAsked: _return_asked,
    f.ReturnUpheld: _return_upheld,
    f.ReturnDenied: _return_denied,
    f.AssistReplied: _assisted,
    f.TicketReplied: _replied,
}
