"""Put the plan's desk together over the stores; the service and the tests do it the same way."""

from collections.abc import Callable

from callcenter.directory import Directory
from callcenter.show.plan_acts import PlanActs
from callcenter.show.plan_desk import PlanDesk
from callcenter.store.stores import Stores
from callcenter.ticketing.rule_book import RuleBook


def open_plan(stores: Stores, book: RuleBook, directory: Directory, now: Callable[[], float]) -> PlanActs:
    """Build it."""
    desk = PlanDesk(
        editions=stores.editions,
        papers=stores.edition_papers,
        required=stores.required_units,
        book=book,
        tree=lambda: directory.known.tree,
        now=now,
    )
    return PlanActs(desk=desk)
