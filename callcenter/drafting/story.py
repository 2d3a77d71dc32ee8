"""What the caller told: cleaned turns for the content, the telling ones for the summary, a clause for the title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from callcenter.drafting.characters import UNHEARD, CharLine
from callcenter.drafting.draft import FieldCandidate, Span
from callcenter.drafting.itn import written
from callcenter.own_names import without_names

_COMMA_MS, _STOP_MS = 300, 600  # pauses that become a comma, a full stop
_QUESTION = re.compile(r"(?:吗|呢|么|怎么办|多少|什么|哪里|几点|多久|怎么(?:弄|办理?))$")
_EMPTY = re.compile(
    r"(?:喂|你好|您好|嗯|对对?|对的|是的|是|好|好的|好吧|行|可以|没有了?|谢谢|再见|拜拜|麻烦(?:你|您)?了?|辛苦(?:你|您)?了?|不客气|嗯嗯|没事|知道了|明白|那就这样|就这样|哦|啊|你|您|了|你们|□)*"
)
_GREETING = re.compile(r"^(?:喂|你好|您好|同志|师傅|接线员|话务员|晚上好|上午好|下午好|早上好)+(?=.)")
# What was written was read in half width; marks beside Chinese are written wide again: 12:30 and 3.5 stay.
_NARROW = re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!()]|[,;:?!()](?=[\u4e00-\u9fff])")
_WIDE = str.maketrans(",;:?!()", "，；：？！（）")
_SUMMARY_CHARS = 60
_CONTENT_PRIOR, _SUMMARY_PRIOR, _TITLE_PRIOR = 0.88, 0.86, 0.80
_SUMMARY_TURNS = 2
_LEAST_MATTER, _TITLE_CHARS = 2, 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One utterance of the caller as it will be read, and how much it tells."""

    text: str
    matter: str
    span: Span
    confidence: float
    weight: float


class Story:
    """Owns the turns of one call."""

    def __init__(self) -> None:
        self._turns: list[Turn] = []

    def hear(self, line: CharLine, names: Sequence[tuple[int, int]], matter: str, weight: float) -> None:
        """Take one utterance (fillers out).

        Args:
            line: What was said.
            names: Characters (start, end) of places, which stay as they are.
            matter: What it is about in a few words, '' if it says little.
            weight: How much it tells.

        """
        if not line.text or _EMPTY.fullmatch(line.text):
            return
        self._turns.append(
            Turn(
                text=_GREETING.sub("", _punctuated(line, names)),
                matter=written(matter).text,
                span=line.span(0, len(line.text)),
                confidence=line.mean_confidence(0, len(line.text)),
                weight=weight + min(len(line.text), 30) / 30,
            )
        )

    def content(self) -> tuple[FieldCandidate, ...]:
        """Return everything the caller told, cleaned, in order."""
        return self._candidate("".join(turn.text for turn in self._turns), _CONTENT_PRIOR, "content.turns", self._turns)

    def summary(self) -> tuple[FieldCandidate, ...]:
        """Return the most telling turns, in the order they were said."""
        telling = sorted(self._turns, key=lambda turn: -turn.weight)[:_SUMMARY_TURNS]
        telling = [turn for turn in self._turns if turn in telling and turn.weight >= telling[0].weight / 3]
        text = "".join(_shortened(turn.text, _SUMMARY_CHARS) for turn in telling)
        return self._candidate(text, _SUMMARY_PRIOR, "summary.telling_turns", telling)

    def title(self, area: str, place: str, matter: str) -> tuple[FieldCandidate, ...]:
        """Return `{area}{place}{matter}`, the matter in the words of the most telling turn, failing that `matter`."""
        telling = [turn for turn in self._turns if len(turn.matter) >= _LEAST_MATTER] or self._turns
        best = max(telling, key=lambda turn: turn.weight, default=None)
        if best is None:
            return ()
        where = place if area and area in place else area + place
        said = best.matter if len(best.matter) >= _LEAST_MATTER else matter or best.matter
        text = where + said or without_names(best.text)[:_TITLE_CHARS]
        return self._candidate(text, _TITLE_PRIOR, "title.place_and_matter", [best])

    @staticmethod
    def _candidate(text: str, prior: float, rule: str, turns: Sequence[Turn]) -> tuple[FieldCandidate, ...]:
        if not text or not turns:
            return ()
        sure = sum(turn.confidence for turn in turns) / len(turns)
        spans = tuple(turn.span for turn in turns)
        return (FieldCandidate(value=text, display=text, confidence=round(prior * sure, 4), rule=rule, spans=spans),)


def _punctuated(line: CharLine, names: Sequence[tuple[int, int]]) -> str:
    """Write numbers in digits and put commas and stops where the caller paused."""
    out = written(line.text, names)
    parts: list[str] = []
    for piece in out.pieces:
        parts.append(out.text[piece.out_start : piece.out_end])
        if piece.src_end < len(line.text):
            pause_ms = line.start_ms[piece.src_end] - line.end_ms[piece.src_end - 1]
            parts.append("。" if pause_ms >= _STOP_MS else "，" if pause_ms >= _COMMA_MS else "")
    text = _NARROW.sub(lambda mark: mark[0].translate(_WIDE), "".join(parts)).replace(UNHEARD, "（听不清）")
    text = text.rstrip("。，？！；")  # what was written has its own stop
    asked = line.text.endswith("?") or _QUESTION.search(line.text)
    return text + ("？" if asked else "。")


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
