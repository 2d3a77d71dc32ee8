"""Session timers: promised only to those who asked and can refresh, and begun anew at each refresh."""

from collections.abc import Callable

from callcenter.telephony.session_timer import SessionTimer


class Clock:
    """Hands out timers and runs them when told."""

    def __init__(self) -> None:
        self.running: dict[int, tuple[float, Callable[[], None]]] = {}

    def after(self, seconds: float, action: Callable[[], None]) -> "Ticket":
        number = len(self.running) + 1
        self.running[number] = (seconds, action)
        return Ticket(self, number)


class Ticket:
    def __init__(self, clock: Clock, number: int) -> None:
        self.clock, self.number = clock, number

    def cancel(self) -> None:
        self.clock.running.pop(self.number, None)


def make() -> tuple[Clock, SessionTimer, list[str]]:
    clock, ended = Clock(), []
    return clock, SessionTimer(clock.after, lambda: ended.append("ended")), ended


def test_nothing_is_promised_to_who_did_not_ask() -> None:
    clock, timer, _ = make()
    timer.asked("", "timer")
    timer.start()
    assert timer.headers() == ()
    assert clock.running == {}


def test_the_other_side_refreshes_and_its_silence_ends_the_call() -> None:
    clock, timer, ended = make()
    timer.asked("1800;refresher=uac", "100rel, timer")
    timer.start()
    assert timer.headers() == (("Session-Expires", "1800;refresher=uac"), ("Require", "timer"))
    timer.start()
    ((seconds, action),) = clock.running.values()
    action()
    assert (seconds, ended) == (1800.0, ["ended"])


def test_who_wants_us_to_refresh_gets_no_session_timer() -> None:
    _, timer, _ = make()
    timer.asked("1800 ; refresher=uas", "timer")
    assert timer.headers() == ()


def test_too_short_an_interval_is_lengthened() -> None:
    _, timer, _ = make()
    timer.asked("10", "timer")
    assert timer.headers()[0] == ("Session-Expires", "90;refresher=uac")
