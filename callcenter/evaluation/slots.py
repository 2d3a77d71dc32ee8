"""What a ticket needs of a clip: places, units and numbers, read by the very rules that draft tickets."""

from collections.abc import Mapping, Sequence

from asr.recognizer import Word as HeardWord
from callcenter.drafting import Draft, Drafter, FieldName, Knowledge, Role, Utterance, Word
from callcenter.drafting.draft import AMBER_FROM

Slots = Mapping[str, frozenset[str]]
_MS_PER_CHAR = 220


def slots_of(knowledge: Knowledge, text: str, words: Sequence[HeardWord] = ()) -> Slots:
    """Read the slots of a text as the draft of a call would: what is filled in or offered as likely."""
    said = Utterance(
        utterance_id="clip",
        role=Role.CALLER,
        start_ms=0,
        end_ms=len(text) * _MS_PER_CHAR,
        text=text,
        words=tuple(
            Word(text=one.text, start_ms=one.start_ms, end_ms=one.end_ms, confidence=one.confidence) for one in words
        ),
    )
    draft = Drafter(knowledge).update(said)
    places = {hit.place.name for value in _likely(draft, FieldName.PLACE) for hit in knowledge.gazetteer.hits(value)}
    units = {hit.unit for hit in knowledge.unit_names.hits(text)}
    numbers = set(_likely(draft, FieldName.CONTACT_PHONE))
    return {"places": frozenset(places), "units": frozenset(units), "numbers": frozenset(numbers)}


def _likely(draft: Draft, name: FieldName) -> list[str]:
    return [one.value for one in draft.fields.get(name, ()) if one.confidence >= AMBER_FROM]
