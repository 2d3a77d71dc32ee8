"""What must not wear out: threads, sockets, junk, and the pace of the sound."""

import random
import socket
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from callcenter.telephony.phone import Answered, Ended, PhoneAccount, PhoneLoop
from callcenter.telephony.phone.loop import BEAT_S
from tests.wire.own_net import own
from tests.wire.phone.conftest import MakePhone
from tests.wire.phone.listener import Listener, strongest_hz, tone, until
from tests.wire.phone.raw_peer import SDP, RawPeer

pytestmark = pytest.mark.wire


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_twenty_calls_leave_no_thread_and_no_socket() -> None:
    threads, files = threading.active_count(), _open_files()
    with PhoneLoop() as loop:
        called = Listener(
            loop, PhoneAccount(number="8001", server_ip=own("127.14.0.1"), server_port=5060, ip=own("127.14.1.1"))
        )
        ip, port = called.phone.sip_address
        caller = Listener(loop, PhoneAccount(number="139", server_ip=ip, server_port=port, ip=own("127.14.1.2")))
        for turn in range(20):
            call = caller.phone.dial("8001")
            caller.wait_for(Answered)
            (call if turn % 2 else called.wait_for(Answered).call).hang_up()
            caller.wait_for(Ended)
            called.wait_for(Ended)
        assert not caller.phone.calls
        assert not called.phone.calls
        caller.phone.stop()
        called.phone.stop()
    assert threading.active_count() == threads
    assert _open_files() == files


def _until_count(things: list[float], count: int) -> None:
    until(lambda: len(things) >= count)


def test_stalls_of_the_machine_do_not_add_up(loop: PhoneLoop) -> None:
    """The sender keeps an absolute schedule: after stalls of 0.7 s in all, some beat is on time again."""
    at_s: list[float] = []
    loop.run(lambda: loop.add_beat(lambda _beats: at_s.append(time.monotonic())))
    for turn in range(1, 11):
        loop.run(lambda: time.sleep(0.07))
        _until_count(at_s, 6 * turn)
    _until_count(at_s, 90)
    behind_s = [at - at_s[0] - BEAT_S * number for number, at in enumerate(at_s)]
    assert loop.skipped_beats == 0
    assert min(behind_s[-25:]) < 0.1


def test_both_hear_the_other_and_nothing_is_lost(make_phone: MakePhone) -> None:
    called = make_phone()
    caller = make_phone(server=called.phone.sip_address, number="139")
    call = caller.phone.dial("8001")
    other = called.wait_for(Answered).call
    caller.wait_for(Answered)
    call.say(tone(440, 1.5))
    other.say(tone(1000, 1.5))
    with pytest.raises(AssertionError):
        caller.wait_for(Ended, 2.0)
    call.hang_up()
    called.wait_for(Ended)
    assert abs(strongest_hz(other.heard_pcm()) - 440) < 5
    assert abs(strongest_hz(call.heard_pcm()) - 1000) < 5
    assert call.figures().heard.lost == other.figures().heard.lost == 0


def test_what_is_said_arrives_as_true_g711(make_phone: MakePhone) -> None:
    """37 dB is what A-law gives for speech-like sound at -20 dBFS; 8-bit sound would be below 27 dB."""
    called = make_phone()
    caller = make_phone(server=called.phone.sip_address, number="139")
    call = caller.phone.dial("8001")
    other = called.wait_for(Answered).call
    caller.wait_for(Answered)
    said = np.random.default_rng(1).laplace(0, 3277 / np.sqrt(2), 16000).clip(-32000, 32000).astype(np.int16)
    done = threading.Event()
    call.say(said.tobytes(), done.set)
    assert done.wait(5)
    call.hang_up()
    called.wait_for(Ended)
    heard = np.frombuffer(other.heard_pcm(), np.int16).astype(float)
    sent = said.astype(float)
    lag = int(np.argmax(np.correlate(heard, sent[:4000], "valid")))
    noise = heard[lag : lag + 15000] - sent[:15000]
    snr_db = 10 * np.log10(np.mean(sent[:15000] ** 2) / np.mean(noise**2))
    assert snr_db > 36


