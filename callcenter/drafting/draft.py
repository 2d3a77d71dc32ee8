"""What drafting gives: candidates per field, each with confidence, rule and the spans it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

GREEN_FROM = 0.85  # prefilled as it stands
AMBER_FROM = 0.50  # prefilled and highlighted; below it the value is only offered as a chip


class FieldName(StrEnum):
    """The fields a draft may hold."""

    APPEAL_KIND = "appeal_kind"
    TITLE = "title"
    CONTENT = "content"
    PLACE = "place"
    AREA = "area"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"
    SUMMARY = "summary"
    URGENT = "urgent"
    TOPIC = "topic"
    UNIT = "unit"
    HAPPENED_AT = "happened_at"
    CONFIDENTIAL = "confidential"


class Band(StrEnum):
    """How a candidate is shown."""

    GREEN = "green"
    AMBER = "amber"
    CHIP = "chip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a value was said: characters of the utterance's text, and the sound they came from."""

    utterance_id: str
    start: int  # first character
    end: int  # one past the last character
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCandidate:
    """One possible value of one field. Only a candidate below AMBER_FROM may have no span."""

    value: str
    display: str
    confidence: float  # 0..1
    rule: str
    spans: tuple[Span, ...] = ()
    reason: str = ""  # why, in Chinese, for the operator; '' where the spans say it all

    @property
    def band(self) -> Band:
        if self.confidence >= GREEN_FROM:
            return Band.GREEN
        return Band.AMBER if self.confidence >= AMBER_FROM else Band.CHIP


_NOTHING: Mapping[FieldName, tuple[FieldCandidate, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All candidates so far, best first in each field; fields without any are left out."""

    fields: Mapping[FieldName, tuple[FieldCandidate, ...]] = field(default_factory=lambda: _NOTHING)

    def top(self, name: FieldName) -> FieldCandidate | None:
        """Return the best candidate of a field, however weak, or None."""
        candidates = self.fields.get(name, ())
        return candidates[0] if candidates else None


def best_fields(draft: Draft, at_least: float = AMBER_FROM) -> dict[str, FieldCandidate]:
    """Return the best candidate of each field that is confident enough to be filled in."""
    tops = {str(name): candidates[0] for name, candidates in draft.fields.items() if candidates}
    return {name: top for name, top in tops.items() if top.confidence >= at_least}


def merge(
    draft: Draft, locked: frozenset[str] | set[str], current: Mapping[str, FieldCandidate]
) -> dict[str, FieldCandidate]:
    """Return the ticket's fields after a new draft: locked ones stay as they are, the rest follow the draft."""
    kept = {name: value for name, value in current.items() if name in locked}
    fresh = {name: value for name, value in best_fields(draft).items() if name not in locked}
    return {**fresh, **kept}
