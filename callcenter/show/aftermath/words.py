"""Utterances into the words that were on air: on the studio's clock, with a name to each voice. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from callcenter.joined_sound import began_at
from callcenter.show.aftermath.heard import HeardWord
from callcenter.show.aftermath.material import STUDIO, who
from callcenter.store.transcripts import Recording, SavedUtterance
from queueing.show.aftermath.record import Item, ShowRecord
from queueing.show.aftermath.spans import Span

CITIZEN = "caller"  # role of the caller's leg
_ECHO_S = 1.0  # a caller's word that comes back with the studio's sound is so late at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was recognised of one recording."""

    recordings: tuple[Recording, ...]
    utterances: tuple[SavedUtterance, ...]


def words_on_air(show: ShowRecord, told: Mapping[str, Told], studio: str) -> list[HeardWord]:
    """Every word the programme carried, in order; nothing of screening, waiting or thanking.

    Args:
        show: who was on air when.
        told: by call, and by the studio's line.
        studio: the line whose recording runs through the show; '' or unknown: studio words come from the calls.
    """
    citizens = [word for item in show.items if item.aired for word in _of_item(item, told)]
    line = told.get(studio)
    spoken = _words(line, STUDIO, citizen=False, source=studio) if line else []
    host = [word for word in spoken if show.live and show.live.holds(word.start)]
    if not host:
        host = [word for item in show.items if item.aired for word in _beside(item, told)]
    found = [*citizens, *_without_echo(host, citizens)]
    return sorted(found, key=lambda word: (word.start, word.end))


def named(words: Sequence[HeardWord], voices: Mapping[float, str]) -> list[HeardWord]:
    """The same words with studio voices named; `voices`: by the start of a studio word."""
    return [word if word.citizen else replace(word, speaker=voices.get(word.start, word.speaker)) for word in words]


def _of_item(item: Item, told: Mapping[str, Told]) -> Iterator[HeardWord]:
    """What the citizen said on air."""
    found = told.get(item.call_id)
    if found:
        mine = [one for one in found.utterances if one.role == CITIZEN]
        words = _words(replace(found, utterances=tuple(mine)), who(item), citizen=True, source=item.call_id)
        yield from (word for word in words if _on_air(item, word.span))


def _beside(item: Item, told: Mapping[str, Told]) -> Iterator[HeardWord]:
    """What the citizen heard from the studio on air."""
    found = told.get(item.call_id)
    if found:
        others = [one for one in found.utterances if one.role != CITIZEN]
        words = _words(replace(found, utterances=tuple(others)), STUDIO, citizen=False, source=item.call_id)
        yield from (word for word in words if _on_air(item, word.span))


def _on_air(item: Item, span: Span) -> bool:
    """Whether most of it was said on air: a word cut by the button belongs where its greater part is."""
    return any(span.within(stay).seconds > span.seconds / 2.0 for stay in item.stays)


def _words(told: Told, speaker: str, *, citizen: bool, source: str) -> list[HeardWord]:
    began = began_at(told.recordings)
    if not began:
        return []
    return [
        HeardWord(
            speaker=speaker,
            citizen=citizen,
            text=text,
            start=began + span.start,
            end=began + span.end,
            source=source,
        )
        for one in told.utterances
        if not one.is_gap
        for text, span in _parts(one)
    ]


def _parts(one: SavedUtterance) -> Iterator[tuple[str, Span]]:
    """Its words with their seconds; without word times the characters share the time evenly."""
    if one.words:
        for word in one.words:
            yield word.text, Span(start=word.start_ms / 1000.0, end=max(word.end_ms, word.start_ms + 10) / 1000.0)
        return
    each_s = max(one.end_ms - one.start_ms, 10 * len(one.text)) / 1000.0 / max(len(one.text), 1)
    for at, char in enumerate(one.text):
        start = one.start_ms / 1000.0 + at * each_s
        yield char, Span(start=start, end=start + each_s)


def _without_echo(host: Iterable[HeardWord], citizens: Sequence[HeardWord]) -> Iterator[HeardWord]:
    """Studio words that are not a caller's, coming back from the mixer."""
    starts: dict[str, list[float]] = {}
    for word in citizens:
        starts.setdefault(word.text, []).append(word.start)
    for word in host:
        if not any(-0.1 <= word.start - at <= _ECHO_S for at in starts.get(word.text, ())):
            yield word
