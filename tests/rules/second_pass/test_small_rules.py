"""Room on the desk, pauses between tries, who said what."""

import pytest
from pydantic import ValidationError

from callcenter.second_pass.reasons import Closed
from callcenter.second_pass.redraft import utterances_of
from callcenter.second_pass.room import closed_for
from callcenter.second_pass.worker import LONGEST_PAUSE_S, pause_s
from callcenter.second_pass_settings import SecondPass
from callcenter.store.utterance import SavedUtterance


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        ({}, ""),
        ({"legs": 8, "lag_ms": 400}, ""),
        ({"legs": 9}, Closed.MANY_LEGS),
        ({"lag_ms": 600}, Closed.WORDS_LATE),
        ({"legs_waiting": 1}, Closed.LEGS_WAIT),
        ({"spooled_ms": 2000}, Closed.SPOOL_FIRST),
    ],
)
def test_second_passes_give_way_to_everything_live(load: dict[str, int], expected: str) -> None:
    assert closed_for({"up": True}, load, most_legs=8) == expected


def test_without_a_word_of_the_ear_there_is_no_room() -> None:
    assert closed_for({}, {}, most_legs=8) is Closed.EAR_SILENT


def test_pauses_between_tries_double_up_to_an_hour() -> None:
    assert [pause_s(30.0, attempt) for attempt in (1, 2, 3)] == [30.0, 60.0, 120.0]
    assert pause_s(30.0, 10_000) == LONGEST_PAUSE_S


def test_who_said_it_is_who_was_heard_live_on_that_side_at_that_time() -> None:
    def live(ident: str, role: str, start_ms: int) -> SavedUtterance:
        place = {"start_ms": start_ms, "end_ms": start_ms + 1000}
        return SavedUtterance(utterance_id=ident, call_id="c", leg_id=f"l-{ident}", role=role, text="好", **place)  # type: ignore[arg-type]

    said = [live("a", "caller", 0), live("b", "operator", 2000), live("d", "guest", 9000)]
    heard = [
        {"channel": channel, "start_ms": start, "end_ms": start + 500, "text": "好", "words": []}
        for channel, start in ((0, 5000), (1, 2200), (1, 9100))
    ]
    found = utterances_of("P-c", heard, said, "vosk", "city")
    assert [(one.utterance_id, one.role, one.leg_id, one.call_id) for one in found] == [
        ("P-c-1", "caller", "l-a", "c"),
        ("P-c-2", "operator", "l-b", "c"),
        ("P-c-3", "guest", "l-d", "c"),
    ]
    unknown = utterances_of("P-c", heard, [], "vosk", "city")
    assert [one.role for one in unknown] == ["caller", "operator", "operator"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"engine": "vosk-server"}, "one or more"),
        ({"servers": ["ws://a:1"]}, "none without"),
        ({"engine": "sherpa-onnx"}, "folder of a model"),
        ({"desk_url": "https://desk.example"}, "together with desk_url"),
        ({"desk_url": "ftp://x", "desk_token_file": "t"}, "pattern"),
    ],
)
def test_settings_that_do_not_fit_are_refused(keys: dict[str, object], expected: str) -> None:
    with pytest.raises(ValidationError, match=expected):
        SecondPass.model_validate(keys)
