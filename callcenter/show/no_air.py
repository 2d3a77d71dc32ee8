"""An air path without telephones: for a show of persons and messages only, as TV 问政 is."""

from collections.abc import Callable, Mapping, Sequence

from callcenter.show.ports import CallerJoined, ShowSignal


class NoAir:
    """Implements AirPath. Nobody ever calls, so there is nobody to order anything for."""

    def listen(self, on_signal: Callable[[ShowSignal], None]) -> None:
        """No signal comes."""

    def present(self) -> Sequence[CallerJoined]:
        """Nobody."""
        return ()

    def lines_up(self) -> Mapping[int, bool]:
        """No line."""
        return {}

    def open(self, show_id: str) -> None:
        """No line to call."""

    def block(self, blocked: bool) -> None:
        """Nobody to block."""

    def close(self) -> None:
        """No line to hang up."""

    def screen(self, call_id: str, phone: str) -> None:
        """No caller."""

    def park(self, call_id: str) -> None:
        """No caller."""

    def air(self, call_id: str, position: int) -> None:
        """No caller."""

    def off_air(self, call_id: str) -> None:
        """No caller."""

    def play(self, recording: str, position: int) -> None:
        """No line."""

    def stop(self, position: int) -> None:
        """No line."""

    def talk_back(self, call_id: str, phone: str, on: bool) -> None:
        """No caller."""

    def to_hotline(self, call_id: str) -> None:
        """No caller."""

    def thank(self, call_id: str) -> None:
        """No caller."""

    def drop(self, call_id: str) -> None:
        """No caller."""
