"""The registrar: who is reachable is known exactly, and nobody can fill it up."""

import pytest

from callcenter.telephony.ports import Account
from callcenter.telephony.registrar import BAN_S, FAILURES, WINDOW_S, Bans, Registrar, Registration, RegistrationError

HERE = ("10.0.0.5", 5070)


class Desk:
    """Remembers who became reachable and who did not."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bool]] = []
        self.registrar = Registrar(lambda account, reachable: self.seen.append((account, reachable)))
        self.registrar.set_accounts([Account(number="601", ha1="a"), Account(number="602", ha1="b")])

    def register(self, *contacts: str, expires: str = "", now: float = 0.0, account: str = "601") -> int:
        wish = Registration(account=account, contacts=contacts, expires=expires, source=HERE)
        return len(self.registrar.register(wish, now))


def test_the_first_phone_makes_reachable_and_the_last_one_unreachable() -> None:
    desk = Desk()
    desk.register("<sip:601@10.0.0.5:5070>")
    desk.register("<sip:601@10.0.0.6>")
    desk.register("<sip:601@10.0.0.5:5070>", expires="0")
    assert desk.seen == [("601", True)]
    desk.register("<sip:601@10.0.0.6>;expires=0")
    assert desk.seen == [("601", True), ("601", False)]


def test_a_registration_runs_out_unless_renewed() -> None:
    desk = Desk()
    desk.register("<sip:601@a>", expires="60", now=0.0)
    desk.register("<sip:601@a>", expires="60", now=50.0)
    desk.registrar.sweep(100.0)
    assert desk.registrar.registered() == ("601",)
    desk.registrar.sweep(111.0)
    assert desk.registrar.registered() == ()
    assert desk.seen[-1] == ("601", False)


def test_star_with_zero_forgets_every_phone() -> None:
    desk = Desk()
    desk.register("<sip:601@a>", "<sip:601@b>")
    assert desk.register("*", expires="0") == 0
    with pytest.raises(RegistrationError, match="400"):
        desk.register("*", expires="60")


def test_a_register_without_contact_only_asks() -> None:
    desk = Desk()
    desk.register("<sip:601@a>")
    assert desk.register() == 1


@pytest.mark.parametrize(
    ("body", "contact"),
    [
        ('"An, Op" <sip:601@a;transport=udp>;q=0.5;expires=60', "sip:601@a;transport=udp"),
        ("sip:601@a;expires=60", "sip:601@a"),
        ("<sip:601@a?x=y,z>", "sip:601@a"),
    ],
)
def test_contacts_as_phones_write_them(body: str, contact: str) -> None:
    desk = Desk()
    desk.register(body)
    assert [binding.contact for binding in desk.registrar.bindings("601")] == [contact]


@pytest.mark.parametrize(
    ("body", "code"),
    [("<sip:601@a>;expires=5", 423), ("nonsense", 400), ("<sip:601@[::1>", 400), ("<sip:601@a:x>", 400)],
)
def test_what_cannot_be_granted_is_refused_and_changes_nothing(body: str, code: int) -> None:
    desk = Desk()
    with pytest.raises(RegistrationError, match=str(code)):
        desk.register(body)
    assert desk.registrar.registered() == ()
    assert desk.seen == []


def test_one_account_has_at_most_ten_phones() -> None:
    desk = Desk()
    for number in range(10):
        desk.register(f"<sip:601@10.0.0.{number}>")
    with pytest.raises(RegistrationError, match="403"):
        desk.register("<sip:601@10.0.1.1>")
    desk.register("<sip:601@10.0.0.3>")  # one of the ten again


def test_a_new_list_keeps_who_stays_and_drops_who_goes_or_has_a_new_password() -> None:
    desk = Desk()
    desk.register("<sip:601@a>")
    desk.register("<sip:602@b>", account="602")
    desk.registrar.set_accounts([Account(number="601", ha1="a"), Account(number="603", ha1="c")])
    assert desk.registrar.registered() == ("601",)
    desk.registrar.set_accounts([Account(number="601", ha1="changed")])
    assert desk.registrar.registered() == ()
    assert desk.registrar.ha1("603") == ""


def test_many_wrong_passwords_in_a_short_time_bring_a_ban_that_ends() -> None:
    bans = Bans()
    assert [bans.failed("a", 0.0) for _ in range(FAILURES)] == [False] * (FAILURES - 1) + [True]
    assert bans.banned("a", BAN_S - 1)
    assert not bans.banned("b", 0.0)
    assert not bans.banned("a", BAN_S + 1)


def test_wrong_passwords_now_and_then_do_not() -> None:
    bans = Bans()
    assert not any(bans.failed("a", number * WINDOW_S / (FAILURES - 2)) for number in range(100))
