"""Bursts as the API and the desks show them. Pure."""

from zoneinfo import ZoneInfo

from callcenter.burst_board import GoingBurst, Shown
from callcenter.clock import as_text
from callcenter.web.report_models import BurstList, BurstView, MainView
from queueing.hot import Candidate


def burst_list(shown: Shown, zone: ZoneInfo) -> BurstList:
    """Bursts going on, oldest first."""
    return BurstList(items=[_burst(one, zone) for one in shown])


def _burst(one: GoingBurst, zone: ZoneInfo) -> BurstView:
    return BurstView(
        burst_id=one.burst.burst_id,
        place=one.burst.place,
        matter=one.burst.matter,
        persons=one.burst.persons,
        since=as_text(one.burst.since, zone),
        answer=one.answer,
        tickets=len(one.tickets),
        main=main_view(one.main),
    )


def main_view(main: Candidate | None) -> MainView | None:
    """The ticket others go with."""
    return MainView(ticket_id=main.ticket_id, number=main.number, repeats=main.repeats) if main else None
