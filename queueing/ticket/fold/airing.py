"""Fold the facts of a ticket that came through the live show."""

from dataclasses import replace

from queueing.city.profiles import Moment
from queueing.ticket import facts as f
from queueing.ticket.fold.table import Table
from queueing.ticket.record import Air, FlagRaised, PublicPromise, TicketRecord


def _of_show(record: TicketRecord, fact: f.ShowNoted) -> TicketRecord:
    return _known_to_show(replace(record, show_id=fact.show_id, entry_id=fact.entry_id), fact.at)


def _aired(record: TicketRecord, fact: f.AirNoted) -> TicketRecord:
    air = Air(answer=fact.answer, text=fact.text, minutes=fact.minutes, at=fact.aired_at)
    return _known_to_show(replace(record, show_id=fact.show_id, entry_id=fact.entry_id, air=air), fact.at)


def _known_to_show(record: TicketRecord, at: float) -> TicketRecord:
    """The show made it itself: nobody has to hand it on to the show any more."""
    return record if record.happened(Moment.HANDED_ON) else record.with_moment(Moment.HANDED_ON, at)


def _promised(record: TicketRecord, fact: f.PromiseTaken) -> TicketRecord:
    one = PublicPromise(promise_id=fact.promise_id, text=fact.text, due=fact.due, said_at=fact.said_at)
    return replace(record, promises=(*record.promises, one))


def _kept(record: TicketRecord, fact: f.PromiseKept) -> TicketRecord:
    return _ended(record, fact.promise_id, kept=True)


def _withdrawn(record: TicketRecord, fact: f.PromiseWithdrawn) -> TicketRecord:
    return _ended(record, fact.promise_id, kept=False)


def _ended(record: TicketRecord, promise_id: str, *, kept: bool) -> TicketRecord:
    promises = tuple(
        replace(one, kept=kept, open=False) if one.promise_id == promise_id else one for one in record.promises
    )
    return replace(record, promises=promises)


def _flagged(record: TicketRecord, fact: f.ReplyFlagged) -> TicketRecord:
    return replace(record, flags=(*record.flags, FlagRaised(flag=fact.flag, doubts=fact.doubts, note=fact.note)))


def _checked(record: TicketRecord, _fact: f.ReplyChecked) -> TicketRecord:
    return replace(record, flags=())


TABLE: Table = {
    f.ShowNoted: _of_show,
    f.AirNoted: _aired,
    f.PromiseTaken: _promised,
    f.PromiseKept: _kept,
    f.PromiseWithdrawn: _withdrawn,
    f.ReplyFlagged: _flagged,
    f.ReplyChecked: _checked,
}
