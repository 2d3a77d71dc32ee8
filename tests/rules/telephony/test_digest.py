"""Digest: the right password passes, everything else does not, and a nonce is worth nothing elsewhere or later."""

import pytest

from callcenter.telephony import digest
from callcenter.telephony.digest import Credentials, Proof, Verdict

SECRET = b"k" * 32
IP = "10.0.0.5"
NOW_S = 1000.0
HA1 = digest.ha1("601", "callcenter", "right")


def proof(**other: object) -> Proof:
    fields = {"realm": "callcenter", "secret": SECRET, "method": "REGISTER", "ip": IP, "now": NOW_S, **other}
    return Proof(**fields)  # type: ignore[arg-type]


def answered(ha1: str = HA1, method: str = "REGISTER", **other: str) -> Credentials:
    fields = {
        "username": "601",
        "realm": "callcenter",
        "nonce": digest.make_nonce(SECRET, IP, NOW_S),
        "uri": "sip:10.0.0.1",
        "qop": "auth",
        "nc": "00000001",
        "cnonce": "abc",
        **other,
    }
    response = digest.answer(Credentials(**fields, response=""), method, ha1)
    return Credentials(**fields, response=response)


def test_the_example_of_rfc_2617_comes_out() -> None:
    credentials = Credentials(
        username="Mufasa",
        realm="testrealm@host.com",
        nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
        uri="/dir/index.html",
        response="",
        qop="auth",
        nc="00000001",
        cnonce="0a4f113b",
    )
    ha1 = digest.ha1("Mufasa", "testrealm@host.com", "Circle Of Life")
    assert digest.answer(credentials, "GET", ha1) == "6629fae49393a05397450978507c4ef1"


@pytest.mark.parametrize("qop", ["auth", ""])
def test_the_right_password_passes_with_and_without_qop(qop: str) -> None:
    assert digest.judge(answered(qop=qop), HA1, proof()) is Verdict.GOOD


@pytest.mark.parametrize(
    ("credentials", "other"),
    [
        (answered(ha1=digest.ha1("601", "callcenter", "wrong")), {}),
        (answered(), {"method": "INVITE"}),
        (answered(), {"ip": "10.0.0.6"}),
        (answered(), {"secret": b"x" * 32}),
        (answered(realm="elsewhere"), {}),
        (answered(nonce="made.up"), {}),
        (answered(nonce=""), {}),
    ],
)
def test_anything_else_is_wrong(credentials: Credentials, other: dict[str, object]) -> None:
    assert digest.judge(credentials, HA1, proof(**other)) is Verdict.WRONG


def test_an_old_nonce_is_stale_not_wrong() -> None:
    assert digest.judge(answered(), HA1, proof(now=NOW_S + digest.NONCE_LIFE_S + 1)) is Verdict.STALE


def test_a_header_is_read_with_and_without_quotes() -> None:
    header = 'Digest username="601", realm="r", nonce="n", uri="sip:x", response="abc", algorithm=MD5, qop=auth, nc=1'
    found = digest.read_credentials(header)
    assert found is not None
    assert (found.username, found.qop, found.nc) == ("601", "auth", "1")


UNUSABLE = (
    "",
    "Basic abc",
    "Digest",
    'Digest username="601"',
    'Digest username="6", realm="r", nonce="n", uri="u", response="x", algorithm=SHA-256',
)


@pytest.mark.parametrize("header", UNUSABLE)
def test_an_unusable_header_is_none(header: str) -> None:
    assert digest.read_credentials(header) is None
