"""How a new word sounds: character by character in the model's units, all readings of a character that has several."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from asr.graphs.lexicon import Lexicon, Pronunciation, spelled
from callcenter.drafting.syllables import readings

_DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """New words with their sounds, and those that cannot be spelled, each with the reason."""

    words: Lexicon
    unspelled: Mapping[str, str]


class Speller:
    """Owns what each syllable sounds like in the units of one model, learned from its single characters."""

    def __init__(self, characters: Mapping[str, Sequence[Pronunciation]]) -> None:
        self._characters = characters
        votes: dict[str, Counter[Pronunciation]] = defaultdict(Counter)
        for char, ways in characters.items():
            syllables = readings(char)
            if len(syllables) == 1:
                votes[syllables[0]].update(ways)
        self._syllables = {syllable: found.most_common(1)[0][0] for syllable, found in votes.items()}

    def spell(self, words: Iterable[str], known: Iterable[str]) -> Spelled:
        """Spell the words that the model does not know yet."""
        there, made, bad = set(known), Lexicon(), dict[str, str]()
        for word in dict.fromkeys(words):
            if word in there or not word:
                continue
            silent = [char for char in word.translate(_DIGITS) if not self.readings(char)]
            if silent:
                bad[word] = f"no sound for {''.join(silent)}"
            else:
                made[word] = spelled(word.translate(_DIGITS), self.readings)
        return Spelled(words=made, unspelled=bad)

    def readings(self, char: str) -> list[Pronunciation]:
        """Return what a character may sound like, the model's own reading first."""
        own = list(self._characters.get(char, ()))
        others = (self._syllables[one] for one in readings(char) if one in self._syllables)
        return list(dict.fromkeys([*own, *others]))
