"""Which words differ between two versions of a transcript, side by side by speaker. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from callcenter.drafting.characters import characters_of
from callcenter.drafting.speech import Role, Utterance, Word
from callcenter.store.utterance import SavedUtterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Characters `start` to `end` of an utterance's text."""

    utterance_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A stretch that was heard otherwise; '' where one version has nothing. Times are those of the sound."""

    role: str
    before: str
    after: str
    start_ms: int
    end_ms: int
    former: tuple[Stretch, ...]
    latter: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Char:
    text: str
    utterance_id: str
    start: int
    end: int
    start_ms: int
    end_ms: int


def differences(former: Sequence[SavedUtterance], latter: Sequence[SavedUtterance]) -> list[Difference]:
    """All stretches that differ, in the order of the sound."""
    roles = dict.fromkeys(one.role for one in (*former, *latter))
    found = [one for role in roles for one in _of_role(role, _chars(role, former), _chars(role, latter))]
    return sorted(found, key=lambda one: one.start_ms)


def _of_role(role: str, former: Sequence[_Char], latter: Sequence[_Char]) -> Iterator[Difference]:
    texts = ["".join(char.text for char in side) for side in (former, latter)]  # a character each
    for kind, a, b, c, d in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        before, after = former[a:b], latter[c:d]
        times = [*(after or before)]
        yield Difference(
            role=role,
            before="".join(char.text for char in before),
            after="".join(char.text for char in after),
            start_ms=times[0].start_ms,
            end_ms=times[-1].end_ms,
            former=_stretches(before),
            latter=_stretches(after),
        )


def _stretches(chars: Sequence[_Char]) -> tuple[Stretch, ...]:
    ids = dict.fromkeys(char.utterance_id for char in chars)
    sides = {ident: [char for char in chars if char.utterance_id == ident] for ident in ids}
    return tuple(Stretch(utterance_id=ident, start=mine[0].start, end=mine[-1].end) for ident, mine in sides.items())


def _chars(role: str, said: Sequence[SavedUtterance]) -> list[_Char]:
    return [char for one in said if one.role == role and not one.is_gap for char in _of_utterance(one)]


def _of_utterance(one: SavedUtterance) -> Iterator[_Char]:
    words = tuple(
        Word(text=word.text, start_ms=word.start_ms, end_ms=word.end_ms, confidence=word.confidence)
        for word in one.words
    )
    heard = Utterance(
        utterance_id=one.utterance_id,
        role=Role.CALLER,  # whose voice it is changes nothing here
        start_ms=one.start_ms,
        end_ms=one.end_ms,
        text=one.text,
        words=words,
    )
    line = characters_of(heard)
    for at, text in enumerate(line.text):
        yield _Char(
            text=text,
            utterance_id=one.utterance_id,
            start=line.left[at],
            end=line.right[at],
            start_ms=line.start_ms[at],
            end_ms=line.end_ms[at],
        )
