"""Messages that answer the revisit: a grade's digit or word from the number that was asked, about one ticket."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from callcenter.intake.matter import Matter
from callcenter.intake.sources import Source
from callcenter.outflow.sms_rules import SmsRules
from callcenter.store.revisit_asked import asked_of
from callcenter.store.ticket_work import read
from callcenter.ticketing.office import Order
from queueing.callers.delivery import DAY_S
from queueing.city.switches import RevisitWay
from queueing.ticket.commands.revisiting import RecordRevisit
from queueing.ticket.pen import Who
from queueing.ticket.record import TicketRecord

_AROUND = " \t\r\n.,!。，！、"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitAnswers:
    """Knows how citizens answer in this city."""

    rules: SmsRules

    def order(self, connection: Connection, source: Source, matter: Matter, at: float) -> Order | None:
        """What a message records; None: it is no answer, or not plainly about one ticket, and a person reads it."""
        grade = grade_in(matter.text, self.rules.answers)
        if not source.answers or not grade or not matter.contact_phone:
            return None
        asked = asked_of(connection, matter.contact_phone, at - self.rules.answer_days * DAY_S)
        if len(asked) != 1 or not _waits(read(connection, asked[0]).record):
            return None
        command = RecordRevisit(way=RevisitWay.SMS, reached=True, grade=grade)
        return Order(ticket_id=asked[0], version=None, who=Who(name=f"source:{source.code}"), command=command)


def grade_in(text: str, answers: Sequence[str]) -> str:
    """The grade a message names, by its number or its word and nothing else; '' when it does not."""
    said = unicodedata.normalize("NFKC", text).strip(_AROUND)
    if said in answers:
        return said
    numbered = {str(number): grade for number, grade in enumerate(answers, 1)}
    return numbered.get(said, "")


def _waits(record: TicketRecord) -> bool:
    """Whether the next try of its plan is the message; once a person asked, a late answer is theirs to read."""
    done = len(record.tries_of_plan)
    return done < len(record.ways) and record.ways[done] is RevisitWay.SMS
