"""One decision while it is being made: each fact is applied as it is written, so that the next follows from it."""

from dataclasses import dataclass, field

from queueing.city.profiles import Profile
from queueing.days.office import Office
from queueing.events import TransitionError
from queueing.show.after_rules import AfterRules
from queueing.ticket.facts import TicketFact
from queueing.ticket.fold import apply
from queueing.ticket.hard_case import HardCase
from queueing.ticket.record import TicketRecord
from queueing.ticket.states import TICKET_TABLE, TicketState


class NotYoursError(Exception):
    """Somebody else may do this; nothing has changed."""

    def __init__(self, thing: str, expected: str, found: str) -> None:
        super().__init__(f"{thing}: expected {expected}, found {found}")
        self.thing, self.expected, self.found = thing, expected, found


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who acts. `unit`: for whom, '' for the hotline; `posts`: the gates this person stands at."""

    name: str
    unit: str = ""
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a decision is made by: the city, its calendar and hours, the hard cases in force, what follows a show."""

    profile: Profile
    office: Office
    hard_cases: tuple[HardCase, ...] = ()
    after: AfterRules = field(default_factory=AfterRules)


@dataclass(slots=True, kw_only=True)
class Pen:
    """Owns one decision about one ticket; thrown away when it is refused."""

    record: TicketRecord
    at: float  # Unix seconds
    who: Who
    rules: Rules
    facts: list[TicketFact] = field(default_factory=list)

    def write(self, fact: TicketFact) -> None:
        """Add a fact.

        Raises:
            TransitionError: the table of states has no such step.
        """
        after = apply(self.record, fact)
        before = self.record.state
        if after.state is not before and after.state not in TICKET_TABLE[before]:
            raise TransitionError(self.name, _may_become(after.state), _found(self.record))
        self.record = after
        self.facts.append(fact)

    @property
    def name(self) -> str:
        """The ticket as errors call it."""
        return f"ticket {self.record.number or self.record.ticket_id}"

    def refuse(self, expected: str, found: str) -> TransitionError:
        """Make the refusal that says what was expected and found."""
        return TransitionError(self.name, expected, found)

    def expect(self, *states: TicketState) -> None:
        """Refuse unless the ticket stands in one of these.

        Raises:
            TransitionError: it does not.
        """
        if self.record.state not in states:
            raise self.refuse(f"a ticket that is {' or '.join(states)}", _found(self.record))

    def expect_lead(self) -> None:
        """Refuse a person of another unit than the lead unit; the hotline may always act.

        Raises:
            NotYoursError: the ticket lies with another unit.
        """
        if self.who.unit and self.who.unit != self.record.unit:
            raise NotYoursError(self.name, f"somebody of {self.record.unit or 'the hotline'}", self.who.unit)


def _may_become(state: TicketState) -> str:
    ways = [before for before, after in TICKET_TABLE.items() if state in after]
    return f"a ticket that may become {state}, that is {' or '.join(ways)}"


def _found(record: TicketRecord) -> str:
    more = f" with {record.unit}" if record.unit else f" into {record.main}" if record.main else ""
    return f"{record.state}{more}"
