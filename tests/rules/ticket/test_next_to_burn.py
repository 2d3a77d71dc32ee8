"""What a list by deadline goes by: a city's guide too, marked as one; only duties make a ticket late."""

from datetime import datetime

from callcenter.store.ticket_rows import work_row
from queueing.ticket.commands.dispatching import Dispatch
from tests.rules.ticket.story import SHANGHAI, Story, story


def day(moment: object) -> str:
    assert isinstance(moment, float)
    return f"{datetime.fromtimestamp(moment, SHANGHAI):%m-%d}"


def shown(told: Story) -> tuple[str | None, str, bool]:
    """The day of the duty, the day that burns first, and whether that is a guide."""
    row = work_row(told.record, told.rules)
    due = None if row["due_at"] is None else day(row["due_at"])
    return due, day(row["next_at"]), bool(row["next_soft"])


def test_jintan_the_hotlines_five_days_burn_though_they_are_a_guide() -> None:
    assert shown(story("jintan").accepted().do(Dispatch(unit="城管局"))) == (None, "06-08", True)


def test_jintan_the_guide_burns_before_the_law() -> None:
    told = story("jintan").accepted().do(Dispatch(unit="U1", unit_name="市场监管局"))
    due, first, soft = shown(told)
    assert (first, soft) == ("06-08", True)
    assert due is not None
    assert due > first


def test_a_duty_that_is_due_first_is_none() -> None:
    due, first, soft = shown(story("gaoyou").signed(complexity="复杂"))
    assert (first, soft) == (due, False)
