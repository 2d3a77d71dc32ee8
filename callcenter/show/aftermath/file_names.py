"""File names people can read, in Chinese too, that no file system, archive or browser trips over. Pure."""

import re
import unicodedata

# Refused by Windows, or with a meaning of its own somewhere; controls and marks that turn the writing's direction.
_UNFIT = re.compile(r'[\\/:*?"<>|%\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_MOST_BYTES = 60  # of one part: 20 Chinese characters
NAMELESS = "未命名"


def safe_part(text: str, most_bytes: int = _MOST_BYTES) -> str:
    """One part of a file name, such as a person's or a topic; never empty, never longer than so many bytes of UTF-8."""
    kept = _UNFIT.sub("", unicodedata.normalize("NFC", text))
    kept = re.sub(r"\s+", "_", kept.strip()).strip("._- ")
    kept = kept.encode()[:most_bytes].decode(errors="ignore").rstrip("._- ")
    return f"_{kept}" if _RESERVED.match(kept) else kept or NAMELESS


def file_name(*parts: str, ending: str) -> str:
    """Parts joined by underscores, and the ending."""
    return "_".join(safe_part(one) for one in parts if one) + f".{ending}"
