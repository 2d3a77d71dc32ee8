"""Figures of a period stay as they were known at its end, whatever is done with its tickets later."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.kpis import load_kpis
from callcenter.store.matter_rows import known, to_body
from queueing.city.switches import RevisitWay
from queueing.events import TransitionError
from queueing.figures.matters import By, Grade, History, Matter, Period, group, measure
from queueing.figures.matters.of_ticket import history_of
from queueing.ticket.commands.dispatching import Dispatch
from queueing.ticket.commands.handling import GoOn, Sign
from queueing.ticket.commands.intake import Reclassify, Refuse
from queueing.ticket.commands.replying import HoldAgain, PassGate, ReplyWith
from queueing.ticket.commands.revisiting import EndRevisit, RecordRevisit, Reopen, StrikeOff
from queueing.ticket.facts import Answer
from queueing.ticket.pen import NotYoursError, Who
from queueing.ticket.states import TicketState
from tests.rules.ticket.story import UNIT, Story, story
from tests.rules.ticket.test_ticket_machine import COMMANDS, UNITS

KPIS = load_kpis("demo")
DONE = ReplyWith(text="已办", answer=Answer.SOLVED, signer="王")
STANDING = {
    TicketState.REPLIED, TicketState.IN_REVIEW, TicketState.REVISIT, TicketState.UNSATISFIED, TicketState.CLOSED,
}  # fmt: skip


def history(one: Story) -> History:
    return history_of(one.name, one.facts, one.rules.office)


def month(number: int) -> Period:
    return _period((2026, number), (2026, number + 1))


def _period(first: tuple[int, int], last: tuple[int, int]) -> Period:
    since, until = (Story(profile=story().profile).at(year, at, 1, 0).now.timestamp() for year, at in (first, last))
    return Period(since=since, until=until)


def share(kpi: str, period: Period, *stories: Story) -> tuple[int, int]:
    matters = [told for one in stories if (told := history(one).at(period.until))]
    figure = measure(KPIS[kpi], matters, period)
    return figure.numerator, figure.denominator


def answered(city: str = "changzhou", grade: str = "满意") -> Story:
    """Registered on 8 June, answered on the 9th, asked on the 10th."""
    one = story(city).at(6, 8, 10).accepted("咨询").do(Dispatch(unit="城管局")).at(6, 8, 10, 30).do(Sign(), UNIT)
    return one.at(6, 9, 10).do(DONE, UNIT).passed().at(6, 10, 10).asked(grade)


def test_a_ticket_reopened_next_month_leaves_the_month_that_was_issued_alone() -> None:
    one, june, july = answered(), month(6), month(7)
    before = {kpi.id: share(kpi.id, june, one) for kpi in KPIS.kpis}
    assert (before["resolved"], before["close_on_time"], before["revisit_rate"]) == ((1, 1), (1, 1), (1, 1))
    one.at(7, 6, 10).do(Reopen(why="又坏了"))
    assert share("resolved", july, one) == (0, 0)
    assert (share("reopened", july, one), share("reopen_rate", july, one)) == ((1, 1), (1, 1))
    one.at(7, 7, 10).do(Dispatch(unit="水务局")).do(Sign(), Who(name="s", unit="水务局"))
    one.at(7, 8, 10).do(DONE, Who(name="s", unit="水务局")).passed()
    assert share("resolved", july, one) == (1, 1)
    assert share("revisit_rate", july, one) == (0, 1)  # nobody was asked about this handling
    assert share("satisfaction", july, one) == (0, 0)
    assert {kpi.id: share(kpi.id, june, one) for kpi in KPIS.kpis} == before
    assert [one.unit for one in (history(one).at(june.until), history(one).at(july.until)) if one] == [
        "城管局",
        "水务局",
    ]


def test_a_grade_belongs_to_the_handling_it_was_about() -> None:
    one, june, july = answered(grade="不满意"), month(6), month(7)
    assert (share("satisfaction", june, one), share("first_satisfaction", june, one)) == ((0, 1), (0, 1))
    one.at(7, 6, 10).do(Reopen(why="不满意")).do(Dispatch(unit="城管局")).do(Sign(), UNIT)
    assert share("satisfaction", july, one) == (0, 0)  # what was said in June was said of June's handling
    one.at(7, 7, 10).do(DONE, UNIT).passed().asked("满意")
    assert (share("satisfaction", july, one), share("first_satisfaction", july, one)) == ((1, 1), (0, 0))
    whole = _period((2026, 6), (2026, 8))
    assert (share("satisfaction", whole, one), share("first_satisfaction", whole, one)) == ((1, 1), (0, 1))


def test_each_handling_has_a_deadline_of_its_own() -> None:
    one, june, july = answered(), month(6), month(7)
    one.at(7, 6, 10).do(Reopen(why="又坏了")).do(Dispatch(unit="城管局"))
    assert share("sign_on_time", july, one) == (0, 1)  # it was signed for in June, not now
    one.at(7, 20, 10).do(Sign(), UNIT).do(DONE, UNIT).passed()
    assert (share("close_on_time", june, one), share("overdue", june, one)) == ((1, 1), (0, 1))
    assert (share("close_on_time", july, one), share("overdue", july, one)) == ((0, 1), (1, 1))
    assert share("close_on_time", _period((2026, 6), (2026, 8)), one) == (1, 2)


@pytest.mark.parametrize("late", [False, True])
def test_a_deadline_that_passes_while_the_office_reads_the_reply_was_kept_or_not_by_the_reply(late: bool) -> None:
    """The clock stands still in review and is stopped there; the duty does not fall out of the figures."""
    one = story("gaoyou").at(6, 8, 10).accepted("投诉").do(Dispatch(unit="城管局")).do(Sign(), UNIT)
    if late:
        one.at(6, 28, 10)
    one.do(DONE, UNIT)
    assert one.record.state is TicketState.IN_REVIEW
    kept = (int(not late), 1)
    assert share("close_on_time", month(6), one) == kept
    one.at(7, 6, 10).passed()
    assert share("close_on_time", month(6), one) == kept
    assert share("close_on_time", month(7), one) == (0, 0)


def test_a_reply_that_is_held_again_is_no_reply() -> None:
    one = story().at(6, 8, 10).accepted("投诉").do(Dispatch(unit="城管局")).do(Sign(), UNIT).do(DONE, UNIT)
    one.do(HoldAgain(why="不具体"))
    assert share("resolve_rate", month(6), one) == (0, 1)
    one.at(7, 1, 10).do(DONE, UNIT)
    assert (share("resolved", month(6), one), share("resolved", month(7), one)) == ((0, 0), (1, 1))


def test_what_is_judged_anew_later_was_as_it_was() -> None:
    one = story().at(6, 8, 10).accepted("投诉")
    one.at(7, 1, 10).do(Reclassify(kind="举报"))
    told = [told.kind for number in (6, 7) if (told := history(one).at(month(number).until))]
    assert told == ["投诉", "举报"]


def test_nobody_reached_counts_as_asked_when_the_asking_was_given_up() -> None:
    one = story("demo").at(6, 8, 10).accepted("投诉").do(Dispatch(unit="城管局")).do(Sign(), UNIT)
    one.do(DONE, UNIT).passed().not_reached()
    assert share("revisit_rate", month(6), one) == (0, 1)
    one.at(7, 1, 10).do(EndRevisit(why="多次未接"))
    last = history(one).at(month(7).until)
    assert last is not None
    assert (last.grade, last.revisited_at) == (Grade.NOT_REACHED, one.now.timestamp())


# --- whatever is done -------------------------------------------------------------------------------------------


def forward(one: Story) -> object | None:  # noqa: PLR0911 - one line a state
    """What would be done next if all went well."""
    match one.record.state:
        case TicketState.REGISTERED | TicketState.REOPENED:
            return Dispatch(unit=UNITS[len(one.facts) % len(UNITS)])
        case TicketState.DISPATCHED:
            return Sign()
        case TicketState.SIGNED | TicketState.IN_HAND | TicketState.SECOND_HOLD:
            return DONE
        case TicketState.PAUSED:
            return GoOn()
        case TicketState.IN_REVIEW:
            return PassGate()
        case TicketState.REVISIT:
            good = len(one.facts) % 3
            return RecordRevisit(way=RevisitWay.HUMAN, reached=True, grade="满意" if good else "不满意")
        case TicketState.UNSATISFIED:
            return StrikeOff(grade="满意")
        case TicketState.CLOSED | TicketState.NOT_ACCEPTED:
            return Reopen(why="又坏了")
        case _:
            return None


@dataclass(kw_only=True)
class Issued:
    """What was printed of a period, and when."""

    period: Period
    figures: dict[tuple[str, str], tuple[int, int, float | None]] = field(default_factory=dict)


def figures(stories: list[Story], period: Period) -> dict[tuple[str, str], tuple[int, int, float | None]]:
    matters: list[Matter] = [told for one in stories if (told := history(one).at(period.until))]
    groups = {"": matters, **group(matters, By.UNIT), **group(matters, By.KIND)}
    made = {(kpi.id, name): measure(kpi, some, period) for name, some in groups.items() for kpi in KPIS.kpis}
    return {key: (one.numerator, one.denominator, one.value) for key, one in made.items()}


STEPS = st.tuples(
    st.integers(0, 1),
    st.none() | COMMANDS | st.just(Refuse(reason="纪检监察事项", text="请拨12388")),
    st.sampled_from([*UNITS, ""]),
    st.sampled_from([0.0, 0.5, 5, 30, 200]),
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["demo", "changzhou", "gaoyou", "zhuzhou", "jintan"]), st.lists(STEPS, min_size=10, max_size=45))
def test_the_figures_of_a_past_period_are_changed_by_no_later_command(
    city: str, steps: list[tuple[int, object | None, str, float]]
) -> None:
    stories = [Story(profile=story(city).profile, name=f"t{n}").accepted("投诉", topic="路灯") for n in range(2)]
    now, issued = stories[0].now, list[Issued]()
    since = now - timedelta(hours=1)
    for which, command, unit, hours in steps:
        now += timedelta(hours=hours)
        if hours > 24:
            period = Period(since=since.timestamp(), until=now.timestamp())
            issued.append(Issued(period=period, figures=figures(stories, period)))
            since = now
        _try(stories[which], command or forward(stories[which]), unit, now)
    for one in issued:
        assert figures(stories, one.period) == one.figures
    for one in stories:
        _agrees(one, [found.period.until for found in issued])


def _try(one: Story, command: object | None, unit: str, now: object) -> None:
    one.now = now  # type: ignore[assignment]
    lead = one.record.unit if isinstance(command, Sign | ReplyWith) else unit
    if isinstance(command, RecordRevisit | PassGate):
        lead = ""
    try:
        if command is not None:
            one.do(command, Who(name="x", unit=lead, posts=one.profile.switches.gates))
        one.tick()
    except (TransitionError, NotYoursError):
        return


def _agrees(one: Story, ends: list[float]) -> None:
    """The row says what the ledger says, and both what the ticket's state says."""
    told, last = history(one), history(one).at(float("inf"))
    assert known(to_body(told), ends) == [told.at(end) for end in ends]
    assert last is not None
    assert (last.resolved_at is not None) == (one.record.state in STANDING)
    assert (last.closed_at is not None) == (one.record.state is TicketState.CLOSED)
    assert len(last.earlier) == len(last.reopened_at)
