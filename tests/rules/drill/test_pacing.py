"""When a call would be over, and the order of the scenes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from callcenter.drill import load_scenes
from callcenter.drill.pacing import SHOW_EVERY, over_in_s, running_order
from callcenter.packaged import config_dir

SECONDS = st.floats(0, 100)


def test_a_free_operator_takes_the_call_at_once() -> None:
    assert over_in_s([10.0], 0, 2, 25.0) == 25.0


def test_without_a_free_operator_the_call_waits_for_the_first_to_be_done() -> None:
    assert over_in_s([10.0, 4.0], 0, 2, 25.0) == 29.0


def test_those_before_it_in_line_are_served_first() -> None:
    assert over_in_s([10.0, 4.0], 2, 2, 25.0) == 54.0  # 4+25, 10+25, then 29+25


@given(st.lists(SECONDS, max_size=6), st.integers(0, 6), st.integers(1, 6), st.floats(1, 60))
def test_more_waiting_never_ends_sooner_and_more_operators_never_later(
    talking: list[float], waiting: int, operators: int, call_s: float
) -> None:
    busy = talking[:operators]
    now = over_in_s(busy, waiting, operators, call_s)
    assert now >= call_s
    assert over_in_s(busy, waiting + 1, operators, call_s) >= now
    assert over_in_s(busy, waiting, operators + 1, call_s) <= now


def test_every_scene_is_played_once_a_round_and_the_show_is_called_early() -> None:
    scenes = load_scenes(config_dir() / "drill")
    order = running_order(scenes)
    assert sorted(scene.name for scene in order) == sorted(scene.name for scene in scenes)
    assert order[SHOW_EVERY - 1].dial == "show"


def test_scenes_of_one_kind_only_are_all_played() -> None:
    scenes = load_scenes(config_dir() / "drill")
    for dial in ("show", "12345"):
        same = tuple(replace(scene, dial=dial) for scene in scenes)
        assert running_order(same) == same
