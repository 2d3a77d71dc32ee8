"""The phone calls sipp, or registers with it."""

from pathlib import Path

import pytest

from callcenter.telephony.phone import Answered, Ended, EndedBy, EndReason, Registration, Ringing
from tests.wire.phone.conftest import MakePhone
from tests.wire.phone.listener import strongest_hz, tone
from tests.wire.phone.sipp import IP, Sipp, expect, must_match, needs_sipp, pause, reply, sdp, sipp, write_scenario

pytestmark = [pytest.mark.wire, needs_sipp]

RING = (expect("INVITE"), reply("100 Trying", tag=False), reply("180 Ringing"))
ACK = expect("ACK", must_match("^ACK sip:peer@") + must_match("tag=[0-9]+sipp1", "hdr", "To:"))
BYE = (expect("BYE"), reply("200 OK", tag=False))
DIGEST = 'WWW-Authenticate: Digest realm="callcenter", nonce="47ebe028cda119c35d4877b383027d28", algorithm=MD5'


def server(peer: Sipp) -> tuple[str, int]:
    return IP, peer.port


def test_a_call_rings_is_answered_and_acknowledged_rightly(make_phone: MakePhone, tmp_path: Path) -> None:
    """The ACK goes to the Contact with the answer's To tag; PCMA is offered first; our number is in From."""
    offer = must_match("RTP/AVP 8 0 101") + must_match("sip:13800138000@", "hdr", "From:")
    steps = (expect("INVITE", offer), *RING[1:], pause(200), reply("200 OK", sdp()), ACK, pause(1000), *BYE)
    with sipp(write_scenario(tmp_path, *steps), echo=True) as peer:
        phone = make_phone(server=server(peer), number="13800138000")
        call = phone.phone.dial("12345")
        phone.wait_for(Ringing)
        phone.wait_for(Answered)
        call.say(tone(600, 1.2))
        phone_hears_back = 1.4
        with pytest.raises(AssertionError):
            phone.wait_for(Ended, phone_hears_back)
        call.hang_up()
        assert phone.wait_for(Ended).by == EndedBy.US
        assert peer.outcome() == ""
    figures = call.figures()
    assert figures.to_ring_s is not None
    assert figures.to_answer_s is not None
    assert figures.to_ring_s < figures.to_answer_s
    assert abs(strongest_hz(call.heard_pcm()) - 600) < 5


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("486 Busy Here", EndReason.BUSY),
        ("603 Decline", EndReason.DECLINED),
        ("404 Not Found", EndReason.REFUSED),
        ("503 Service Unavailable", EndReason.REFUSED),
        ("499 Never Heard Of", EndReason.REFUSED),
    ],
)
def test_a_refusal_ends_the_call_and_is_acknowledged(
    make_phone: MakePhone, tmp_path: Path, status: str, reason: EndReason
) -> None:
    with sipp(write_scenario(tmp_path, *RING, reply(status), expect("ACK"), pause(100))) as peer:
        phone = make_phone(server=server(peer))
        phone.phone.dial("12345")
        end = phone.wait_for(Ended)
        assert (end.reason, end.by, end.code) == (reason, EndedBy.PEER, int(status[:3]))
        assert peer.outcome() == ""


def test_a_ringing_call_can_be_cancelled(make_phone: MakePhone, tmp_path: Path) -> None:
    """CANCEL is answered 200, the INVITE 487, and that is acknowledged."""
    invite_487 = """<send><![CDATA[
SIP/2.0 487 Request Terminated
[last_Via:]
[last_From:]
[last_To:];tag=[pid]sipp[call_number]
[last_Call-ID:]
CSeq: 1 INVITE
Content-Length: 0

]]></send>"""
    steps = (*RING, expect("CANCEL"), reply("200 OK"), invite_487, expect("ACK"), pause(100))
    with sipp(write_scenario(tmp_path, *steps)) as peer:
        phone = make_phone(server=server(peer))
        call = phone.phone.dial("12345")
        phone.wait_for(Ringing)
        call.hang_up()
        end = phone.wait_for(Ended)
        assert (end.reason, end.by) == (EndReason.CANCELLED, EndedBy.US)
        assert peer.outcome() == ""


