"""The lines to the studio on the wire: rung or dialled, recorded for the whole show, let go."""

from callcenter.desk.floor import Floor
from callcenter.ears import HeardLeg
from callcenter.show_settings import Show
from callcenter.telephony.ports import Answer, Copy, Dial, HangUp, Order, Play, Ring
from callcenter.telephony.programme_ports import Feed, PlayIn
from queueing.events import (
    RecordingEnded,
    RecordingPlayed,
    ShowLinesClosed,
    ShowLinesOpened,
    StudioLineCame,
    StudioLineDialled,
    StudioLineDown,
    StudioLineUp,
)
from queueing.studio.state import StudioLine, air_recording
from queueing.studio.terms import PROGRAMME_LINE, PROGRAMME_STREAM, STOPPED, STUDIO_LINE

SHOWN_AS, PROGRAMME_SHOWN_AS = "直播线路", "节目信号"
SENT = "-sent"  # the ear's name for what a line is sent: the caller who is on air
STREAM = "-stream"  # and for a stream, which has no leg


class StudioLegs:
    """Does what the facts of studio lines say. A line's recording: left what we send it, right what it sends us."""

    def __init__(self, floor: Floor) -> None:
        self._floor, self._ears = floor, floor.ports.ears
        self.settings = Show()
        floor.on_fact(ShowLinesOpened, lambda fact: self.tune(fact.show_id))
        floor.on_fact(StudioLineDialled, self._dial)
        floor.on_fact(StudioLineCame, lambda fact: self.answer(fact.show_id, fact.leg_id))
        floor.on_fact(StudioLineUp, lambda fact: self.hear(fact.show_id, fact.position, fact.leg_id))
        floor.on_fact(StudioLineDown, self._down)
        floor.on_fact(ShowLinesClosed, self._closed)
        floor.on_fact(RecordingPlayed, self._play)
        floor.on_fact(RecordingEnded, self._stop)

    def _dial(self, fact: StudioLineDialled) -> None:
        numbers = (self.settings.programme_live, *self.settings.studio)
        number = numbers[fact.position] if fact.position < len(numbers) else ""
        self._floor.order(self._call(fact, number))

    def _call(self, fact: StudioLineDialled, number: str) -> Order:
        ours = {one.number for one in self.settings.phone} | set(self._floor.desk.state.operators)
        name = air_recording(fact.show_id, fact.position)
        if number not in ours:
            return Dial(leg_id=fact.leg_id, call_id=name, number=number, ring_s=self.settings.ring_s)
        return Ring(
            leg_id=fact.leg_id,
            call_id=name,
            account=number,
            show_number=str(fact.position),
            show_name=f"{SHOWN_AS} {fact.position}" if fact.position else PROGRAMME_SHOWN_AS,
            ring_s=self.settings.ring_s,
        )

    def answer(self, show_id: str, leg_id: str) -> None:
        """Take the call that brings the programme."""
        self._floor.order(Answer(leg_id=leg_id, call_id=air_recording(show_id, PROGRAMME_LINE)))

    def tune(self, show_id: str) -> None:
        """Have the programme brought and recorded if it is a stream."""
        if self._floor.desk.state.show.programme != PROGRAMME_STREAM:
            return
        name = air_recording(show_id, PROGRAMME_LINE)
        leg_id = name + STREAM
        self._ears.listen(HeardLeg(call_id=name, leg_id=leg_id, role="operator"))
        self._ears.pause(leg_id)
        self._floor.order(Feed(name=show_id, leg_id=leg_id, stream=self.settings.programme_stream))

    def hear(self, show_id: str, position: int, leg_id: str) -> None:
        """Record both ways of a line; the words of line 1 are recognised, those of callers with their calls."""
        name = air_recording(show_id, position)
        self._ears.listen(HeardLeg(call_id=name, leg_id=leg_id, role="operator", on_air=position == STUDIO_LINE))
        self._ears.listen(HeardLeg(call_id=name, leg_id=leg_id + SENT, role="caller"))
        self._ears.pause(leg_id + SENT)
        if position != STUDIO_LINE:
            self._ears.pause(leg_id)
        self.feed(show_id, position, leg_id)

    def feed(self, show_id: str, position: int, leg_id: str) -> None:
        """Let those who wait hear a line if it brings the programme; said again it changes nothing."""
        if position == self._floor.desk.state.show.programme:
            self._floor.order(Feed(name=show_id, leg_id=leg_id, whole=position == STUDIO_LINE))

    def _down(self, fact: StudioLineDown) -> None:
        for leg_id in (fact.leg_id, fact.leg_id + SENT):
            self._ears.unlisten(leg_id)
        self._floor.order(HangUp(leg_id=fact.leg_id))

    def _closed(self, fact: ShowLinesClosed) -> None:
        self._ears.unlisten(air_recording(fact.show_id, PROGRAMME_LINE) + STREAM)
        self._floor.order(Feed(name=fact.show_id))
        for position in fact.recorded:
            self._ears.close(air_recording(fact.show_id, position))

    def _play(self, fact: RecordingPlayed) -> None:
        line = self._floor.desk.state.show.lines[fact.position]
        self._floor.order(PlayIn(leg_id=line.leg_id, sound=fact.recording))

    def _stop(self, fact: RecordingEnded) -> None:
        """Hush the line, unless it is silent by itself or somebody is put on it now."""
        line = self._floor.desk.state.show.lines.get(fact.position)
        if line is not None and line.up and fact.why == STOPPED:
            self._floor.order(Play(leg_id=line.leg_id, prompts=(), loop=False))

    def listening(self, leg_id: str, ip: str, port: int) -> bool:
        """The ear waits for a side of a line; False when that leg is none."""
        line = self._line(leg_id.removesuffix(SENT))
        if line is None:
            return self._stream_listening(leg_id, ip, port)
        self._floor.order(Copy(leg_id=line.leg_id, ip=ip, port=port, heard=leg_id.endswith(SENT)))
        if leg_id.endswith(SENT) or line.position != STUDIO_LINE:
            self._ears.pause(leg_id)  # said again: the ear may be a new one
        return True

    def _stream_listening(self, leg_id: str, ip: str, port: int) -> bool:
        show = self._floor.desk.state.show
        if show.programme != PROGRAMME_STREAM or leg_id != air_recording(show.show_id, PROGRAMME_LINE) + STREAM:
            return False
        self._floor.order(Copy(leg_id=leg_id, ip=ip, port=port))
        self._ears.pause(leg_id)
        return True

    def _line(self, leg_id: str) -> StudioLine | None:
        return self._floor.desk.state.show.line_of(leg_id)
