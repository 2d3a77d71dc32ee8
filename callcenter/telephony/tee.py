"""A second copy of what a leg's party says or is sent: the engine copies each of the two to one place only."""

from typing import Protocol

from callcenter.telephony.media import Engine, LegSound

Place = tuple[str, int]


class Tap(Protocol):
    """A feed's sound on its way to the mixer and to one more place: a leg's by a `Tee`, or a stream's."""

    @property
    def port(self) -> int:
        """Where its packets come from."""

    def say_to(self, port: int) -> None:
        """Send every packet to a port on this machine."""

    def copy(self, ip: str, port: int) -> None:
        """Send every packet to ip:port too; port 0 stops."""

    def take_out(self, *, source_lives: bool) -> None:
        """End it; a source that lives is as before."""


class Tee:
    """Owns an engine session that takes a leg's copy, sends it on, and copies it to where the leg's copy went before.

    So a recording never depends on the process that has the other copy, and no packet touches Python.
    """

    def __init__(self, engine: Engine, source: LegSound, copied_to: Place | None, *, heard: bool) -> None:
        """Put it between a leg and where that leg is copied to.

        Raises:
            MediaError: no ports left, or the engine failed.

        """
        self._source, self._heard = source, heard
        self._sound = engine.open("tee")
        self.copied_to: Place | None = None
        if copied_to is not None:
            self.copy(*copied_to)
        source.copy(engine.ip, self._sound.port, heard=heard)

    @property
    def port(self) -> int:
        """Where its packets come from."""
        return self._sound.inner_port

    def say_to(self, port: int) -> None:
        """Send every packet to a port on this machine."""
        self._sound.say_to(port)

    def copy(self, ip: str, port: int) -> None:
        """Copy every packet to ip:port, as the leg itself would; port 0 stops."""
        self.copied_to = (ip, port) if port else None
        self._sound.copy(ip, port)

    def take_out(self, *, source_lives: bool) -> None:
        """Take it out again: the leg is copied to the same place by itself."""
        if source_lives:
            self._source.copy(*(self.copied_to or ("", 0)), heard=self._heard)
        self._sound.close()
