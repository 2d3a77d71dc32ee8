"""Which cases a report quotes, and in which order: by rule, by hand, without what was left out. Pure."""

from collections.abc import Sequence

from callcenter.reports.material import Material
from queueing.figures.matters import Matter


def by_rule(m: Material) -> list[Matter]:
    """Matters of the period that were supervised, urged, or left the citizen dissatisfied."""
    return [one for one in m.registered() if one.supervised or one.urged or one.grade in ("不满意", "非常不满意")]


def quoted(m: Material) -> Sequence[Matter]:
    """Those taken in by hand and those the rule names, as the editor ordered them; what was left out stays out."""
    rule = [one.ticket_id for one in by_rule(m)]
    hand = [one for one in m.choice.include if one not in rule]
    known = {one.ticket_id: one for one in m.matters}
    ids = [one for one in dict.fromkeys((*hand, *rule)) if one in known and one not in m.choice.exclude]
    place = {ticket_id: at for at, ticket_id in enumerate(m.choice.order)}
    return [known[one] for one in sorted(ids, key=lambda one: place.get(one, len(place)))]
