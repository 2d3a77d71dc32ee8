"""A recorded day plays again: from CSV and from the ledger; what cannot be is refused by line and column."""

from datetime import date
from pathlib import Path

import pytest

from callcenter.settings import SettingsError, load
from callcenter.simulation.plan import draw_day
from callcenter.simulation.play import duties_of, play_day
from callcenter.simulation.recorded import RecordedCall, plan_recorded
from callcenter.simulation.recorded_csv import read_day
from callcenter.simulation.recorded_ledger import fold_day, read_ledger
from callcenter.simulation.scenario import Scenario, load_scenario, presets
from callcenter.simulation.virtual import DAY_START
from callcenter.store.database import Database
from callcenter.store.journal import Journal
from queueing.events import Fact


def gaoyou() -> Scenario:
    return load_scenario(presets()["gaoyou-350-total"])


def write(folder: Path, text: str) -> Path:
    path = folder / "day.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_line_is_one_call(tmp_path: Path) -> None:
    path = write(tmp_path, "at,waited_s,talk_s,hard,queue\n09:30:15,4.5,120,1,show\n23:59,31,,,\n")
    assert read_day(path) == [
        RecordedCall(at_s=34215.0, waited_s=4.5, talk_s=120.0, hard=True, queue="show"),
        RecordedCall(at_s=86340.0, waited_s=31.0, talk_s=None),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: expected columns at, waited_s, talk_s"),
        ("at,waited_s\n", "line 1: expected columns at, waited_s, talk_s"),
        ("at,waited_s,talk_s,mood\n", "found at, waited_s, talk_s, mood"),
        ("at,waited_s,talk_s\n", "expected at least one call, found none"),
        ("at,waited_s,talk_s\n25:00,1,1\n", "line 2: at: expected a time of day such as 09:30:15, found '25:00'"),
        ("at,waited_s,talk_s\n09:00,-1,1\n", "line 2: waited_s: expected seconds of 0 to 86400, found '-1'"),
        ("at,waited_s,talk_s\n09:00,1,nan\n", "line 2: talk_s: expected seconds of 0 to 86400, found 'nan'"),
        ("at,waited_s,talk_s\n09:00,1\n", "line 2: expected as many values as the header has"),
        ("at,waited_s,talk_s,hard\n09:00,1,1,yes\n", "line 2: hard: expected 0 or 1, found 'yes'"),
    ],
)
def test_a_bad_line_is_refused_by_line_and_column(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as fault:
        read_day(write(tmp_path, text))
    assert told in str(fault.value)
    assert "day.csv" in str(fault.value)


def test_what_is_known_stays_and_nobody_gives_up_before_they_were_answered() -> None:
    record = [
        RecordedCall(at_s=100.0, waited_s=80.0, talk_s=61.0),
        RecordedCall(at_s=50.0, waited_s=33.0, talk_s=None),
    ]
    for seed in range(50):
        gave_up, answered = plan_recorded(record, gaoyou().people, seed)
        assert (gave_up.at_s, gave_up.patience_s) == (50.0, 33.0)
        assert (answered.at_s, answered.talk_s) == (100.0, 61.0)
        assert answered.patience_s > 80.0


def test_a_day_read_back_from_its_facts_gives_the_same_figures() -> None:
    """Play a day, read its facts as the ledger would give them, play what was read: the same calls, answered alike."""
    scenario, facts = gaoyou(), list[Fact]()
    calls, duties = draw_day(scenario, 5), duties_of(scenario)
    first = play_day(scenario, calls, duties, listeners=[facts.append])
    read = fold_day(facts, DAY_START)
    record = list(read.calls.values())
    assert len(record) == len(calls)
    assert sum(one.talk_s is not None for one in record) == first.counts.answered
    borne_s = [one.waited_s for one in record if one.talk_s is None]
    assert sum(borne_s) / len(borne_s) == pytest.approx(first.counts.abandoned_asa_s)
    assert [one.at_s for one in record] == pytest.approx([one.at_s for one in calls])
    assert {one.operator_id for one in read.duties} == {one.operator_id for one in duties}
    assert sum(one.end_s - one.start_s for one in read.duties) == pytest.approx(8 * 8 * 3600.0)
    again = play_day(scenario, plan_recorded(record, scenario.people, 1), read.duties)
    assert again.counts.offered == first.counts.offered
    assert again.counts.answered == pytest.approx(first.counts.answered, abs=3)
    assert again.counts.talk_s == pytest.approx(first.counts.talk_s, rel=0.01)


async def test_a_day_in_the_ledger_is_read_from_the_database(tmp_path: Path) -> None:
    config = tmp_path / "callcenter.toml"
    config.write_text(f'[site]\ntimezone = "UTC"\n[store]\nurl = "sqlite:///{tmp_path}/desk.db"\n', "utf-8")
    settings, scenario, facts = load(config, {}), gaoyou(), list[Fact]()
    played = play_day(scenario, draw_day(scenario, 6), duties_of(scenario), listeners=[facts.append])
    async with Database(settings.store.url) as database:
        journal = Journal(database)
        journal.append(facts)
        await journal.flush()
    found = await read_ledger(settings, date(1970, 1, 2))
    assert found.calls == fold_day(facts, DAY_START).calls
    assert len(found.calls) == played.counts.offered
    assert found.duties == fold_day(facts, DAY_START).duties
    with pytest.raises(SettingsError, match="expected calls on 1970-03-01, found none in the ledger"):
        await read_ledger(settings, date(1970, 3, 1))