def test_an_answer_that_crosses_our_cancel_is_acknowledged_and_hung_up(make_phone: MakePhone, tmp_path: Path) -> None:
    answer = reply("200 OK", sdp()).replace("[last_CSeq:]", "CSeq: 1 INVITE")
    steps = (*RING, expect("CANCEL"), reply("200 OK"), answer, expect("ACK"), *BYE)
    with sipp(write_scenario(tmp_path, *steps)) as peer:
        phone = make_phone(server=server(peer))
        call = phone.phone.dial("12345")
        phone.wait_for(Ringing)
        call.hang_up()
        assert phone.wait_for(Ended).reason == EndReason.CANCELLED
        assert peer.outcome() == ""


def test_an_answer_without_ringing_is_taken(make_phone: MakePhone, tmp_path: Path) -> None:
    with sipp(write_scenario(tmp_path, expect("INVITE"), reply("200 OK", sdp()), ACK, *BYE)) as peer:
        phone = make_phone(server=server(peer))
        call = phone.phone.dial("12345")
        phone.wait_for(Answered)
        call.hang_up()
        assert peer.outcome() == ""


def test_the_peer_can_hang_up(make_phone: MakePhone, tmp_path: Path) -> None:
    bye = """<send retrans="500"><![CDATA[
BYE sip:8001@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: [$3]
To: [$2]
[last_Call-ID:]
CSeq: 1 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>"""
    keep = '<ereg regexp=".*" search_in="hdr" header="From:" assign_to="2"/>'
    keep += '<ereg regexp=".*" search_in="hdr" header="To:" assign_to="3"/>'
    steps = (expect("INVITE"), reply("200 OK", sdp()), expect("ACK", keep), bye, expect(200))
    with sipp(write_scenario(tmp_path, *steps)) as peer:
        phone = make_phone(server=server(peer))
        phone.phone.dial("12345")
        end = phone.wait_for(Ended)
        assert (end.reason, end.by) == (EndReason.HUNG_UP, EndedBy.PEER)
        assert peer.outcome() == ""


def test_a_register_challenge_is_answered_with_the_right_digest(make_phone: MakePhone, tmp_path: Path) -> None:
    verify = '<verifyauth assign_to="1" username="8001" password="secret-8001"/>'
    judge = '<nop test="1" next="right"/>' + reply("403 Forbidden") + '<label id="right"/>'
    grant = "Contact: <sip:8001@127.0.0.1>;expires=60\nExpires: 60"
    ask = (expect("REGISTER"), reply("401 Unauthorized", extra=DIGEST), expect("REGISTER", verify), judge)
    leave = (expect("REGISTER", must_match("0", "hdr", "Expires:")), reply("200 OK"))
    steps = (*ask, reply("200 OK", extra=grant), *leave)
    with sipp(write_scenario(tmp_path, *steps)) as peer:
        phone = make_phone(server=server(peer), password="secret-8001", registers=True)
        assert phone.wait_for(Registration).ok
        phone.phone.stop()
        assert peer.outcome() == ""


def test_a_wrong_password_is_told_and_not_hammered(make_phone: MakePhone, tmp_path: Path) -> None:
    steps = (expect("REGISTER"), reply("401 Unauthorized", extra=DIGEST), expect("REGISTER"),
             reply("401 Unauthorized", extra=DIGEST), pause(1500))  # fmt: skip
    with sipp(write_scenario(tmp_path, *steps)) as peer:
        phone = make_phone(server=server(peer), password="wrong", registers=True)
        assert phone.wait_for(Registration).code == 401
        assert peer.outcome() == ""


def test_a_challenged_invite_is_sent_again_with_a_digest(make_phone: MakePhone, tmp_path: Path) -> None:
    challenge = DIGEST.replace("WWW-Authenticate", "Proxy-Authenticate") + ', qop="auth,auth-int"'
    asked = must_match("Proxy-Authorization: Digest username=.8001.") + must_match("qop=auth, nc=00000001")
    steps = (expect("INVITE"), reply("407 Proxy Authentication Required", extra=challenge), expect("ACK"),
             expect("INVITE", asked), *RING[1:], reply("200 OK", sdp()), expect("ACK"), *BYE)  # fmt: skip
    with sipp(write_scenario(tmp_path, *steps)) as peer:
        phone = make_phone(server=server(peer), password="secret-8001")
        call = phone.phone.dial("12345")
        phone.wait_for(Answered)
        call.hang_up()
        assert peer.outcome() == ""
