"""Utterances as the API shows them: the words as recognised, and beside them as they are read. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from callcenter.store.transcripts import SaidWord, SavedUtterance
from callcenter.transcripts.readable import ReadLine, readable, readable_lines, redacted_lines, redacted_said
from callcenter.web.models import UtteranceView
from callcenter.web.word_models import PieceView, WordView


def utterance_views(said: Sequence[SavedUtterance], *, shown: bool) -> list[UtteranceView]:
    """Show a call's utterances; where numbers may not be seen, without them and without the single words."""
    lines = readable_lines(said)
    told = said if shown else redacted_said(said)
    read = {line.utterance_id: line for line in (lines if shown else redacted_lines(lines))}
    return [_view(one, read.get(one.utterance_id)) for one in told]


def utterance_view(said: SavedUtterance, *, shown: bool) -> UtteranceView:
    """Show one utterance as it comes in."""
    line = readable(said)
    if shown:
        return _view(said, line)
    return _view(redacted_said([said])[0], redacted_lines([line])[0])


def hidden_words(views: Iterable[UtteranceView]) -> list[UtteranceView]:
    """The same utterances for somebody who may not see numbers."""
    return utterance_views([_said(one) for one in views], shown=False)


def _view(said: SavedUtterance, line: ReadLine | None) -> UtteranceView:
    return UtteranceView(
        utterance_id=said.utterance_id,
        role=said.role,
        start_ms=said.start_ms,
        end_ms=said.end_ms,
        text=said.text,
        words=[WordView(**asdict(word)) for word in said.words],
        read=[PieceView(**asdict(piece)) for piece in line.pieces] if line else [],
    )


def _said(view: UtteranceView) -> SavedUtterance:
    return SavedUtterance(
        utterance_id=view.utterance_id,
        call_id="",
        leg_id="",
        role=view.role,
        start_ms=view.start_ms,
        end_ms=view.end_ms,
        text=view.text,
        words=tuple(SaidWord(**dict(word)) for word in view.words),
    )
