"""The numbers of one call in order, and what becomes of them: taken back, confirmed, contradicted, another's."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from callcenter.drafting.copies import alike
from callcenter.drafting.draft import Span
from callcenter.drafting.ownership import Whose
from callcenter.drafting.said_number import TRUST, Said

_REJECTED = 0.20  # factor: the caller took it back
_CONTRADICTED = 0.60  # factor: the operator read back something else
_AGREED_TO_ANOTHER = 0.8  # factor: and the caller agreed
_CONFIRMED = 0.99
JOINED = 0.9  # of pieces, or somebody else's by the words around it, and read back by the operator
_NEARLY = 9  # digits in order that two numbers share if one of them is the other, misheard or put right
_CALLERS = frozenset((Whose.OWN, Whose.NAMED))


class SaidNumbers:
    """Owns the numbers said in one call, in order."""

    def __init__(self) -> None:
        self._said: list[Said] = []

    def __iter__(self) -> Iterator[Said]:
        return iter(tuple(self._said))

    @property
    def last(self) -> Said | None:
        """The number said last."""
        return self._said[-1] if self._said else None

    def add(self, said: Said) -> None:
        """Take a number."""
        self._said.append(said)

    def put_last(self, said: Said) -> None:
        """Put what became of the last number in its place."""
        self._said[-1] = said

    def drop(self, spans: Collection[Span]) -> None:
        """Forget numbers said at these places: they turned out to be parts of one."""
        self._said = [said for said in self._said if not set(said.spans) & set(spans)]

    def reject_last(self) -> None:
        """The caller takes the last number back."""
        last = self.last
        if last and not last.rejected:
            self.put_last(_rejected(last))

    def leave_last(self) -> None:
        """Nobody is to be rung at the last number: 不要联系他了."""
        last = self.last
        if last and not last.confirmed:
            self.put_last(_of(Whose.LEFT, last))

    def contradict_last(self) -> None:
        """The operator read back another number than the last."""
        last = self.last
        if last and not last.confirmed:
            self.put_last(replace(last, confidence=last.confidence * _CONTRADICTED))

    def agree_to_another(self) -> None:
        """And the caller agreed."""
        last = self.last
        if last:
            self.put_last(replace(last, confidence=last.confidence * _AGREED_TO_ANOTHER))

    def confirm(self, read_back: str, *, may_be_own: bool) -> bool:
        """Confirm the number that the digits the operator read hold; say whether there is one.

        `may_be_own` is false if the operator had asked for somebody else's.
        """
        place = next((i for i, said in enumerate(self._said) if _held(said, read_back)), None)
        if place is None:
            return False
        said = self._said[place]
        if may_be_own and said.owner is not Whose.THING:
            sure = max(said.confidence, _CONFIRMED if said.owner in _CALLERS else JOINED)
            self._said[place] = replace(said, confirmed=True, owner=Whose.OWN, confidence=sure)
            self.outdate(said.mention.digits)
        return True

    def outdate(self, digits: str) -> None:
        """Take back numbers nearly like the one that was read back last: they were said or heard wrong."""
        for i, said in enumerate(self._said):
            if said.mention.digits != digits and not said.rejected and alike(said.mention.digits, digits) >= _NEARLY:
                self._said[i] = _rejected(said)

    def disown(self) -> None:
        """The operator asks for the caller's own instead: the numbers said so far are others'."""
        self._said = [said if said.confirmed else _of(Whose.OTHER, said) for said in self._said]

    def leave_none(self, utterance_id: str, refused: int) -> None:
        """Numbers said before a refusal are not the caller's, but for one that had been the answer.

        Args:
            utterance_id: The utterance with the refusal.
            refused: The character at which it begins.

        """
        for i, said in enumerate(self._said):
            after = said.spans[-1].utterance_id == utterance_id and said.mention.start >= refused
            given = said.confirmed or (said.answered and said.owner is Whose.OWN)
            if not given and not after:
                self._said[i] = _of(Whose.OTHER, said)


def _held(said: Said, read_back: str) -> bool:
    return said.mention.complete and not said.rejected and said.mention.digits in read_back


def _rejected(said: Said) -> Said:
    return replace(said, rejected=True, confirmed=False, confidence=said.confidence * _REJECTED)


def _of(whose: Whose, said: Said) -> Said:
    return replace(said, owner=whose, confidence=said.confidence * TRUST[whose])
