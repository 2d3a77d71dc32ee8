"""The handlings of one ticket, read fact by fact: when each was due, answered, sent back and judged."""

from collections.abc import Iterable

from queueing.city.profiles import ClockKind, Moment
from queueing.days.clocks import Clock, Paused, due_before_pause, due_of
from queueing.days.office import Office
from queueing.figures.matters.matter import Grade, Handling
from queueing.ticket import facts as f
from queueing.ticket.record import TicketClock, TicketRecord, Try
from queueing.ticket.states import TicketState

_ANSWERED = frozenset({Moment.RESOLVED, Moment.REPLIED})
_SIGNED = frozenset({Moment.SIGNED})
_SOLVED = {f.Answer.SOLVED: True, f.Answer.PARTLY: False, f.Answer.NOT_SOLVED: False}  # an explanation is no judgement
_REVIEWED = frozenset({TicketState.IN_REVIEW, TicketState.REPLIED})  # its clock stands still, the unit has answered


class HandlingBook:
    """Owns what is known of the present handling and those before it. To be told each fact before it is folded."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._dues: dict[Clock, float | None] = {}
        self.earlier: tuple[Handling, ...] = ()
        self.reopened_at: tuple[float, ...] = ()
        self._begin(None, 0)

    def _begin(self, at: float | None, clocks: int) -> None:
        """Turn to a new page. `clocks`: how many the ticket had before."""
        self.begun_at = at
        self.closed_at: float | None = None
        self._first_clock = clocks
        self._dispatched = False
        self._signed_at: float | None = None
        self._done: dict[int, float] = {}  # clock -> when what it waited for came
        self._resolved_at: float | None = None
        self._solved: bool | None = None
        self._tries = 0
        self._ended_at: float | None = None  # the asking was given up

    def take(self, record: TicketRecord, fact: f.TicketFact) -> None:
        """Read a fact. `record`: the ticket before it."""
        match fact:
            case f.TicketAccepted():
                self.begun_at = fact.at
            case f.TicketDispatched():
                self._sent_out(fact)
            case f.TicketSigned():
                self._signed_at = fact.at
                self._come(record, fact.at, _SIGNED)
            case f.TicketReplied():
                self._resolved_at, self._solved = fact.at, _SOLVED.get(fact.answer)
                self._come(record, fact.at, _ANSWERED)
            case f.AnswerInherited():
                self._resolved_at = fact.at
            case f.HeldAgain():
                self._held(record)
            case f.RevisitTried():
                self._tries += 1
            case f.TicketClosed() | f.StruckOff():
                self.closed_at = self._ended_at = fact.at
            case f.TicketReopened():
                self._reopened(record, fact)
            case _:
                pass

    def present(self, record: TicketRecord) -> Handling:
        """The present handling."""
        sign, close = self._duty(record, _SIGNED), self._duty(record, _ANSWERED)
        grade, revisited_at = self._verdict(record.tries[len(record.tries) - self._tries :])
        return Handling(
            begun_at=self.begun_at,
            sign_due_at=None if sign is None else self._due(record, sign),
            signed_at=self._signed_at if sign is None else self._done.get(sign),
            close_due_at=None if close is None else self._due(record, close),
            answered_at=self._resolved_at if close is None else self._done.get(close, self._resolved_at),
            resolved_at=self._resolved_at,
            revisited_at=revisited_at,
            grade=grade,
            solved=self._solved,
        )

    # --- what is due ---------------------------------------------------------------------------------------------

    def _duty(self, record: TicketRecord, stops: frozenset[Moment]) -> int | None:
        """The last counted duty of this kind in this handling; guides and rights burn nobody."""
        clocks = range(len(record.clocks) - 1, self._first_clock - 1, -1)
        return next((at for at in clocks if record.clocks[at].stops in stops and _is_duty(record.clocks[at])), None)

    def _due(self, record: TicketRecord, at: int) -> float | None:
        """When it is due. While a reply is looked at the clock stands still, yet the unit was to answer by then."""
        one = record.clocks[at]
        if not isinstance(one.clock.changes[-1] if one.clock.changes else None, Paused):
            return self._kept(one.clock)
        if one.running and record.state not in _REVIEWED:
            return None
        return due_before_pause(one.clock, self._office).at.timestamp()

    def _kept(self, clock: Clock) -> float | None:
        if clock not in self._dues:
            found = due_of(clock, self._office)
            self._dues[clock] = found.at.timestamp() if found else None
        return self._dues[clock]

    def _come(self, record: TicketRecord, at: float, stops: frozenset[Moment]) -> None:
        """Note that what these clocks wait for came."""
        for place in range(self._first_clock, len(record.clocks)):
            if record.clocks[place].running and record.clocks[place].stops in stops:
                self._done[place] = at

    # --- facts ---------------------------------------------------------------------------------------------------

    def _sent_out(self, fact: f.TicketDispatched) -> None:
        if not self._dispatched:
            self.begun_at = fact.at
        self._dispatched, self._signed_at = True, None

    def _held(self, record: TicketRecord) -> None:
        """The reply does not stand; a clock that ran for the first reply only has ended with it all the same."""
        self._resolved_at, self._solved = None, None
        self._done = {place: at for place, at in self._done.items() if not record.clocks[place].running}

    def _reopened(self, record: TicketRecord, fact: f.TicketReopened) -> None:
        """A handling that was answered is over; of a refusal there was none."""
        if self._resolved_at is not None:
            self.earlier = (*self.earlier, self.present(record))
            self.reopened_at = (*self.reopened_at, fact.at)
        self._begin(fact.at, len(record.clocks))

    def _verdict(self, tries: Iterable[Try]) -> tuple[Grade | None, float | None]:
        """What the citizen said last, else that they were reached, else that the asking was given up; and when."""
        made = tuple(tries)
        graded = [one for one in made if one.grade]
        if graded:
            return _GRADES.get(graded[-1].grade), graded[-1].at
        reached = next((one.at for one in made if one.reached), None)
        if reached is not None:
            return Grade.NO_COMMENT, reached
        return (Grade.NOT_REACHED, self._ended_at) if made and self._ended_at is not None else (None, None)


def _is_duty(one: TicketClock) -> bool:
    duty = one.kind is ClockKind.DUTY and one.starts is not Moment.PROMISED
    return duty and not one.soft and one.counted


_GRADES = {one.value: one for one in Grade}
