"""Broker addresses, the outbox and the password hash: the parts of publishing that need no broker."""

import base64
import hashlib

import pytest

from dashboards.address import AddressError, parse_url
from dashboards.broker_files import password_hash
from dashboards.messages import Message
from dashboards.outbox import Outbox
from dashboards.topics import ALERT, CALL_EVENT, CallEvent


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mqtt://broker", ("broker", 1883, "", "", False)),
        ("mqtts://broker", ("broker", 8883, "", "", True)),
        ("mqtt://u:p%40x@10.0.0.1:2883/", ("10.0.0.1", 2883, "u", "p@x", False)),
        ("mqtt://[::1]:1883", ("::1", 1883, "", "", False)),
    ],
)
def test_a_broker_url_is_read(url: str, expected: tuple[str, int, str, str, bool]) -> None:
    found = parse_url(url)
    assert (found.host, found.port, found.user, found.password, found.tls is not None) == expected


@pytest.mark.parametrize("url", ["http://broker", "mqtt://", "broker:1883", "mqtt://h/path", "mqtt://u:geheim@h:99999"])
def test_a_url_that_is_none_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(AddressError, match=r"mqtt\.url: expected") as refused:
        parse_url(url)
    assert "geheim" not in str(refused.value)


def test_a_password_is_not_shown_where_an_address_is_printed() -> None:
    assert "geheim" not in repr(parse_url("mqtt://u:geheim@h"))


def test_the_password_hash_is_pbkdf2_sha512_with_its_own_salt() -> None:
    _, kind, rounds, salt, key = password_hash("x").split("$")
    again = hashlib.pbkdf2_hmac("sha512", b"x", base64.b64decode(salt), int(rounds))
    assert (kind, base64.b64decode(key)) == ("7", again)
    assert password_hash("x") != password_hash("x")


def event(seq: int) -> Message:
    body = CallEvent(ts="2026-11-21T12:00:00.000+08:00", seq=seq, kind="offered", call=str(seq))
    return Message(CALL_EVENT, "offered", body)


def test_the_newest_retained_message_replaces_one_not_yet_sent() -> None:
    box = Outbox("demo", 10)
    first, second = Message(ALERT, "x", None), Message(ALERT, "x", None)
    box.put(first)
    box.put(second)
    taken = box.next_retained()
    assert taken is not None
    assert taken[1] is second
    assert box.is_empty()


def test_a_full_line_of_events_loses_the_oldest_and_counts_it() -> None:
    box = Outbox("demo", 3)
    for number in range(5):
        box.put(event(number))
    assert [m.payload.seq for m in box.next_events(10) if m.payload] == [2, 3, 4]
    assert box.events_dropped == 2


def test_events_that_failed_go_out_again_in_their_order() -> None:
    box = Outbox("demo", 10)
    for number in range(4):
        box.put(event(number))
    box.failed_events(box.next_events(2))
    assert [m.payload.seq for m in box.next_events(10) if m.payload] == [0, 1, 2, 3]


def test_a_cleared_topic_is_forgotten_once_the_broker_has_it_unless_it_was_set_again() -> None:
    box = Outbox("demo", 10)
    box.put(Message(ALERT, "x", None))
    taken = box.next_retained()
    assert taken is not None
    box.put(Message(ALERT, "x", None))
    box.sent(*taken)
    box.everything()
    again = box.next_retained()
    assert again is not None
    box.sent(*again)
    box.everything()
    assert box.is_empty()


def test_an_id_that_cannot_be_a_topic_is_counted_and_left_out() -> None:
    box = Outbox("demo", 10)
    box.put(Message(ALERT, "a/b", None))
    assert (box.refused, box.is_empty()) == (1, True)
