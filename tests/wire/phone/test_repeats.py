"""UDP loses datagrams: what the phone says again, and that hearing something twice does nothing twice."""

import pytest

from callcenter.telephony.phone import Answered, Ended, EndReason, Incoming, Manner
from tests.wire.phone.conftest import MakePhone
from tests.wire.phone.raw_peer import SDP, RawPeer, to_tag

pytestmark = pytest.mark.wire


def test_an_unanswered_invite_is_sent_again_unchanged(make_phone: MakePhone) -> None:
    with RawPeer() as peer:
        phone = make_phone(server=peer.at)
        phone.phone.dial("12345")
        first, second, third = peer.collect("INVITE", 3, 5.0)
        assert first == second == third
        peer.sock.sendto(peer.answer(first, "200 OK", SDP), peer.source)
        phone.wait_for(Answered)
        assert peer.collect("INVITE", 1, 1.0) == []


def test_a_repeated_answer_is_acknowledged_again(make_phone: MakePhone) -> None:
    """As when our first ACK was lost; the call stays one call."""
    with RawPeer() as peer:
        phone = make_phone(server=peer.at)
        phone.phone.dial("12345")
        invite = peer.collect("INVITE", 1, 2.0)[0]
        for _ in range(2):
            peer.sock.sendto(peer.answer(invite, "200 OK", SDP), peer.source)
        first, second = peer.collect("ACK", 2, 2.0)
        assert first == second
        assert first.decode().startswith(f"ACK sip:peer@{peer.at[0]}:{peer.at[1]} SIP/2.0")
        assert to_tag(first) == "b"
        assert sum(isinstance(event, Answered) for event in phone.seen()) == 1


def test_the_answer_is_repeated_until_its_ack(make_phone: MakePhone) -> None:
    with RawPeer() as peer:
        phone = make_phone()
        peer.sock.sendto(peer.request("INVITE", branch="1"), phone.phone.sip_address)
        first, second, third = peer.collect("SIP/2.0 200", 3, 5.0)
        assert first == second == third
        peer.sock.sendto(peer.request("ACK", branch="2", to_tag=to_tag(first), body=""), phone.phone.sip_address)
        assert peer.collect("SIP/2.0 200", 1, 2.5) == []


@pytest.mark.parametrize(("manner", "code"), [(Manner.BUSY, "486"), (Manner.DECLINE, "603")])
def test_a_refusal_is_repeated_until_its_ack(make_phone: MakePhone, manner: Manner, code: str) -> None:
    with RawPeer() as peer:
        phone = make_phone(manner=manner)
        peer.sock.sendto(peer.request("INVITE", branch="1"), phone.phone.sip_address)
        first, second = peer.collect(f"SIP/2.0 {code}", 2, 3.0)
        assert first == second
        peer.sock.sendto(peer.request("ACK", branch="1", to_tag=to_tag(first), body=""), phone.phone.sip_address)
        assert peer.collect("SIP/2.0", 1, 2.0) == []


def test_a_repeated_invite_is_one_call(make_phone: MakePhone) -> None:
    with RawPeer() as peer:
        phone = make_phone(manner=Manner.RING)
        for _ in range(5):
            peer.sock.sendto(peer.request("INVITE", branch="1"), phone.phone.sip_address)
        ringing = peer.collect("SIP/2.0 180", 5, 2.0)
        assert len(ringing) == 5
        assert len({to_tag(each) for each in ringing}) == 1
        assert sum(isinstance(event, Incoming) for event in phone.seen()) == 1


def test_a_repeated_bye_is_answered_twice_and_ends_once(make_phone: MakePhone) -> None:
    with RawPeer() as peer:
        phone = make_phone()
        peer.sock.sendto(peer.request("INVITE", branch="1"), phone.phone.sip_address)
        tag = to_tag(peer.collect("SIP/2.0 200", 1, 2.0)[0])
        peer.sock.sendto(peer.request("ACK", branch="2", to_tag=tag, body=""), phone.phone.sip_address)
        for _ in range(2):
            peer.sock.sendto(peer.request("BYE", 2, branch="3", to_tag=tag, body=""), phone.phone.sip_address)
        assert len(peer.collect("SIP/2.0 200", 2, 2.0)) == 2
        ends = [event for event in phone.seen() if isinstance(event, Ended)]
        assert [end.reason for end in ends] == [EndReason.HUNG_UP]


def test_call_ids_are_new_after_a_restart(make_phone: MakePhone) -> None:
    """Two phones made alike, as one phone before and after a restart, never share a Call-ID."""
    with RawPeer() as peer:
        for _ in range(2):
            make_phone(server=peer.at).phone.dial("12345")
        first, second = peer.collect("INVITE", 2, 2.0)
        ids = {x for each in (first, second) for x in each.decode().split("\r\n") if x.startswith("Call-ID:")}
        assert len(ids) == 2
