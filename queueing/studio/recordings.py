"""Stored calls on a studio line: one sound a line, and never together with a caller."""

from queueing.desk.core import Core
from queueing.events import RecordingEnded, RecordingPlayed, TransitionError
from queueing.studio.calls import ShowCalls
from queueing.studio.state import StudioLine
from queueing.studio.terms import LINE_DOWN, PLAYED, REPLACED, STOPPED


class StudioRecordings:
    """The part of the desk that plays recordings on the lines to the studio."""

    def __init__(self, core: Core, calls: ShowCalls) -> None:
        self._core, self._state, self._calls = core, core.state, calls
        calls.clear_line = lambda now, position: self._end_at(now, position, REPLACED)

    def play(self, now: float, position: int, recording: str) -> None:
        """Play a sound on a line that is up; who or what was on it comes off."""
        line = self._line(position)
        if not line.up:
            raise TransitionError(f"line {position}", "one that is up", "down")
        if not recording:
            raise TransitionError(f"line {position}", "a recording", "none")
        if line.recording == recording:
            return
        self._calls.clear(now, position)
        show_id = self._state.show.show_id
        self._core.note(RecordingPlayed(at=now, show_id=show_id, position=position, recording=recording))

    def stop(self, now: float, position: int) -> None:
        """Break off what plays on a line."""
        if not self._line(position).recording:
            raise TransitionError(f"line {position}", "one on which a recording plays", "silence, or a caller")
        self._end_at(now, position, STOPPED)

    def over(self, now: float, leg_id: str, recording: str) -> None:
        """It played to its end."""
        line = self._state.show.line_of(leg_id)
        if line is None or line.recording != recording or not recording:
            raise TransitionError(f"recording {recording}", "one that plays on that line", "none (any more)")
        self._end_at(now, line.position, PLAYED)

    def line_down(self, now: float, line: StudioLine) -> None:
        """The line is lost, and the recording with it."""
        self._end_at(now, line.position, LINE_DOWN)

    def _line(self, position: int) -> StudioLine:
        show = self._state.show
        if position not in show.positions:
            raise TransitionError(f"line {position}", "a studio line of an open show", "none")
        return show.lines[position]

    def _end_at(self, now: float, position: int, why: str) -> None:
        line = self._state.show.lines.get(position)
        if line is not None and line.recording:
            show_id = self._state.show.show_id
            ended = RecordingEnded(at=now, show_id=show_id, position=position, recording=line.recording, why=why)
            self._core.note(ended)
