"""SIP transactions over UDP (RFC 3261 17), kept minimal: repeat until heard, answer repeats with the same words."""

from collections.abc import Callable
from dataclasses import dataclass, field

from callcenter.telephony.phone.loop import Alarm, PhoneLoop
from callcenter.telephony.phone.message import Message

T1_S = 0.5  # RFC 3261 17.1.1.1, round-trip estimate
T2_S = 4.0  # RFC 3261 17.1.2.2, longest interval between repeats of anything but INVITE
GIVE_UP_S = 64 * T1_S  # timers B, F and H
REMEMBERED = 256  # answered requests kept for their repeats; the oldest go

Address = tuple[str, int]


class Repeater:
    """Sends the same datagram again and again, twice as slowly each time, until stopped or 32 s have passed."""

    def __init__(
        self, loop: PhoneLoop, send: Callable[[], None], give_up: Callable[[], None], longest_s: float = T2_S
    ) -> None:
        self._loop, self._send, self._give_up, self._longest_s = loop, send, give_up, longest_s
        self._interval_s = T1_S
        self._next = loop.later(T1_S, self._again)
        self._end = loop.later(GIVE_UP_S, self._ended)

    def stop(self) -> None:
        self._next.cancel()
        self._end.cancel()

    def silence(self) -> None:
        """Stop repeating, yet still give up at the end (a provisional answer came)."""
        self._next.cancel()

    def _again(self) -> None:
        self._send()
        self._interval_s = min(2 * self._interval_s, self._longest_s)
        self._next = self._loop.later(self._interval_s, self._again)

    def _ended(self) -> None:
        self._next.cancel()
        self._give_up()


class ClientTransaction:
    """One request of ours: owns its repeats, and for an INVITE the ACK that answers repeated final answers."""

    def __init__(
        self,
        loop: PhoneLoop,
        *,
        invite: bool,
        send: Callable[[], None],
        forget: Callable[[], None],
        give_up: Callable[[], None],
        on_response: Callable[[Message, Address], None],
    ) -> None:
        self._loop, self._forget, self._invite = loop, forget, invite
        self.on_response = on_response
        self._give_up = give_up
        self._linger: Alarm | None = None
        self.acknowledge: Callable[[], None] | None = None
        self.final = False
        longest_s = GIVE_UP_S if invite else T2_S  # timer A doubles without a limit, timer E stops at T2
        self._repeater = Repeater(loop, send, self._unheard, longest_s)
        send()

    def heard(self, code: int) -> bool:
        """Take a status code in; return whether the user of the transaction should see this answer."""
        if self.final:
            if code >= 200 and self.acknowledge:
                self.acknowledge()
            return False
        if code >= 200:
            self._finish()
        elif self._invite:
            self._repeater.stop()  # RFC 3261 17.1.1.2: an INVITE that rings may ring for long
        return True

    def close(self) -> None:
        self._repeater.stop()
        if self._linger:
            self._linger.cancel()

    def _finish(self) -> None:
        self.final = True
        self._repeater.stop()
        self._linger = self._loop.later(GIVE_UP_S, self._forget)  # timer D

    def _unheard(self) -> None:
        self.final = True
        self._forget()
        self._give_up()


@dataclass(slots=True)
class Answered:
    """The last answer given to one request, to be given again when the request is repeated."""

    datagram: bytes = b""
    to: Address = ("", 0)
    repeater: Repeater | None = None


@dataclass(slots=True)
class Answers:
    """Owns what was answered to whom, newest 256 requests; keyed by branch, sent-by and method."""

    _known: dict[tuple[str, str, str], Answered] = field(default_factory=dict)

    def begin(self, key: tuple[str, str, str]) -> tuple[Answered, bool]:
        """Return the answer kept for this request and whether the request is new."""
        known = self._known.get(key)
        if known is not None:
            return known, False
        if len(self._known) >= REMEMBERED:
            self.forget(next(iter(self._known)))
        fresh = self._known[key] = Answered()
        return fresh, True

    def find(self, key: tuple[str, str, str]) -> Answered | None:
        return self._known.get(key)

    def forget(self, key: tuple[str, str, str]) -> None:
        gone = self._known.pop(key, None)
        if gone and gone.repeater:
            gone.repeater.stop()

    def close(self) -> None:
        for key in tuple(self._known):
            self.forget(key)
