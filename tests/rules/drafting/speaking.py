"""Make utterances: a turn that begins with O: is the operator's."""

from datetime import datetime
from zoneinfo import ZoneInfo

from callcenter.drafting import Draft, Drafter, Role, Utterance, Word

BEGAN = datetime(2026, 11, 21, 10, 15, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Saturday
_TURN_MS, _CHAR_MS = 4000, 100


def said(text: str, turn: int = 0, confidence: float = 1.0) -> Utterance:
    """Return one utterance whose words are its single characters, 100 ms each."""
    role = Role.OPERATOR if text.startswith("O:") else Role.CALLER
    text = text.removeprefix("O:")
    start_ms = turn * _TURN_MS
    words = tuple(
        Word(
            text=char,
            start_ms=start_ms + i * _CHAR_MS,
            end_ms=start_ms + (i + 1) * _CHAR_MS,
            confidence=confidence,
        )
        for i, char in enumerate(text)
        if char != " "
    )
    return Utterance(
        utterance_id=f"u{turn}",
        role=role,
        start_ms=start_ms,
        end_ms=start_ms + _CHAR_MS * len(text),
        text=text,
        words=words,
    )


def draft_of(drafter: Drafter, *turns: str) -> Draft:
    """Return the draft after these turns."""
    return drafter.update_all(said(text, turn) for turn, text in enumerate(turns))
