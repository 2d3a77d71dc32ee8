"""The service's look ahead: what it learns from, when, and what reaches the wallboard."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from callcenter.lookahead import Lookahead, LookaheadPorts, past_days
from callcenter.settings import Forecast, SettingsError
from callcenter.store.faults import StoreUnavailableError
from dashboards.directory import Directory
from dashboards.projections import Board
from dashboards.schema import schema_of
from dashboards.topics import FORECAST, ForecastView
from queueing.days.calendar import Calendar

ZONE = ZoneInfo("Asia/Shanghai")
MIDNIGHT = 1_795_190_400.0  # 2026-11-21 00:00 in China, a Saturday
NINE = MIDNIGHT + 9 * 3600.0
CALENDAR = Calendar(published=frozenset({2026}))


class Past:
    """Counts of past days, asked for as the ledger is."""

    def __init__(self, counted: Mapping[int, int]) -> None:
        self.counted, self.asked, self.down = counted, list[tuple[float, float]](), False

    async def count(self, since: float, until: float) -> Mapping[int, int]:
        self.asked.append((since, until))
        if self.down:
            raise StoreUnavailableError("gone")
        return self.counted


def two_weeks(calls: int) -> dict[int, int]:
    return {int(MIDNIGHT // 1800) - n: calls for n in range(1, 14 * 48 + 1)}


class Stage:
    """A look ahead with its board and its clock."""

    def __init__(self, past: Past, choice: Forecast) -> None:
        self.now, self.board = NINE, Board(ZONE, Directory(), began=NINE)
        ports = LookaheadPorts(now=lambda: self.now, count=past.count, show=self.board.set_outlook, calendar=CALENDAR)
        self.ahead = Lookahead(choice, ZONE, ports)

    def shown(self) -> ForecastView | None:
        found = [one.payload for one in self.board.due(self.now) if one.topic is FORECAST]
        assert all(isinstance(one, ForecastView) for one in found)
        return found[-1] if found else None  # type: ignore[return-value]


async def test_the_wall_shows_calls_and_operators_of_the_next_half_hours() -> None:
    stage = Stage(Past(two_weeks(40)), Forecast())
    await stage.ahead.turn()
    shown = stage.shown()
    assert shown is not None
    assert [one.begins for one in shown.half_hours[:3]] == ["09:00", "09:30", "10:00"]
    assert (round(shown.half_hours[0].calls), shown.days) == (
        40,
        3,
    )  # Saturdays and Sundays without the record's first day
    assert shown.half_hours[0].needed > 3
    assert shown.half_hours[0].rostered is None
    jsonschema.validate(shown.model_dump(mode="json"), schema_of(FORECAST))


async def test_a_site_without_any_record_shows_its_profile_and_the_profiles_staff() -> None:
    stage = Stage(Past({}), Forecast(profile="gaoyou-350-total"))
    await stage.ahead.turn()
    shown = stage.shown()
    assert shown is not None
    assert (shown.days, shown.half_hours[0].rostered) == (0, 3)
    assert 3 < shown.half_hours[0].calls < 16


async def test_a_site_without_record_or_profile_shows_nothing() -> None:
    stage = Stage(Past({}), Forecast())
    await stage.ahead.turn()
    assert stage.shown() is None


async def test_the_past_is_read_once_an_hour_and_a_ledger_that_is_away_costs_nothing() -> None:
    past = Past(two_weeks(40))
    stage = Stage(past, Forecast(days=28))
    await stage.ahead.turn()
    stage.now += 60.0
    await stage.ahead.turn()
    assert past.asked == [(MIDNIGHT - 28 * 86400.0, MIDNIGHT)]
    past.down, stage.now = True, NINE + 3600.0
    await stage.ahead.turn()
    shown = stage.shown()
    assert shown is not None
    assert shown.half_hours[0].begins == "10:00"


async def test_the_sites_own_roster_takes_the_place_of_the_profiles() -> None:
    stage = Stage(Past({}), Forecast(profile="gaoyou-350-total"))
    stage.ahead.set_roster(lambda _: 7)
    await stage.ahead.turn()
    shown = stage.shown()
    assert shown is not None
    assert {one.rostered for one in shown.half_hours} == {7}


def test_a_profile_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match=r"expected a file or one of .*gaoyou-surge.*, found 'nowhere'"):
        Stage(Past({}), Forecast(profile="nowhere"))


def test_the_day_the_record_begins_on_is_left_out_for_it_may_be_half_a_day() -> None:
    found = past_days({int(NINE // 1800): 5, int(NINE // 1800) + 48: 7}, ZONE, lambda _: True)
    assert [(sum(one.calls), one.calls[18]) for one in found] == [(7, 7)]
