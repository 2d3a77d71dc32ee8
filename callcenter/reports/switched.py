"""Which kinds of reports a city makes: by its switches. Pure."""

from queueing.city.switches import Switches

REPORTS = {"daily": "daily_report", "hot": "hot_tracking", "form": "sealed_form", "media": "weekly_media"}


def makes(switches: Switches, report: str) -> bool:
    """Whether the city has that kind of report."""
    return report not in REPORTS or bool(getattr(switches, REPORTS[report]))
