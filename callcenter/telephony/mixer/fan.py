"""The feeds of the mixer process: their sockets, and one send a listener and tick."""

import contextlib
import secrets
import socket
from dataclasses import dataclass, field

from callcenter.telephony.mixer.control import MOST_FEEDS, ControlError, FeedSetting
from callcenter.telephony.mixer.feed import FeedSound, Ports

DATAGRAM_BYTES = 2048
MOST_PACKETS_A_TICK = 16  # of one source: more is a flood, and the rest waits in the kernel's bounded buffer


@dataclass(slots=True)
class _Feed:
    sound: FeedSound
    sources: tuple[tuple[int, int], ...]
    sockets: list[socket.socket] = field(default_factory=list)


class Fan:
    """Owns the feeds. Nothing a listener says comes here: its leg sends nowhere while it listens."""

    def __init__(self, ip: str) -> None:
        self._ip = ip
        self._feeds: dict[str, _Feed] = {}
        self._out = bound(ip)

    def __len__(self) -> int:
        return len(self._feeds)

    def set(self, setting: FeedSetting) -> dict[str, object]:
        """Take a feed as telephony wants it; answers the ports its sources are to send to."""
        known = self._feeds.get(setting.feed)
        if known is not None and known.sources != setting.sources:
            self._close(setting.feed)
        if setting.sources and setting.feed not in self._feeds:
            self._open(setting)
        feed = self._feeds.get(setting.feed)
        if feed is None:
            return {"feed": setting.feed, "ports": []}
        codecs = sorted({codec for codec, _ in setting.listeners})
        feed.sound.listeners = {codec: _ports(setting, codec) for codec in codecs}
        return {"feed": setting.feed, "ports": [int(one.getsockname()[1]) for one in feed.sockets]}

    def _open(self, setting: FeedSetting) -> None:
        if len(self._feeds) >= MOST_FEEDS:
            raise ControlError(f"expected at most {MOST_FEEDS} feeds, found one more")
        sound = FeedSound([codec for codec, _ in setting.sources], secrets.randbits(32))
        sockets = [bound(self._ip, port) for _, port in setting.sources]
        self._feeds[setting.feed] = _Feed(sound, setting.sources, sockets)

    def _close(self, name: str) -> None:
        for one in self._feeds.pop(name).sockets:
            one.close()

    def tick(self) -> list[dict[str, object]]:
        """Send 20 ms to everybody; returns what has changed of a feed."""
        reports: list[dict[str, object]] = []
        for name, feed in self._feeds.items():
            for place, source in enumerate(feed.sockets):
                _drain(feed.sound, place, source)
            changed, packets = feed.sound.tick()
            for packet, ports in packets:
                self._send(packet, ports)
            if changed:
                meter = feed.sound.meter
                reports.append({"feed": name, "state": str(meter.state), "level": round(meter.level_db, 1)})
        return reports

    def _send(self, packet: bytes, ports: Ports) -> None:
        for port in ports:
            with contextlib.suppress(OSError):  # nobody listens there any more: telephony is about to say so
                self._out.sendto(packet, (self._ip, port))


def _ports(setting: FeedSetting, codec: int) -> Ports:
    return tuple(port for one, port in setting.listeners if one == codec)


def _drain(sound: FeedSound, place: int, source: socket.socket) -> None:
    for _ in range(MOST_PACKETS_A_TICK):
        try:
            sound.receive(place, source.recv(DATAGRAM_BYTES))
        except BlockingIOError:
            return
        except OSError:
            continue  # a port that was closed answered with ICMP


def bound(ip: str, port: int = 0) -> socket.socket:
    """Open a socket on any port; with `port` the kernel lets through only what comes from there."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    try:
        made.bind((ip, 0))
        if port:
            made.connect((ip, port))
    except OSError:
        made.close()
        raise
    return made
