"""The studio's recording of the scripted show: each caller's faint tone says who was heard, from when to when."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter.drill import load_scenes
from callcenter.drill.show.after import After
from callcenter.drill.show.pilots import LONGEST_S, Spell, spells, with_pilot
from callcenter.drill.show.script import CALLERS, ON_AIR
from callcenter.drill.show.verdict import judge
from callcenter.packaged import config_dir

RATE_HZ = 8000
SCENES = {scene.name: scene.citizen.pcm for scene in load_scenes(config_dir() / "drill")}
GOOD = After(
    refused_early=True, tickets=10, reasons=1, total=11, closed=True, files=("a",), faulty_files=(), files_s=1.0
)


def heard(*parts: tuple[int | None, float]) -> bytes:
    """A recording: a caller by place, or nobody, for so many seconds each."""
    voices = {place: with_pilot(SCENES[CALLERS[place].scene], place, 8) for place, _ in parts if place is not None}
    pieces = []
    for place, seconds in parts:
        length = 2 * int(seconds * RATE_HZ)
        pieces.append(bytes(length) if place is None else voices[place][:length])
    return b"".join(pieces)


@settings(max_examples=20)
@given(st.permutations(range(12)), st.floats(1.0, 3.0), st.floats(0.0, 0.28))
def test_who_was_on_air_and_the_gaps_are_found_to_within_a_tenth_of_a_second(
    order: list[int], said_s: float, gap_s: float
) -> None:
    """Also when the next one follows at once."""
    parts = [part for place in order[:3] for part in ((place, said_s), (None, gap_s))]
    found = judge(spells(heard(*parts), 12), GOOD)
    assert found.order == tuple(order[:3])
    assert all(abs(gap - gap_s) < 0.1 for gap in found.gaps_s)


def test_speech_alone_is_nobody_and_a_held_caller_under_another_is_seen() -> None:
    for speech in SCENES.values():
        assert spells(speech, 12) == []
    on_air = np.frombuffer(heard((0, 6.0)), np.int16).astype(np.int32)
    leak = np.frombuffer(heard((None, 2.0), (5, 1.0), (None, 3.0)), np.int16)
    mixed = np.clip(on_air + leak, -32768, 32767).astype(np.int16).tobytes()
    assert {one.place for one in spells(mixed, 12)} == {0, 5}


def test_the_script_has_twelve_callers_three_of_them_on_air_and_each_loop_lasts_the_show() -> None:
    assert (len(CALLERS), len(ON_AIR)) == (12, 3)
    assert len({one.name for one in CALLERS}) == len({one.scene for one in CALLERS}) == 12
    assert LONGEST_S >= 240


def test_a_wrong_order_a_long_gap_or_an_open_matter_fails_the_show() -> None:
    def spell(place: int, begin_s: float) -> Spell:
        return Spell(place=place, begin_s=begin_s, end_s=begin_s + 1.0)

    in_order = [spell(place, 1.1 * at) for at, place in enumerate(ON_AIR)]
    assert judge(in_order, GOOD).passed
    assert "on air" in judge([*in_order, spell(7, 9.0)], GOOD).faults()[0]
    late = [spell(place, 1.4 * at) for at, place in enumerate(ON_AIR)]
    assert "gaps" in judge(late, GOOD).faults()[0]
    open_end = After(
        refused_early=True, tickets=9, reasons=1, total=11, closed=True, files=(), faulty_files=(), files_s=1.0
    )
    assert len(judge(in_order, open_end).faults()) == 2
