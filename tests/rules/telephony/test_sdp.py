"""SDP: what a telephone offers is read, what we cannot carry is refused, and our answers mirror the offer."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.telephony import sdp
from callcenter.telephony.sdp import Direction

OFFER = """v=0
o=- 1 1 IN IP4 10.0.0.9
s=-
c=IN IP4 10.0.0.9
t=0 0
m=audio 4000 RTP/AVP 18 0 8 96
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:96 telephone-event/8000
a=fmtp:96 0-15
"""


def test_an_offer_is_read() -> None:
    found = sdp.parse(OFFER)
    assert (found.ip, found.port, found.codecs, found.event_type) == ("10.0.0.9", 4000, (0, 8), 96)
    assert found.direction is Direction.BOTH
    assert not found.held


def test_static_types_need_no_rtpmap_but_a_rtpmap_may_not_lie() -> None:
    assert sdp.parse("c=IN IP4 1.2.3.4\nm=audio 4 RTP/AVP 8\n").codecs == (8,)
    with pytest.raises(sdp.SdpError):
        sdp.parse("c=IN IP4 1.2.3.4\nm=audio 4 RTP/AVP 8\na=rtpmap:8 opus/8000\n")


@pytest.mark.parametrize(
    ("line", "held", "answer"),
    [
        ("a=sendonly", True, Direction.RECEIVE),
        ("a=inactive", True, Direction.NEITHER),
        ("a=recvonly", False, Direction.SEND),
        ("a=sendrecv", False, Direction.BOTH),
    ],
)
def test_directions(line: str, held: bool, answer: Direction) -> None:
    found = sdp.parse(OFFER + line)
    assert found.held is held
    assert sdp.answer_direction(found) is answer


def test_the_old_hold_is_a_zero_address() -> None:
    found = sdp.parse(OFFER.replace("10.0.0.9", "0.0.0.0"))
    assert found.held
    assert sdp.answer_direction(found) is Direction.BOTH


@pytest.mark.parametrize(
    "offer",
    [
        "",
        "garbage",
        OFFER.replace("RTP/AVP", "RTP/SAVP"),
        OFFER.replace("RTP/AVP", "UDP/TLS/RTP/SAVPF"),
        OFFER.replace("18 0 8 96", "111").replace("rtpmap:0 PCMU/8000", "rtpmap:111 opus/48000/2"),
        OFFER.replace("m=audio 4000", "m=audio 0"),
        OFFER.replace("m=audio 4000", "m=audio 70000"),
        OFFER.replace("m=audio", "m=video"),
        OFFER.replace("c=IN IP4 10.0.0.9", "c=IN IP6 ::1"),
        OFFER.replace("c=IN IP4 10.0.0.9", "c=IN IP4 1.2.3"),
        OFFER.replace("c=IN IP4 10.0.0.9\n", ""),
    ],
)
def test_what_cannot_be_carried_is_refused(offer: str) -> None:
    with pytest.raises(sdp.SdpError, match="expected"):
        sdp.parse(offer)


def test_the_callers_own_preference_is_taken() -> None:
    assert sdp.choose(sdp.parse(OFFER)) == sdp.PCMU
    assert sdp.choose(sdp.parse(OFFER), (sdp.PCMA,)) == sdp.PCMA
    with pytest.raises(sdp.SdpError):
        sdp.choose(sdp.parse(OFFER.replace("0 8 96", "8 96")), (sdp.PCMU,))


def test_what_we_write_we_can_read() -> None:
    text = sdp.build(ip="10.1.1.1", port=20000, codecs=(8, 0), version=2)
    found = sdp.parse(text)
    assert (found.ip, found.port, found.codecs, found.event_type) == ("10.1.1.1", 20000, (8, 0), 101)


def test_an_answer_declines_the_other_streams_in_their_places() -> None:
    offer = sdp.parse("c=IN IP4 1.2.3.4\nm=video 5 RTP/AVP 99\nm=audio 4 RTP/AVP 8\nm=audio 6 RTP/AVP 0\n")
    text = sdp.build(ip="10.1.1.1", port=20000, codecs=(8,), version=1, answered=offer)
    streams = [line for line in text.splitlines() if line.startswith("m=")]
    assert streams == ["m=video 0 RTP/AVP 99", "m=audio 20000 RTP/AVP 8 101", "m=audio 0 RTP/AVP 0"]


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    with contextlib.suppress(sdp.SdpError):
        sdp.parse(text)


@given(
    st.lists(st.sampled_from([*OFFER.splitlines(), "m=audio x RTP/AVP 8", "a=rtpmap:x", "c=", "m=", "a="]), max_size=20)
)
def test_no_mixture_of_its_lines_breaks_it(lines: list[str]) -> None:
    with contextlib.suppress(sdp.SdpError):
        sdp.parse("\r\n".join(lines))
