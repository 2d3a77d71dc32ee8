"""What the rules draft from a whole version of a transcript, and the utterances a second pass makes. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from callcenter.cases import as_field, suggestions_of
from callcenter.drafting import Drafter, Knowledge, best_fields, utterance_from
from callcenter.second_pass.merging import Drafted
from callcenter.store.utterance import SaidWord, SavedUtterance

_CALLER_CHANNEL = 0
_OTHERS = "operator"  # whoever speaks on the other side, where nobody was heard live


def drafted_from(said: Sequence[SavedUtterance], knowledge: Knowledge, call_started_at: datetime) -> Drafted:
    """Draft anew, as the clerk does while the call goes on."""
    drafter = Drafter(knowledge, call_started_at=call_started_at)
    draft = drafter.update_all(utterance_from(_record(one)) for one in said if not one.is_gap)
    found = best_fields(draft)
    return Drafted(
        fields={name: as_field(one) for name, one in found.items()}, suggestions=suggestions_of(draft, found)
    )


def utterances_of(
    job_id: str, heard: Sequence[Mapping[str, Any]], live: Sequence[SavedUtterance], engine: str, model: str
) -> list[SavedUtterance]:
    """What a second pass heard, as utterances of the call `live` was heard of; their ids follow from the job's."""
    return [_utterance(f"{job_id}-{number}", one, live, engine, model) for number, one in enumerate(heard, 1)]


def _utterance(
    ident: str, one: Mapping[str, Any], live: Sequence[SavedUtterance], engine: str, model: str
) -> SavedUtterance:
    speaker = _speaker(one, live)
    return SavedUtterance(
        utterance_id=ident,
        call_id=live[0].call_id if live else "",
        leg_id=speaker.leg_id if speaker else "",
        role=speaker.role if speaker else "caller" if one["channel"] == _CALLER_CHANNEL else _OTHERS,
        start_ms=one["start_ms"],
        end_ms=one["end_ms"],
        text=one["text"],
        words=tuple(SaidWord(**word) for word in one["words"]),
        engine=engine,
        model=model,
    )


def _speaker(one: Mapping[str, Any], live: Sequence[SavedUtterance]) -> SavedUtterance | None:
    """Whoever was heard live on the same side at that time, or nearest to it."""
    same = [said for said in live if (said.role == "caller") is (one["channel"] == _CALLER_CHANNEL)]
    middle = (one["start_ms"] + one["end_ms"]) / 2
    return min(same, key=lambda said: max(said.start_ms - middle, middle - said.end_ms, 0.0), default=None)


def _record(one: SavedUtterance) -> dict[str, Any]:
    words = [
        {"text": word.text, "start_ms": word.start_ms, "end_ms": word.end_ms, "confidence": word.confidence}
        for word in one.words
    ]
    place = {"start_ms": one.start_ms, "end_ms": one.end_ms}
    return {"utterance_id": one.utterance_id, "role": one.role, **place, "text": one.text, "words": words}
