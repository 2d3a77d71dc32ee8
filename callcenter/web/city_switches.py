"""What a city does without is not there: the one table from its switches to routes. A screen says so in its words."""

from callcenter.web.errors import ApiError
from callcenter.web.refusal_reasons import reason_of
from queueing.city.switches import Switches

SWITCHED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("promise_ledger", ("/api/v1/promise-book",)),
    ("opinion_collection", ("/api/v1/opinions", "/api/v1/plan/editions/{edition_id}/opinions")),
    ("hot_tracking", ("/api/v1/hot",)),
    ("monthly_full_review", ("/api/v1/month-review",)),
)
REPORTS = {"daily": "daily_report", "hot": "hot_tracking", "form": "sealed_form"}  # kinds of reports


def needed_for(path: str) -> str:
    """The switch a route hangs on, '' for none; `path` as the route names it."""
    for switch, routes in SWITCHED:
        if any(path == route or path.startswith(f"{route}/") for route in routes):
            return switch
    return ""


def makes(switches: Switches, report: str) -> bool:
    """Whether the city has that kind of report."""
    return report not in REPORTS or bool(getattr(switches, REPORTS[report]))


def expect_on(switches: Switches, name: str) -> None:
    """Refuse what the city's profile has not switched on.

    Raises:
        ApiError: 409, naming the switch.
    """
    if name and not getattr(switches, name):
        expected = f"a city with {name} switched on"
        text = f"expected {expected}, found it off"
        raise ApiError(409, "not_in_city", text, expected=expected, found="off", reason=reason_of(expected))
