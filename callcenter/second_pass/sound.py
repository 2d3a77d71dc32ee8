"""Where a worker finds a recording: in the data folder, its own or a shared one, or at the desk by HTTP."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

import aiohttp

_WITHIN_S = 600.0
_BLOCK_BYTES = 1 << 16


class SoundError(Exception):
    """A recording is not to be had; the text says what was expected and what was found."""


class SoundSource(Protocol):
    """Gives the file of a call's recording for as long as it is heard."""

    def file(self, job_id: str, part: int, path: str) -> AbstractAsyncContextManager[Path]:
        """A part (from 1) of a job's recording, `path` as the store has it.

        Raises:
            SoundError: it is not to be had.
        """


class SoundFolder:
    """Recordings under a data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.resolve()

    @asynccontextmanager
    async def file(self, job_id: str, part: int, path: str) -> AsyncIterator[Path]:
        """See `SoundSource.file`."""
        file = (self._data_dir / path).resolve()
        if not file.is_relative_to(self._data_dir) or not file.is_file():
            raise SoundError(f"recording of {job_id}, part {part}: expected a file under the data folder, found none")
        yield file


class SoundOverHttp:
    """Recordings from the desk; a copy is here only while it is heard, readable by nobody else."""

    def __init__(self, session: aiohttp.ClientSession, desk_url: str, token: str) -> None:
        self._session, self._desk_url, self._token = session, desk_url, token

    @asynccontextmanager
    async def file(self, job_id: str, part: int, path: str) -> AsyncIterator[Path]:
        """See `SoundSource.file`."""
        folder = Path(tempfile.mkdtemp(prefix="second-pass-"))  # mode 0700
        try:
            copy = folder / f"recording{Path(path).suffix}"
            await self._fetch(job_id, part, copy)
            yield copy
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    async def _fetch(self, job_id: str, part: int, copy: Path) -> None:
        url = f"{self._desk_url}/api/v1/asr/passes/{job_id}/recording?part={part}"
        headers = {"Authorization": f"Bearer {self._token}"}
        limit = aiohttp.ClientTimeout(total=_WITHIN_S)
        try:
            async with self._session.get(url, headers=headers, timeout=limit) as answer:
                if answer.status != 200:
                    raise SoundError(f"recording of {job_id}: expected the desk to send it, found {answer.status}")
                with copy.open("wb") as file:
                    async for block in answer.content.iter_chunked(_BLOCK_BYTES):
                        file.write(block)
        except (aiohttp.ClientError, TimeoutError, OSError) as fault:
            raise SoundError(f"recording of {job_id}: expected the desk to send it, found {fault}") from None
