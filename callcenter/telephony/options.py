"""The one JSON file the telephony process is started with; every fault named by key, expected and found."""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from callcenter.telephony.media import BELL_PORTS, PORTS_A_LEG, MediaSettings
from callcenter.telephony.trunks import Trunk, WayOut, is_pattern


class OptionsError(ValueError):
    """The file cannot be used; one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the telephony process needs to know."""

    socket: Path
    listen: tuple[str, int]
    realm: str
    trunks: tuple[Trunk, ...]
    media: MediaSettings
    user_agent: str
    log_level: str


def read(file: Path) -> Options:
    """Read the file.

    Raises:
        OptionsError: it cannot be read or something in it is wrong.

    """
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise OptionsError(f"{file}: expected a readable file, found {error.strerror}") from error
    except ValueError as error:
        raise OptionsError(f"{file}: expected JSON, found {error}") from error
    if not isinstance(found, dict):
        raise OptionsError(f"{file}: expected a JSON object, found {type(found).__name__}")
    return _options(_Section(found, ""))


class _Section:
    """One JSON object with the name of its place, so that errors can say it."""

    def __init__(self, values: Mapping[str, object], place: str) -> None:
        self._values = values
        self._place = place

    def wrong(self, key: str, expected: str) -> OptionsError:
        return OptionsError(f"{self._place}{key}: expected {expected}, found {self._values.get(key)!r:.80}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._values.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self.wrong(key, "a string")
        return value

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float:
        value = self._values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise self.wrong(key, f"a number from {low:g} to {high:g}")
        return value

    def section(self, key: str) -> "_Section":
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, "an object")
        return _Section(value, f"{self._place}{key}.")

    def sections(self, key: str) -> list["_Section"]:
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, "an array of objects")
        return [_Section(item, f"{self._place}{key}[{index}].") for index, item in enumerate(value)]

    def texts(self, key: str, default: list[str] | None = None) -> tuple[str, ...]:
        value = self._values.get(key, default)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, "an array of strings")
        return tuple(cast("list[str]", value))


def _options(root: _Section) -> Options:
    return Options(
        socket=Path(root.text("socket")),
        listen=_listen(root),
        realm=_realm(root),
        trunks=tuple(_trunk(section) for section in root.sections("trunks")),
        media=_media(root.section("media"), Path(root.text("prompts_dir")), root.text("stored_dir", "")),
        user_agent=root.text("user_agent", "callcenter"),
        log_level=root.section("log").text("level", "info"),
    )


def _listen(root: _Section) -> tuple[str, int]:
    return _endpoint(
        root, "listen", "IPv4:PORT, an address of this machine (not 0.0.0.0, which no phone can answer to)"
    )


def _endpoint(section: _Section, key: str, expected: str) -> tuple[str, int]:
    ip, _, port = section.text(key).rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536 or not _ipv4(ip):
        raise section.wrong(key, expected)
    return ip, int(port)


def _ipv4(text: str) -> bool:
    try:
        return not ipaddress.IPv4Address(text).is_unspecified
    except ValueError:
        return False


def _realm(root: _Section) -> str:
    realm = root.text("realm")
    if '"' in realm or "\\" in realm or not realm.isprintable():
        raise root.wrong("realm", "a name without quotes")
    return realm


def _trunk(section: _Section) -> Trunk:
    try:
        networks = tuple(ipaddress.ip_network(text, strict=False) for text in section.texts("match"))
    except ValueError as error:
        raise section.wrong("match", "IP addresses or CIDR such as 10.1.2.0/24") from error
    return Trunk(name=section.text("name"), networks=networks, way_out=_way_out(section))


def _way_out(section: _Section) -> WayOut | None:
    if not section.text("out", ""):
        return None
    patterns = section.texts("may_dial", [])
    if not all(is_pattern(one) for one in patterns):
        raise section.wrong("may_dial", "patterns such as 110, 1XXXXXXXXXX (X any digit) or 0. (any rest)")
    return WayOut(
        address=_endpoint(section, "out", "IPv4:PORT of the network's side"),
        username=section.text("username", ""),
        password=section.text("password", ""),
        may_dial=patterns,
        show_number=section.text("show_number", ""),
    )


def _media(section: _Section, prompts_dir: Path, stored_dir: str) -> MediaSettings:
    ip = section.text("ip")
    if not _ipv4(ip):
        raise section.wrong("ip", "an IPv4 address of this machine")
    port_min, port_max = int(section.number("port_min", 1024, 65534)), int(section.number("port_max", 1024, 65535))
    if port_max - port_min < BELL_PORTS + PORTS_A_LEG:
        raise section.wrong("port_max", f"at least port_min + {BELL_PORTS + PORTS_A_LEG}")
    if not prompts_dir.is_dir():
        raise OptionsError(f"prompts_dir: expected a folder, found nothing at {prompts_dir}")
    timeout_s = section.number("timeout_s", 0, 86400, 30)
    return MediaSettings(
        ip=ip,
        port_min=port_min,
        port_max=port_max,
        prompts_dir=prompts_dir,
        timeout_s=timeout_s,
        stored_dir=Path(stored_dir) if stored_dir else None,
    )
