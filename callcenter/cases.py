"""What is known of a call while its ticket is being drafted: facts and words in, a draft out (pure)."""

from dataclasses import dataclass, field, replace

from callcenter.drafting import Drafter, FieldCandidate, Utterance, best_fields
from callcenter.store.ticket import DraftTicket, FieldSpan, TicketField
from queueing.events import CallAnswered, CallArrived, CallEnded


@dataclass(slots=True, kw_only=True)
class Case:
    """One call on its way to a ticket. Owner: TicketClerk."""

    draft: DraftTicket
    drafter: Drafter
    probe: bool = False  # a dial probe's call
    answered: bool = False
    ended: bool = False
    drafted: bool = False  # the ledger says the ticket is ready
    heard: set[str] = field(default_factory=set)

    def take_answer(self, fact: CallAnswered, operator_name: str) -> None:
        """An operator took the call; the first answer's time stays, the last operator owns the ticket."""
        first = self.draft.answered_at if self.answered else fact.at
        self.answered = True
        self.draft = replace(
            self.draft, operator_id=fact.operator_id, operator_name=operator_name, answered_at=first, queue=fact.queue
        )

    def take_end(self, fact: CallEnded) -> None:
        """The call is over."""
        self.ended = True
        self.draft = replace(self.draft, ended_at=fact.at)

    def take_words(self, utterance: Utterance) -> bool:
        """Draft from one more utterance; False when it was known already."""
        if utterance.utterance_id in self.heard:
            return False
        self.heard.add(utterance.utterance_id)
        found = best_fields(self.drafter.update(utterance))
        self.draft = replace(self.draft, fields={name: as_field(one) for name, one in found.items()})
        return True


def open_case(fact: CallArrived, ticket_id: str, drafter: Drafter, model_notice: str) -> Case:
    """Begin with the call's arrival."""
    draft = DraftTicket(
        ticket_id=ticket_id,
        call_id=fact.call_id,
        queue=fact.queue,
        dialled=fact.dialled,
        caller_number=fact.caller,
        started_at=fact.at,
        model_notice=model_notice,
    )
    return Case(draft=draft, drafter=drafter, probe=bool(fact.probe))


def as_field(candidate: FieldCandidate) -> TicketField:
    """A drafted candidate as the ticket keeps it."""
    spans = tuple(
        FieldSpan(utterance_id=one.utterance_id, start=one.start, end=one.end, start_ms=one.start_ms, end_ms=one.end_ms)
        for one in candidate.spans
    )
    return TicketField(
        value=candidate.value, confidence=round(candidate.confidence, 3), rule=candidate.rule, spans=spans
    )
