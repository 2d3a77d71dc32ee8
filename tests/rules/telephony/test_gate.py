"""The gate: an address gets its burst and its rate and no more, and only what looks like SIP reaches the parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.telephony import gate
from callcenter.telephony.gate import Buckets, Budget, Refusal, inspect

TEN = Budget(per_s=10.0, burst=5.0)
GOOD = (
    b"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP b;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\n"
    b"Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
)


def test_a_burst_passes_then_the_rate() -> None:
    buckets = Buckets()
    assert [buckets.take("a", TEN, 0.0) for _ in range(7)] == [True] * 5 + [False] * 2
    assert buckets.take("a", TEN, 0.1)
    assert not buckets.take("a", TEN, 0.1)


@given(st.lists(st.floats(0, 0.3), max_size=200))
def test_no_pattern_of_sending_gets_more_than_burst_and_rate(gaps: list[float]) -> None:
    buckets, now, passed = Buckets(), 0.0, 0
    for gap in gaps:
        now += gap
        passed += buckets.take("a", TEN, now)
    assert passed <= TEN.burst + TEN.per_s * now + 1e-6


def test_one_address_does_not_use_up_anothers_budget() -> None:
    buckets = Buckets()
    for _ in range(100):
        buckets.take("a", TEN, 0.0)
    assert buckets.take("b", TEN, 0.0)


def test_who_proves_to_be_a_phone_gets_the_larger_burst_at_once() -> None:
    buckets = Buckets()
    assert [buckets.take("a", TEN, 0.0) for _ in range(6)][-1] is False
    assert all(buckets.take("a", Budget(per_s=10.0, burst=50.0), 0.0) for _ in range(45))
    assert not buckets.take("a", Budget(per_s=10.0, burst=50.0), 0.0)


def test_a_flood_of_forged_addresses_takes_bounded_memory() -> None:
    buckets = Buckets()
    for number in range(3 * gate.MAX_SOURCES):
        buckets.take(str(number), TEN, 0.0)
    assert len(buckets._filled) <= gate.MAX_SOURCES


def test_sip_passes() -> None:
    assert inspect(GOOD) is None
    assert inspect(GOOD.replace(b"\r\n", b"\n")) is None
    compact = (
        b"INVITE sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP b\r\nf: <sip:a@b>;tag=1\r\n"
        b"t: <sip:a@b>\r\ni: 1\r\nCSEQ: 1 INVITE\r\n\r\n"
    )
    assert inspect(compact) is None
    assert inspect(GOOD.replace(b"OPTIONS sip:a@b SIP/2.0", b"SIP/2.0 200 OK")) is None


@pytest.mark.parametrize(
    ("datagram", "why"),
    [
        (b"\r\n\r\n", Refusal.KEEP_ALIVE),
        (b"\0", Refusal.KEEP_ALIVE),
        (b"", Refusal.KEEP_ALIVE),
        (b"hello", Refusal.NOT_SIP),
        (b"\x80\x08" + bytes(170), Refusal.NOT_SIP),
        (GOOD.replace(b"SIP/2.0\r\nVia", b"SIP/3.0\r\nVia"), Refusal.NOT_SIP),
        (GOOD.replace(b"sip:a@b SIP", b"http://a SIP"), Refusal.NOT_SIP),
        (GOOD.replace(b"OPTIONS sip", b"OPTIONS  sip"), Refusal.NOT_SIP),
        (GOOD.replace(b"Call-ID: 1\r\n", b""), Refusal.MISSING_HEADER),
        (GOOD.replace(b"Via:", b"Vai:"), Refusal.MISSING_HEADER),
        (GOOD.replace(b"CSeq", b" CSeq"), Refusal.MISSING_HEADER),
        (GOOD.replace(b"To:", b"X: 1\r\n" * 101 + b"To:"), Refusal.TOO_MANY_HEADERS),
        (GOOD.replace(b"To:", b"Via: SIP/2.0/UDP x\r\n" * 21 + b"To:"), Refusal.TOO_MANY_HEADERS),
        (GOOD + b"x" * 8192, Refusal.TOO_BIG),
    ],
)
def test_the_rest_does_not(datagram: bytes, why: Refusal) -> None:
    assert inspect(datagram) is why


@given(st.binary(max_size=600))
def test_no_bytes_break_it(datagram: bytes) -> None:
    inspect(datagram)
