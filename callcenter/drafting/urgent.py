"""Signs that a matter cannot wait: the one-hour rule and whom to call; denied, feared and past ones told apart."""

import re
from dataclasses import dataclass

from callcenter.drafting.characters import CharLine
from callcenter.drafting.draft import FieldCandidate, Span

_NOW, _FEARED = 0.90, 0.42  # said as happening; said as feared or as over
_BEFORE, _AFTER = 8, 8  # characters looked at around a sign


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentSign:
    """One kind of danger; `call` is the emergency number to hand over to, '' if none."""

    name: str
    call: str
    hint: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentLexicon:
    """The signs, and what before or after one says that it is not happening."""

    signs: tuple[UrgentSign, ...]
    denied: re.Pattern[str]
    feared: re.Pattern[str]
    past: re.Pattern[str]
    over: re.Pattern[str]


class Urgency:
    """Owns the dangers heard in one call."""

    def __init__(self, lexicon: UrgentLexicon) -> None:
        self._lexicon = lexicon
        self._heard: dict[str, tuple[UrgentSign, Span, float]] = {}

    def hear(self, line: CharLine) -> None:
        """Take one utterance of the caller (fillers out)."""
        for sign in self._lexicon.signs:
            for pattern in sign.patterns:
                for found in pattern.finditer(line.text):
                    self._note(sign, line, found.start(), found.end())

    def candidates(self) -> tuple[FieldCandidate, ...]:
        """Return the dangers, surest first."""
        ordered = sorted(self._heard.values(), key=lambda heard: -heard[2])
        return tuple(
            FieldCandidate(
                value=sign.name,
                display=f"{sign.name}（1小时内现场核实{f'，转{sign.call}' if sign.call else ''}）",
                confidence=round(confidence, 4),
                rule="urgent.sign" if confidence > _FEARED else "urgent.feared_or_past",
                spans=(span,),
                reason=sign.hint,
            )
            for sign, span, confidence in ordered
        )

    def _note(self, sign: UrgentSign, line: CharLine, start: int, end: int) -> None:
        lexicon = self._lexicon
        before, after = line.text[max(0, start - _BEFORE) : start], line.text[end : end + _AFTER]
        if lexicon.denied.search(before):
            return
        unreal = lexicon.feared.search(before) or lexicon.past.search(before) or lexicon.over.search(after)
        confidence = (_FEARED if unreal else _NOW) * line.mean_confidence(start, end)
        known = self._heard.get(sign.name)
        if known is None or known[2] < confidence:
            self._heard[sign.name] = (sign, line.span(start, end), confidence)
