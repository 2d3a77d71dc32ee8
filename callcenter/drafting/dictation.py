"""A number given in groups over several utterances: 一三八, 零五一九, 七二八四, with the operator's 嗯 between."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from callcenter.drafting.characters import CharLine
from callcenter.drafting.draft import Span
from callcenter.drafting.numbering import NumberPlan
from callcenter.drafting.ownership import Whose
from callcenter.drafting.phones import Chain, is_certain, ways
from callcenter.drafting.spoken_digits import DigitGroup, joined

_JOIN_WITHIN_MS = 20_000  # a number broken off goes on within this time, or it is another one
_LONGEST = 14  # digits: a landline with its area code, and a group said twice
_MOST_WAYS = 24
_FEWEST_ECHOED = 2  # digits
_MEASURES = frozenset("十百千万点块元毛栋幢楼层室单元岁户天年月")
_PAUSE_CHARS = 10  # 记好了吗, 我看一下: shorter than this is still the same dictation


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictated:
    """The groups said so far: what they may be together, where they stand, how sure they were heard."""

    ways: tuple[str, ...]
    spans: tuple[Span, ...]
    sure: float
    owner: Whose
    last: str  # the group said last

    def complete(self, plan: NumberPlan) -> str:
        """Return the one complete number the groups can be; '' if there is none, or more than one."""
        found = {way for way in self.ways if plan.shape_of(way)}
        return found.pop() if len(found) == 1 else ""


class Dictation:
    """Owns the number being dictated, if one is."""

    def __init__(self, plan: NumberPlan) -> None:
        self._plan = plan
        self._echo = ""  # what the operator repeated since
        self._so_far: Dictated | None = None

    @property
    def digits(self) -> str:
        """The digits so far, the plainest reading."""
        return self._so_far.ways[0] if self._so_far else ""

    def begin(self, line: CharLine, group: DigitGroup, owner: Whose) -> None:
        """Take digits an utterance ended with."""
        span, sure = line.span(group.start, group.end), line.mean_confidence(group.start, group.end)
        self._so_far = Dictated(ways=group.readings, spans=(span,), sure=sure, owner=owner, last=group.digits)

    def stop(self) -> None:
        """The operator asked for something else."""
        self._so_far = None

    def echo(self, digits: str) -> None:
        """Take what the operator repeated."""
        self._echo = digits

    def pause(self, line: CharLine) -> None:
        """Take an utterance without digits at its end: a short one does not end the dictation."""
        if len(line.text) > _PAUSE_CHARS:
            self._so_far = None

    def again(self, line: CharLine, group: DigitGroup) -> bool:
        """Take the last group, said again because the operator had it wrong; say whether it was that."""
        begun = self._so_far
        if begun is None or group.end < len(line.text) or len(group.digits) != len(begun.last):
            return False
        if group.digits != begun.last:
            if self._echo != begun.last:
                return False
            ways = tuple(way.removesuffix(begun.last) + group.digits for way in begun.ways if way.endswith(begun.last))
            span = line.span(group.start, group.end)
            self._so_far = replace(begun, ways=ways, last=group.digits, spans=(*begun.spans, span))
        self._echo = ""
        return True

    def go_on(self, line: CharLine, chain: Chain) -> Dictated | None:
        """Return the number so far with the groups that begin `line`; None if they are another thing."""
        begun, end = self._so_far, chain[-1].end
        if begun is None or line.start_ms[0] - begun.spans[-1].end_ms > _JOIN_WITHIN_MS:
            return None
        if line.text[end : end + 1] in _MEASURES or self._says_the_end_again(ways(chain)[0]):
            return None
        found = dict.fromkeys(
            way for before in begun.ways for after in ways(chain) for way in self._joined(before, after)
        )
        kept = tuple(way for way in found if len(way) <= _LONGEST)[:_MOST_WAYS] if is_certain(line.text, chain) else ()
        span, sure = line.span(chain[0].start, end), line.mean_confidence(chain[0].start, end)
        longer = replace(begun, ways=kept, spans=(*begun.spans, span), sure=min(begun.sure, sure), last=ways(chain)[0])
        whole = longer.complete(self._plan) if kept else ""
        if not kept or (not whole and end < len(line.text)):
            return None
        self._so_far, self._echo = (None if whole else longer), ""
        return longer

    def _says_the_end_again(self, digits: str) -> bool:
        """Say whether digits only repeat the end of the number, because the operator had read more of it."""
        return len(self._echo) > len(digits) and self.digits.endswith(digits) and not self._echo.endswith(digits)

    def _joined(self, before: str, after: str) -> Iterator[str]:
        """Yield what two groups may be together; what the operator repeated and the caller says again counts once."""
        echoed = len(self._echo) if self._echo and after.startswith(self._echo) else 0
        if echoed < _FEWEST_ECHOED or len(after) == echoed:
            yield from joined(before, after)
        elif before.endswith(after[:echoed]):
            yield before + after[echoed:]
