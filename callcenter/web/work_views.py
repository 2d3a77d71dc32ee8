"""Tickets at work as the API shows them, as far as the asker may see. Pure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from callcenter.clock import as_text
from callcenter.store.facts import kind_of
from callcenter.web.media_views import media_step
from callcenter.web.visibility import Part, Sight, field_for, number_for, text_for
from callcenter.web.work_models import AirView, ClockView, FlagView, StepView, TicketPromise, WorkDetail, WorkItem
from queueing.show.after_facts import MediaFollowed
from queueing.ticket.facts import TicketFact
from queueing.ticket.record import PublicPromise, TicketRecord

Sights = Mapping[Part, Sight]
_TIMES = ("accepted_at", "dispatched_at", "replied_at", "closed_at", "changed_at", "due_at", "next_at", "revisit_at")
_PLAIN = tuple(
    name
    for name in WorkItem.model_fields
    if name not in (*_TIMES, "title", "place", "unit_name", "caller_number", "clocks", "unreachable")
)
_OTHERS = ("main", "repeat", "carried_from")  # other tickets: named only to who may know of them
_NAMES = frozenset({*_OTHERS, "number", "unit", "assisting", "due"})  # of things, by which they are found; ids too


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is told of a ticket besides its own facts. `numbers`: of the tickets that `others_in` its facts."""

    numbers: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)  # of the ids in its history
    media: Sequence[MediaFollowed] = ()


def item(
    row: Mapping[str, Any], clocks: Iterable[Mapping[str, Any]], seen: Sights, unit_name: str, zone: ZoneInfo
) -> WorkItem:
    """One row of a list."""
    fields = row["fields"]
    shown: dict[str, Any] = {name: row[name] for name in _PLAIN}
    for name in ("title", "place"):
        shown[name] = field_for(seen, name, fields.get(name, {}).get("value", ""))
    for name in _TIMES:
        shown[name] = _time(row[name], zone)
    return WorkItem(
        **shown,
        unit_name=unit_name,
        caller_number=number_for(seen, row["caller_number"]),
        unreachable=not (row["caller_number"] or fields.get("contact_phone", {}).get("value")),
        clocks=[clock(one, zone) for one in clocks],
    )


def clock(row: Mapping[str, Any], zone: ZoneInfo) -> ClockView:
    """One deadline."""
    over = row["stopped_at"] is not None
    return ClockView(
        rule_id=row["rule_id"],
        title=row["title"],
        limit=row["limit"],
        kind=row["kind"],
        soft=row["soft"],
        started_at=as_text(row["started_at"], zone),
        due_at=_time(row["due_at"], zone),
        provisional=row["provisional"],
        paused=row["paused"],
        card=row["card"],
        stopped_at=_time(row["stopped_at"], zone),
        met=row["met"] if over and row["counted"] else None,
    )


def detail(
    one: WorkItem,
    record: TicketRecord,
    facts: Iterable[TicketFact],
    seen: Sights,
    zone: ZoneInfo,
    beside: Beside,
) -> WorkDetail:
    """One ticket with all that happened to it."""
    reply = record.reply
    return WorkDetail(
        **one.model_dump(exclude={"clocks"}),
        clocks=one.clocks,
        assisting=list(record.assisting),
        responsible=record.responsible,
        handler=record.handler,
        reply=text_for(seen, reply.text) if reply else "",
        public_text=text_for(seen, reply.public_text) if reply else "",
        signer=reply.signer if reply else "",
        answer=reply.answer.value if reply else "",
        unsolved_why=text_for(seen, reply.unsolved_why) if reply else "",
        ways=[way.value for way in record.ways],
        repeat_ids=[one for one in record.repeats if one in beside.numbers],
        numbers=dict(beside.numbers),
        names=dict(beside.names),
        restricted_to=list(record.restricted_to),
        air=_air(record, seen, zone),
        promises=[_promise(one, seen) for one in record.promises],
        reply_flags=[
            FlagView(flag=one.flag, doubts=list(one.doubts), note=text_for(seen, one.note)) for one in record.flags
        ],
        steps=[step(fact, seen, zone, beside.numbers) for fact in facts],
        media=[media_step(one, zone) for one in beside.media],
    )


def others_in(facts: Iterable[TicketFact]) -> tuple[str, ...]:
    """The other tickets that facts name: what it went with, and what went with it."""
    named = (getattr(one, name, "") for one in facts for name in _OTHERS)
    return tuple(dict.fromkeys(ident for ident in named if ident))


def _air(record: TicketRecord, seen: Sights, zone: ZoneInfo) -> AirView | None:
    if record.air is None:
        return None
    at = _time(record.air.at or None, zone)
    return AirView(answer=record.air.answer, text=text_for(seen, record.air.text), at=at)


def _promise(one: PublicPromise, seen: Sights) -> TicketPromise:
    return TicketPromise(
        promise_id=one.promise_id, text=text_for(seen, one.text), due=one.due, open=one.open, kept=one.kept
    )


def step(fact: TicketFact, seen: Sights, zone: ZoneInfo, known: Container[str]) -> StepView:
    """One fact; texts as far as they may be seen. `known`: other tickets that may be named."""
    values = asdict(fact)
    about = {
        name: _shown(name, value, seen)
        for name, value in values.items()
        if name not in ("at", "by", "ticket_id")
        and value not in ("", (), None)
        and (name not in _OTHERS or value in known)
    }
    return StepView(at=as_text(fact.at, zone), kind=kind_of(type(fact)), by=values.get("by", "rule"), about=about)


def _shown(name: str, value: Any, seen: Sights) -> Any:
    """Whatever somebody wrote may hold a number; names of things stand as they are."""
    if isinstance(value, tuple):
        return [_shown(name, one, seen) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    named = name in _NAMES or name.endswith("_id")
    return text_for(seen, value) if isinstance(value, str) and not named else value


def _time(at: float | None, zone: ZoneInfo) -> str | None:
    return None if at is None else as_text(at, zone)
