"""What the phone reads of a SIP message, and that nothing else than UnreadableError comes out of junk."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.telephony.phone.digest import ChallengeError, authorization
from callcenter.telephony.phone.message import UnreadableError, address_of, media_of, read_message

INVITE = (
    "INVITE sip:8001@127.0.0.1 SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bK1;rport, SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK0\r\n"
    'From: "张三" <sip:139@10.0.0.1>;tag=a\r\n'
    "To: <sip:8001@127.0.0.1>\r\nCall-ID: x@y\r\nCSeq: 7 INVITE\r\n"
    "Record-Route: <sip:10.0.0.9;lr>\r\nRecord-Route: <sip:10.0.0.8;lr>\r\nContact: <sip:139@10.0.0.1:5070>\r\n"
    "Content-Type: application/sdp\r\nContent-Length: 99\r\n\r\n"
    "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 96\r\n"
    "a=rtpmap:96 telephone-event/8000\r\na=sendonly\r\n"
)  # fmt: skip


def test_a_message_is_read_with_all_its_routes_and_vias() -> None:
    message = read_message(INVITE.encode())
    assert (message.method, message.cseq, message.branch) == ("INVITE", (7, "INVITE"), "z9hG4bK1")
    assert len(message.via) == 2
    assert message.routes() == ("<sip:10.0.0.9;lr>", "<sip:10.0.0.8;lr>")
    assert message.contact_uri() == "sip:139@10.0.0.1:5070"


def test_sound_is_read_with_its_direction() -> None:
    media = media_of(read_message(INVITE.encode()))
    assert media is not None
    assert (media.ip, media.port, media.direction) == ("10.0.0.1", 4000, "sendonly")
    assert list(media.codecs) == [0, 8, 96]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Via:", "v:"),
        ("From:", "f :"),
        ("To: <sip:8001@127.0.0.1>", "t: <tel:8001>"),
        ("To: <sip:8001@127.0.0.1>", "To: <sips:8001@127.0.0.1>"),
        ("Call-ID:", "call-id:"),
        ("CSeq: 7 INVITE", "CSEQ:\r\n  7   INVITE"),
        ("Content-Type: application/sdp", "c: application/sdp;charset=utf-8"),
        ("\r\n", "\n"),
    ],
)
def test_what_real_peers_write_otherwise_is_read_all_the_same(old: str, new: str) -> None:
    message = read_message(INVITE.replace(old, new).encode())
    assert message.cseq == (7, "INVITE")
    assert message.tag("From") == "a"
    assert message.headers["To"]["number"] == "8001"
    assert media_of(message) is not None


def test_names_in_gb18030_are_read() -> None:
    assert read_message(INVITE.encode("gb18030")).headers["From"]["caller"].strip('" ') == "张三"


def test_an_unknown_status_keeps_its_code() -> None:
    text = INVITE.replace("INVITE sip:8001@127.0.0.1 SIP/2.0", "SIP/2.0 499 What")
    assert read_message(text.encode()).code == 499


@pytest.mark.parametrize("port", ["0", "70000", "x"])
def test_unfit_sound_is_none(port: str) -> None:
    assert media_of(read_message(INVITE.replace("audio 4000", f"audio {port}").encode())) is None


@pytest.mark.parametrize("missing", ["Via", "From", "To", "Call-ID", "CSeq"])
def test_a_message_without_a_needed_header_is_refused(missing: str) -> None:
    lines = [line for line in INVITE.split("\r\n") if not line.startswith(f"{missing}:")]
    with pytest.raises(UnreadableError):
        read_message("\r\n".join(lines).encode())


@given(st.binary(max_size=400))
def test_noise_is_refused_and_nothing_else(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_message(data)


@given(st.integers(0, len(INVITE.encode())), st.binary(min_size=1, max_size=6))
def test_a_damaged_message_is_read_or_refused(at: int, put: bytes) -> None:
    whole = INVITE.encode()
    with contextlib.suppress(UnreadableError):
        media_of(read_message(whole[:at] + put + whole[at + len(put) :]))


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("sip:8001@127.0.0.1:5070;transport=udp", ("127.0.0.1", 5070)),
        ("sip:127.0.0.1", ("127.0.0.1", 5060)),
        ("sip:a@example.org", None),
        ("sip:a@127.0.0.1:99999", None),
        ("sip:a@999.0.0.1", None),
    ],
)
def test_only_an_address_is_sent_to(uri: str, address: tuple[str, int] | None) -> None:
    assert address_of(uri) == address


def test_digest_without_qop_is_that_of_rfc_2617() -> None:
    """RFC 2069's example with the corrected answer (RFC 2617 errata 749)."""
    challenge = {"realm": "testrealm@host.com", "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093"}
    value = authorization(challenge, method="GET", uri="/dir/index.html", username="Mufasa", password="CircleOfLife")
    assert 'response="1949323746fe6a43ef61f9606e7febea"' in value


@pytest.mark.parametrize("challenge", [{}, {"realm": "r"}, {"realm": "r", "nonce": "n", "algorithm": "SHA-512"}])
def test_a_challenge_we_cannot_meet_is_refused(challenge: dict[str, str]) -> None:
    with pytest.raises(ChallengeError):
        authorization(challenge, method="REGISTER", uri="sip:x", username="u", password="p")
