"""Text cut into words a model knows: the longest word at each place; what it does not know ends the sentence."""

from collections.abc import Collection, Iterable


class Cutter:
    """Owns the words, by their first character."""

    def __init__(self, words: Collection[str]) -> None:
        self._words = frozenset(words)
        self._longest = max(map(len, words), default=0)

    def cut(self, clause: str) -> list[list[str]]:
        """Return the stretches of a clause that known words cover, each as words."""
        stretches: list[list[str]] = [[]]
        at = 0
        while at < len(clause):
            word = self._word(clause, at)
            if word:
                stretches[-1].append(word)
            elif stretches[-1]:
                stretches.append([])
            at += len(word) or 1
        return [stretch for stretch in stretches if stretch]

    def cut_all(self, clauses: Iterable[str]) -> list[list[str]]:
        """Cut every clause; single words teach nothing about their neighbours and are left out."""
        return [stretch for clause in clauses for stretch in self.cut(clause) if len(stretch) > 1]

    def _word(self, clause: str, at: int) -> str:
        lengths = range(min(self._longest, len(clause) - at), 0, -1)
        return next((clause[at : at + n] for n in lengths if clause[at : at + n] in self._words), "")
