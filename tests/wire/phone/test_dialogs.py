"""What sipp does not look at: routes in the right order, and CANCEL only when it may be sent."""

import pytest

from callcenter.telephony.phone import Answered, Ended, EndReason
from tests.wire.phone.conftest import MakePhone
from tests.wire.phone.raw_peer import SDP, RawPeer, to_tag

pytestmark = pytest.mark.wire


def header(message: bytes, name: str) -> str:
    lines = [line for line in message.decode().split("\r\n") if line.startswith(f"{name}: ")]
    return lines[0].partition(": ")[2] if lines else ""


def test_a_caller_sends_by_the_recorded_route_backwards(make_phone: MakePhone) -> None:
    """RFC 3261 12.1.2: the caller's route is the answer's Record-Route from bottom to top."""
    with RawPeer() as peer:
        near = f"<sip:{peer.at[0]}:{peer.at[1]};lr>"
        phone = make_phone(server=peer.at)
        call = phone.phone.dial("12345")
        invite = peer.collect("INVITE", 1, 2.0)[0]
        routes = f"Record-Route: <sip:10.0.0.9;lr>\r\nRecord-Route: {near}"
        answer = peer.answer(invite, "200 OK", SDP).replace(b"Contact:", routes.encode() + b"\r\nContact:")
        peer.sock.sendto(answer, peer.source)
        ack = peer.collect("ACK sip:peer@", 1, 2.0)[0]
        assert header(ack, "Route") == f"{near}, <sip:10.0.0.9;lr>"
        call.hang_up()
        assert header(peer.collect("BYE sip:peer@", 1, 2.0)[0], "Route") == f"{near}, <sip:10.0.0.9;lr>"


def test_the_called_side_echoes_the_recorded_route_and_sends_by_it_forwards(make_phone: MakePhone) -> None:
    with RawPeer() as peer:
        near = f"<sip:{peer.at[0]}:{peer.at[1]};lr>"
        phone = make_phone()
        routes = f"Record-Route: {near}\r\nRecord-Route: <sip:10.0.0.9;lr>"
        invite = peer.request("INVITE", branch="1").replace(b"Contact:", routes.encode() + b"\r\nContact:")
        peer.sock.sendto(invite, phone.phone.sip_address)
        answer = peer.collect("SIP/2.0 200", 1, 2.0)[0]
        assert answer.decode().count("Record-Route: ") == 2
        assert header(answer, "Record-Route") == near
        peer.sock.sendto(peer.request("ACK", branch="2", to_tag=to_tag(answer), body=""), phone.phone.sip_address)
        phone.wait_for(Answered).call.hang_up()
        bye = peer.collect("BYE sip:139@", 1, 2.0)[0]
        assert header(bye, "Route") == f"{near}, <sip:10.0.0.9;lr>"
        assert to_tag(bye) == "a"


def test_cancel_waits_for_a_sign_of_life(make_phone: MakePhone) -> None:
    """RFC 3261 9.1: a CANCEL before any provisional answer could overtake its INVITE."""
    with RawPeer() as peer:
        phone = make_phone(server=peer.at)
        call = phone.phone.dial("12345")
        invite = peer.collect("INVITE", 1, 2.0)[0]
        call.hang_up()
        assert peer.collect("CANCEL", 1, 0.4) == []
        peer.sock.sendto(peer.answer(invite, "180 Ringing"), peer.source)
        cancel = peer.collect("CANCEL", 1, 2.0)[0]
        assert header(cancel, "Via") == header(invite, "Via")
        peer.sock.sendto(peer.answer(cancel, "200 OK"), peer.source)
        peer.sock.sendto(peer.answer(invite, "487 Request Terminated"), peer.source)
        ack = peer.collect("ACK sip:12345@", 1, 2.0)[0]
        assert header(ack, "Via") == header(invite, "Via")
        assert phone.wait_for(Ended).reason == EndReason.CANCELLED
