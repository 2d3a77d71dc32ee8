"""The desk's commands about the live show, as `Desk.show`; each returns the facts that follow, none if it is so."""

from collections.abc import Callable

from queueing.desk.core import Facts
from queueing.studio.calls import ShowCalls
from queueing.studio.lines import StudioLines
from queueing.studio.recordings import StudioRecordings
from queueing.studio.terms import DROPPED, NO_PROGRAMME, RETURNED, THANKED


class ShowCommands:
    """Commands on the same desk; `done` ends each as the desk's own end.

    Raises:
        TransitionError: every command, when the present state does not allow it; nothing has changed then.

    """

    def __init__(
        self, calls: ShowCalls, lines: StudioLines, recordings: StudioRecordings, done: Callable[[float], Facts]
    ) -> None:
        self._calls, self._lines, self._recordings, self._done = calls, lines, recordings, done

    def open(
        self, now: float, show_id: str, positions: int, programme: int = NO_PROGRAMME, *, calls_in: bool = False
    ) -> Facts:
        """Take the callers of the show's queues from now on, and call the studio's lines.

        `programme`: the line whose sound waiting callers hear, or a stream; `calls_in`: that line calls here.
        """
        self._lines.open(now, show_id, positions, programme, calls_in=calls_in)
        return self._done(now)

    def block(self, now: float, blocked: bool) -> Facts:
        """Take no more new callers, or take them again."""
        self._lines.block(now, blocked)
        return self._done(now)

    def close(self, now: float) -> Facts:
        """Give every caller back to the hotline and let the studio go."""
        self._lines.close(now)
        return self._done(now)

    def hand_over(self, now: float, call_id: str) -> Facts:
        """An operator gives the caller to the show."""
        self._calls.hand_over(now, call_id)
        return self._done(now)

    def screen(self, now: float, call_id: str, phone: str) -> Facts:
        """Ring a producer's phone for a caller who is not on air."""
        self._calls.screen(now, call_id, phone)
        return self._done(now)

    def talk_back(self, now: float, call_id: str, phone: str, on: bool) -> Facts:
        """Let a producer speak to a caller who waits or is on air, or end that."""
        self._calls.talk_back(now, call_id, phone, on)
        return self._done(now)

    def park(self, now: float, call_id: str) -> Facts:
        """The caller is alone with the programme: off air, and no producer's phone."""
        self._calls.park(now, call_id)
        return self._done(now)

    def air(self, now: float, call_id: str, position: int) -> Facts:
        """Put a caller on a line to the studio; who was on it comes off."""
        self._calls.air(now, call_id, position)
        return self._done(now)

    def to_hotline(self, now: float, call_id: str) -> Facts:
        """Give the caller back to an operator."""
        self._calls.to_hotline(now, call_id, RETURNED)
        return self._done(now)

    def thank(self, now: float, call_id: str) -> Facts:
        """Thank the caller and end the call."""
        self._calls.let_go(now, call_id, THANKED)
        return self._done(now)

    def drop(self, now: float, call_id: str) -> Facts:
        """End the call."""
        self._calls.let_go(now, call_id, DROPPED)
        return self._done(now)

    def phone_answered(self, now: float, leg_id: str) -> Facts:
        """A producer picked up."""
        self._calls.phone_answered(now, leg_id)
        return self._done(now)

    def phone_left(self, now: float, leg_id: str, why: str) -> Facts:
        """A producer's phone is gone, or was not answered."""
        self._calls.phone_left(now, leg_id, why)
        return self._done(now)

    def play(self, now: float, position: int, recording: str) -> Facts:
        """Play a stored call on a line that is up; who was on it comes off."""
        self._recordings.play(now, position, recording)
        return self._done(now)

    def stop(self, now: float, position: int) -> Facts:
        """Break off the stored call on a line."""
        self._recordings.stop(now, position)
        return self._done(now)

    def recording_over(self, now: float, leg_id: str, recording: str) -> Facts:
        """A stored call came to its end."""
        self._recordings.over(now, leg_id, recording)
        return self._done(now)

    def programme(self, now: float, show_id: str, state: str) -> Facts:
        """What is heard of the live programme."""
        self._lines.programme(now, show_id, state)
        return self._done(now)

    def line_came(self, now: float, leg_id: str) -> Facts:
        """The programme's own line calls here."""
        self._lines.came(now, leg_id)
        return self._done(now)

    def line_up(self, now: float, leg_id: str) -> Facts:
        """The studio took a line."""
        self._lines.up(now, leg_id)
        return self._done(now)

    def line_down(self, now: float, leg_id: str, why: str) -> Facts:
        """A line to the studio was lost, or not taken."""
        self._lines.down(now, leg_id, why)
        return self._done(now)
