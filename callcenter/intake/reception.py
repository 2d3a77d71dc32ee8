"""The door for matters without a call: each becomes one ticket, however often it is sent, all in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from callcenter.drafting import Knowledge
from callcenter.ids import new_id
from callcenter.intake.answers import RevisitAnswers
from callcenter.intake.matter import Matter, differences, draft_of
from callcenter.intake.progress import new_code
from callcenter.intake.sources import Policy, Source
from callcenter.store.database import Database
from callcenter.store.facts import LedgerFact
from callcenter.store.intake import Came, ConflictError, note_came
from callcenter.store.progress import code_of
from callcenter.store.ticket import DraftTicket, Ticket
from callcenter.store.tickets import Change, create_ticket
from callcenter.ticketing.judging import category_of, priority_of
from callcenter.ticketing.office import TicketOffice
from queueing.ticket.commands.intake import Accept
from queueing.ticket.pen import Who


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionPorts:
    """What the reception works with. `publish` hears what is already in the ledger."""

    database: Database
    office: TicketOffice
    knowledge: Callable[[], Knowledge]
    now: Callable[[], float]
    zone: ZoneInfo
    publish: Callable[[Sequence[LedgerFact]], None]
    answers: RevisitAnswers | None = None  # None: no message is taken as an answer
    came: Callable[[], None] = lambda: None  # hears that there is a new matter
    drafted: Callable[[str], None] = lambda _ticket_id: None  # hears which


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a matter became. `created`: it was new."""

    ticket_id: str
    code: str
    created: bool


class Reception:
    """Takes matters in; the store owns what came of them."""

    def __init__(self, ports: ReceptionPorts) -> None:
        self._ports = ports

    def now(self) -> float:
        """The service's clock, Unix seconds."""
        return self._ports.now()

    async def take(self, source: Source, matter: Matter) -> Taken:
        """Make a ticket of a matter, or return the one it already is, or whose revisit it answers.

        Raises:
            ConflictError: its key is known with another content; nothing changed.

        """
        at = self._ports.now()
        local = datetime.fromtimestamp(at, self._ports.zone)
        ticket_id = new_id("T", at)
        draft = draft_of(matter, source.title, ticket_id, self._ports.knowledge(), local)
        taken, facts = await self._ports.database.write(
            lambda connection: self._take(connection, source, matter, draft, local)
        )
        if facts:
            self._ports.publish(facts)
        if taken.created:
            self._ports.came()
            self._ports.drafted(taken.ticket_id)
        return taken

    def _take(
        self, connection: Connection, source: Source, matter: Matter, draft: DraftTicket, at: datetime
    ) -> tuple[Taken, tuple[LedgerFact, ...]]:
        answers = self._ports.answers
        answer = answers.order(connection, source, matter, at.timestamp()) if answers else None
        came = Came(
            source=source.code,
            source_key=matter.source_key,
            fingerprint=matter.fingerprint(),
            body=matter.body(),
            ticket_id=answer.ticket_id if answer else draft.ticket_id,
            at=at.timestamp(),
        )
        known = note_came(connection, came)
        if known is not None:
            _refuse_another(known, came)
            return Taken(ticket_id=known.ticket_id, code=_code(connection, known.ticket_id), created=False), ()
        if answer is not None:
            done = self._ports.office.act_in(connection, answer)
            return Taken(
                ticket_id=answer.ticket_id, code=_code(connection, answer.ticket_id), created=False
            ), done.facts
        ticket = create_ticket(connection, draft, at)
        facts = self._register(connection, source, matter, ticket, at) if source.policy is Policy.REGISTER else ()
        return Taken(ticket_id=ticket.ticket_id, code=_code(connection, ticket.ticket_id), created=True), facts

    def _register(
        self, connection: Connection, source: Source, matter: Matter, ticket: Ticket, at: datetime
    ) -> tuple[LedgerFact, ...]:
        """受理 at once; a matter of no kind that the city knows stays a draft for an operator."""
        types = self._ports.office.ports.book.profile.types
        said = {name: one.value for name, one in ticket.fields.items()}
        kind = next((one for one in (said.get("appeal_kind", ""), source.kind) if one in types), "")
        if not kind:
            return ()
        who = f"source:{source.code}"
        change = Change(ticket_id=ticket.ticket_id, version=ticket.version, actor=who, at=at)
        accept = Accept(
            number="",
            kind=kind,
            source=source.title,
            category=category_of(ticket.fields, self._ports.office.ports.book.profile),
            priority=priority_of(ticket.fields, self._ports.office.ports.book.profile),
            topic=said.get("topic", ""),
            area=said.get("area", ""),
            anonymous=not (said.get("contact_phone") or said.get("contact_name")),
            confidential=matter.confidential,
        )
        if accept.anonymous and not self._ports.office.ports.book.profile.switches.anonymous_ok:
            return ()
        return self._ports.office.accept_in(connection, change, accept, Who(name=who)).facts


def _refuse_another(known: Came, sent: Came) -> None:
    if known.fingerprint != sent.fingerprint and (fields := differences(known.body, sent.body)):
        raise ConflictError(sent.source, sent.source_key, known.ticket_id, fields)


def _code(connection: Connection, ticket_id: str) -> str:
    return code_of(connection, ticket_id, new_code)
