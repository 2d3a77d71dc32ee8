"""The ear: `python -m asr.ear --config FILE.json [--lifeline-fd N]`. Copied RTP in, words and recordings out.

It holds no Kaldi, so a dead recogniser costs neither call nor recording, and outlives the service it serves.
"""

import asyncio
import contextlib
import logging
import re
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from asr.call import EarCall
from asr.call_notes import CallNote, CallNotes
from asr.farm import EngineState, Farm, FarmLimits, Load
from asr.leg import EarLeg
from asr.link import LinkServer, OrderError
from asr.logs import log_json_to_stderr
from asr.process import ConfigError, LogConfig, load_config, read_arguments
from asr.recognizer import LINE_RATE_HZ
from asr.recorder import Recorder, Track
from asr.spool import Spool
from asr.spool_files import SpooledCall, SpoolFiles, Unheard
from asr.succession import Earlier, inherit
from asr.telling import LegName, Role, gap_fields

_log = logging.getLogger(__name__)
_TICK_S = 0.04  # two packets a leg; a port's buffer holds seconds
_FORGOTTEN_S = 3600.0  # a call without a packet for so long is closed by itself
_ADOPTED_S = 30.0  # once adopted, no service for so long means that the new supervisor is gone too
_REMEMBERED_CALLS = 2000  # that are over: their clocks
_ORPHANED_S = 10.0  # the same once our supervisor is gone
_ID = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,79}")  # call ids become file names


@dataclass(frozen=True, slots=True, kw_only=True)
class EarConfig:
    """What the supervisor writes for this process."""

    socket: Path
    recogniser_socket: Path
    data_dir: Path
    recordings_dir: Path
    rtp_ip: str = "127.0.0.1"
    max_legs: int = 1000
    worker_memory_mb: int = 1500  # a recogniser bigger than that is replaced
    log: LogConfig = field(default_factory=LogConfig)


