"""What may be asked of the simulator, and what is refused before anything runs: file, key and reason are named."""

from pathlib import Path

import pytest

from callcenter.settings import SettingsError
from callcenter.simulation.plan import draw_day
from callcenter.simulation.play import duties_of
from callcenter.simulation.roster import DAY_S, duties_of_staff, staffed
from callcenter.simulation.scenario import Scenario, load_scenario, presets

GOOD = """
title = "a day"
{top}
[load]
calls_per_day = {calls}
hourly = [{hours}]
{load}
{patience}
[people.talk]
shape = "exponential"
mean_s = {talk}
{people}
{shifts}
"""
PATIENCE = '[people.patience]\nshape = "exponential"\nmean_s = 120'
SHIFT = '[[shift]]\nstart = "00:00"\nend = "24:00"\noperators = 2'


def write(folder: Path, **changed: str) -> Path:
    """A scenario file with some of its parts changed."""
    parts = {"top": "", "calls": "100", "hours": "1," * 24, "load": "", "patience": PATIENCE, "talk": "150"}
    parts |= {"people": "", "shifts": SHIFT} | changed
    path = folder / "profile.toml"
    path.write_text(GOOD.format(**parts), "utf-8")
    return path


def refusal(folder: Path, **changed: str) -> str:
    """What is said about it."""
    with pytest.raises(SettingsError) as fault:
        load_scenario(write(folder, **changed))
    assert str(folder / "profile.toml") in str(fault.value)
    return str(fault.value)


def test_a_good_profile_is_taken(tmp_path: Path) -> None:
    assert load_scenario(write(tmp_path)).load.calls_per_day == 100


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"patience": ""}, "people.patience: Field required"),
        ({"patience": '[people.patience]\nshape="exponential"\nmean_s=0'}, "people: expected patience.mean_s above 0"),
        ({"talk": "-5"}, "people.talk.mean_s: Input should be greater than or equal to 0, found -5"),
        ({"talk": "nan"}, "people.talk.mean_s: Input should be a finite number"),
        ({"calls": "-1"}, "load.calls_per_day: Input should be greater than 0, found -1"),
        ({"hours": "1, 2"}, "load.hourly: "),
        ({"hours": "0," * 24}, "load: expected an hourly shape with some hour above 0"),
        ({"load": "coffee = 1"}, "load.coffee: Extra inputs are not permitted"),
        ({"top": "coffee = 1"}, "coffee: Extra inputs are not permitted"),
        ({"shifts": ""}, "the whole file: expected either staff (48 numbers) or [[shift]] tables"),
        ({"top": "staff = [1, 2]", "shifts": ""}, "the whole file: expected staff to hold 48 numbers"),
        (
            {"top": f"staff = [{'0,' * 48}]", "shifts": ""},
            "the whole file: expected staff to hold 48 numbers, not all 0",
        ),
        ({"shifts": SHIFT.replace("24:00", "25:00")}, "shift.0.end: "),
        (
            {"shifts": SHIFT.replace("24:00", "00:00")},
            "shift.0: expected a shift that takes time, found 00:00 to 00:00",
        ),
        ({"shifts": SHIFT.replace("operators = 2", "")}, "shift.0: expected either operators (1 or more) or numbers"),
        ({"shifts": "[desk]\nring_s = 4\n" + SHIFT}, "expected people.pickup below desk.ring_s 4.0, found 4.0"),
        ({"shifts": '[desk]\nstrategy = "luck"\n' + SHIFT}, "desk.strategy: expected one of longest_idle"),
        (
            {"people": '[people.pickup]\nshape="lognormal"\nmean_s=4'},
            "people.pickup: expected a cv with shape lognormal",
        ),
        ({"people": '[people.pickup]\nshape="constant"\nmean_s=4\ncv=1.0'}, "people.pickup: expected no cv"),
    ],
)
def test_what_cannot_be_is_refused_by_file_key_and_reason(tmp_path: Path, changed: dict[str, str], told: str) -> None:
    assert told in refusal(tmp_path, **changed)


def test_one_person_cannot_work_two_shifts_at_once(tmp_path: Path) -> None:
    early = '[[shift]]\nstart="08:00"\nend="16:00"\nnumbers=["8001"]\n'
    late = '[[shift]]\nstart="15:30"\nend="23:00"\nnumbers=["8001", "8002"]\n'
    told = refusal(tmp_path, shifts=early + late)
    assert "expected operator 8001 in one place at a time, found two shifts that overlap" in told


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nothing\.toml: expected a readable TOML file"):
        load_scenario(tmp_path / "nothing.toml")


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_can_be_played(name: str) -> None:
    scenario = load_scenario(presets()[name])
    assert min(staffed(duties_of(scenario))) >= 1, "the line never closes"
    assert scenario.source


def test_the_source_documents_loads_are_all_there() -> None:
    loads = {name: load_scenario(path).load for name, path in presets().items()}
    assert loads["gaoyou-350-total"].calls_per_day == 350
    assert loads["gaoyou-350-each"].calls_per_day == 8 * 350
    assert loads["gaoyou-surge"].surge == 5.5
    assert round(loads["zhuzhou-2018"].calls_per_day * 365, -3) == 255_000
    assert loads["haikou-20000"].calls_per_day == 20_000
    assert loads["changzhou-2021"].calls_per_day == 2685


def scenario(name: str) -> Scenario:
    return load_scenario(presets()[name])


def test_the_gaoyou_crew_is_two_three_and_three() -> None:
    crew = staffed(duties_of(scenario("gaoyou-350-total")))
    assert (crew[0], crew[20], crew[40]) == (2, 3, 3)
    assert len({duty.operator_id for duty in duties_of(scenario("gaoyou-350-total"))}) == 8


def test_the_same_seed_draws_the_same_day_and_another_seed_another() -> None:
    assert draw_day(scenario("gaoyou-surge"), 3) == draw_day(scenario("gaoyou-surge"), 3)
    assert draw_day(scenario("gaoyou-surge"), 3) != draw_day(scenario("gaoyou-surge"), 4)


def test_drawn_days_have_the_load_shape_and_habits_asked_for() -> None:
    asked = scenario("haikou-20000")
    calls = draw_day(asked, 1)
    assert len(calls) == pytest.approx(20_000, rel=0.03)
    in_hour_9 = sum(9 * 3600 <= call.at_s < 10 * 3600 for call in calls)
    assert in_hour_9 / len(calls) == pytest.approx(asked.load.hourly[9] / sum(asked.load.hourly), rel=0.1)
    assert sum(call.talk_s for call in calls) / len(calls) == pytest.approx(150.0, rel=0.03)
    assert sum(call.patience_s for call in calls) / len(calls) == pytest.approx(120.0, rel=0.03)
    assert sum(call.hard for call in calls) / len(calls) == pytest.approx(0.1, rel=0.1)
    assert all(0.0 <= call.at_s < DAY_S for call in calls)


def test_numbers_by_half_hour_are_kept_by_people_who_stay_as_long_as_they_can() -> None:
    staff = [1] * 16 + [3] * 16 + [2] * 16
    duties = duties_of_staff(staff)
    assert staffed(duties) == tuple(staff)
    assert [(one.operator_id, one.start_s / 1800, one.end_s / 1800) for one in duties] == [
        ("8001", 0, 48),
        ("8002", 16, 48),
        ("8003", 16, 32),
    ]
