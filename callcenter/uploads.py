"""Files that units and citizens send: kept under their hash, known by their content and not by their name."""

import asyncio
import hashlib
import os
import re
import secrets
import unicodedata
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

CHUNK_BYTES = 65_536
MAX_NAME = 80  # characters
_UNFIT = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|\u200b-\u200f\u202a-\u202e\u2066-\u2069]')
Scan = Callable[[Path], str]  # given a complete file: '' when clean, else what was found; where a virus scanner goes


class UploadError(Exception):
    """The file is refused; nothing was kept."""

    def __init__(self, expected: str, found: str, *, too_large: bool = False) -> None:
        super().__init__(f"attachment: expected {expected}, found {found}")
        self.expected, self.found, self.too_large = expected, found, too_large


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that was taken."""

    sha256: str
    size_bytes: int
    media: str


def no_scan(_path: Path) -> str:
    """Let every file pass: the default where a site has no scanner."""
    return ""


class Uploads:
    """Owns the folder of uploaded files: `ab/abcdef…`, one file a content."""

    def __init__(self, folder: Path, max_bytes: int, scan: Scan = no_scan) -> None:
        self._folder, self._max_bytes, self._scan = folder, max_bytes, scan

    async def take(self, chunks: AsyncIterator[bytes]) -> Kept:
        """Receive a file, look what it is, and keep it; the same content twice is kept once.

        Raises:
            UploadError: empty, too large, of a kind that is not taken, or found by the scanner.

        """
        draft = self._folder / f".{secrets.token_hex(8)}.part"
        try:
            sha256, size = await self._receive(chunks, draft)
            media = await asyncio.to_thread(self._judge, draft)
            await asyncio.to_thread(self._place, draft, sha256)
        finally:
            await asyncio.to_thread(draft.unlink, missing_ok=True)
        return Kept(sha256=sha256, size_bytes=size, media=media)

    def path(self, sha256: str) -> Path | None:
        """Return where a file lies; None when it is not there or the hash is none."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            return None
        path = self._folder / sha256[:2] / sha256
        return path if path.is_file() else None

    async def _receive(self, chunks: AsyncIterator[bytes], draft: Path) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        file = await asyncio.to_thread(self._open, draft)
        try:
            async for chunk in chunks:
                size += len(chunk)
                if size > self._max_bytes:
                    raise UploadError(f"at most {self._max_bytes} bytes", "more", too_large=True)
                digest.update(chunk)
                await asyncio.to_thread(os.write, file, chunk)
            await asyncio.to_thread(os.fsync, file)
        finally:
            os.close(file)
        if size == 0:
            raise UploadError("a file", "an empty body")
        return digest.hexdigest(), size

    def _open(self, draft: Path) -> int:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

    def _judge(self, draft: Path) -> str:
        media = sniff(draft)
        if not media:
            raise UploadError("a PDF, picture, sound, Office document or plain text", "something else")
        found = self._scan(draft)
        if found:
            raise UploadError("a clean file", found[:80])
        return media

    def _place(self, draft: Path, sha256: str) -> None:
        target = self._folder / sha256[:2] / sha256
        target.parent.mkdir(exist_ok=True, mode=0o700)
        draft.replace(target)


def safe_name(name: str) -> str:
    """Return a name to show and to save under: no path, no marks that hide an ending, at most MAX_NAME characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = _UNFIT.sub("_", last).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"
    return plain[:MAX_NAME] or "file"


_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
)
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sniff(path: Path) -> str:
    """Return what a file is by its content; '' when it is nothing that is taken (programs, pages, macros, archives)."""
    with path.open("rb") as file:
        head = file.read(CHUNK_BYTES)
    found = next((media for at, mark, media in _MAGIC if head[at : at + len(mark)] == mark), "")
    if found:
        return found
    if head.startswith(b"PK\x03\x04"):
        return _office(path)
    return "text/plain" if _is_text(head) else ""


def _office(path: Path) -> str:
    """Tell a document or sheet without macros from any other archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((media for part, media in _OFFICE.items() if part in names), "")


def _is_text(head: bytes) -> bool:
    """Plain text in UTF-8 or GB18030, and no page or script that a browser or shell would run."""
    if head.lstrip()[:2] in (b"#!", b"MZ") or re.search(rb"<(!doctype|html|script|svg|\?xml)", head[:1024].lower()):
        return False
    if any(byte < 0x20 and byte not in b"\t\n\r\f" for byte in head):
        return False
    return any(_decodes(head, encoding) for encoding in ("utf-8-sig", "gb18030"))


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        head[: len(head) - 4 if len(head) == CHUNK_BYTES else None].decode(encoding)
    except UnicodeDecodeError as fault:
        return len(head) == CHUNK_BYTES and fault.start > len(head) - 8
    return True
