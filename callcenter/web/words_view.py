"""Utterances as the API shows them: the words as recognised, and beside them as they are read. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from callcenter.store.transcripts import SaidWord, SavedUtterance
from callcenter.transcripts.readable import ReadLine, readable, readable_lines, redacted_lines, redacted_said
from callcenter.transcripts.redaction import redacted_dialogue
from callcenter.web.models import UtteranceView
from callcenter.web.word_models import PieceView, WordView


def utterance_views(said: Sequence[SavedUtterance], *, shown: bool) -> list[UtteranceView]:
    """Show a call's utterances; where numbers may not be seen, without them and without the single words."""
    lines = readable_lines(said)
    told = said if shown else redacted_said(said)
    read = {line.utterance_id: line for line in (lines if shown else redacted_lines(lines))}
    return [_view(one, read.get(one.utterance_id)) for one in told]


def utterance_view(said: SavedUtterance) -> UtteranceView:
    """Show one utterance as it comes in, to whoever may see numbers."""
    return _view(said, readable(said))


def hidden_news(recent: Sequence[SavedUtterance]) -> list[UtteranceView]:
    """What the last of these utterances changes for somebody who may not see numbers.

    Itself, and those before it in which a number began that only now is long enough to be one.
    """
    before = {view.utterance_id: view for view in utterance_views(recent[:-1], shown=False)}
    now = utterance_views(recent, shown=False)
    return [view for view in now if before.get(view.utterance_id) != view]


def hidden_partial(recent: Sequence[SavedUtterance], role: str, text: str) -> str:
    """Words that may still change, without the numbers they end or begin."""
    return redacted_dialogue([*(one.role for one in recent), role], [*(one.text for one in recent), text])[-1]


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
        version=said.version,
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
        version=view.version,
    )
