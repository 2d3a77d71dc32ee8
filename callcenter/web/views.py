"""Rows of the store as the API shows them, numbers masked for whoever may not see them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from zoneinfo import ZoneInfo

from callcenter.clock import as_text
from callcenter.joined_sound import placed
from callcenter.masking import HIDDEN, mask_number, mask_numbers_in
from callcenter.store.call_fold import CallRow
from callcenter.store.identity import Identity, Role
from callcenter.store.ticket import Ticket
from callcenter.store.transcripts import Recording, SavedUtterance
from callcenter.transcripts.redaction import spoken_hidden
from callcenter.web.models import (
    CallDetail,
    CallView,
    FieldView,
    LegView,
    RecordingPart,
    RecordingView,
    TicketView,
    UtteranceView,
)
from callcenter.web.visibility import Part, Sight, about_field, field_for, number_for
from callcenter.web.words_view import hidden_words, utterance_views
from queueing.events import CallAnswered, Fact, OfferEnded, OfferMade, OperatorLeftCall

SEE_ALL = (Role.SUPERVISOR, Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What was said and recorded, by call."""

    said: Mapping[str, Sequence[SavedUtterance]] = field(default_factory=dict)
    recorded: Mapping[str, Sequence[Recording]] = field(default_factory=dict)  # parts in order


def may_see(who: Identity, operator_ids: Iterable[str | None]) -> bool:
    """Tell whether they see the caller's number and words as they are: supervisors, admins, those on the call."""
    return who.has(*SEE_ALL) or (who.operator_id is not None and who.operator_id in operator_ids)


def call_view(call: CallRow, sound: Sound, zone: ZoneInfo, now: float, *, shown: bool) -> CallView:
    """Show one call."""
    waiting = None if call.outcome else max(0.0, now - call.arrived_at)
    return CallView(
        call_id=call.call_id,
        queue=call.queue,
        dialled=call.dialled,
        trunk=call.trunk,
        caller_number=call.caller_number if shown else mask_number(call.caller_number),
        caller_display=call.caller_display if shown else HIDDEN if call.caller_display else "",
        state=call.state,
        outcome=call.outcome,
        ended_by=call.ended_by,
        operator_ids=list(call.operator_ids),
        arrived_at=as_text(call.arrived_at, zone),
        answered_at=_time(call.answered_at, zone),
        ended_at=_time(call.ended_at, zone),
        waited_s=call.waited_s if call.waited_s is not None else waiting,
        talk_s=call.talk_s,
        ticket_id=call.ticket_id,
        recording=recording_view(sound.recorded.get(call.call_id, ())),
        transcript=utterance_views(sound.said.get(call.call_id, ()), shown=shown),
    )


def call_detail(view: CallView, facts: Iterable[Fact], zone: ZoneInfo) -> CallDetail:
    """Add the operators' parts, folded from the call's facts."""
    return CallDetail(**dict(view), legs=_legs(facts, zone))


def _legs(facts: Iterable[Fact], zone: ZoneInfo) -> list[LegView]:
    legs: dict[str, LegView] = {}
    latest: dict[str, str] = {}  # operator -> offer
    for fact in facts:
        match fact:
            case OfferMade():
                latest[fact.operator_id] = fact.offer_id
                legs[fact.offer_id] = LegView(operator_id=fact.operator_id, offered_at=as_text(fact.at, zone))
            case OfferEnded() if fact.offer_id in legs:
                over = None if fact.how == "answered" else as_text(fact.at, zone)
                legs[fact.offer_id] = legs[fact.offer_id].model_copy(update={"how": fact.how.value, "ended_at": over})
            case CallAnswered() if fact.offer_id in legs:
                at = {"answered_at": as_text(fact.at, zone), "how": "answered"}
                legs[fact.offer_id] = legs[fact.offer_id].model_copy(update=at)
            case OperatorLeftCall() if (offer := latest.get(fact.operator_id)) is not None:
                part = {"ended_at": as_text(fact.at, zone), "talk_s": fact.talk_s, "hold_s": fact.hold_s}
                legs[offer] = legs[offer].model_copy(update=part)
            case _:
                pass
    return list(legs.values())


