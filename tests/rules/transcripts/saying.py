"""Utterances for the tests, word by word."""

from callcenter.store.transcripts import SaidWord, SavedUtterance


def said(
    *words: str,
    at_ms: int = 0,
    role: str = "caller",
    ident: str = "u1",
    pauses: dict[int, int] | None = None,
    sure: dict[int, float] | None = None,
    call_id: str = "c1",
) -> SavedUtterance:
    """Words of 200 ms a character; `pauses`: milliseconds before the word of that place; `sure`: its confidence."""
    found, clock = [], at_ms
    for place, text in enumerate(words):
        clock += (pauses or {}).get(place, 0)
        end = clock + 200 * len(text)
        found.append(SaidWord(text=text, start_ms=clock, end_ms=end, confidence=(sure or {}).get(place, 0.9)))
        clock = end
    return SavedUtterance(
        utterance_id=ident,
        call_id=call_id,
        leg_id="l1",
        role=role,
        start_ms=at_ms,
        end_ms=clock,
        text="".join(words),
        words=tuple(found),
    )
