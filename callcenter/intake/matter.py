"""One matter as a source sends it, made into a draft by the rules that draft what is said on the phone. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from callcenter.cases import as_field
from callcenter.drafting import Drafter, Knowledge, Role, Utterance, best_fields
from callcenter.store.ticket import DraftTicket, TicketField
from queueing.callers.typed_number import typed_number

BY_SOURCE = "source"  # the rule of a value that the source sent
_PIECE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;\n]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What was sent. '' where the source says nothing; `at`: when the citizen wrote, Unix seconds."""

    source: str
    source_key: str  # the source's own id: the same again is the same matter
    text: str = field(repr=False)
    title: str = field(default="", repr=False)
    kind: str = ""
    place: str = field(default="", repr=False)
    area: str = ""
    contact_name: str = field(default="", repr=False)
    contact_phone: str = field(default="", repr=False)
    confidential: bool = False
    at: float | None = None

    def body(self) -> dict[str, Any]:
        """What is compared when it is sent again."""
        plain = asdict(self)
        return {name: plain[name] for name in sorted(plain) if name not in ("source", "source_key")}

    def fingerprint(self) -> str:
        """Equal for equal matters only."""
        told = json.dumps(self.body(), ensure_ascii=True, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def differences(known: Mapping[str, Any], sent: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the fields in which two matters differ; a number is the same however it is written."""
    return tuple(name for name in sorted({*known, *sent}) if _compared(name, known) != _compared(name, sent))


def _compared(name: str, body: Mapping[str, Any]) -> Any:
    value = body.get(name)
    return typed_number(value) or value if name == "contact_phone" and isinstance(value, str) else value


def draft_of(matter: Matter, title: str, ticket_id: str, knowledge: Knowledge, now: datetime) -> DraftTicket:
    """Fill a draft: what the source sent stands, the rest comes from the text."""
    drafter = Drafter(knowledge, call_started_at=now)
    for number, piece in enumerate(_PIECE.findall(matter.text[:5000])):
        said = Utterance(utterance_id=f"s{number}", role=Role.CALLER, start_ms=0, end_ms=0, text=piece.strip())
        drafter.update(said)
    found = {name: as_field(one) for name, one in best_fields(drafter.draft()).items()}
    drawn = {
        name: TicketField(value=one.value, confidence=one.confidence, rule=one.rule) for name, one in found.items()
    }
    sent = {name: _sent(value) for name, value in _sent_fields(matter).items() if value}
    return DraftTicket(
        ticket_id=ticket_id,
        call_id="",
        queue="",
        dialled=title,
        caller_number=matter.contact_phone,
        started_at=min(matter.at or now.timestamp(), now.timestamp()),  # nobody wrote in the future
        fields={**drawn, **sent},
    )


def _sent_fields(matter: Matter) -> dict[str, str]:
    return {
        "appeal_kind": matter.kind,
        "title": matter.title,
        "content": matter.text,
        "place": matter.place,
        "area": matter.area,
        "contact_name": matter.contact_name,
        "contact_phone": matter.contact_phone,
        "confidential": "是" if matter.confidential else "",
    }


def _sent(value: str) -> TicketField:
    return TicketField(value=value, rule=BY_SOURCE)
