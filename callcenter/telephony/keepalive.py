"""OPTIONS to every registered phone: keeps NATs open and notices a phone that went away without saying so."""

from collections.abc import Callable
from functools import partial

from callcenter.telephony.registrar import Binding, Registrar

EVERY_S = 30.0  # NATs forget a UDP flow after 30 s at the earliest in practice
STRIKES = 2  # unanswered in a row before a phone is taken for gone
NO_ANSWER = 408

Ping = Callable[[str, tuple[str, int], Callable[[int], None]], None]
After = Callable[[float, Callable[[], None]], object]


class KeepAlive:
    """Owns who did not answer how often."""

    def __init__(self, registrar: Registrar, ping: Ping, after: After) -> None:
        """Keep `ping(contact, address, on_code)`, which sends one OPTIONS, and `after(seconds, action)`."""
        self._after = after
        self._registrar = registrar
        self._ping = ping
        self._strikes: dict[str, int] = {}

    def start(self) -> None:
        """Ask all phones now and then, for ever."""
        self._after(EVERY_S, self._round)

    def _round(self) -> None:
        phones = [(account, binding) for account in self._registrar.registered() for binding in self._phones(account)]
        for number, (account, binding) in enumerate(phones):
            self._after(number * EVERY_S / (len(phones) + 1), partial(self._ask, account, binding))
        self._after(EVERY_S, self._round)

    def _phones(self, account: str) -> tuple[Binding, ...]:
        return self._registrar.bindings(account)

    def _ask(self, account: str, binding: Binding) -> None:
        if any(known.contact == binding.contact for known in self._phones(account)):
            self._ping(binding.contact, binding.source, partial(self._heard, account, binding))

    def _heard(self, account: str, binding: Binding, code: int) -> None:
        if code != NO_ANSWER:  # whatever it says, it is there
            self._strikes.pop(binding.contact, None)
            return
        strikes = self._strikes.pop(binding.contact, 0) + 1
        if strikes >= STRIKES:
            self._registrar.drop(account, binding.contact)
        else:
            self._strikes[binding.contact] = strikes
