"""What an ear notes on disk of every running call: its clock, its recording, and how far each leg's words are told.

An ear that is killed leaves them to the next one. They outlive a process, not a loss of power: nothing is forced out.
"""

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from asr.call_clock import CallClock
from asr.telling import Role

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegNote:
    """Up to which sample of the call all that was said on a leg is told."""

    role: Role
    told_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNote:
    """One recording of a call."""

    call_id: str
    recording: Path  # its final name
    from_sample: int  # of the call: where it begins
    clock: CallClock
    legs: Mapping[str, LegNote]

    @property
    def name(self) -> str:
        """What it is kept under."""
        return self.recording.stem

    def fields(self) -> dict[str, Any]:
        """Write it for JSON."""
        legs = {leg_id: asdict(leg) for leg_id, leg in self.legs.items()}
        place = {"recording": str(self.recording), "from_sample": self.from_sample}
        return {"call_id": self.call_id, **place, "clock": asdict(self.clock), "legs": legs}

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """Read what `fields` wrote; raises LookupError, TypeError, ValueError for anything else."""
        clock = fields["clock"]
        return cls(
            call_id=str(fields["call_id"]),
            recording=Path(fields["recording"]),
            from_sample=int(fields["from_sample"]),
            clock=CallClock(
                started_s=float(clock["started_s"]), started_at=float(clock["started_at"]), boot=str(clock["boot"])
            ),
            legs={
                str(leg_id): LegNote(role=Role(leg["role"]), told_to=int(leg["told_to"]))
                for leg_id, leg in fields["legs"].items()
            },
        )


class CallNotes:
    """Owns the folder and the thread that writes: a call's latest note only, so that a slow disk holds nobody up."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._latest: dict[str, CallNote | None] = {}  # None: to be removed
        self._changed = threading.Condition()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="call notes", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self, timeout_s: float) -> None:
        """Write what waits, then end the thread; gives up after the time."""
        with self._changed:
            self._ending = True
            self._changed.notify()
        self._thread.join(timeout_s)

    def keep(self, note: CallNote) -> None:
        """Have a note written; never blocks."""
        self._want(note.name, note)

    def drop(self, name: str) -> None:
        """Have a note removed; never blocks."""
        self._want(name, None)

    def load(self) -> list[CallNote]:
        """Read all notes; junk is said and removed."""
        found = []
        for file in sorted(self._folder.glob("*.json")):
            try:
                found.append(CallNote.read(json.loads(file.read_text("utf-8"))))
            except (OSError, LookupError, TypeError, ValueError, AttributeError) as error:
                _log.warning("note of a call not read", extra={"path": str(file), "problem": repr(error)})
                file.unlink(missing_ok=True)
        return found

    def _want(self, name: str, note: CallNote | None) -> None:
        with self._changed:
            self._latest[name] = note
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._latest or self._ending)
                batch, self._latest = self._latest, {}
            if not batch:
                return
            for name, note in batch.items():
                self._write(name, note)

    def _write(self, name: str, note: CallNote | None) -> None:
        """Write one whole or not at all; a disk that fails costs only what a killed ear's successor would know."""
        file = self._folder / f"{name}.json"  # the ear lets no other characters into a call's id
        try:
            if note is None:
                file.unlink(missing_ok=True)
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            beside = file.with_suffix(".new")
            beside.write_text(json.dumps(note.fields()), "utf-8")
            beside.rename(file)
        except OSError as error:
            _log.warning("note of a call not written", extra={"path": str(file), "problem": str(error)})
