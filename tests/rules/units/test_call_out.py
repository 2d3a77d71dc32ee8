"""Calling out the duty officer: main first, backups after, then again, then higher; it always comes to an end."""

from hypothesis import given
from hypothesis import strategies as st

from queueing.units.call_out import (
    Answer,
    Attempt,
    CallOutRules,
    Exhausted,
    OnCall,
    Reached,
    Ring,
    WaitUntil,
    next_step,
    on_call,
)

LINE = ("所", "局", "市")
ROSTER = (
    OnCall(unit_id="所", name="备班", number="102", rank=2),
    OnCall(unit_id="所", name="主班", number="101"),
    OnCall(unit_id="市", name="总值班", number="300"),
)
RULES = CallOutRules(rounds=2, pause_s=60.0)
NIGHT = 1_763_800_000.0


def play(answers: dict[str, Answer], *, rules: CallOutRules = RULES) -> tuple[list[tuple[str, float, bool]], object]:
    """Ring until it is over; each ring takes 30 s. Returns who was rung when (seconds from the start), and the end."""
    attempts: list[Attempt] = []
    rung, now = [], NIGHT
    for _ in range(100):
        step = next_step(LINE, ROSTER, attempts, now, rules)
        if isinstance(step, WaitUntil):
            assert step.at > now
            now = step.at
        elif isinstance(step, Ring):
            who = step.person
            rung.append((who.name, now - NIGHT, step.escalated))
            told = answers.get(who.number, Answer.NO_ANSWER)
            attempts.append(
                Attempt(unit_id=who.unit_id, name=who.name, number=who.number, rank=who.rank, at=now, answer=told)
            )
            now += 30
        else:
            return rung, step
    raise AssertionError("never ended")


def test_main_officer_backup_again_after_a_pause_then_the_city() -> None:
    rung, end = play({})
    assert rung == [
        ("主班", 0, False),
        ("备班", 30, False),
        ("主班", 90, False),  # a minute after the last attempt began
        ("备班", 120, False),
        ("总值班", 150, True),
        ("总值班", 210, True),
    ]
    assert end == Exhausted(why="值班人员均未接听")


def test_the_first_who_answers_ends_it() -> None:
    rung, end = play({"102": Answer.ANSWERED})
    assert [name for name, _, _ in rung] == ["主班", "备班"]
    assert isinstance(end, Reached)
    assert end.attempt.name == "备班"


def test_while_a_phone_rings_nobody_else_is_rung() -> None:
    ringing = Attempt(unit_id="所", name="主班", number="101", rank=1, at=NIGHT, answer=Answer.RINGING)
    assert next_step(LINE, ROSTER, [ringing], NIGHT + 1, RULES) == WaitUntil(at=NIGHT + RULES.ring_s)


def test_without_any_roster_a_person_must_act_and_is_told_why() -> None:
    step = next_step(LINE, (), [], NIGHT, RULES)
    assert step == Exhausted(why="没有排班：本单位和上级单位都没有值班人员")


def test_a_substitute_for_tonight_stands_before_the_standing_turn_and_only_tonight() -> None:
    tonight = OnCall(unit_id="所", name="替班", number="109", since=NIGHT - 60, until=NIGHT + 3600)
    assert [one.name for one in on_call((*ROSTER, tonight), "所", NIGHT)] == ["替班", "主班", "备班"]
    assert [one.name for one in on_call((*ROSTER, tonight), "所", NIGHT + 3600)] == ["主班", "备班"]


@given(
    st.dictionaries(
        st.sampled_from(["101", "102", "300"]), st.sampled_from([a for a in Answer if a is not Answer.RINGING])
    ),
    st.integers(1, 4),
    st.integers(1, 12),
)
def test_it_ends_rings_fairly_and_never_after_an_answer(answers: dict[str, Answer], rounds: int, most: int) -> None:
    rules = CallOutRules(rounds=rounds, most_attempts=most)
    rung, end = play(answers, rules=rules)
    names = [name for name, _, _ in rung]
    assert len(rung) <= most
    assert max((names.count(name) for name in names), default=0) <= rounds
    picked_up = {"101": "主班", "102": "备班", "300": "总值班"}
    taking = {picked_up[number] for number, answer in answers.items() if answer is Answer.ANSWERED}
    assert not taking.intersection(names[:-1])
    assert isinstance(end, Reached) == bool(names and names[-1] in taking)
