"""The air path for tests of the studio: writes down every order, and says what telephony would say."""

from collections.abc import Callable, Mapping, Sequence

from callcenter.show.ports import CallerJoined, CallerLeft, ShowSignal

Order = tuple[object, ...]


class RecordingAir:
    """Implements AirPath. `orders` in the order they were given."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.here: list[CallerJoined] = []
        self.lines: dict[int, bool] = {}
        self.say: Callable[[ShowSignal], None] = lambda _signal: None

    def listen(self, on_signal: Callable[[ShowSignal], None]) -> None:
        self.say = on_signal

    def present(self) -> Sequence[CallerJoined]:
        return self.here

    def lines_up(self) -> Mapping[int, bool]:
        return self.lines

    def come(self, *call_ids: str, at: float = 1.0) -> None:
        """Callers dial the show's number."""
        for call_id in call_ids:
            self.say(CallerJoined(at=at, call_id=call_id))

    def hang_up(self, call_id: str, at: float = 2.0) -> None:
        """A caller goes."""
        self.say(CallerLeft(at=at, call_id=call_id))

    def taken(self) -> list[Order]:
        """The orders since the last look."""
        found, self.orders = self.orders, []
        return found

    def open(self, show_id: str) -> None:
        self.orders.append(("open", show_id))

    def block(self, blocked: bool) -> None:
        self.orders.append(("block", blocked))

    def close(self) -> None:
        self.orders.append(("close",))

    def screen(self, call_id: str, phone: str) -> None:
        self.orders.append(("screen", call_id, phone))

    def park(self, call_id: str) -> None:
        self.orders.append(("park", call_id))

    def air(self, call_id: str, position: int) -> None:
        self.orders.append(("air", call_id, position))

    def off_air(self, call_id: str) -> None:
        self.orders.append(("off_air", call_id))

    def play(self, recording: str, position: int) -> None:
        self.orders.append(("play", recording, position))

    def stop(self, position: int) -> None:
        self.orders.append(("stop", position))

    def talk_back(self, call_id: str, phone: str, on: bool) -> None:
        self.orders.append(("talk_back", call_id, phone, on))

    def to_hotline(self, call_id: str) -> None:
        self.orders.append(("to_hotline", call_id))

    def thank(self, call_id: str) -> None:
        self.orders.append(("thank", call_id))

    def drop(self, call_id: str) -> None:
        self.orders.append(("drop", call_id))
