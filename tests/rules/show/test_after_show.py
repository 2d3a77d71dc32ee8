"""What a show still owes, when promises are due, and where they were heard: the pure rules after sign-off."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.calendars import load_calendar
from queueing.days.clocks import Clock, due_of
from queueing.days.office import OFFICE_HOURS, Office
from queueing.events import TransitionError
from queueing.show.board import ShowBoard
from queueing.show.closing import Missing, air_spans, in_order, may_close, missing, settled_count
from queueing.show.due_days import on_workday, until_day
from queueing.show.facts import AirAnswer, EntryKind, WentOffAir, WentOnAir
from queueing.show.promises import Today
from queueing.show.proposed import Heard, left_to_confirm, proposed
from queueing.show.state import EntryState, Phase
from tests.rules.show.studio import BOTH, HOST, PRODUCER, RULES, joined, live_show, screened

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = load_calendar().calendar
OFFICE = Office(calendar=CALENDAR, hours=OFFICE_HOURS, zone=ZONE)


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc,arg-type]


STEPS = ("air", "off", "answer", "promise", "ticket", "excuse", "leave", "sign_off", "close", "message")


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 4)), max_size=40))
def test_whatever_happens_a_closed_show_has_every_entry_settled(steps: list[tuple[str, int]]) -> None:
    """And what is missing, what may be closed and what is refused say the same all the way."""
    board = live_show("e0", "e1")
    for count, (step, number) in enumerate(steps):
        try:
            _do(board, step, f"e{number}", 20.0 + count)
        except TransitionError:
            continue
        finally:
            _agrees(board)
    if board.state.phase is Phase.CLOSED:
        assert all(one.settled for one in board.state.entries.values())


def _do(board: ShowBoard, step: str, name: str, now: float) -> None:
    match step:
        case "air":
            board.put_on_air(now, HOST, name)
        case "off":
            board.off_air(now, HOST, name)
        case "answer":
            board.answer(now, HOST, name, AirAnswer.ANSWERED)
        case "promise":
            board.answer(now, HOST, name, AirAnswer.PROMISED, "三天", date(2026, 12, 1))
        case "ticket":
            board.ticketed(now, name, f"T{name}")
        case "excuse":
            board.excuse(now, PRODUCER, name, "拨错号码")
        case "leave":
            board.caller_left(now, name)
        case "sign_off":
            board.sign_off(now, HOST)
        case "message":
            board.join(joined(name, now, EntryKind.MESSAGE))
        case _:
            board.close(now, BOTH)


def _agrees(board: ShowBoard) -> None:
    state = board.state
    owed = {one.entry_id for one in board.owed()}
    assert {one.entry_id for one in state.entries.values() if missing(one)} == owed
    assert settled_count(state) == len(state.entries) - len(owed)
    assert sorted(one.entry_id for one in in_order(state)) == sorted(state.entries)
    if may_close(state):
        again = ShowBoard("s1", RULES)
        again.state.phase, again.state.entries = state.phase, dict(state.entries)
        again.close(99.0, BOTH)
    elif state.phase is Phase.SIGNED_OFF:
        with pytest.raises(TransitionError):
            board.close(99.0, BOTH)


def test_what_is_missing_is_named_in_the_order_it_is_done() -> None:
    board = live_show("e1")
    assert missing(board.state.entry("e1")) == (Missing.STILL_HERE, Missing.TICKET_OR_REASON)
    board.put_on_air(20.0, HOST, "e1")
    board.sign_off(30.0, HOST)
    assert missing(board.state.entry("e1")) == (Missing.ANSWER, Missing.TICKET)
    board.answer(31.0, HOST, "e1", AirAnswer.TAKEN)
    assert missing(board.state.entry("e1")) == (Missing.TICKET,)
    board.ticketed(32.0, "e1", "T1")
    assert missing(board.state.entry("e1")) == ()
    assert board.state.entry("e1").state is EntryState.GONE


def test_who_was_on_air_stands_first_as_they_were_heard() -> None:
    board = live_show("e1", "e2", "e3")
    screened(board, "e4")
    for at, name in ((20.0, "e3"), (25.0, "e1")):
        board.put_on_air(at, HOST, name)
    assert [one.entry_id for one in in_order(board.state)] == ["e3", "e1", "e2", "e4"]


def test_each_time_on_air_is_a_span_and_one_that_goes_on_ends_now() -> None:
    def on(at: float) -> WentOnAir:
        return WentOnAir(at=at, show_id="s1", entry_id="e1", by="wang", position=1)

    facts = [on(10.0), WentOffAir(at=20.0, show_id="s1", entry_id="e1", by="wang"), on(50.0)]
    assert [(one.since, one.until) for one in air_spans(facts, "e1", 60.0)] == [(10.0, 20.0), (50.0, 60.0)]


@pytest.mark.parametrize(
    ("said", "day", "provisional"),
    [
        (date(2026, 2, 18), date(2026, 2, 24), False),  # Spring Festival 2026: 15 to 23 February
        (date(2026, 2, 14), date(2026, 2, 14), False),  # a Saturday that is worked for it
        (date(2026, 11, 29), date(2026, 11, 30), False),  # a Sunday
        (date(2026, 12, 31), date(2026, 12, 31), True),  # the notice for 2027 may still move it
        (date(2027, 1, 1), date(2027, 1, 4), True),  # no calendar yet: by the statute alone, and said so
    ],
)
def test_a_day_of_rest_gives_way_to_the_next_working_day(said: date, day: date, provisional: bool) -> None:
    due = on_workday(said, CALENDAR)
    assert (due.day, due.said, due.provisional) == (day, said, provisional)


@pytest.mark.parametrize(
    ("since", "due", "limit"),
    [
        (moment(2026, 11, 26, 9, 30), date(2026, 11, 30), "4 d"),
        (moment(2026, 2, 12, 9, 30), date(2026, 2, 24), "12 d"),  # across Spring Festival
        (moment(2026, 11, 26, 9, 30), date(2026, 11, 26), "480 min"),  # today, up to 17:30
        (moment(2026, 11, 26, 9, 30), date(2026, 11, 28), "3360 min"),  # a Saturday that somebody has chosen
        (moment(2026, 11, 26, 22, 20), date(2026, 11, 26), "99 min"),  # on television: up to 23:59
        (moment(2026, 12, 30, 9, 30), date(2027, 2, 26), "58 d"),  # past the end of the calendar
    ],
)
def test_a_promise_runs_to_the_close_of_business_of_its_day(since: datetime, due: date, limit: str) -> None:
    found = until_day(due, since.timestamp(), OFFICE)
    assert str(found) == limit
    ends = due_of(Clock(ticket_id="t", rule_id="p", policy="x", started_at=since, limit=found), OFFICE)
    assert ends is not None
    assert ends.at.astimezone(ZONE).date() == due


@given(st.dates(date(2025, 6, 1), date(2027, 12, 31)), st.integers(0, 400), st.integers(0, 1439))
def test_no_promise_is_ever_due_on_another_day_than_was_confirmed(day: date, ahead: int, minute: int) -> None:
    """Whatever the calendar holds, or does not hold yet."""
    since = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZONE)
    due = date.fromordinal(day.toordinal() + ahead)
    limit = until_day(due, since.timestamp(), OFFICE)
    ends = due_of(Clock(ticket_id="t", rule_id="p", policy="x", started_at=since, limit=limit), OFFICE)
    assert ends is not None
    assert ends.at.astimezone(ZONE).date() in (due, date.fromordinal(due.toordinal() + (minute == 1439)))


def heard(text: str, speaker: str = "guest", utterance_id: str = "u1") -> Heard:
    return Heard(
        utterance_id=utterance_id, call_id="c1", speaker=speaker, text=text, at=100.0, start_ms=7_000, end_ms=9_000
    )


def test_a_promise_is_proposed_with_its_sentence_its_day_and_its_place_and_never_a_callers() -> None:
    said = [
        heard("三天内停了两次水，你们会修吗？", "caller"),
        heard("我们了解了。下周五前一定修好，请监督。", "guest", "u2"),
    ]
    (one,) = proposed("e1", said, Today(day=date(2026, 11, 26), calendar=CALENDAR))
    assert (one.words, one.sentence, one.heard.start_ms) == ("下周五前", "下周五前一定修好，请监督", 7_000)
    assert one.due is not None
    assert one.due.day == date(2026, 12, 4)


def test_the_same_words_always_have_the_same_id_and_what_was_decided_is_not_asked_again() -> None:
    today = Today(day=date(2026, 11, 26), calendar=CALENDAR)
    first, again = (proposed("e1", [heard("月底前整改到位，年内完成改造。")], today) for _ in range(2))
    assert [one.promise_id for one in first] == [one.promise_id for one in again]
    assert len({one.promise_id for one in first}) == 2
    assert left_to_confirm(first, frozenset({first[0].promise_id})) == first[1:]


def test_a_promise_without_a_day_is_proposed_without_one() -> None:
    (one,) = proposed("e1", [heard("我们会尽快解决。")], Today(day=date(2026, 11, 26), calendar=CALENDAR))
    assert one.due is None
