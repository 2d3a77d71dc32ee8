"""Where words of a recording in parts belong on the call's clock, and what stands where nobody recorded. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from callcenter.gaps import gap_line
from callcenter.joined_sound import PlacedPart, silences_s
from callcenter.store.utterance import SavedUtterance

_LEAST_GAP_MS = 1000  # less is the seam between two files: nobody misses words there


def on_call_clock(heard: Sequence[Mapping[str, Any]], part: PlacedPart, until_s: float) -> list[dict[str, Any]]:
    """What was heard in a part, in times of the call; what begins at `until_s` or later is the next part's."""
    shift_ms = round(part.from_s * 1000)
    moved = [{**_moved(one, shift_ms), "words": [_moved(word, shift_ms) for word in one["words"]]} for one in heard]
    return [one for one in moved if one["start_ms"] < until_s * 1000]


def _moved(one: Mapping[str, Any], shift_ms: int) -> dict[str, Any]:
    return {**one, "start_ms": one["start_ms"] + shift_ms, "end_ms": one["end_ms"] + shift_ms}


def is_recorded(one: SavedUtterance, parts: Sequence[PlacedPart]) -> bool:
    """Whether the middle of an utterance lies in a part: a second pass can hear it."""
    middle_s = (one.start_ms + one.end_ms) / 2000
    return any(part.from_s <= middle_s <= part.to_s for part in parts)


def whole(
    job_id: str, heard: Sequence[SavedUtterance], former: Sequence[SavedUtterance], parts: Sequence[PlacedPart]
) -> list[SavedUtterance]:
    """All of a version: what was heard again and, where nothing is recorded, what the former version has there.

    Args:
        job_id: ids of the lines that are taken over follow from it.
        heard: what the recordings gave.
        former: the version before, gaps too.
        parts: of the recording, on the call's clock.
    """
    kept = [one for one in former if not is_recorded(one, parts)]
    words = [one for one in kept if not one.is_gap]
    said = [one for one in heard if not any(_same_place(one, other) for other in words)]
    taken = [replace(one, utterance_id=f"{job_id}-kept-{number}") for number, one in enumerate(kept, 1)]
    gaps = _gaps(job_id, heard, former, parts)
    return sorted([*said, *taken, *gaps], key=lambda one: (one.start_ms, one.utterance_id))


def _same_place(one: SavedUtterance, other: SavedUtterance) -> bool:
    """Whether both are the same stretch of the same side: what was heard of it before its sound broke off."""
    middle_ms = (one.start_ms + one.end_ms) / 2
    return (one.role == "caller") is (other.role == "caller") and other.start_ms <= middle_ms <= other.end_ms


def _gaps(
    job_id: str, heard: Sequence[SavedUtterance], former: Sequence[SavedUtterance], parts: Sequence[PlacedPart]
) -> Iterator[SavedUtterance]:
    """A line for each stretch without a recording that the former version says nothing of."""
    call_id = next((one.call_id for one in (*former, *heard)), "")
    for from_s, to_s in silences_s(parts):
        place = {"start_ms": round(from_s * 1000), "end_ms": round(to_s * 1000)}
        told = any(one.is_gap and _touch(one, place) for one in former if not is_recorded(one, parts))
        if place["end_ms"] - place["start_ms"] >= _LEAST_GAP_MS and not told:
            yield gap_line({"call_id": call_id, "leg_id": job_id, "recorded": False, **place})


def _touch(one: SavedUtterance, place: Mapping[str, int]) -> bool:
    return one.start_ms < place["end_ms"] and place["start_ms"] < one.end_ms
