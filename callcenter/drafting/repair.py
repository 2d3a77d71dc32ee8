"""Read words of the trade through homophone errors: the rules take 偷诉 for 投诉, the record keeps what was heard."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from callcenter.drafting.characters import CharLine
from callcenter.drafting.numerals import CARDINAL_CHARS
from callcenter.drafting.sound_index import SoundIndex, SoundMatch, without_overlap
from callcenter.drafting.syllables import readings, sounds

_EXACT_UP_TO = 3  # characters: shorter words blur into others (三个月 and 上个月)
_DOUBT = 0.8  # factor on the confidence of a character that was read as another one


class WordRepair:
    """Owns the words that are read through errors; filled once, then only read."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words; single characters are left out, they sound like too many others."""
        distinct = dict.fromkeys(word for word in words if len(word) > 1)
        self._index: SoundIndex[None] = SoundIndex((word, None) for word in distinct)

    def repaired(self, line: CharLine, names: Sequence[tuple[int, int]]) -> CharLine:
        """Return the line with misheard words put right, places and times unchanged; `names` are left alone.

        For the rules only: what is shown is taken from the line as it was heard.
        """
        matches = self._index.matches(line.text, sounds(line.text))
        text, sure = list(line.text), list(line.confidence)
        for match in without_overlap(one for one in matches if one.exact or _likely(one, line.text)):
            apart = all(match.end <= start or end <= match.start for start, end in names)
            if apart and not match.exact:
                for i, char in enumerate(match.word, match.start):
                    sure[i] *= 1.0 if text[i] == char else _DOUBT
                    text[i] = char
        return replace(line, text="".join(text), confidence=tuple(sure))


def _likely(match: SoundMatch[None], text: str) -> bool:
    """At least half of the characters are the same, no numeral is touched, and short words sound exactly alike."""
    heard = text[match.start : match.end]
    changed = [(char, wanted) for char, wanted in zip(heard, match.word, strict=True) if char != wanted]
    if match.same * 2 < len(match.word) or any(char in CARDINAL_CHARS for char, _ in changed):
        return False
    return len(match.word) > _EXACT_UP_TO or all(readings(char)[0] in readings(wanted) for char, wanted in changed)
