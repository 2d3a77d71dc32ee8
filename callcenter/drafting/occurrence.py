"""When the matter happened, over all of the caller's utterances."""

from datetime import datetime

from callcenter.drafting.characters import CharLine
from callcenter.drafting.draft import FieldCandidate
from callcenter.drafting.moments import moments


class Occurrence:
    """Owns the times said in one call."""

    def __init__(self, call_started_at: datetime | None) -> None:
        """Take when the call began (aware), or None: then no time is resolved."""
        if call_started_at is not None and call_started_at.tzinfo is None:
            raise ValueError(f"call_started_at: expected a time with a zone, found {call_started_at.isoformat()}")
        self._now = call_started_at
        self._candidates: list[FieldCandidate] = []

    def hear(self, line: CharLine) -> list[tuple[int, int]]:
        """Take one utterance of the caller (fillers out) and return the characters (start, end) its times stand at."""
        found = moments(line.text, self._now) if self._now else []
        for moment in found:
            confidence = moment.confidence * line.mean_confidence(moment.start, moment.end)
            self._candidates.append(
                FieldCandidate(
                    value=moment.value,
                    display=moment.display,
                    confidence=round(confidence, 4),
                    rule=moment.rule,
                    spans=(line.span(moment.start, moment.end),),
                )
            )
        return [(moment.start, moment.end) for moment in found if not moment.value.endswith("/..")]

    def candidates(self) -> tuple[FieldCandidate, ...]:
        """Return the times, surest first; of equals the first said."""
        return tuple(sorted(self._candidates, key=lambda candidate: -candidate.confidence))
