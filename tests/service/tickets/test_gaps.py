"""Sound that was not recognised live stands in the transcript where it was, and nothing is drafted from it."""

from pathlib import Path
from typing import Any

from tests.service.tickets.test_call_end import desk

GAP = {"call_id": "c1", "leg_id": "leg-1", "role": "caller", "start_ms": 4000, "end_ms": 7200, "why": "overload"}


def final(utterance_id: str, start_ms: int, text: str) -> dict[str, Any]:
    words = [{"text": text, "start_ms": start_ms, "end_ms": start_ms + 900, "confidence": 1.0}]
    place = {"start_ms": start_ms, "end_ms": start_ms + 900}
    return {
        "call_id": "c1",
        "leg_id": "leg-1",
        "role": "caller",
        "utterance_id": utterance_id,
        **place,
        "text": text,
        "words": words,
    }


async def test_a_gap_stands_in_its_place_once_and_words_of_after_the_call_follow_it(tmp_path: Path) -> None:
    async with desk(tmp_path) as room:
        await room.take(room.facts[:4])
        room.clerk.take_final(final("leg-1-1", 1000, "你好"))
        room.clerk.take_gap(GAP)
        room.clerk.take_gap(GAP)
        room.clerk.take_final(final("leg-1-2", 8000, "再见"))
        room.clerk.take_final(final("leg-1-late-1", 4500, "小区停水"))
        await room.clerk.drain()
        before = await room.ticket()
        said = (await room.stores.transcripts.of_calls(["c1"]))["c1"]
        room.clerk.take_gap({**GAP, "start_ms": 9000, "end_ms": 9100})
        await room.clerk.drain()
        after = await room.ticket()
    assert [one.text for one in said] == ["你好", "〔3 秒未能实时识别〕", "小区停水", "再见"]
    assert [one.is_gap for one in said] == [False, True, False, False]
    assert before == after
