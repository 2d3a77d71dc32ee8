"""Which cases each report quotes, and in which order: by rule, by hand, without what was left out. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callcenter.reports.material import Material
from queueing.figures.matters import Matter, Period

MOST_CASES = 50  # printed in a report that is read
MOST_LISTED = 1000  # printed in a report that is a list
MOST_TOPICS = 50
EXAMPLES = 2  # printed of each hot topic
BAD = ("不满意", "非常不满意")

Rule = Callable[[Material], list[Matter]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule:
    """How one report quotes. `counted`: what its figures are of, quoted or not; an editor takes cases in from there.

    `arranged`: an editor's order and what was taken in by hand are put to use here; else they were in `named` already.
    """

    named: Rule
    counted: Rule
    most: int = MOST_CASES
    arranged: bool = True


def registered(m: Material) -> list[Matter]:
    """Matters registered in the period."""
    return m.registered()


def of_concern(m: Material) -> list[Matter]:
    """Matters that in the period were supervised, urged, reopened, or left the citizen dissatisfied."""
    return [one for one in m.matters if _concerned(one, m.now)]


def _concerned(one: Matter, now: Period) -> bool:
    said = one.last_said()
    moved = now.holds_any((*one.supervised_at, *one.urged_at, *one.reopened_at))
    return moved or (now.holds(said.revisited_at) and said.grade in BAD)


def new_or_of_concern(m: Material) -> list[Matter]:
    """Matters that were registered in the period, or became of concern in it."""
    return [one for one in m.matters if m.now.holds(one.registered_at) or _concerned(one, m.now)]


def dissatisfied(m: Material) -> list[Matter]:
    """Matters whose citizen said in the period that they are not content."""
    said = ((one, one.last_said()) for one in m.matters)
    return [one for one, last in said if m.now.holds(last.revisited_at) and last.grade in BAD]


def told_or_new(m: Material) -> list[Matter]:
    """Matters that were registered in the period, or revisited in it."""
    return [one for one in m.matters if m.now.holds_any((one.registered_at, one.last_said().revisited_at))]


def still_open(m: Material) -> list[Matter]:
    """Matters that were not closed at the end of the period."""
    now = m.now.until
    return [one for one in m.matters if one.registered_at < now and (one.closed_at is None or one.closed_at >= now)]


def watched(m: Material) -> list[Matter]:
    """Of those the supervised ones, then the others that are overdue and unanswered."""
    found = still_open(m)
    late = [one for one in found if not one.supervised and is_late(one, m.now.until)]
    return [*(one for one in found if one.supervised), *late]


def is_late(one: Matter, now: float) -> bool:
    """Whether its reply was due before `now` and not given by then."""
    due = one.close_due_at is not None and one.close_due_at < now
    return due and (one.done_at is None or one.done_at >= now)


def examples(m: Material) -> list[Matter]:
    """The examples that hot topics print."""
    known = {one.ticket_id: one for one in m.matters}
    printed = (ticket_id for topic in m.hot[:MOST_TOPICS] for ticket_id in topic.quoted[:EXAMPLES])
    return [known[one] for one in printed if one in known]


def of_topics(m: Material) -> list[Matter]:
    """Every matter of the hot topics."""
    known = {one.ticket_id: one for one in m.matters}
    told = (ticket_id for topic in m.hot[:MOST_TOPICS] for ticket_id in topic.tickets)
    return [known[one] for one in dict.fromkeys(told) if one in known]


def nothing(_: Material) -> list[Matter]:
    """No rule names a case: an editor may."""
    return []


CONCERN = CaseRule(named=of_concern, counted=new_or_of_concern)
BY_HAND = CaseRule(named=nothing, counted=registered)
DISSATISFIED = CaseRule(named=dissatisfied, counted=told_or_new, most=MOST_LISTED)
WATCHED = CaseRule(named=watched, counted=still_open, most=MOST_LISTED)
TOPICS = CaseRule(named=examples, counted=of_topics, most=MOST_TOPICS * EXAMPLES, arranged=False)


def quoted(m: Material, rule: CaseRule) -> Sequence[Matter]:
    """Those taken in by hand and those the rule names, as the editor ordered them; what was left out stays out.

    A restricted ticket is named in no report, whoever reads it.
    """
    if not rule.arranged:
        return [one for one in rule.named(m) if one.ticket_id not in m.restricted]
    named = [one.ticket_id for one in rule.named(m)]
    hand = [one for one in m.choice.include if one not in named]
    known = {one.ticket_id: one for one in m.matters}
    never = m.restricted.union(m.choice.exclude)
    ids = [one for one in dict.fromkeys((*hand, *named)) if one in known and one not in never]
    place = {ticket_id: at for at, ticket_id in enumerate(m.choice.order)}
    return [known[one] for one in sorted(ids, key=lambda one: place.get(one, len(place)))]


def by_rule(m: Material, rule: CaseRule) -> frozenset[str]:
    """The tickets that the rule names, not an editor."""
    hand = () if rule.arranged else m.choice.include
    return frozenset(one.ticket_id for one in rule.named(m) if one.ticket_id not in hand)
