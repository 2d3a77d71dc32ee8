"""The lines to the studio: called when the show opens, kept up, called again with growing pauses when lost."""

from queueing.desk.alarms import Cause
from queueing.desk.core import Alarm, Core
from queueing.events import (
    ProgrammeChanged,
    ShowLinesBlocked,
    ShowLinesClosed,
    ShowLinesOpened,
    StudioLineCame,
    StudioLineDialled,
    StudioLineDown,
    StudioLineUp,
    TransitionError,
)
from queueing.studio.calls import ShowCalls
from queueing.studio.recordings import StudioRecordings
from queueing.studio.state import StudioLine, air_recording
from queueing.studio.terms import CLOSED, NO_PROGRAMME, PROGRAMME_LINE, PROGRAMME_STREAM


class StudioLines:
    """The part of the desk that opens and closes a show to callers and has its studio lines."""

    def __init__(self, core: Core, calls: ShowCalls, recordings: StudioRecordings) -> None:
        self._core, self._calls, self._recordings = core, calls, recordings
        self._state, self._rules = core.state, core.rules.show
        core.on_fact(StudioLineDown, self._set_retry_alarm)
        core.on_alarm(Cause.STUDIO, Alarm(wanted=self._still_down, act=self._due))

    # --- the show --------------------------------------------------------------------------------------------

    def open(
        self, now: float, show_id: str, positions: int, programme: int = NO_PROGRAMME, *, calls_in: bool = False
    ) -> None:
        """Take the callers of the show's queues from now on, and call the studio."""
        open_id = self._state.show.show_id
        if open_id == show_id:
            return
        if open_id or not show_id:
            raise TransitionError(f"show {show_id}", "no other show with open lines", open_id or "a show without name")
        self._core.note(
            ShowLinesOpened(at=now, show_id=show_id, positions=positions, programme=programme, calls_in=calls_in)
        )
        self._calls.withdraw_offers(now)
        show = self._state.show
        for line in [one for one in show.lines.values() if not show.awaited(one.position)]:
            self._dial(now, line)

    def block(self, now: float, blocked: bool) -> None:
        """Take no more new callers, or take them again."""
        show = self._state.show
        if not show.show_id:
            raise TransitionError("show", "one with open lines", "none")
        if show.blocked is not blocked:
            self._core.note(ShowLinesBlocked(at=now, show_id=show.show_id, blocked=blocked))

    def close(self, now: float) -> None:
        """Give every caller back to the hotline and let the studio go."""
        show = self._state.show
        if not show.show_id:
            return
        self._calls.all_to_hotline(now, CLOSED)
        for line in [one for one in show.lines.values() if one.leg_id]:
            self._note_down(now, line, CLOSED, 0.0)
        lines = tuple(line.position for line in show.lines.values() if line.was_up)
        stream = (PROGRAMME_LINE,) if show.programme == PROGRAMME_STREAM else ()
        self._core.note(ShowLinesClosed(at=now, show_id=show.show_id, recorded=stream + lines))

    def programme(self, now: float, show_id: str, state: str) -> None:
        """What is heard of the live programme."""
        show = self._state.show
        if show.show_id != show_id or show.programme == NO_PROGRAMME:
            raise TransitionError(f"programme {show_id}", "the show that is open, with a live programme", show.show_id)
        if show.programme_state != state:
            self._core.note(ProgrammeChanged(at=now, show_id=show_id, state=state))

    # --- a line ----------------------------------------------------------------------------------------------

    def came(self, now: float, leg_id: str) -> None:
        """The programme's own line calls here."""
        show = self._state.show
        if not show.awaited(PROGRAMME_LINE):
            raise TransitionError(f"leg {leg_id}", "an open show whose programme calls in", show.show_id or "no show")
        if show.lines[PROGRAMME_LINE].leg_id:
            raise TransitionError(f"leg {leg_id}", "one call that brings the programme", "another one that does")
        self._core.note(StudioLineCame(at=now, show_id=show.show_id, position=PROGRAMME_LINE, leg_id=leg_id))
        self.up(now, leg_id)

    def up(self, now: float, leg_id: str) -> None:
        """The studio took it."""
        line = self._line_of(leg_id)
        if line.up:
            raise TransitionError(f"leg {leg_id}", "a studio line that rings", "one that is up")
        self._core.note(StudioLineUp(at=now, show_id=self._state.show.show_id, position=line.position, leg_id=leg_id))

    def down(self, now: float, leg_id: str, why: str) -> None:
        """It was lost, or not taken."""
        line = self._line_of(leg_id)
        awaited = self._state.show.awaited(line.position)
        self._note_down(now, line, why, 0.0 if awaited else now + self._rules.pause_s(line.failures))

    def _line_of(self, leg_id: str) -> StudioLine:
        line = self._state.show.line_of(leg_id)
        if line is None:
            raise TransitionError(f"leg {leg_id}", "a studio line of the show", "none (any more)")
        return line

    def _dial(self, now: float, line: StudioLine) -> None:
        show_id = self._state.show.show_id
        leg_id = f"{air_recording(show_id, line.position)}-{round(now * 1000)}-{line.dials + 1}"
        self._core.note(StudioLineDialled(at=now, show_id=show_id, position=line.position, leg_id=leg_id))

    def _note_down(self, now: float, line: StudioLine, why: str, retry_at: float) -> None:
        self._recordings.line_down(now, line)
        self._core.note(
            StudioLineDown(
                at=now,
                show_id=self._state.show.show_id,
                position=line.position,
                leg_id=line.leg_id,
                why=why,
                retry_at=retry_at,
            )
        )

    # --- moments ---------------------------------------------------------------------------------------------

    def _set_retry_alarm(self, fact: StudioLineDown) -> None:
        if fact.retry_at:
            self._core.alarms.set(fact.retry_at, Cause.STUDIO, str(fact.position))

    def _still_down(self, at: float, position: str) -> bool:
        line = self._state.show.lines.get(int(position))
        return line is not None and not line.leg_id and line.retry_at == at

    def _due(self, now: float, position: str) -> None:
        self._dial(now, self._state.show.lines[int(position)])
