"""Promises found in what was said on air, as a person is asked to confirm them: words, place in the sound, due day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from queueing.show.due_days import DueDay, on_workday
from queueing.show.promises import FoundPromise, Spoken, Today, promises

_ENDS = "。！？；!?;"
_AROUND = 40  # characters of the sentence shown on each side


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One utterance on air and where its sound is. `at`: when it began, Unix seconds."""

    utterance_id: str
    call_id: str
    speaker: str
    text: str
    at: float
    start_ms: int = 0
    end_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedPromise:
    """What was found. `due` None: no day was named, so a person has to name one."""

    promise_id: str
    entry_id: str
    words: str  # that give the time
    sentence: str
    due: DueDay | None
    heard: Heard


def proposed(entry_id: str, heard: Sequence[Heard], today: Today) -> list[ProposedPromise]:
    """Find what was promised about an entry; the same words always have the same id."""
    by_id = {one.utterance_id: one for one in heard}
    said = [Spoken(utterance_id=one.utterance_id, speaker=one.speaker, text=one.text) for one in heard]
    return [_proposed(entry_id, by_id[one.utterance_id], one, today) for one in promises(said, today)]


def _proposed(entry_id: str, heard: Heard, found: FoundPromise, today: Today) -> ProposedPromise:
    due = None
    if found.due is not None:
        due = on_workday(found.due, today.calendar, provisional=found.provisional)
    return ProposedPromise(
        promise_id=_id(entry_id, heard.utterance_id, found.start),
        entry_id=entry_id,
        words=found.words,
        sentence=_sentence(heard.text, found),
        due=due,
        heard=heard,
    )


def _id(entry_id: str, utterance_id: str, start: int) -> str:
    return "P" + sha256(f"{entry_id}|{utterance_id}|{start}".encode()).hexdigest()[:24]


def _sentence(text: str, found: FoundPromise) -> str:
    """The sentence around the words, cut when it is long."""
    start = max((text.rfind(end, 0, found.start) for end in _ENDS), default=-1) + 1
    stops = [at for end in _ENDS if (at := text.find(end, found.end)) >= 0]
    stop = min(stops, default=len(text))
    return text[max(start, found.start - _AROUND) : min(stop, found.end + _AROUND)].strip("，, ")


def left_to_confirm(found: Iterable[ProposedPromise], known: frozenset[str]) -> list[ProposedPromise]:
    """Those that nobody has decided about."""
    return [one for one in found if one.promise_id not in known]
