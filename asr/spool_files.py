"""The spool on disk: a small file for each recording that has sound nobody recognised yet."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from asr.feed import Lost
from asr.telling import LegName, Role

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A stretch of a leg that was not recognised live."""

    name: LegName
    lost: Lost


@dataclass(frozen=True, slots=True, kw_only=True)
class SpooledCall:
    """What still has to be recognised from one recording of a call."""

    call_id: str
    recording: Path
    unheard: tuple[Unheard, ...]
    told: Mapping[str, int]  # leg -> late utterances that were told: the next ones are numbered from there
    tries: int = 0  # of the first stretch
    from_sample: int = 0  # of the call: where the recording begins

    @classmethod
    def of(cls, call_id: str, recording: Path, unheard: Sequence[Unheard], from_sample: int = 0) -> Self:
        """Begin with all that is unheard."""
        return cls(
            call_id=call_id,
            recording=recording.absolute(),
            unheard=tuple(unheard),
            told={},
            from_sample=from_sample,
        )

    @property
    def name(self) -> str:
        """What it is kept under: a call has a file for each of its recordings."""
        return self.recording.stem

    @property
    def series(self) -> str:
        """How its utterances are numbered, so that those of two recordings of one call stay apart."""
        part = self.name.removeprefix(self.call_id).strip(".")
        return f"late-{part}." if part else "late-"

    def fields(self) -> dict[str, Any]:
        """Write it for JSON."""
        stretches = [
            {"leg_id": one.name.leg_id, "role": one.name.role.value, **asdict(one.lost)} for one in self.unheard
        ]
        told = {"told": dict(self.told), "tries": self.tries, "from_sample": self.from_sample}
        return {"call_id": self.call_id, "recording": str(self.recording), "unheard": stretches, **told}

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """Read what `fields` wrote; raises LookupError, TypeError, ValueError for anything else."""
        call_id = str(fields["call_id"])
        return cls(
            call_id=call_id,
            recording=Path(fields["recording"]),
            unheard=tuple(_unheard(call_id, one) for one in fields["unheard"]),
            told={str(leg): int(count) for leg, count in fields["told"].items()},
            tries=int(fields["tries"]),
            from_sample=int(fields.get("from_sample", 0)),
        )


def _unheard(call_id: str, one: Mapping[str, Any]) -> Unheard:
    name = LegName(call_id=call_id, leg_id=str(one["leg_id"]), role=Role(one["role"]))
    lost = Lost(start_sample=int(one["start_sample"]), end_sample=int(one["end_sample"]), why=str(one["why"]))
    return Unheard(name=name, lost=lost)


class SpoolFiles:
    """Owns the folder. A disk that fails costs only what a restart would have to remember."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, call: SpooledCall) -> None:
        """Write a recording's file whole or not at all."""
        file = self._file(call.name)
        beside = file.with_suffix(".new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(call.fields()), "utf-8")
            beside.rename(file)
        except OSError as error:
            _log.warning("spool not written", extra={"path": str(file), "problem": str(error)})

    def drop(self, name: str) -> None:
        """Remove a recording's file."""
        try:
            self._file(name).unlink(missing_ok=True)
        except OSError as error:
            _log.warning("spool not removed", extra={"problem": str(error)})

    def load(self) -> list[SpooledCall]:
        """Read all, oldest first; junk is said and left alone, calls with nothing left are removed."""
        found = []
        for file in sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime):
            try:
                call = SpooledCall.read(json.loads(file.read_text("utf-8")))
            except (OSError, LookupError, TypeError, ValueError, AttributeError) as error:
                _log.warning("spool file not read", extra={"path": str(file), "problem": repr(error)})
                continue
            if call.unheard and call.recording.exists():
                found.append(call)
            else:
                file.unlink(missing_ok=True)
        return found

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"  # the ear lets no other characters into a call's id
