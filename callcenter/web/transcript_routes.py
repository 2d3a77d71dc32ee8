"""Search over all that was said, and one call's transcript: to read, and to take away."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from callcenter.clock import as_text
from callcenter.store.call_fold import CallRow
from callcenter.store.checked import CheckedWords
from callcenter.store.faults import NotFoundError
from callcenter.store.shown import as_checked, replaced
from callcenter.store.transcript_index import TranscriptIndex
from callcenter.store.transcript_search import Found, Search, TranscriptSearch
from callcenter.store.transcripts import SavedUtterance
from callcenter.transcripts.export import Paper, exported
from callcenter.transcripts.readable import ReadLine, readable_lines, redacted_lines
from callcenter.transcripts.searching import SearchError, Term, snippet, terms
from callcenter.web.call_sight import HEARERS
from callcenter.web.errors import ApiError
from callcenter.web.models import CheckedMark, UtteranceView
from callcenter.web.moments import moment
from callcenter.web.route import IDENT, Ask, route
from callcenter.web.serve import note
from callcenter.web.transcript_models import CallTranscript, CuttingView, ExportAsked, HitList, HitView, SearchAsked
from callcenter.web.transcript_sight import READERS, seeker_of, seen_call
from callcenter.web.views import recording_view
from callcenter.web.visibility import Part, Sight, name_for
from callcenter.web.words_view import utterance_views

_CALL = f"/api/v1/calls/{{call_id:{IDENT}}}/transcript"


@route(
    "GET", "/api/v1/transcripts/search", "Sentences in which these words were said, of the latest calls first",
    READERS, query=SearchAsked, out=HitList,
)  # fmt: skip
async def search(ask: Ask) -> HitList:
    """Find sentences; who looked is in the audit, and for which words unless they hold a figure."""
    asked = ask.take(SearchAsked)
    wanted = _terms(asked.words)
    query = Search(
        terms=wanted,
        queue=asked.queue,
        operator_id=asked.operator,
        since=moment(ask, "since", asked.since),
        until=moment(ask, "until", asked.until),
        after=asked.after,
        limit=asked.limit,
    )
    page = await TranscriptSearch(ask.parts.stores.database).page(query, seeker_of(ask))
    note(ask.parts, ask.request, ask.who, "transcripts_searched", _without_figures(wanted))
    said = await ask.parts.stores.transcripts.of_calls(list({one.call_id for one in page.items}))
    read = await ask.parts.stores.database.read(
        lambda connection: [as_checked(connection, call) for call in said.values()]
    )
    whole = {line.utterance_id: line for call in read for line in readable_lines(call)}
    lines = {line.utterance_id: line for call in read for line in redacted_lines(readable_lines(call))}
    lines |= {
        one.utterance_id: whole[one.utterance_id] for one in page.items if one.by_number and one.utterance_id in whole
    }
    _note_numbers(ask, page.items)
    zone = ask.parts.zone
    items = [
        _hit(one, lines[one.utterance_id], wanted, as_text(one.arrived_at, zone))
        for one in page.items
        if one.utterance_id in lines
    ]
    since = await TranscriptIndex(ask.parts.stores.database).complete_since()
    return HitList(items=items, next=page.next, complete_since=None if since is None else _text(ask, since))


def _text(ask: Ask, at: float) -> str:
    """A time; what is later than now counts as now."""
    return as_text(min(at, ask.parts.now()), ask.parts.zone)


def _note_numbers(ask: Ask, found: Sequence[Found]) -> None:
    """Write into the audit whose numbers were shown; operators see those of their own calls on duty."""
    for call_id in dict.fromkeys(one.call_id for one in found if one.by_number and not _own(ask, one.operator_ids)):
        note(ask.parts, ask.request, ask.who, "numbers_seen", call_id)


def _own(ask: Ask, operator_ids: Sequence[str]) -> bool:
    return ask.who.operator_id is not None and ask.who.operator_id in operator_ids


@route("GET", _CALL, "What was said in a call, as far as the asker may see it", READERS, out=CallTranscript)
async def transcript(ask: Ask) -> CallTranscript:
    """Answer one call's words."""
    call, seen = await seen_call(ask)
    said = await _said(ask, call, seen)
    recorded = await ask.parts.stores.transcripts.recordings_of([call.call_id])
    heard = ask.who.has(*HEARERS) and seen[Part.SOUND] is Sight.SHOWN
    return CallTranscript(
        call_id=call.call_id,
        arrived_at=as_text(call.arrived_at, ask.parts.zone),
        queue=call.queue,
        operator_ids=list(call.operator_ids),
        ticket_id=call.ticket_id,
        recording=recording_view(recorded.get(call.call_id, ())) if heard else None,
        transcript=await _with_checks(ask, said, shown=seen[Part.WORDS] is Sight.SHOWN),
    )