def _heard_all_so_far(peer: RawPeer, to: tuple[str, int], name: str) -> None:
    """Wait until the phone has answered an OPTIONS sent now, and so has read all that was sent before it."""
    peer.sock.sendto(peer.request("OPTIONS", branch=name, body=""), to)
    answers = peer.collect("SIP/2.0 200", 1, 5.0)
    while answers and b"CSeq: 1 OPTIONS" not in answers[0]:
        answers = peer.collect("SIP/2.0 200", 1, 5.0)
    assert answers


def test_junk_is_survived_and_the_next_call_works(make_phone: MakePhone) -> None:
    """2,000 datagrams of noise, torn messages and absurd headers."""
    phone = make_phone()
    chance = random.Random(14)  # noqa: S311 - the same junk each time
    with RawPeer() as peer:
        good = peer.request("INVITE", branch="9")
        for turn in range(2000):
            torn = bytearray(good[: chance.randrange(len(good))])
            for at in chance.sample(range(len(good)), chance.randrange(8)):
                torn[at : at + 1] = chance.randbytes(1)
            peer.sock.sendto(torn if turn % 2 else chance.randbytes(chance.randrange(1400)), phone.phone.sip_address)
            if turn % 50 == 49:  # not faster than the socket's buffer takes
                _heard_all_so_far(peer, phone.phone.sip_address, f"turn{turn}")
    assert phone.phone.signalling.junk > 500
    for kept in tuple(phone.phone.calls.values()):  # some torn INVITEs were whole enough to be calls
        kept.hang_up()
    caller = make_phone(server=phone.phone.sip_address, number="139")
    caller.phone.dial("8001")
    caller.wait_for(Answered)


@pytest.mark.parametrize(
    "packet",
    [b"", b"\x80", b"\x80\x08\x00\x01", b"\x80" + b"\xff" * 11, b"\xbf\xff" + b"\xff" * 60,
     b"\x80\x65" + bytes(10), b"\x80\x65" + bytes(10) + b"\x10", b"\xff" * 2000],
)  # fmt: skip
def test_junk_in_the_sound_is_counted_and_harms_nothing(make_phone: MakePhone, packet: bytes) -> None:
    called = make_phone()
    with RawPeer() as peer, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as speaker:
        speaker.bind((own("127.14.3.1"), 0))
        body = SDP.replace("audio 9 RTP/AVP 8", f"audio {speaker.getsockname()[1]} RTP/AVP 8 101")
        peer.sock.sendto(peer.request("INVITE", branch="1", body=body), called.phone.sip_address)
        call = called.wait_for(Answered).call
        speaker.settimeout(3)
        _, to = speaker.recvfrom(2048)
        speaker.sendto(packet, to)
        jump = 600_000_000  # a timestamp jump that made pyVoIP take 570 MiB
        for number, at in enumerate((0, 160, 320 + jump, 480 + jump)):
            head = bytes((0x80, 8)) + number.to_bytes(2, "big") + at.to_bytes(4, "big") + bytes(4)
            speaker.sendto(head + b"\x55" * 160, to)
        until(lambda: call.sound.ear.packets >= 4)
        assert call.sound.ear.samples() == 4 * 160


def test_a_stranger_cannot_speak_into_a_call(make_phone: MakePhone) -> None:
    called = make_phone()
    caller = make_phone(server=called.phone.sip_address, number="139")
    call = caller.phone.dial("8001")
    called.wait_for(Answered)
    caller.wait_for(Answered)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind((own("127.14.9.9"), 0))
        until(lambda: call.sound.ear.packets >= 3)
        for _ in range(20):
            stranger.sendto(b"\x80\x08" + bytes(10) + b"\x2a" * 160, (call.myIP, call.sound.inPort))
        until(lambda: call.sound.ear.foreign >= 20)
    assert call.figures().heard.loudest_dbfs < -60