def ticket_view(ticket: Ticket, sound: Sound, zone: ZoneInfo, *, shown: bool) -> TicketView:
    """Show one ticket."""
    return TicketView(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        call_id=ticket.call_id,
        status=ticket.status.value,
        version=ticket.version,
        created_at=as_text(ticket.created_at.timestamp(), zone),
        updated_at=as_text(ticket.updated_at.timestamp(), zone),
        queue=ticket.queue,
        dialled=ticket.dialled,
        caller_number=ticket.caller_number if shown else mask_number(ticket.caller_number),
        operator_id=ticket.operator_id,
        operator_name=ticket.operator_name,
        started_at=_time(ticket.started_at, zone),
        answered_at=_time(ticket.answered_at, zone),
        ended_at=_time(ticket.ended_at, zone),
        fields={name: _field(asdict(value), shown=shown) for name, value in ticket.fields.items()},
        suggestions={
            name: [_field(asdict(one), shown=shown) for one in listed] for name, listed in ticket.suggestions.items()
        },
        transcript=utterance_views(sound.said.get(ticket.call_id, ()), shown=shown),
        recording=recording_view(sound.recorded.get(ticket.call_id, ())),
        model_notice=ticket.model_notice,
    )


def seen_ticket(view: TicketView, seen: Mapping[Part, Sight]) -> TicketView:
    """Take from a ticket what this person may not see."""
    fields = {name: _seen_field(seen, name, one) for name, one in view.fields.items()}
    chips = {name: [_seen_field(seen, name, one) for one in listed] for name, listed in view.suggestions.items()}
    return view.model_copy(
        update={
            "caller_number": number_for(seen, view.caller_number),
            "fields": fields,
            "suggestions": chips,
            "transcript": _seen_words(seen, view.transcript),
            "recording": view.recording if seen[Part.SOUND] is Sight.SHOWN else None,
        }
    )


def _seen_field(seen: Mapping[Part, Sight], name: str, one: FieldView) -> FieldView:
    """One value, its other spelling and its reason, which may repeat what was said."""
    about = {part: about_field(seen, name, getattr(one, part)) for part in ("display", "reason")}
    return one.model_copy(update={"value": field_for(seen, name, one.value), **about})


def _seen_words(seen: Mapping[Part, Sight], said: list[UtteranceView]) -> list[UtteranceView]:
    """What was said; where numbers may not be seen, without them and without the single words."""
    if seen[Part.WORDS] is Sight.SHOWN:
        return said
    return hidden_words(said) if seen[Part.WORDS] is Sight.MASKED else []


def _field(value: Mapping[str, object], *, shown: bool) -> FieldView:
    view = FieldView.model_validate(value)
    if shown:
        return view
    masked = {name: spoken_hidden(mask_numbers_in(getattr(view, name))) for name in ("value", "display", "reason")}
    return view.model_copy(update=masked)


def recording_view(parts: Sequence[Recording]) -> RecordingView | None:
    """Say where a recording is, part by part in order; parts that could not be written are left out."""
    kept = placed(parts)
    if not kept:
        return None
    url = f"/api/v1/calls/{kept[0].recording.call_id}/recording"
    views = [
        RecordingPart(
            url=f"{url}?part={number}",
            seconds=part.recording.seconds,
            started_at=part.recording.started_at,
            from_s=round(part.from_s, 3),
        )
        for number, part in enumerate(kept, start=1)
    ]
    return RecordingView(url=url, seconds=round(kept[-1].to_s, 3), parts=views)


def _time(at: float | None, zone: ZoneInfo) -> str | None:
    return None if at is None else as_text(at, zone)
