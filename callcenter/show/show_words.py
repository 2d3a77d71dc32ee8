"""What was said on air about each entry: utterances of its call that fell into the time the programme heard it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callcenter.joined_sound import began_at
from callcenter.store.transcripts import SavedUtterance, Transcripts
from queueing.show.closing import Span, air_spans
from queueing.show.facts import ShowFact
from queueing.show.proposed import Heard
from queueing.show.state import Entry

CALLER = "caller"
_NAMES = {CALLER: "来电人"}  # everybody else on air is the studio's side


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWords:
    """The transcript of a call and when its recording began."""

    said: tuple[SavedUtterance, ...] = ()
    began_at: float = 0.0

    def caller_text(self) -> str:
        """Everything the caller said."""
        return "".join(one.text for one in self.said if one.role == CALLER)


async def words_of(transcripts: Transcripts, call_ids: Sequence[str]) -> Mapping[str, CallWords]:
    """Read the transcripts of some calls."""
    said = await transcripts.of_calls(call_ids)
    recordings = await transcripts.recordings_of(call_ids)
    return {one: CallWords(said=said.get(one, ()), began_at=began_at(recordings.get(one, ()))) for one in call_ids}


def heard_on_air(entry: Entry, facts: Sequence[ShowFact], words: CallWords, until: float) -> list[Heard]:
    """What the programme heard of an entry's call; without a recording nothing can be placed in time."""
    spans = air_spans(facts, entry.entry_id, until)
    if not words.began_at:
        return []
    return [_heard(one, words) for one in words.said if _within(words.began_at + one.start_ms / 1000, spans)]


def _within(at: float, spans: Sequence[Span]) -> bool:
    return any(one.since <= at < one.until for one in spans)


def _heard(one: SavedUtterance, words: CallWords) -> Heard:
    return Heard(
        utterance_id=one.utterance_id,
        call_id=one.call_id,
        speaker=one.role,
        text=one.text,
        at=words.began_at + one.start_ms / 1000,
        start_ms=one.start_ms,
        end_ms=one.end_ms,
    )


def minutes_of(heard: Sequence[Heard]) -> str:
    """The minutes of an entry's time on air, one line an utterance."""
    return "\n".join(f"{_NAMES.get(one.speaker, '直播间')}：{one.text}" for one in heard)


def studio_words(heard: Sequence[Heard]) -> str:
    """What the studio's side said: where answers and promises stand."""
    return "".join(one.text for one in heard if one.speaker != CALLER)
