"""What a city does without is not there: the one table from its switches to routes. A screen says so in its words."""

from callcenter.web.errors import ApiError
from callcenter.web.refusal_reasons import reason_of
from queueing.city.switches import Switches

SWITCHED: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (  # any of the switches is enough
    (("promise_ledger", "followup_column"), ("/api/v1/promise-book",)),  # 回音壁 is made from the ledger
    (("opinion_collection",), ("/api/v1/opinions", "/api/v1/plan/editions/{edition_id}/opinions")),
    (("hot_tracking",), ("/api/v1/hot",)),
    (("monthly_full_review",), ("/api/v1/month-review",)),
    (("leader_duty",), ("/api/v1/leader-duty",)),
    (("unaired_to_ticket",), ("/api/v1/shows/{show_id}/closing/transfer",)),
)


def needed_for(path: str) -> tuple[str, ...]:
    """The switches one of which a route hangs on, none for most; `path` as the route names it."""
    for switches, routes in SWITCHED:
        if any(path == route or path.startswith(f"{route}/") for route in routes):
            return switches
    return ()


def expect_on(switches: Switches, *names: str) -> None:
    """Refuse what the city's profile has not switched on, by any of these switches.

    Raises:
        ApiError: 409, naming the switch.
    """
    if names and not any(getattr(switches, name) for name in names):
        expected = f"a city with {' or '.join(names)} switched on"
        text = f"expected {expected}, found it off"
        raise ApiError(409, "not_in_city", text, expected=expected, found="off", reason=reason_of(expected))
