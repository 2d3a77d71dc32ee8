"""Calls during which recognisers are killed, crash, abort on one sound, hang, and disks and clocks misbehave.

Six calls in every run of the tests; twenty, for each of the ten harms, with CALLCENTER_DRILLS=1.
"""

import os

import pytest

from tests.wire.asr import harm as harms
from tests.wire.asr import twenty as proof
from tests.wire.asr.house import House

pytestmark = pytest.mark.wire
DRILL = pytest.mark.skipif(
    "CALLCENTER_DRILLS" not in os.environ,
    reason="ten times twenty calls take four minutes: CALLCENTER_DRILLS=1, or python -m tests.bench asr_faults",
)


@pytest.mark.parametrize("harm", [harms.both_killed_three_times, harms.aborts_on_one_sound, harms.one_after_the_other])
async def test_six_calls_outlive_the_worst(house: House, harm: harms.Harm, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most one utterance a leg is missing and marked, no call is touched, all are whole after the call."""
    for name, value in harms.prepare(house).items():
        monkeypatch.setenv(name, value)
    harms.assert_kept(await harms.harmed(house, harm, calls=6, sentences=3), harm)


@DRILL
@pytest.mark.parametrize("name", harms.HARMS)
async def test_twenty_calls_outlive_everything(house: House, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for twenty calls, and for every harm."""
    for key, value in harms.prepare(house).items():
        monkeypatch.setenv(key, value)
    harms.assert_kept(await harms.harmed(house, harms.HARMS[name], calls=20, sentences=6), harms.HARMS[name])


def test_what_the_calls_say_is_heard_the_same_wherever_a_block_begins() -> None:
    """Else a drill would blame a fault for what the model does by itself."""
    assert proof.misheard(proof.steady_sentences()) == []
