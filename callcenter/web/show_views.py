"""The board as screens show it: one picture for producers, a bare one for hosts, both in the same order. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from callcenter.show.ports import TalkBackChanged
from callcenter.show.presence import View
from callcenter.show.studio import Lines
from callcenter.show_settings import Show
from callcenter.web.show_models import (
    BoardEntry,
    DumpView,
    LineView,
    Picture,
    PresentView,
    ProgrammeSource,
    ProgrammeView,
    ProposalView,
    ReasonView,
    ShowView,
    StudioNoteView,
    StudioRules,
    TalkBackView,
)
from queueing.show.facts import EntryKind, StudioNote
from queueing.show.proposal import proposals
from queueing.show.running import owed
from queueing.show.state import BoardState, Entry, EntryState, Phase
from queueing.studio.terms import NO_PROGRAMME, PROGRAMME_LINE

S = EntryState
ORDER = (S.ON_AIR, S.NEXT, S.READY, S.SCREENING, S.RINGING, S.OFF_AIR, S.GONE)
FOR_HOST = (S.ON_AIR, S.NEXT, S.READY)
READ_OUT = (S.NEXT, S.ON_AIR)  # a host reads a message's words when its turn comes
NOTES_SHOWN = 50
GONE_SHOWN = 60


def picture(
    state: BoardState | None,
    *,
    view: View,
    now: float,
    lines: Lines,
    settings: Show,
    names: Mapping[str, str],
    present: Sequence[tuple[str, View]],
) -> Picture:
    """Make the picture of a board; None: no show was opened yet."""
    listed = in_order(state) if state else []
    return Picture(
        view=view,
        seq=state.seq if state else 0,
        server_time=now,
        show=_show(state, settings) if state else None,
        entries=_entries(listed, view, lines, names),
        proposals=proposed(state, now, settings) if state and view == "producer" else [],
        notes=[_note(one, names) for one in state.notes[-NOTES_SHOWN:]] if state else [],
        dumps=[DumpView(at=one.at, by=one.by, seconds=one.seconds) for one in state.dumps] if state else [],
        lines=_lines(lines, settings),
        programme=_programme(lines, settings) if view == "producer" else None,
        people=[PresentView(name=name, display_name=names.get(name, name), view=where) for name, where in present],
        rules=_rules(settings),
    )


def in_order(state: BoardState) -> list[Entry]:
    """Every entry in the one order both screens show: by state, then who goes first; the last gone first."""
    return sorted(state.entries.values(), key=_rank)


def _rank(entry: Entry) -> tuple[int, float]:
    within = {S.ON_AIR: float(entry.position), S.READY: float(entry.order), S.GONE: -float(entry.order)}
    return ORDER.index(entry.state), within.get(entry.state, entry.joined_at)


def proposed(state: BoardState, now: float, settings: Show) -> list[ProposalView]:
    """Whom to take next, with reasons."""
    return [
        ProposalView(
            entry_id=one.entry_id,
            points=one.points,
            reasons=[ReasonView(reason=reason, points=points) for reason, points in one.reasons],
        )
        for one in proposals(state, now, settings.weighing())
    ]


def entry_view(entry: Entry, place: int, lines: Lines, names: Mapping[str, str]) -> BoardEntry:
    """An entry as a producer sees it."""
    bare = host_entry(entry, place)
    more = {
        "text": entry.text,
        "joined_at": entry.joined_at,
        "ready_at": entry.ready_at or None,
        "aired_at": entry.aired_at,
        "air_s": entry.air_s,
        "call_id": entry.call_id,
        "source": entry.source,
        "repeat": entry.repeat,
        "calls_before": entry.calls_before,
        "shows_before": entry.shows_before,
        "unit_fits": entry.unit_fits,
        "stored": entry.stored,
        "producer": entry.producer,
        "producer_name": names.get(entry.producer, entry.producer),
        "talking": entry.state is S.SCREENING and entry.call_id in lines.talking,
        "end": entry.end,
        "answer": entry.answer,
        "answer_words": entry.answer_words,
        "answer_due": entry.answer_due,
        "has_ticket": bool(entry.ticket_id),
        "reason": entry.reason,
        "talk_back": _talk_back(lines.talk_backs.get(entry.call_id)),
        "recording_s": entry.recording_s,
    }
    return bare.model_copy(update=more)


def _talk_back(told: TalkBackChanged | None) -> TalkBackView | None:
    return TalkBackView(phone=told.phone, state=told.state, why=told.why) if told else None


def host_entry(entry: Entry, place: int) -> BoardEntry:
    """An entry as a host sees it: surname and title, area, topic, and nothing of who or where from."""
    reads = entry.kind is EntryKind.MESSAGE and entry.state in READ_OUT
    return BoardEntry(
        entry_id=entry.entry_id,
        kind=entry.kind,
        state=entry.state,
        place=place,
        address=entry.address,
        area=entry.area,
        topic=entry.topic,
        text=entry.text if reads else "",
        position=entry.position,
        locked=entry.locked,
        on_air_since=entry.on_air_since if entry.state is S.ON_AIR else None,
    )


def _entries(listed: Sequence[Entry], view: View, lines: Lines, names: Mapping[str, str]) -> list[BoardEntry]:
    placed = list(enumerate(listed, 1))
    if view == "host":
        return [host_entry(one, place) for place, one in placed if one.state in FOR_HOST and not one.stored]
    here = [(place, one) for place, one in placed if one.state is not S.GONE]
    gone = [(place, one) for place, one in placed if one.state is S.GONE][:GONE_SHOWN]
    return [entry_view(one, place, lines, names) for place, one in (*here, *gone)]


def _show(state: BoardState, settings: Show) -> ShowView:
    live = state.live_at or None
    planned = state.ends_at or (state.live_at + settings.minutes * 60.0 if live else None)
    return ShowView(
        show_id=state.show_id,
        title=state.title,
        units=list(state.units),
        phase=state.phase,
        delay_s=state.delay_s,
        blocked=state.blocked,
        next_id=state.next_id,
        opened_at=state.opened_at,
        live_at=live,
        ends_at=planned,
        signed_off_at=state.signed_off_at or None,
        owed=0 if state.phase is Phase.CLOSED else len(owed(state)),
    )


def _note(one: StudioNote, names: Mapping[str, str]) -> StudioNoteView:
    return StudioNoteView(at=one.at, by=one.by, name=names.get(one.by, one.by), text=one.text)


def _lines(lines: Lines, settings: Show) -> list[LineView]:
    return [_line(position, lines) for position in range(1, settings.air_positions + 1)]


def _line(position: int, lines: Lines) -> LineView:
    told = lines.up.get(position)
    return LineView(position=position, up=told.up if told else None, why=told.why if told else "")


def _programme(lines: Lines, settings: Show) -> ProgrammeView | None:
    if settings.programme_line == NO_PROGRAMME:
        return None
    told, of_its_own = lines.programme, settings.programme_line == PROGRAMME_LINE
    return ProgrammeView(
        source=_source(settings),
        state=told.state if told else None,
        level_db=told.level_db if told else None,
        why=told.why if told else "",
        line=_line(PROGRAMME_LINE, lines) if of_its_own else None,
    )


def _source(settings: Show) -> ProgrammeSource:
    if settings.programme_stream:
        return "stream"
    if settings.programme_line == PROGRAMME_LINE:
        return "dial_in" if settings.calls_in else "line"
    return "studio"


def _rules(settings: Show) -> StudioRules:
    names: Iterable[str] = StudioRules.model_fields
    return StudioRules(**{name: getattr(settings, name) for name in names})
