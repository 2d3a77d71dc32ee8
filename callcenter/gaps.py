"""The line of a transcript that says where sound was not recognised live (pure)."""

from collections.abc import Mapping
from typing import Any

from callcenter.store.transcripts import GAP, SavedUtterance


def gap_line(body: Mapping[str, Any]) -> SavedUtterance:
    """Write the ear's `gap` as a line; words recognised after the call follow it as lines of their own."""
    what = "未能实时识别" if body.get("recorded", True) else "没有录音"
    seconds = max(round((body["end_ms"] - body["start_ms"]) / 1000), 1)
    return SavedUtterance(
        utterance_id=f"{body['leg_id']}-gap-{body['start_ms']}",
        call_id=body["call_id"],
        leg_id=body["leg_id"],
        role=body.get("role", "caller"),
        start_ms=body["start_ms"],
        end_ms=body["end_ms"],
        text=f"〔{seconds} 秒{what}〕",
        engine=GAP,
    )
