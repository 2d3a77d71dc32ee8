"""Sentences from pieces: right Chinese for every number, and a sound file for every piece in both codecs."""

import tomllib

import pytest

from callcenter.desk import dialling, spoken, waiting
from callcenter.packaged import prompts_dir
from queueing.events import CallbackOffered, CallTold, VoicemailStarted, WaitAnnounced
from queueing.outlook.waiting import BAND_EDGES_MIN

PIECES = tomllib.loads((prompts_dir() / "spoken.toml").read_text("utf-8"))["pieces"]


def text(ahead: int, band: int = -1, *, callback: bool = False) -> str:
    fact = WaitAnnounced(at=0.0, call_id="c1", queue="hotline", ahead=ahead, band=band, callback=callback)
    return "".join(PIECES[piece] for piece in spoken.wait_announced(fact))


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (0, "您是下一位。"),
        (1, "您前面还有一位来电人。"),
        (2, "您前面还有两位来电人。"),
        (3, "您前面还有三位来电人。"),
        (10, "您前面还有十位来电人。"),
        (12, "您前面还有十二位来电人。"),
        (20, "您前面还有二十位来电人。"),
        (22, "您前面还有二十二位来电人。"),
        (99, "您前面还有九十九位来电人。"),
        (100, "您前面等候的来电人较多。"),
    ],
)
def test_a_place_in_line_is_said_as_people_say_it(ahead: int, said: str) -> None:
    assert text(ahead) == said


def test_a_wait_is_said_as_a_band() -> None:
    assert text(3, 2) == "您前面还有三位来电人。预计等候两到三分钟。"
    assert text(-1, 0) == "预计等候不到一分钟。"
    assert text(-1) == "感谢您的耐心等待。"


def test_every_band_and_every_number_has_its_pieces() -> None:
    for ahead in range(102):
        for band in range(-1, len(BAND_EDGES_MIN) + 1):
            assert text(ahead, band, callback=True)


def test_every_piece_is_there_in_both_codecs() -> None:
    reasons = ["closed", "closed_by_hand", "line_full", "no_operator", "waited", "waited_out", "surge", "else"]
    place = {"at": 0.0, "call_id": "c1", "queue": "hotline"}
    said = {spoken.TONE, dialling.RINGING, "callback_denied", *waiting.FAREWELLS.values(), *PIECES}
    for reason in reasons:
        for flag in (True, False):
            said.update(spoken.told(CallTold(**place, reason=reason, callback=flag)))
            said.update(spoken.callback_offered(CallbackOffered(**place, reason=reason, possible=flag)))
        said.update(spoken.message_wanted(VoicemailStarted(**place, reason=reason)))
    for name in said:
        for codec in ("0", "8"):
            assert (prompts_dir() / f"{name}.{codec}").stat().st_size > 1000, name
