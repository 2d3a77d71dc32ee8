"""Calls with the live show, producers' phones in them, and the lines to the studio."""

from queueing.desk.state import DeskState
from queueing.events import (
    CallJoinedShow,
    CallLeftShow,
    CallPutOnAir,
    CallState,
    CallTakenOffAir,
    LineState,
    ProgrammeChanged,
    RecordingEnded,
    RecordingPlayed,
    ShowLinesBlocked,
    ShowLinesClosed,
    ShowLinesOpened,
    ShowPhoneAnswered,
    ShowPhoneCalled,
    ShowPhoneLeft,
    StudioLineCame,
    StudioLineDialled,
    StudioLineDown,
    StudioLineUp,
)
from queueing.folds.line import FoldTable, become_idle, change_line, first_announcement, known, leave_line, wait
from queueing.studio.state import ShowNow, ShowPhone, StudioLine
from queueing.studio.terms import PROGRAMME_LINE


def _opened(state: DeskState, fact: ShowLinesOpened) -> None:
    first = PROGRAMME_LINE if fact.programme == PROGRAMME_LINE else 1
    lines = {position: StudioLine(position=position) for position in range(first, fact.positions + 1)}
    state.show = ShowNow(show_id=fact.show_id, lines=lines, programme=fact.programme, calls_in=fact.calls_in)


def _blocked(state: DeskState, fact: ShowLinesBlocked) -> None:
    state.show.blocked = fact.blocked


def _closed(state: DeskState, _fact: ShowLinesClosed) -> None:
    state.show = ShowNow()


def _joined(state: DeskState, fact: CallJoinedShow) -> None:
    call = state.calls[fact.call_id]
    leave_line(state, call)
    call.state, call.operator_id, call.offer_id, call.wanted_operator = CallState.SHOW, "", "", ""
    call.show_since, call.show_source, call.callback_open = fact.at, fact.source, False


def _left(state: DeskState, fact: CallLeftShow) -> None:
    call = state.calls[fact.call_id]
    call.show_s += fact.with_show_s if call.answered_at is None else 0.0
    call.queue, call.joined_at, call.step = fact.queue, fact.at, 0
    call.announce_at = first_announcement(state, fact.queue, fact.at)
    wait(state, call)


def _phone_called(state: DeskState, fact: ShowPhoneCalled) -> None:
    call = state.calls[fact.call_id]
    call.show_phones += 1
    call.show_phone = ShowPhone(
        leg_id=fact.leg_id, phone=fact.phone, operator_id=fact.operator_id, talk_back=fact.talk_back
    )
    if fact.operator_id:
        change_line(known(state, fact.operator_id), LineState.ASSISTING, fact.at, fact.call_id)


def _phone_answered(state: DeskState, fact: ShowPhoneAnswered) -> None:
    phone = state.calls[fact.call_id].show_phone
    if phone is not None:
        phone.answered = True


def _phone_left(state: DeskState, fact: ShowPhoneLeft) -> None:
    state.calls[fact.call_id].show_phone = None
    if fact.operator_id:
        become_idle(known(state, fact.operator_id), fact.at)


def _on_air(state: DeskState, fact: CallPutOnAir) -> None:
    state.calls[fact.call_id].air_position = fact.position


def _off_air(state: DeskState, fact: CallTakenOffAir) -> None:
    state.calls[fact.call_id].air_position = 0


def _dialled(state: DeskState, fact: StudioLineDialled | StudioLineCame) -> None:
    line = state.show.lines[fact.position]
    line.leg_id, line.up, line.retry_at = fact.leg_id, False, 0.0
    line.dials += 1
    line.failures += 1  # until it is taken


def _up(state: DeskState, fact: StudioLineUp) -> None:
    line = state.show.lines[fact.position]
    line.up, line.was_up, line.failures = True, True, 0


def _down(state: DeskState, fact: StudioLineDown) -> None:
    line = state.show.lines[fact.position]
    line.leg_id, line.up, line.retry_at = "", False, fact.retry_at


def _programme(state: DeskState, fact: ProgrammeChanged) -> None:
    state.show.programme_state = fact.state


def _played(state: DeskState, fact: RecordingPlayed) -> None:
    state.show.lines[fact.position].recording = fact.recording


def _ended(state: DeskState, fact: RecordingEnded) -> None:
    state.show.lines[fact.position].recording = ""


SHOW_CALLS: FoldTable = {
    ShowLinesOpened: _opened,
    ShowLinesBlocked: _blocked,
    ShowLinesClosed: _closed,
    CallJoinedShow: _joined,
    CallLeftShow: _left,
    ShowPhoneCalled: _phone_called,
    ShowPhoneAnswered: _phone_answered,
    ShowPhoneLeft: _phone_left,
    CallPutOnAir: _on_air,
    CallTakenOffAir: _off_air,
    StudioLineDialled: _dialled,
    StudioLineCame: _dialled,
    StudioLineUp: _up,
    StudioLineDown: _down,
    ProgrammeChanged: _programme,
    RecordingPlayed: _played,
    RecordingEnded: _ended,
}
