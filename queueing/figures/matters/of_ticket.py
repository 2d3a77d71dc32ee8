"""A matter from the ledger: what figures need of all that happened to one ticket, as it was known at each time."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from queueing.days.office import Office
from queueing.figures.matters.handling_book import HandlingBook
from queueing.figures.matters.history import History
from queueing.figures.matters.matter import HANDLING, Matter
from queueing.ticket import facts as f
from queueing.ticket.fold import apply
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TicketState


def history_of(ticket_id: str, facts: Iterable[f.TicketFact], office: Office, *, place: str = "") -> History:
    """Fold a ticket's facts, in their order. `office`: working hours and calendar, which due moments follow from."""
    record, told = TicketRecord(ticket_id=ticket_id), _Told(office, place)
    steps: list[tuple[float, Matter]] = []
    for at, some in groupby(facts, key=lambda fact: fact.at):
        for fact in some:
            told.take(record, fact)
            record = apply(record, fact)
        matter = told.matter(record)
        if matter is not None and (not steps or steps[-1][1] != matter):
            steps.append((at, matter))
    return History(ticket_id=ticket_id, steps=tuple(steps))


class _Told:
    """Owns what the record does not tell: the moments of what it only counts."""

    def __init__(self, office: Office, place: str) -> None:
        self._book, self._place = HandlingBook(office), place
        self._registered_at: float | None = None
        self._dispatched_at: float | None = None
        self._contacted_at: float | None = None
        self._events: dict[str, list[float]] = {}

    def take(self, record: TicketRecord, fact: f.TicketFact) -> None:
        """Read a fact. `record`: the ticket before it."""
        self._book.take(record, fact)
        match fact:
            case f.TicketAccepted():
                self._registered_at = fact.at
            case f.TicketDispatched() if self._dispatched_at is None:
                self._dispatched_at = fact.at
            case f.CallerContacted() if self._contacted_at is None:
                self._contacted_at = fact.at
            case _ if name := _EVENTS.get(type(fact)):
                self._note(name, fact.at)
            case _:
                pass

    def _note(self, name: str, at: float) -> None:
        """Once a moment: an extension moves several clocks."""
        kept = self._events.setdefault(name, [])
        if at not in kept[-1:]:
            kept.append(at)

    def matter(self, record: TicketRecord) -> Matter | None:
        """The matter now; None while it is no more than a draft."""
        if self._registered_at is None:
            return None
        now, reply = self._book.present(record), record.reply
        return Matter(
            ticket_id=record.ticket_id,
            number=record.number,
            kind=record.kind,
            topic=record.topic,
            area=record.area,
            place=self._place,
            unit=record.unit,
            source=record.source,
            registered_at=self._registered_at,
            dispatched_at=self._dispatched_at,
            contacted_at=self._contacted_at,
            closed_at=self._book.closed_at,
            earlier=self._book.earlier,
            reopened_at=self._book.reopened_at,
            direct=bool(reply and reply.direct and not record.dispatches),
            refused=record.state is TicketState.NOT_ACCEPTED,
            repeat=bool(record.main),
            **{name: tuple(at) for name, at in self._events.items()},  # type: ignore[arg-type]
            **{name: getattr(now, name) for name in HANDLING},
        )


_EVENTS: Mapping[type, str] = {
    f.ReturnUpheld: "returned_at",
    f.ClockExtended: "extended_at",
    f.TicketUrged: "urged_at",
    f.TicketEscalated: "supervised_at",
}