class Ear:
    """Owns the calls, the link to the service, the farm and the recorder."""

    def __init__(self, config: EarConfig) -> None:
        self._config = config
        self._link = LinkServer(config.socket, self._order, self._snapshot)
        self._farm = Farm(config.recogniser_socket, self._on_engine, FarmLimits(memory_mb=config.worker_memory_mb))
        self._recorder = Recorder()
        self._spool_files = SpoolFiles(config.data_dir / "spool")
        self._spool = Spool(self._farm, self._say, self._spool_files, lambda: self._link.connected)
        self._notes = CallNotes(config.data_dir / "calls")
        self._noted: dict[str, CallNote] = {}  # calls that would be left to another ear, as they are noted
        self._earlier: dict[str, Earlier] = {}  # calls that were heard before, and may be heard again
        self._calls: dict[str, EarCall] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._recovered: list[dict[str, object]] = []  # recordings a killed ear left, as `closed` tells of them
        self._load = ""
        self._dropped_ms = 0  # speech that was not recognised, ever
        self.ending = asyncio.Event()  # set it to end this process in order
        self.orphaned = False  # set it to end when the last call has fallen silent
        self._alone_s = 0.0  # since when no service was connected, once our supervisor was gone
        self._hellos_before: int | None = (
            None  # services that had said hello when our supervisor went; None: it is there
        )

    def supervisor_gone(self) -> None:
        """End when the last call has fallen silent, unless the service of another supervisor comes first."""
        self._hellos_before, self.orphaned = self._link.hellos, True

    def _look_for_service(self, now_s: float, hellos_before: int) -> None:
        """Once our supervisor is gone: a service that comes adopts us, none for a while means that nobody will."""
        if self._link.connected and self._link.hellos > hellos_before:
            self._alone_s, self.orphaned = now_s, False
        elif now_s - self._alone_s > _ADOPTED_S:
            self.orphaned = True

    async def run(self) -> None:
        """Serve until `ending`; then close every call."""
        self._recorder.start()
        self._notes.start()
        await self._take_over()
        await self._farm.start()
        await self._link.start()
        _log.info("ear ready", extra={"socket": str(self._config.socket)})
        ticking = asyncio.create_task(self._tick_for_ever(), name="ear ticks")
        spooling = asyncio.create_task(self._spool.run(), name="spool")
        await self.ending.wait()
        for call_id in list(self._calls):
            self._order_close(call_id)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for task in (ticking, spooling):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self._farm.close()
        await self._link.close()
        await asyncio.to_thread(self._recorder.close, 5.0)
        await asyncio.to_thread(self._notes.close, 1.0)

    async def _take_over(self) -> None:
        """Take what a killed ear left; it is on disk, in a form of ours, before its notes go."""
        config = self._config
        left = await asyncio.to_thread(inherit, self._notes, self._spool_files, config.recordings_dir, config.data_dir)
        self._recovered += left.recovered
        self._earlier.update(left.earlier)
        self._noted.update({note.name: note for note in left.notes})
        for call in left.spooled:
            await self._spool.add(call)
        for one in left.untold:
            self._say("gap", gap_fields(one.name, one.lost))

    # --- orders -------------------------------------------------------------------------------------------------

    def _order(self, kind: str, fields: dict[str, Any]) -> None:
        match kind:
            case "listen":
                self._listen(fields)
            case "pause":
                leg = self._leg(fields)
                self._calls[leg.name.call_id].pause_leg(leg)
            case "go_on":
                self._leg(fields).go_on()
            case "unlisten":
                leg = self._leg(fields)
                self._keep(self._calls[leg.name.call_id].end_leg(leg))
            case "close":
                self._order_close(_name(fields, "call_id"))
            case _:
                raise OrderError("an order listen, pause, go_on, unlisten or close", kind)

    def _listen(self, fields: dict[str, Any]) -> None:
        role = fields.get("role")
        if role not in set(Role):
            raise OrderError("role: caller, operator or guest", role)
        priority = fields.get("priority", 0)
        if type(priority) is not int:
            raise OrderError("priority: a whole number", priority)
        name = LegName(call_id=_name(fields, "call_id"), leg_id=_name(fields, "leg_id"), role=Role(str(role)))
        leg = self._known_leg(name) or self._open_leg(name, priority)
        leg.set_priority(priority)
        where = {"call_id": name.call_id, "leg_id": name.leg_id, "ip": leg.port.ip, "port": leg.port.port}
        self._link.say("listening", where)

    def _known_leg(self, name: LegName) -> EarLeg | None:
        """Give the leg when it was already listened to; a service that comes back may say so again."""
        for call in self._calls.values():
            leg = call.legs.get(name.leg_id)
            if leg is not None and leg.name != name:
                raise OrderError(f"leg_id: one not in use, or {leg.name}", name)
            if leg is not None:
                return leg
        return None

    def _open_leg(self, name: LegName, priority: int) -> EarLeg:
        legs = sum(len(call.legs) for call in self._calls.values())
        if legs >= self._config.max_legs:
            raise OrderError(f"at most {self._config.max_legs} legs at once", legs + 1)
        call = self._calls.get(name.call_id)
        if call is None:
            track, earlier = self._new_track(name.call_id), self._earlier.get(name.call_id)
            call = EarCall(name.call_id, track, self._recorder, earlier.clock if earlier else None)
        if call.closing:
            raise OrderError("call_id: a call that is not closing", name.call_id)
        try:
            leg = call.open_leg(name, self._config.rtp_ip, priority, self._farm, self._say)
        except OSError as error:
            raise OrderError(f"a free UDP port at {self._config.rtp_ip}", error) from error
        self._calls[name.call_id] = call
        self._go_on_from(name, leg)
        self._note(call)
        return leg

    def _go_on_from(self, name: LegName, leg: EarLeg) -> None:
        """Mark the time without an ear on a leg that was heard before."""
        earlier = self._earlier.get(name.call_id)
        if earlier is not None and name.leg_id in earlier.legs:
            leg.mark_unrecorded(earlier.end)
            self._earlier[name.call_id] = replace(earlier, legs=earlier.legs - {name.leg_id})

    def _new_track(self, call_id: str) -> Track:
        """Name the file: a folder a day; a call heard again after our restart gets a number."""
        folder = self._config.recordings_dir / time.strftime("%Y/%m/%d")
        path = folder / f"{call_id}.flac"
        number = 2
        while path.exists() or path.with_name(path.name + ".part").exists():
            path = folder / f"{call_id}.{number}.flac"
            number += 1
        return Track(path=path)

    def _leg(self, fields: dict[str, Any]) -> EarLeg:
        leg_id = _name(fields, "leg_id")
        for call in self._calls.values():
            if leg_id in call.legs:
                return call.legs[leg_id]
        raise OrderError("leg_id: a leg that is listened to", leg_id)

    def _order_close(self, call_id: str) -> None:
        call = self._calls.get(call_id)
        if call is None:
            problem = "recording: expected a call that is being heard, found none (was the ear restarted?)"
            nothing = {"recording": "", "seconds": 0.0, "started_at": 0.0, "rate_hz": LINE_RATE_HZ}
            self._link.say("closed", {"call_id": call_id, **nothing, "channels": 0, "problem": problem})
        elif not call.closing:
            call.closing = True
            self._keep(asyncio.create_task(self._close(call), name=f"close {call_id}"))

    async def _close(self, call: EarCall) -> None:
        fields = await call.close(self._config.data_dir)
        if call.unheard:
            await self._spool.add(_left_of(call, call.unheard if fields["recording"] else ()))
        self._calls.pop(call.call_id, None)
        self._link.say("closed", fields)
        self._remember(call)

    def _remember(self, call: EarCall) -> None:
        """Keep the clock of a call that is over for a while: it may be heard again."""
        self._earlier.pop(call.call_id, None)
        self._earlier[call.call_id] = Earlier(clock=call.clock, end=call.now())
        for oldest in list(self._earlier)[: max(len(self._earlier) - _REMEMBERED_CALLS, 0)]:
            del self._earlier[oldest]

    # --- notes for the ear after this one -----------------------------------------------------------------------

    def _note(self, call: EarCall) -> None:
        """Note how far a call is, as far as a service was told of it."""
        note = call.note()
        if self._link.connected and self._noted.get(note.name) != note:
            self._noted[note.name] = note
            self._notes.keep(note)

    def _forget_noted(self) -> None:
        """Drop the notes of calls that are over, once a service was told so."""
        if self._link.connected:
            running = {call.recording.stem for call in self._calls.values()}
            for name in self._noted.keys() - running:
                del self._noted[name]
                self._notes.drop(name)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("task failed", extra={"task": task.get_name()}, exc_info=error)

    # --- events -------------------------------------------------------------------------------------------------

    def _say(self, kind: str, fields: dict[str, Any]) -> None:
        if kind == "gap":
            self._dropped_ms += fields["end_ms"] - fields["start_ms"]
        self._link.say(kind, fields, keep=kind != "partial")
        if kind in {"final", "gap"} and (call := self._calls.get(fields["call_id"])):
            self._note(call)

    def _on_engine(self, state: EngineState) -> None:
        _log.info("engine", extra=asdict(state))
        self._link.say("engine", asdict(state))

    def _snapshot(self) -> dict[str, Any]:
        calls = [
            {"call_id": call.call_id, "legs": [_leg_fields(leg) for leg in call.legs.values()]}
            for call in self._calls.values()
            if not call.closing
        ]
        return {"calls": calls, "engine": asdict(self._farm.state), "recovered": self._recovered}

    # --- time ---------------------------------------------------------------------------------------------------

    async def _tick_for_ever(self) -> None:
        next_second_s = 0.0
        while True:
            await asyncio.sleep(_TICK_S)
            for call in list(self._calls.values()):
                self._tick(call)
            now_s = time.monotonic()
            if now_s >= next_second_s:
                next_second_s = now_s + 1.0
                self._each_second(now_s)

    def _tick(self, call: EarCall) -> None:
        try:
            call.tick()
        except Exception:  # noqa: BLE001 -- one call's trouble is not another's
            _log.exception("tick failed", extra={"call_id": call.call_id})

    def _each_second(self, now_s: float) -> None:
        self._farm.tick(now_s)
        if self._hellos_before is not None:
            self._look_for_service(now_s, self._hellos_before)
        for call in list(self._calls.values()):
            for leg in call.legs.values():
                leg.report_gaps()
            self._note_unheard(call)
            self._note(call)
            if call.silent_s > (_ORPHANED_S if self.orphaned else _FORGOTTEN_S):
                self._order_close(call.call_id)
        self._forget_noted()
        self._say_load(self._farm.load())
        if self.orphaned and not self._calls:
            self.ending.set()

    def _note_unheard(self, call: EarCall) -> None:
        """Have the disk remember new gaps of a running call, in case this process is killed."""
        unheard = call.unheard
        if len(unheard) > call.unheard_noted and not call.closing:
            call.unheard_noted = len(unheard)
            name = f"note gaps of {call.call_id}"
            self._keep(asyncio.create_task(self._spool.keep(_left_of(call, unheard)), name=name))

    def _say_load(self, load: Load) -> None:
        fields = {**asdict(load), "dropped_ms": self._dropped_ms, "spooled_ms": self._spool.waiting_ms}
        if str(fields) != self._load:
            self._load = str(fields)
            self._link.say("load", fields, keep=False)


