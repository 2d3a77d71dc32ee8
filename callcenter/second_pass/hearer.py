"""The worker's end of its recogniser process: starts it, gives it recordings, stops it when it hangs, lets it pause."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from asr.process import die_with
from callcenter.second_pass.reasons import Problem

_LONGEST_LINE_BYTES = 64 << 20  # all words of a call of several hours


class HearingError(Exception):
    """A recording could not be heard; the text says what was found."""

    def __init__(self, problem: Problem, detail: str) -> None:
        """`problem`: its kind; `detail`: what was expected and found."""
        super().__init__(detail)
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """What hears: see `[asr.second_pass]`."""

    engine: str
    model: Path | None
    servers: Sequence[str] = ()

    def argv(self) -> list[str]:
        """Words that start the process."""
        words = [sys.executable, "-m", "callcenter.second_pass.recogniser", "--engine", self.engine]
        servers = [word for url in self.servers for word in ("--server", url)]
        return [*words, *(["--model", str(self.model)] if self.model else []), *servers]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWords:
    """All that was said in a recording, and what heard it."""

    engine: str
    model: str
    heard: Sequence[dict[str, Any]] = field(default_factory=tuple)


class Hearer:
    """Owns one recogniser process; the next recording starts it anew when it has died."""

    def __init__(self, ear: Ear, still_s: float) -> None:
        self._ear, self._still_s = ear, still_s
        self._process: asyncio.subprocess.Process | None = None
        self._info: dict[str, str] = {}
        self._paused = False

    async def hear(self, file: Path, on_share: Callable[[float], None]) -> HeardWords:
        """Hear one recording; `on_share` is told how much of it is done.

        Raises:
            HearingError: it cannot be heard, or the process died or hung; the next call starts another.
        """
        try:
            process = self._process or await self._start()
            await self._ask(process, file)
            while True:
                line = await self._line(process)
                if "share" in line:
                    on_share(float(line["share"]))
                if "heard" in line:
                    return HeardWords(engine=self._info["engine"], model=self._info["model"], heard=line["heard"])
                if "problem" in line:
                    raise HearingError(Problem.RECOGNISER_REFUSED, str(line["problem"]))
        except asyncio.CancelledError:
            await self.stop()  # the process is in the middle of a recording that nobody waits for
            raise

    def pause(self, *, wanted: bool) -> None:
        """Halt the process where it is, or let it go on; halted it takes no processor time."""
        if wanted is not self._paused and self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGSTOP if wanted else signal.SIGCONT)
        self._paused = wanted

    async def stop(self) -> None:
        """End the process."""
        process, self._process, self._paused = self._process, None, False
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._ear.argv(),
            stdin=pipe,
            stdout=pipe,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LONGEST_LINE_BYTES,
            preexec_fn=partial(die_with, os.getpid()),  # by SIGKILL: a paused process takes no other signal
        )
        self._process, self._paused = process, False
        line = await self._line(process)
        if "ready" not in line:
            await self.stop()
            raise HearingError(Problem.RECOGNISER_REFUSED, str(line.get("problem", line)))
        self._info = line["ready"]
        return process

    async def _ask(self, process: asyncio.subprocess.Process, file: Path) -> None:
        if process.stdin is None:
            raise HearingError(Problem.RECOGNISER_DIED, "recogniser: expected a pipe to it, found none")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # its end is seen where it is read
            process.stdin.write(json.dumps({"file": str(file)}).encode() + b"\n")
            await process.stdin.drain()

    async def _line(self, process: asyncio.subprocess.Process) -> dict[str, Any]:
        """The process' next line; it must come within the time for progress, pauses not counted."""
        if process.stdout is None:
            raise HearingError(Problem.RECOGNISER_DIED, "recogniser: expected a pipe from it, found none")
        reading = asyncio.ensure_future(process.stdout.readline())
        try:
            while not (await asyncio.wait([reading], timeout=self._still_s))[0]:
                if not self._paused:
                    await self.stop()
                    told = f"recogniser: expected progress within {self._still_s:.0f} s, found none"
                    raise HearingError(Problem.RECOGNISER_HUNG, told)
        finally:
            reading.cancel()  # nothing where it is done
        if not (text := reading.result()):
            code = await process.wait()
            self._process = None
            told = f"recogniser: expected it to go on, found its process ended with code {code}"
            raise HearingError(Problem.RECOGNISER_DIED, told)
        return dict(json.loads(text))
