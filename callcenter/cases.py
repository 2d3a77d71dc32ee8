"""What is known of a call while its ticket is being drafted: facts and words in, a draft out (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from callcenter.drafting import Draft, Drafter, FieldCandidate, Utterance, best_fields
from callcenter.store.ticket import CHANNEL, MESSAGE_RULE, DraftTicket, FieldSpan, Suggestions, TicketField
from queueing.events import CallAnswered, CallArrived, CallEnded, CallPlaced, Outcome, ShowPhoneAnswered, VoicemailBegan

MOST_CHIPS = 3  # for each field


@dataclass(slots=True, kw_only=True)
class Case:
    """One call on its way to a ticket. Owner: TicketClerk."""

    draft: DraftTicket
    drafter: Drafter
    probe: bool = False  # a dial probe's call
    answered: bool = False
    ended: bool = False
    drafted: bool = False  # the ledger says the ticket is ready
    message: bool = False  # the caller left a message
    heard: set[str] = field(default_factory=set)

    def take_answer(self, fact: CallAnswered, operator_name: str) -> None:
        """An operator took the call; the first answer's time stays, the last operator owns the ticket."""
        first = self.draft.answered_at if self.answered else fact.at
        self.answered = True
        self.draft = replace(
            self.draft, operator_id=fact.operator_id, operator_name=operator_name, answered_at=first, queue=fact.queue
        )

    def take_message(self, fact: VoicemailBegan) -> None:
        """The caller leaves a message: that makes a ticket without an operator."""
        self.answered = self.message = True
        self.draft = replace(self.draft, answered_at=fact.at, fields=self._marked({}))

    def take_screening(self, fact: ShowPhoneAnswered) -> None:
        """A producer of the live show talks with the caller: that makes a ticket too, whose operator comes later."""
        if not self.answered:
            self.answered = True
            self.draft = replace(self.draft, answered_at=fact.at)

    def _marked(self, fields: dict[str, TicketField]) -> dict[str, TicketField]:
        """Say on the ticket that it came as a message."""
        return {**fields, CHANNEL: TicketField(value="留言", rule=MESSAGE_RULE)} if self.message else fields

    def take_end(self, fact: CallEnded) -> None:
        """The call is over."""
        self.ended = True
        if self.message and fact.outcome not in (Outcome.VOICEMAIL, Outcome.BROKEN):
            self.answered = False  # nothing was said; of a message that a fault cut off, what there is stays
        self.draft = replace(self.draft, ended_at=fact.at)

    def take_words(self, utterance: Utterance) -> bool:
        """Draft from one more utterance; False when it was known already."""
        if utterance.utterance_id in self.heard:
            return False
        self.heard.add(utterance.utterance_id)
        draft = self.drafter.update(utterance)
        found = best_fields(draft)
        self.draft = replace(self.draft, fields=self._marked({name: as_field(one) for name, one in found.items()}))
        self.draft = replace(self.draft, suggestions=suggestions_of(draft, found))
        return True


def open_case(fact: CallArrived | CallPlaced, ticket_id: str, drafter: Drafter, model_notice: str) -> Case:
    """Begin with the call's arrival."""
    draft = DraftTicket(
        ticket_id=ticket_id,
        call_id=fact.call_id,
        queue=fact.queue,
        dialled=fact.dialled,
        caller_number=fact.number if isinstance(fact, CallPlaced) else fact.caller,
        started_at=fact.at,
        model_notice=model_notice,
    )
    return Case(draft=draft, drafter=drafter, probe=isinstance(fact, CallArrived) and bool(fact.probe))


def suggestions_of(draft: Draft, chosen: Mapping[str, FieldCandidate]) -> Suggestions:
    """What else each field might be, best first, the uncertain ones too: shown as chips with their reasons."""
    others = {
        str(name): tuple(as_field(one) for one in candidates if one is not chosen.get(str(name)))[:MOST_CHIPS]
        for name, candidates in draft.fields.items()
    }
    return {name: listed for name, listed in others.items() if listed}


def as_field(candidate: FieldCandidate) -> TicketField:
    """A drafted candidate as the ticket keeps it."""
    spans = tuple(
        FieldSpan(utterance_id=one.utterance_id, start=one.start, end=one.end, start_ms=one.start_ms, end_ms=one.end_ms)
        for one in candidate.spans
    )
    return TicketField(
        value=candidate.value,
        confidence=round(candidate.confidence, 3),
        rule=candidate.rule,
        spans=spans,
        display=candidate.display if candidate.display != candidate.value else "",
        reason=candidate.reason,
    )
