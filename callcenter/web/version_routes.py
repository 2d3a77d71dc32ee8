"""Versions of a call's transcript: what was heard live and again, how they differ, and which of them counts."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from callcenter.clock import as_text
from callcenter.second_pass.comparing import Difference, differences
from callcenter.second_pass.merging import FieldChange
from callcenter.store.faults import NotFoundError
from callcenter.store.shown import LIVE
from callcenter.store.ticket import TicketField
from callcenter.store.transcripts import SavedUtterance
from callcenter.store.versions import Decision, Verdict, Version, Versions
from callcenter.transcripts.redaction import redacted_text
from callcenter.web.call_sight import HEARERS, own_call
from callcenter.web.route import IDENT, PEOPLE, Ask, route
from callcenter.web.transcript_sight import READERS, seen_call
from callcenter.web.version_models import (
    ChangeView,
    DifferenceView,
    StretchView,
    VerdictAsked,
    VersionsView,
    VersionView,
)
from callcenter.web.views import recording_view
from callcenter.web.visibility import Part, Sight, about_field, field_for
from callcenter.web.words_view import utterance_views

_CALL = f"/api/v1/calls/{{call_id:{IDENT}}}/versions"
Seen = Mapping[Part, Sight]


@route("GET", _CALL, "Every version of a call's transcript, and how the newest differs", READERS, out=VersionsView)
async def call_versions(ask: Ask) -> VersionsView:
    """Answer what was heard live and again, as far as the asker may see it."""
    call, seen = await seen_call(ask)
    if seen[Part.WORDS] is Sight.HIDDEN:
        raise NotFoundError("transcript of call", call.call_id)
    return await _view(ask, call.call_id, seen)


@route(
    "POST", f"{_CALL}/{{version:[0-9]{{1,6}}}}/verdict", "Accept what was heard again, or go back to what was there",
    PEOPLE, body=VerdictAsked, out=VersionsView, audit="version_decided",
)  # fmt: skip
async def decide(ask: Ask) -> VersionsView:
    """Decide on the newest version; the draft follows, and what people fixed stays."""
    call = await own_call(ask)
    decision = Decision(
        call_id=call.call_id,
        version=int(ask.ident("version")),
        verdict=Verdict(ask.take(VerdictAsked).verdict),
        by=ask.who.operator_id or ask.who.name,
        at=datetime.fromtimestamp(ask.parts.now(), UTC),
    )
    done = await Versions(ask.parts.stores.database).decide(decision)
    if done.ticket:
        ask.parts.desk.ticket_changed(done.ticket, decision.by)
    _, seen = await seen_call(ask)
    return await _view(ask, call.call_id, seen)


async def _view(ask: Ask, call_id: str, seen: Seen) -> VersionsView:
    store = Versions(ask.parts.stores.database)
    later, said = await store.of_call(call_id), await store.said(call_id)
    recorded = await ask.parts.stores.transcripts.recordings_of([call_id])
    heard = ask.who.has(*HEARERS) and seen[Part.SOUND] is Sight.SHOWN
    newest = later[-1] if later else None
    told = await _differences(said, newest) if newest else []
    shown = next((one.version for one in later if one.shown), LIVE)
    return VersionsView(
        call_id=call_id,
        shown=shown,
        recording=recording_view(recorded.get(call_id, ())) if heard else None,
        versions=[
            _live(said.get(LIVE, ()), seen, shown=shown == LIVE),
            *(_later(ask, one, said, seen) for one in later),
        ],
        differences=[_difference(one, seen) for one in told],
        changes=[_change(one, seen) for one in newest.changes] if newest else [],
    )


async def _differences(said: Mapping[int, Sequence[SavedUtterance]], newest: Version) -> list[Difference]:
    before, after = said.get(newest.version - 1, ()), said.get(newest.version, ())
    return await asyncio.to_thread(differences, before, after)  # grows with the square of a call's length


def _live(said: Sequence[SavedUtterance], seen: Seen, *, shown: bool) -> VersionView:
    known = next((one for one in said if not one.is_gap), None)
    return VersionView(
        version=LIVE,
        engine=known.engine if known else "",
        model=known.model if known else "",
        heard_at=None,
        shown=shown,
        verdict="",
        decided_by="",
        decided_at=None,
        transcript=utterance_views(said, shown=seen[Part.WORDS] is Sight.SHOWN),
    )


def _later(ask: Ask, one: Version, said: Mapping[int, Sequence[SavedUtterance]], seen: Seen) -> VersionView:
    zone = ask.parts.zone
    return VersionView(
        version=one.version,
        engine=one.engine,
        model=one.model,
        heard_at=as_text(one.heard_at.timestamp(), zone),
        shown=one.shown,
        verdict=one.verdict.value,
        decided_by=one.decided_by,
        decided_at=as_text(one.decided_at.timestamp(), zone) if one.decided_at else None,
        transcript=utterance_views(said.get(one.version, ()), shown=seen[Part.WORDS] is Sight.SHOWN),
    )


def _difference(one: Difference, seen: Seen) -> DifferenceView:
    """Where numbers may not be seen, neither they nor their places: a stretch may be a part of one."""
    shown = seen[Part.WORDS] is Sight.SHOWN
    digits = any(char.isdigit() or char in "零一二三四五六七八九幺" for char in one.before + one.after)
    before, after = (one.before, one.after) if shown or not digits else ("…", "…")
    return DifferenceView(
        role=one.role,
        before=before if shown else redacted_text(before),
        after=after if shown else redacted_text(after),
        start_ms=one.start_ms,
        end_ms=one.end_ms,
        former=[StretchView(**asdict(stretch)) for stretch in one.former] if shown else [],
        latter=[StretchView(**asdict(stretch)) for stretch in one.latter] if shown else [],
    )


def _change(one: FieldChange, seen: Seen) -> ChangeView:
    span = next(iter(one.after.spans), None) if one.after else None
    return ChangeView(
        name=one.name,
        before=_value(one.name, one.before, seen),
        after=_value(one.name, one.after, seen),
        kept=one.kept.value,
        start_ms=span.start_ms if span else None,
        end_ms=span.end_ms if span else None,
    )


def _value(name: str, field: TicketField | None, seen: Seen) -> str:
    if field is None:
        return ""
    return about_field(seen, name, field.display) if field.display else field_for(seen, name, field.value)


ROUTES = (call_versions, decide)
