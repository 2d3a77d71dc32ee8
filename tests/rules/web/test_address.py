"""Which address a request counts as: the right-most that is no proxy of ours, whatever is written left of it."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.web.address import client_of, networks, place_of

OURS = networks(["127.0.0.1", "10.0.0.0/24", "fd00::/8"])
ADDRESSES = st.ip_addresses().map(str)


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # not a proxy of ours: what it writes is not read
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["8.8.8.8, 198.51.100.1, 10.0.0.7"], "198.51.100.1"),
        ("127.0.0.1", ["8.8.8.8", "198.51.100.1", "10.0.0.7"], "198.51.100.1"),
        ("127.0.0.1", ["10.0.0.9, 10.0.0.7"], "10.0.0.9"),
        ("127.0.0.1", ["198.51.100.1, gestern, 10.0.0.7"], "10.0.0.7"),
        ("127.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("fd00::1", ["[2001:db8::5]:443"], "2001:db8::5"),
        ("::ffff:127.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_the_right_most_hop_that_is_not_ours_counts(remote: str, forwarded: list[str], address: str) -> None:
    assert client_of(remote, forwarded, OURS) == address


@given(remote=ADDRESSES, forwarded=st.lists(st.text(max_size=40)))
def test_without_a_trusted_proxy_nothing_in_the_header_matters(remote: str, forwarded: list[str]) -> None:
    assert client_of(remote, forwarded, ()) == client_of(remote, [], ())


@given(client=ADDRESSES, lies=st.lists(st.text(alphabet="0123456789abcdef.:, []x", max_size=60), max_size=4))
def test_nobody_can_choose_their_own_address(client: str, lies: list[str]) -> None:
    """Our proxy appends who connected to it; what was sent to it changes nothing."""
    truth = client_of("127.0.0.1", [client], OURS)
    if not any(ipaddress.ip_address(truth) in one for one in OURS):
        assert client_of("127.0.0.1", [*lies, client], OURS) == truth


def test_an_ipv6_customer_is_one_place_and_ipv4_addresses_are_each() -> None:
    assert place_of("2001:db8:1:2::5") == place_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert place_of("198.51.100.1") != place_of("198.51.100.2")
    assert place_of("") == ""
