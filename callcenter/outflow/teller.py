"""Tells others of what happens to tickets: messages are written in the very transaction of the facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from callcenter.ids import new_id
from callcenter.intake.progress import new_code
from callcenter.masking import mask_numbers_in
from callcenter.outflow.feed import FeedRules, enqueue_feed
from callcenter.outflow.news import Event, News
from callcenter.outflow.sms import enqueue_sms
from callcenter.outflow.sms_rules import SmsRules
from callcenter.own_names import full_names_in, ways_to_call, without_names
from callcenter.store.progress import code_of
from callcenter.store.tables import tickets
from callcenter.store.ticket import fields_from_json
from callcenter.transcripts.redaction import spoken_hidden
from queueing.city.switches import RevisitWay
from queueing.ticket import facts as f
from queueing.ticket.pen import Pen
from queueing.ticket.record import TicketRecord

EVENTS: Mapping[type, Event] = {
    f.TicketAccepted: Event.ACCEPTED,
    f.TicketRefused: Event.REFUSED,
    f.TicketDispatched: Event.DISPATCHED,
    f.TicketSigned: Event.SIGNED,
    f.CallerContacted: Event.CONTACTED,
    f.ExtensionGranted: Event.EXTENDED,
    f.ReturnUpheld: Event.RETURNED,
    f.TicketReplied: Event.REPLIED,
    f.AnswerInherited: Event.REPLIED,
    f.RevisitFellDue: Event.REVISIT_DUE,
    f.RevisitTried: Event.REVISITED,
    f.TicketReopened: Event.REOPENED,
    f.TicketClosed: Event.CLOSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Knows what the site tells. `wake` is called when there is something to send; it may be before the commit."""

    sms: SmsRules
    feed: FeedRules
    tells_province: bool
    wake: Callable[[], None]
    unit_name: Callable[[str], str]

    def tell(self, connection: Connection, pen: Pen) -> None:
        """Write the messages that follow from a pen's facts. A ticket that is restricted is told to nobody."""
        events = [(event, fact) for fact in pen.facts if (event := event_of(fact)) is not None]
        if not events or pen.record.restricted_to:
            return
        words = _words(connection, pen.record.ticket_id)
        code = code_of(connection, pen.record.ticket_id, new_code)
        news = [self._news(pen, event, fact, words, code) for event, fact in events]
        written = [self._tell(connection, one, confidential=pen.record.confidential) for one in news]
        if any(written):
            self.wake()

    def _tell(self, connection: Connection, news: News, *, confidential: bool) -> bool:
        without_number = replace(news, contact_phone="")
        told = enqueue_sms(connection, self.sms, news, news.at)
        if self.tells_province:
            told = enqueue_feed(connection, self.feed, without_number if confidential else news, news.at) or told
        return told

    def _news(self, pen: Pen, event: Event, fact: f.TicketFact, words: Mapping[str, str], code: str) -> News:
        record = pen.record
        return News(
            event=event,
            event_id=new_id("E", fact.at),
            ticket_id=record.ticket_id,
            at=fact.at,
            number=record.number,
            kind=record.kind,
            source=record.source,
            category=record.category,
            topic=record.topic,
            area=record.area,
            unit=self.unit_name(record.unit),
            assisting=tuple(self.unit_name(unit) for unit in record.assisting),
            state=record.state.value,
            reply=_reply(record, words),
            grade=record.grade,
            code=code,
            **_personal(words, confidential=record.confidential),
        )


def event_of(fact: f.TicketFact) -> Event | None:
    """What a fact is called outside; None: it stays inside."""
    if isinstance(fact, f.RevisitFellDue) and fact.way is not RevisitWay.SMS:
        return None
    return EVENTS.get(type(fact))


def _words(connection: Connection, ticket_id: str) -> Mapping[str, str]:
    """What the ticket says, by name of field."""
    row = connection.execute(
        select(tickets.c.fields, tickets.c.caller_number).where(tickets.c.ticket_id == ticket_id)
    ).one()
    said = {name: one.value for name, one in fields_from_json(row.fields).items()}
    return {**said, "contact_phone": said.get("contact_phone") or row.caller_number}


def _personal(words: Mapping[str, str], *, confidential: bool) -> dict[str, str]:
    """What the citizen said, the title without names.

    Of a confidential matter nothing that tells who, but the number that the citizen's own messages go to.
    """
    kept = {name: words.get(name, "") for name in ("title", "content", "place", "contact_name", "contact_phone")}
    kept["title"] = without_names(kept["title"])
    if not confidential:
        return kept
    hidden = {name: _unnamed(kept[name], words) for name in ("title", "content", "place")}
    return {**kept, **hidden, "contact_name": ""}


def _reply(record: TicketRecord, words: Mapping[str, str]) -> str:
    text = (record.reply.public_text or record.reply.text) if record.reply else ""
    return _unnamed(text, words) if record.confidential else text


def _unnamed(text: str, words: Mapping[str, str]) -> str:
    """A text without the names that the ticket tells, and without numbers."""
    told = (words.get("contact_name", ""), *full_names_in((words.get("content", ""), words.get("title", ""))))
    known = (way for name in told if name for way in ways_to_call(name))
    return spoken_hidden(mask_numbers_in(without_names(text, known)))