@route(
    "GET", f"{_CALL}/export", "The transcript to take away: TXT, SRT, WebVTT or JSON", READERS,
    query=ExportAsked, media="application/octet-stream", audit="transcript_exported",
)  # fmt: skip
async def export(ask: Ask) -> web.Response:
    """Send the transcript as a file."""
    asked = ask.take(ExportAsked)
    call, seen = await seen_call(ask)
    said = await _said(ask, call, seen)
    lines = readable_lines(await ask.parts.stores.database.read(lambda connection: as_checked(connection, said)))
    paper = Paper(
        call_id=call.call_id,
        arrived_at=as_text(call.arrived_at, ask.parts.zone),
        lines=lines if seen[Part.WORDS] is Sight.SHOWN else redacted_lines(lines),
        names=await _names(ask, call, seen) if asked.names else {},
    )
    name = f"transcript-{call.call_id}.{asked.form}"
    return web.Response(
        body=exported(paper, asked.form).encode(),
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


async def _said(ask: Ask, call: CallRow, seen: Mapping[Part, Sight]) -> Sequence[SavedUtterance]:
    if seen[Part.WORDS] is Sight.HIDDEN:
        raise NotFoundError("transcript of call", call.call_id)
    return (await ask.parts.stores.transcripts.of_calls([call.call_id])).get(call.call_id, ())


async def _with_checks(ask: Ask, said: Sequence[SavedUtterance], *, shown: bool) -> list[UtteranceView]:
    """The words as recognised, and beside them what somebody who listened wrote; numbers as the asker may see them."""
    views = utterance_views(said, shown=shown)
    if not said:
        return views
    found = await CheckedWords(ask.parts.stores.database).of_call(said[0].call_id)
    texts = [replaced(one, found[one.utterance_id].text if one.utterance_id in found else None) for one in said]
    checked = {view.utterance_id: view for view in utterance_views(texts, shown=shown)}
    return [
        view.model_copy(
            update={
                "checked": CheckedMark(
                    text=checked[view.utterance_id].text,
                    by=found[view.utterance_id].checked_by,
                    at=as_text(found[view.utterance_id].checked_at.timestamp(), ask.parts.zone),
                )
            }
        )
        if view.utterance_id in found
        else view
        for view in views
    ]


async def _names(ask: Ask, call: CallRow, seen: Mapping[Part, Sight]) -> Mapping[str, str]:
    """Who spoke: the operator as their ticket names them, the citizen as far as their name may be seen."""
    ticket = await ask.parts.stores.tickets.of_call(call.call_id)
    if ticket is None:
        return {}
    citizen = ticket.fields.get("contact_name")
    return {"operator": ticket.operator_name, "caller": name_for(seen, citizen.value if citizen else "")}


def _terms(words: str) -> list[Term]:
    try:
        return terms(words)
    except SearchError as fault:
        expected = "1 to 8 words of two or more characters, a space between"
        raise ApiError(422, "bad_fields", str(fault), expected=expected, found="", fields={"words": expected}) from None


def _without_figures(wanted: Sequence[Term]) -> str:
    words = " ".join(term.spellings[0] for term in wanted)
    spoken = any(char.isdecimal() for term in wanted for spelling in term.spellings for char in spelling)
    return "(words with figures)" if spoken else words


def _hit(found: Found, line: ReadLine, wanted: Sequence[Term], arrived_at: str) -> HitView:
    cuttings, start_ms = snippet(line, wanted)
    return HitView(
        utterance_id=found.utterance_id,
        call_id=found.call_id,
        arrived_at=arrived_at,
        queue=found.queue,
        operator_ids=list(found.operator_ids),
        role=line.role,
        start_ms=start_ms,
        snippet=[CuttingView(text=one.text, hit=one.hit) for one in cuttings],
    )


ROUTES = (search, transcript, export)
