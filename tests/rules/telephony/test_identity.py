"""Who is calling: which header is believed, what counts as a number, and that no bytes can break it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.telephony.identity import caller_identity, decode_header_bytes
from callcenter.telephony.ports import CallerIdentity

FROM = "<sip:13800000001@10.0.0.1>;tag=1"


def identify(**headers: object) -> CallerIdentity:
    return caller_identity(**{"pai": [], "rpid": [], "sender": FROM, "privacy": "", **headers})  # type: ignore[arg-type]


def test_the_network_is_believed_before_the_phone() -> None:
    pai, rpid = ["<sip:111@net>"], ["<sip:222@net>;party=calling"]
    assert identify(pai=pai, rpid=rpid).number == "111"
    assert identify(rpid=rpid) == CallerIdentity(number="222", source="rpid")
    assert identify() == CallerIdentity(number="13800000001", source="from")


@pytest.mark.parametrize(
    ("body", "number", "display"),
    [
        ("<tel:+86-138-0000-0001>", "+8613800000001", ""),
        ("tel:+8613800000001", "+8613800000001", ""),
        ("<tel:12345;phone-context=+86519>", "12345", ""),
        ('"张 三" <sip:+8613800000001@net;user=phone>', "+8613800000001", "张 三"),
        ('"a\\"<sip:9@evil>\\" b" <sip:138@net>', "138", 'a"<sip:9@evil>" b'),
        ("王五 <sip:%2B86138@net>", "+86138", "王五"),
        ("sip:138@net;tag=9", "138", ""),
        ("<sips:138:secret@net>", "138", ""),
        ("<SIP:138@net>", "138", ""),
    ],
)
def test_numbers_and_names_are_read(body: str, number: str, display: str) -> None:
    found = identify(sender=body)
    assert (found.number, found.display) == (number, display)


def test_tel_is_preferred_when_the_network_asserts_both() -> None:
    assert identify(pai=["<sip:gateway7@net>", "<tel:+86138>"]).number == "+86138"


@pytest.mark.parametrize("body", ["<sip:anonymous@anonymous.invalid>;tag=1", '"Anonymous" <sip:anonymous@net>'])
def test_an_anonymous_from_has_no_number(body: str) -> None:
    found = identify(sender=body)
    assert (found.number, found.anonymous) == ("", True)


def test_privacy_marks_a_number_the_network_still_asserts() -> None:
    found = identify(pai=["<sip:138@net>"], sender="<sip:anonymous@anonymous.invalid>", privacy="id;critical")
    assert (found.number, found.anonymous) == ("138", True)


@pytest.mark.parametrize("body", ["<sip:gateway@net>", "<sip:net>", "", "<", '"', "garbage", "<sip:@net>"])
def test_what_is_no_number_is_none(body: str) -> None:
    assert identify(sender=body).number == ""


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_it(pai: str, sender: str) -> None:
    found = identify(pai=[pai], sender=sender)
    assert len(found.number) <= 32
    assert len(found.display) <= 64


def test_older_equipment_writes_gb18030() -> None:
    assert decode_header_bytes("李四".encode("gb18030")) == "李四"
    assert decode_header_bytes("李四".encode()) == "李四"


@given(st.binary(max_size=200))
def test_no_bytes_break_it(raw: bytes) -> None:
    assert isinstance(decode_header_bytes(raw), str)
