"""sipp calls the phone: each scenario fails sipp on any message it did not expect."""

from pathlib import Path

import pytest

from callcenter.telephony.phone import Answered, Ended, EndedBy, EndReason, Incoming, Manner
from tests.wire.phone.conftest import MakePhone
from tests.wire.phone.listener import Listener, strongest_hz, tone
from tests.wire.phone.sipp import ask, expect, must_match, needs_sipp, pause, sdp, send, sipp, write_scenario

pytestmark = [pytest.mark.wire, needs_sipp]

CALL = (ask("INVITE", 1, sdp()), expect(180), expect(200), ask("ACK", 1))
HANG_UP = (ask("BYE", 2), expect(200))


def at(phone: Listener) -> str:
    ip, port = phone.phone.sip_address
    return f"{ip}:{port}"


def test_a_call_is_rung_answered_and_ended_by_the_caller(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone()
    with sipp(write_scenario(tmp_path, *CALL, pause(200), *HANG_UP), target=at(phone)) as caller:
        assert phone.wait_for(Incoming).call.other == "13900001234"
        end = phone.wait_for(Ended)
        assert (end.reason, end.by) == (EndReason.HUNG_UP, EndedBy.PEER)
        assert caller.outcome() == ""


def test_the_phone_can_hang_up_first(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone()
    bye_answer = ["SIP/2.0 200 OK", "[last_Via:]", "[last_From:]", "[last_To:]", "[last_Call-ID:]", "[last_CSeq:]"]
    answer_bye = (expect("BYE"), send("\n".join(bye_answer)))
    with sipp(write_scenario(tmp_path, *CALL, *answer_bye), target=at(phone)) as caller:
        phone.wait_for(Answered).call.hang_up()
        assert phone.wait_for(Ended).by == EndedBy.US
        assert caller.outcome() == ""


def test_sound_goes_out_and_comes_back(make_phone: MakePhone, tmp_path: Path) -> None:
    """The peer echoes each RTP packet: the phone hears its own tone, none lost."""
    phone = make_phone()
    with sipp(write_scenario(tmp_path, *CALL, pause(1500), *HANG_UP), target=at(phone), echo=True) as caller:
        call = phone.wait_for(Answered).call
        call.say(tone(700, 3))
        phone.wait_for(Ended)
        assert caller.outcome() == ""
    assert abs(strongest_hz(call.heard_pcm()) - 700) < 5
    assert call.figures().heard.lost == 0


@pytest.mark.parametrize(("manner", "code"), [(Manner.BUSY, 486), (Manner.DECLINE, 603)])
def test_a_refusal_is_said(make_phone: MakePhone, tmp_path: Path, manner: Manner, code: int) -> None:
    phone = make_phone(manner=manner)
    steps = (ask("INVITE", 1, sdp()), expect(180, optional=True), expect(code), ask("ACK", 1, branch="[branch-3]"))
    with sipp(write_scenario(tmp_path, *steps, pause(600)), target=at(phone)) as caller:
        assert caller.outcome() == ""


def test_a_second_caller_hears_busy(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone()
    other = make_phone(server=phone.phone.sip_address, number="13800000001")
    call = other.phone.dial("8001")
    other.wait_for(Answered)
    with sipp(
        write_scenario(tmp_path, ask("INVITE", 1, sdp()), expect(486), ask("ACK", 1)), target=at(phone)
    ) as caller:
        assert caller.outcome() == ""
    call.hang_up()


def test_cancel_before_the_answer_ends_the_call_with_487(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone(manner=Manner.RING)
    steps = (
        ask("INVITE", 1, sdp()),
        expect(180),
        ask("CANCEL", 1, branch="[branch-2]"),
        expect(200, must_match("CANCEL", "hdr", "CSeq:")),
        expect(487),
        ask("ACK", 1, branch="[branch-5]"),
        pause(200),
    )
    with sipp(write_scenario(tmp_path, *steps), target=at(phone)) as caller:
        end = phone.wait_for(Ended)
        assert (end.reason, end.by) == (EndReason.CANCELLED, EndedBy.PEER)
        assert caller.outcome() == ""


def test_hold_is_answered_recvonly_and_silenced_and_resume_undoes_it(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone()
    steps = (
        *CALL,
        pause(300),
        ask("INVITE", 2, sdp("sendonly")),
        expect(200, must_match("a=recvonly")),
        ask("ACK", 2),
        pause(1000),
        ask("INVITE", 3, sdp("sendrecv")),
        expect(200, must_match("a=sendrecv")),
        ask("ACK", 3),
        pause(500),
        ask("BYE", 4),
        expect(200),
    )
    with sipp(write_scenario(tmp_path, *steps), target=at(phone)) as caller:
        call = phone.wait_for(Answered).call
        phone.wait_for(Ended)
        assert caller.outcome() == ""
    lasted_s = call.figures().to_end_s or 0.0
    sent_s = call.figures().sent_packets * 0.02
    assert 0.3 < lasted_s - sent_s < 1.7  # silent while held (1.0 s), talking before and after


def test_options_is_answered(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone()
    with sipp(write_scenario(tmp_path, ask("OPTIONS", 1), expect(200)), target=at(phone)) as caller:
        assert caller.outcome() == ""


def test_an_unknown_dialog_and_an_unknown_method_are_answered(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone()
    steps = (ask("BYE", 1).replace("[peer_tag_param]", ";tag=x").replace("[next_url]", "sip:8001@x"), expect(481),
             ask("MESSAGE", 1), expect(501))  # fmt: skip
    with sipp(write_scenario(tmp_path, *steps), target=at(phone)) as caller:
        assert caller.outcome() == ""


def test_a_late_offer_gets_our_offer_and_takes_the_answer_in_the_ack(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone()
    steps = (ask("INVITE", 1), expect(180), expect(200, must_match("RTP/AVP 8 0 101")), ask("ACK", 1, sdp()))
    with sipp(write_scenario(tmp_path, *steps, pause(1000), *HANG_UP), target=at(phone), echo=True) as caller:
        call = phone.wait_for(Answered).call
        call.say(tone(500, 2))
        phone.wait_for(Ended)
        assert caller.outcome() == ""
    assert abs(strongest_hz(call.heard_pcm()) - 500) < 5


def test_sound_we_cannot_speak_is_refused_488(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone()
    opus = (
        sdp().replace("AVP 8 101", "AVP 111").replace("8 PCMA/8000", "111 opus/48000/2").replace("101 tele", "0 tele")
    )
    steps = (ask("INVITE", 1, opus), expect(180), expect(488), ask("ACK", 1, branch="[branch-3]"))
    with sipp(write_scenario(tmp_path, *steps, pause(300)), target=at(phone)) as caller:
        assert phone.wait_for(Ended).reason == EndReason.NO_SOUND_AGREED
        assert caller.outcome() == ""


def test_compact_folded_and_gb18030_headers_are_understood(make_phone: MakePhone, tmp_path: Path) -> None:
    phone = make_phone()
    short = ask("INVITE", 1, sdp()).replace("Via:", "v:").replace("From:", "f:").replace("To:", "t:")
    short = short.replace("Call-ID:", "i:").replace("Contact:", "m:\n ").replace("CSeq", "cseq")
    scenario = write_scenario(tmp_path, short, *CALL[1:], pause(100), *HANG_UP)
    with sipp(scenario, target=at(phone)) as caller:
        assert phone.wait_for(Incoming).call.other == "13900001234"
        phone.wait_for(Ended)
        assert caller.outcome() == ""
