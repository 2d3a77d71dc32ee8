"""Addresses of recognition servers (pure)."""

from urllib.parse import urlsplit

from asr.recognizer import RecognizerError

DEFAULT_PORT = 2700  # vosk-server's


def server_name(url: str) -> str:
    """Give host and port of a server's address; raises RecognizerError for what is none."""
    found = urlsplit(url)
    try:
        port = found.port or DEFAULT_PORT
    except ValueError:
        port = 0
    if found.scheme not in {"ws", "wss"} or not found.hostname or not port or found.query or found.username:
        raise RecognizerError(f"server: expected ws://HOST:PORT or wss://HOST:PORT, found {url!r}")
    host = f"[{found.hostname}]" if ":" in found.hostname else found.hostname
    return f"{host}:{port}"


def with_port(url: str) -> str:
    """Give the address with its port; raises RecognizerError for what is none."""
    return f"{urlsplit(url).scheme}://{server_name(url)}{urlsplit(url).path}"


def check_address(url: str) -> str:
    """Give the address back; raises RecognizerError for what is none."""
    server_name(url)
    return url
