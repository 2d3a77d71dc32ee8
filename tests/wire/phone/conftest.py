"""Phones on loopback addresses of their own, all closed after each test."""

from collections.abc import Callable, Iterator

import pytest

from callcenter.telephony.phone import PhoneAccount, PhoneLoop
from tests.wire.own_net import own
from tests.wire.phone.listener import Listener

NOBODY = (own("127.14.0.1"), 5060)
MakePhone = Callable[..., Listener]


@pytest.fixture
def loop() -> Iterator[PhoneLoop]:
    with PhoneLoop() as running:
        yield running


@pytest.fixture
def make_phone(loop: PhoneLoop) -> Iterator[MakePhone]:
    made: list[Listener] = []

    def make(server: tuple[str, int] = NOBODY, number: str = "8001", **options: object) -> Listener:
        ip = own(f"127.14.1.{len(made) + 1}")
        account = PhoneAccount(number=number, server_ip=server[0], server_port=server[1], ip=ip, **options)  # type: ignore[arg-type]
        made.append(Listener(loop, account))
        return made[-1]

    yield make
    for each in made:
        each.phone.stop(patience_s=0.3)
