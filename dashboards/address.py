"""Where a broker is and who we are to it."""

import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

PLAIN_PORT, TLS_PORT = 1883, 8883  # IANA: mqtt, secure-mqtt


class AddressError(Exception):
    """The broker's URL or CA file cannot be used; the message never holds the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAddress:
    """One login at one broker."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: ssl.SSLContext | None = field(default=None, repr=False, compare=False)

    @property
    def shown(self) -> str:
        """Host and port for logs."""
        return f"{self.host}:{self.port}"


def parse_url(url: str, ca_file: str = "") -> BrokerAddress:
    """Read `mqtt://` or `mqtts://[user:password@]host[:port]`; `ca_file` is a PEM that vouches for the broker.

    Raises:
        AddressError: not such a URL, or the CA file cannot be read.

    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        found = parts.netloc.rpartition(":")[2]
        raise AddressError(f"mqtt.url: expected a port of 0 to 65535, found {found!r}") from None
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname or parts.path.strip("/"):
        raise AddressError(f"mqtt.url: expected mqtt[s]://[user:password@]host[:port], found {_masked(url)!r}")
    secure = parts.scheme == "mqtts"
    return BrokerAddress(
        host=parts.hostname,
        port=port or (TLS_PORT if secure else PLAIN_PORT),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=_tls(ca_file) if secure else None,
    )


def _tls(ca_file: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except (OSError, ssl.SSLError) as fault:
        raise AddressError(f"mqtt.ca_file: expected a readable PEM file, found {ca_file!r}: {fault.strerror}") from None


def _masked(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return f"{head.partition('//')[0]}//…@{tail}" if at else url
