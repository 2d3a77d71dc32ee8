"""What happens to callers who cannot be served at once."""

from queueing.desk.state import DeskState
from queueing.events import (
    CallbackOffered,
    CallMerged,
    CallOverflowed,
    CallState,
    CallTold,
    VoicemailBegan,
    VoicemailStarted,
    WaitAnnounced,
)
from queueing.folds.line import FoldTable, first_announcement, leave_line, wait
from queueing.outlook.waiting import Said


def _overflowed(state: DeskState, fact: CallOverflowed) -> None:
    call = state.calls[fact.call_id]
    leave_line(state, call)
    call.queue, call.joined_at, call.step = fact.queue, fact.at, 0
    call.announce_at = first_announcement(state, fact.queue, fact.at)
    wait(state, call)


def _announced(state: DeskState, fact: WaitAnnounced) -> None:
    call, policy = state.calls[fact.call_id], state.rules.policies.get(fact.queue)
    every_s = policy.announce_every_s if policy else 0.0
    call.announce_at = fact.at + every_s if every_s > 0 else None
    call.ahead_said = call.ahead_said if fact.ahead < 0 else fact.ahead
    call.said = call.said if fact.band < 0 else Said(band=fact.band, fell=fact.fell)
    call.callback_open = call.callback_open or fact.callback


def _callback_offered(state: DeskState, fact: CallbackOffered) -> None:
    call = state.calls[fact.call_id]
    call.callback_open = call.callback_open or fact.possible
    call.step += fact.reason != "surge"


def _told(state: DeskState, fact: CallTold) -> None:
    call = state.calls[fact.call_id]
    leave_line(state, call)
    call.state, call.callback_open, call.joined_at = CallState.TOLD, fact.callback, fact.at


def _merged(state: DeskState, fact: CallMerged) -> None:
    call = state.calls[fact.call_id]
    leave_line(state, call)
    call.ranked_at, call.order, call.headstart_s = fact.ranked_at, fact.order, fact.headstart_s
    wait(state, call)


def _voicemail(state: DeskState, fact: VoicemailStarted) -> None:
    call = state.calls[fact.call_id]
    leave_line(state, call)
    call.state, call.callback_open, call.joined_at = CallState.MESSAGE, False, fact.at


def _message(state: DeskState, fact: VoicemailBegan) -> None:
    call = state.calls[fact.call_id]
    call.message_from, call.message_until = fact.at, fact.until


WAITING: FoldTable = {
    CallOverflowed: _overflowed,
    WaitAnnounced: _announced,
    CallbackOffered: _callback_offered,
    CallTold: _told,
    CallMerged: _merged,
    VoicemailStarted: _voicemail,
    VoicemailBegan: _message,
}
