"""What other parts tell the wall: missed callers, guests, surges, late words, late tickets."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboards.directory import Directory
from dashboards.messages import AsrNow, Message
from dashboards.projections import Board
from queueing.events import CallInSession, Party, SessionBegan, SessionEnded, SurgeEnded, SurgeStarted

NOON = 1_795_233_600.0
ASR = AsrNow(engine="vosk", model="demo", demo=True, up=True, legs=4, lag_ms=200.0, dropped_ms=0.0)


@pytest.fixture
def board() -> Board:
    directory = Directory(queues={"hotline": "12345 热线"}, operators={"8009": "李局长"})
    return Board(ZoneInfo("Asia/Shanghai"), directory, began=NOON - 10)


def said(board: Board, now: float) -> dict[str, Any]:
    """Topic and id -> payload of everything due."""
    return {f"{one.topic.path.split('/')[0]}/{one.ident}": _fields(one) for one in board.due(now)}


def _fields(message: Message) -> dict[str, Any] | None:
    return message.payload.model_dump() if message.payload else None


def test_a_guest_is_on_the_wall_while_the_session_runs(board: Board) -> None:
    board.feed(SessionBegan(at=NOON, session_id="S1", operator_id="8009", assistant_id="8001", until=NOON + 3600))
    board.feed(CallInSession(at=NOON + 1, call_id="c", session_id="S1", operator_id="8009"))
    shown = said(board, NOON + 2)["session/S1"]
    assert (shown["operator"], shown["name"], shown["calls"], shown["until"]) == ("8009", "李局长", 1, NOON + 3600)
    board.feed(SessionEnded(at=NOON + 9, session_id="S1", operator_id="8009", reason="over"))
    assert said(board, NOON + 10)["session/S1"] is None


def test_a_session_that_ran_before_a_restart_is_there_again(board: Board) -> None:
    board.restore([SessionBegan(at=NOON, session_id="S1", operator_id="8009", assistant_id="8001", until=NOON + 99)])
    assert said(board, NOON + 1)["session/S1"]["operator"] == "8009"


def test_a_surge_is_an_alert_since_it_began_until_it_ends(board: Board) -> None:
    board.feed(SurgeStarted(at=NOON - 3, queue="hotline", by=Party.SYSTEM, reason="waiting", value=30.0))
    alert = said(board, NOON)["alert/surge-hotline"]
    assert (alert["code"], alert["since"]) == ("surge", NOON - 3)
    assert "12345 热线" in alert["text_zh"]
    board.feed(SurgeEnded(at=NOON + 6, queue="hotline", by=Party.SYSTEM))
    assert said(board, NOON + 6)["alert/surge-hotline"] is None


def test_words_that_come_too_late_are_an_alert_while_recognition_is_up(board: Board) -> None:
    board.set_asr(replace(ASR, lag_ms=9_999.0))
    assert "alert/asr-lag" not in said(board, NOON)
    board.set_asr(replace(ASR, lag_ms=12_400.0))
    assert said(board, NOON + 6)["alert/asr-lag"]["value"] == 12.0
    board.set_asr(replace(ASR, lag_ms=12_400.0, up=False))
    assert said(board, NOON + 12)["alert/asr-lag"] is None


def test_tickets_past_their_time_are_an_alert(board: Board) -> None:
    board.set_overdue(3)
    assert said(board, NOON)["alert/overdue"]["text_zh"] == "工单超期 3 件"
