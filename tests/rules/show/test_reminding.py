"""Who of the show is told of what, when, and through whom."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.days.limits import Limit
from queueing.days.milestones import Binds, MilestoneRule, Proof
from queueing.show.edition import Contact, Edition, EditionState, Leave, Seat
from queueing.show.plan import ShowKind
from queueing.show.preparation import Filed, steps
from queueing.show.promise_book import BookedPromise, Kept, Origin, standing
from queueing.show.reminding import Duty, Stage, addressee, may_tell, of_plan, of_promises
from tests.rules.deadlines.offices import KNOWN, SHANGHAI, office

OFFICE = office()
AIR = date(2020, 5, 14)
RULES = (
    MilestoneRule(id="contact", title="联络员", before=Limit.parse("-30 wd"), proof=Proof.CONTACTS),
    MilestoneRule(id="promo", title="宣传", before=Limit.parse("-10 wd")),
    MilestoneRule(id="leave", title="请假", before=Limit.parse("-3 wd"), binds=Binds.LEAVE),
    MilestoneRule(id="push", title="推送报备", before=Limit.parse("-1 wd")),
)


def edition(announced: date = date(2020, 1, 2), state: EditionState = EditionState.PLANNED) -> Edition:
    return Edition(
        edition_id="E1", day=AIR, kind=ShowKind.WEEKLY, title="政风热线", announced=announced, state=state,
        seats=(Seat(unit="新北区"), Seat(unit="公安局")),
    )  # fmt: skip


def duties(one: Edition, today: date, filed: Filed | None = None) -> list[Duty]:
    return list(of_plan(one, steps(one, RULES, OFFICE, filed or Filed(), today), today))


def test_only_the_unit_that_still_owes_its_contacts_is_told_of_them() -> None:
    found = duties(edition(), date(2020, 4, 10), Filed(contacts=(("公安局", date(2020, 3, 2)),)))
    assert [(one.unit, one.title, one.stage) for one in found] == [("新北区", "联络员", Stage.OVER)]


def test_what_was_over_when_the_plan_was_announced_is_told_as_such() -> None:
    found = duties(edition(announced=date(2020, 4, 20)), date(2020, 4, 21))
    assert {(one.title, one.stage) for one in found if one.title == "联络员"} == {("联络员", Stage.BORN_LATE)}


def test_a_last_day_for_asking_is_no_duty_and_a_show_that_is_off_or_over_reminds_nobody() -> None:
    days = [AIR - timedelta(days=n) for n in range(60)]
    assert not [one for day in days for one in duties(edition(), day) if one.rule_id == "leave"]
    assert duties(edition(state=EditionState.CANCELLED), AIR - timedelta(days=1)) == []
    assert duties(edition(), AIR + timedelta(days=1)) == []


@given(days=st.lists(st.integers(-80, 5).map(lambda n: AIR + timedelta(days=n)), min_size=1, max_size=12))
def test_a_unit_is_told_of_one_thing_at_most_three_times_and_ever_more_urgently(days: list[date]) -> None:
    order = list(Stage)
    for unit in ("新北区", "公安局"):
        for rule in RULES:
            told: dict[str, Stage] = {}
            for day in sorted(days):
                for one in duties(edition(), day):
                    if (one.unit, one.rule_id) == (unit, rule.id):
                        told.setdefault(one.key, one.stage)
            stages = [order.index(one) for one in told.values()]
            assert len(stages) <= 3
            assert stages == sorted(stages)


def test_a_promise_is_told_of_near_its_day_on_it_and_after_and_never_unconfirmed() -> None:
    due = date(2020, 6, 30)

    def stages(today: date, day: date | None) -> list[Stage]:
        one = BookedPromise(
            promise_id="P1", origin=Origin.TV, edition_id="E1", unit="公安局", words="修好", due=day, said_at=0.0,
            state=standing(day, Kept(), today, KNOWN),
        )  # fmt: skip
        return [duty.stage for duty in of_promises([one], today)]

    assert stages(date(2020, 6, 23), due) == []
    assert stages(date(2020, 6, 29), due) == [Stage.NEAR]
    assert stages(due, due) == [Stage.TODAY]
    assert stages(date(2020, 7, 1), due) == [Stage.OVER]
    assert stages(date(2020, 7, 1), None) == []


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("2020-04-26 10:00", True),  # a Sunday that is worked
        ("2020-04-25 10:00", False),  # a Saturday
        ("2020-05-01 10:00", False),  # 劳动节
        ("2020-04-27 22:00", False),
        ("2020-04-27 06:00", False),
    ],
)
def test_nobody_is_reminded_at_night_or_on_a_day_of_rest(text: str, allowed: bool) -> None:
    at = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    assert may_tell(at, OFFICE) is allowed


def test_who_stands_in_is_told_when_their_number_is_listed_else_the_first_with_a_mobile() -> None:
    contacts = [
        Contact(unit="公安局", name="赵敏", office_phone="0519-85588230"),
        Contact(unit="公安局", name="钱主任", mobile="13800000003"),
        Contact(unit="公安局", name="吴副局长", mobile="13800000004"),
    ]
    leave = Leave(unit="公安局", reason="会议", delegate="吴副局长", delegate_post="", asked_on=AIR, late=False)
    assert addressee(contacts, None) == contacts[1]
    assert addressee(contacts, leave) == contacts[2]
    assert addressee(contacts[:2], leave) == contacts[1]
    assert addressee(contacts[:1], leave) is None