def _left_of(call: EarCall, unheard: Sequence[Unheard]) -> SpooledCall:
    return SpooledCall.of(call.call_id, call.recording, unheard, call.from_sample)


def _name(fields: dict[str, Any], key: str) -> str:
    name = fields.get(key)
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise OrderError(f"{key}: 1 to 80 letters, digits, '_', '-' or '.'", repr(name))
    return name


def _leg_fields(leg: EarLeg) -> dict[str, Any]:
    return {
        "leg_id": leg.name.leg_id,
        "role": leg.name.role.value,
        "ip": leg.port.ip,
        "port": leg.port.port,
    }


async def serve(config: EarConfig, lifeline_fd: int | None) -> None:
    """Run the ear until a signal, or until the lifeline is closed and the last call has fallen silent."""
    ear = Ear(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ear.ending.set)
    if lifeline_fd is not None:
        loop.add_reader(lifeline_fd, _lifeline_closed, ear, lifeline_fd)
    await ear.run()


def _lifeline_closed(ear: Ear, lifeline_fd: int) -> None:
    asyncio.get_running_loop().remove_reader(lifeline_fd)
    _log.info("lifeline closed")
    ear.supervisor_gone()


def main() -> None:
    """Run until the lifeline closes or a signal ends us."""
    log_json_to_stderr()
    file, lifeline_fd = read_arguments("asr.ear")
    try:
        config = load_config(file, EarConfig)
    except ConfigError as error:
        _log.critical("configuration refused", extra={"problem": str(error)})
        sys.exit(2)
    log_json_to_stderr(config.log.level)
    asyncio.run(serve(config, lifeline_fd))


if __name__ == "__main__":
    main()
