"""Keep-alive: a phone that answers anything stays, one that stays silent twice in a row goes."""

from collections.abc import Callable

from callcenter.telephony.keepalive import EVERY_S, KeepAlive
from callcenter.telephony.ports import Account
from callcenter.telephony.registrar import Registrar, Registration


class World:
    """Time that the test moves, one registered phone, and the codes it answers with."""

    def __init__(self, *codes: int) -> None:
        self.now_s = 0.0
        self.codes = list(codes)
        self.waiting: list[tuple[float, Callable[[], None]]] = []
        self.asked: list[tuple[str, tuple[str, int]]] = []
        self.registrar = Registrar(lambda _account, _reachable: None)
        self.registrar.set_accounts([Account(number="601", ha1="a")])
        wish = Registration(account="601", contacts=("<sip:601@a>",), expires="3600", source=("10.0.0.5", 7))
        self.registrar.register(wish, 0.0)
        KeepAlive(self.registrar, self.ping, self.after).start()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self.waiting.append((self.now_s + seconds, action))

    def ping(self, contact: str, address: tuple[str, int], on_code: Callable[[int], None]) -> None:
        self.asked.append((contact, address))
        on_code(self.codes.pop(0))

    def run(self, rounds: int) -> tuple[str, ...]:
        """Let so many rounds pass and return who is still registered."""
        for _ in range(rounds):
            self.now_s += EVERY_S
            while due := [item for item in self.waiting if item[0] <= self.now_s]:
                self.waiting.remove(due[0])
                due[0][1]()
        return self.registrar.registered()


def test_a_phone_is_asked_where_it_registered_from() -> None:
    world = World(200)
    world.run(1)
    assert world.asked == [("sip:601@a", ("10.0.0.5", 7))]


def test_any_answer_keeps_a_phone_even_a_refusal() -> None:
    assert World(200, 404, 405, 481).run(4) == ("601",)


def test_one_lost_answer_does_not_matter_two_in_a_row_do() -> None:
    assert World(408, 200, 408, 200).run(4) == ("601",)
    assert World(408, 408).run(2) == ()
