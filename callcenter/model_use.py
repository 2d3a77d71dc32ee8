"""Take a model into use: checked first, then told to the running recognisers, which drop no leg for it."""

import contextlib
import os
import signal
import time
from pathlib import Path

from asr.model_choice import read_answer, read_choice, write_choice
from callcenter.parts import model_choice, run_dir
from callcenter.settings import Settings

_ANSWER_S = 300.0  # a large model takes minutes to load
_LOOK_EVERY_S = 0.1


class ModelUseError(Exception):
    """A model that is not taken into use; the one before stays. The message says why."""


def take_into_use(settings: Settings, model: Path, answer_s: float = _ANSWER_S) -> bool:
    """Choose a model that was checked; True when running recognisers now hear new legs by it, False when none run.

    Raises:
        ModelUseError: the configuration names another model, or the recognisers refused this one.

    """
    if settings.asr.model_path or settings.asr.engine != "vosk":
        found = settings.asr.model_path or f"engine {settings.asr.engine}"
        raise ModelUseError(f"[asr] model_path: expected it empty, so that a model may be chosen, found {found}")
    file = model_choice(settings)
    before = file.read_bytes() if file.exists() else None
    choice = write_choice(file, model)
    if not _told(run_dir(settings)):
        return False
    until = time.monotonic() + answer_s
    while time.monotonic() < until:
        answer = read_answer(file)
        if answer is not None and answer.asked == choice.asked:
            if not answer.problem:
                return True
            _put_back(file, before)
            raise ModelUseError(answer.problem)
        time.sleep(_LOOK_EVERY_S)
    _put_back(file, before)
    raise ModelUseError(f"expected an answer of the recognisers in {answer_s:.0f} s, found none")


def in_use(settings: Settings) -> Path | None:
    """The model that was chosen; None when none was."""
    choice = read_choice(model_choice(settings))
    return choice.path if choice else None


def _put_back(file: Path, before: bytes | None) -> None:
    if before is None:
        file.unlink(missing_ok=True)
    else:
        file.write_bytes(before)


def _told(folder: Path) -> bool:
    """Signal the running recognisers; False when there are none."""
    with contextlib.suppress(OSError, ValueError):
        pid = int((folder / "recognisers.pid").read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"asr.recognisers" in words:
            os.kill(pid, signal.SIGHUP)
            return True
    return False
