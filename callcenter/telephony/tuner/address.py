"""Addresses of streams: what one may be, and the one inside a playlist. Pure."""

from urllib.parse import urljoin, urlsplit

LONGEST = 500
HLS = "#EXT-X-"  # what marks a playlist as one of pieces, which is no stream


def fit(address: str) -> str:
    """Pass on a stream's address.

    Raises:
        ValueError: it is none that may be asked for.

    """
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username or parts.password or len(address) > LONGEST or not _plain(address):
        raise ValueError("expected http:// or https:// with a host, without user and password")
    return address


def _plain(address: str) -> bool:
    return address.isascii() and address.isprintable() and " " not in address


def follow(base: str, target: str) -> str:
    """Return where a redirect from `base` leads.

    Raises:
        ValueError: to no address that may be asked for.

    """
    found = urljoin(base, target.strip())
    try:
        return fit(found)
    except ValueError as error:
        raise ValueError(f"{error}, found {found[:80]!r}") from error


def in_playlist(text: str) -> str:
    """Return the first address in an M3U or PLS playlist, '' when there is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and lines[0].lower() == "[playlist]":
        return next((line.partition("=")[2].strip() for line in lines if line.lower().startswith("file1=")), "")
    return next((line for line in lines if not line.startswith("#")), "")
