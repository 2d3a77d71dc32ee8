"""A conference: everybody hears whom the matrix says and nobody else, in one stream that goes on."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.rtp import RtpPacket, build
from callcenter.telephony.mixer.conference import DECODE, ENCODE, PCMA, PCMU, Conference, mix
from callcenter.telephony.mixer.control import ControlError, Seat, Setting, read, write
from callcenter.telephony.mixer.playout import FRAME

HZ = {
    "caller": 310.0,
    "operator": 530.0,
    "guest": 770.0,
    "supervisor": 1130.0,
}  # no sum or difference of two is a third
THREE_WAY = {"caller": ("operator", "guest"), "operator": ("caller", "guest"), "guest": ("operator", "caller")}
WHISPER = {"caller": ("operator",), "operator": ("caller", "supervisor"), "supervisor": ("operator", "caller")}
LEVEL = 6000.0


def tone(hz: float, number: int, codec: int) -> bytes:
    steps = (np.arange(FRAME) + number * FRAME) / 8000
    return ENCODE[codec]((LEVEL * np.sin(2 * np.pi * hz * steps)).astype("<i2").tobytes())


def talk(matrix: dict[str, tuple[str, ...]], codecs: dict[str, int] | None = None, ticks: int = 60) -> dict[str, bytes]:
    """Everybody says a tone for a while; what each one hears, as 16-bit samples."""
    codecs = codecs or dict.fromkeys(matrix, PCMA)
    room = Conference()
    for place, (leg, hears) in enumerate(matrix.items()):
        room.seat(leg, codecs[leg], tuple((one, 1.0) for one in hears), place)
    heard = dict.fromkeys(matrix, b"")
    for number in range(ticks):
        for place, leg in enumerate(matrix):
            room.receive(
                leg, build(RtpPacket(codecs[leg], number, number * FRAME, place, tone(HZ[leg], number, codecs[leg])))
            )
        for leg, packet in room.tick().items():
            heard[leg] += DECODE[codecs[leg]](packet[12:])
    return heard


def level(pcm: bytes, hz: float) -> float:
    """How strong a tone is, against the strength it was said with, in dB."""
    samples = np.frombuffer(pcm, "<i2")[-4000:].astype(float)
    steps = np.arange(len(samples)) / 8000
    strength = 2 * abs(np.mean(samples * np.exp(-2j * np.pi * hz * steps)))
    return float(20 * np.log10(max(strength, 1e-3) / LEVEL))


@pytest.mark.parametrize("matrix", [THREE_WAY, WHISPER], ids=["three-way", "whisper"])
def test_each_hears_whom_the_matrix_says_and_nobody_else(matrix: dict[str, tuple[str, ...]]) -> None:
    for leg, pcm in talk(matrix).items():
        for other in matrix:
            if other in matrix[leg]:
                assert level(pcm, HZ[other]) > -1.0
            else:
                assert level(pcm, HZ[other]) < -50.0  # also itself: no echo


def test_both_laws_meet_in_one_conference() -> None:
    heard = talk(THREE_WAY, {"caller": PCMA, "operator": PCMU, "guest": PCMA})
    assert level(heard["caller"], HZ["operator"]) > -1.0
    assert level(heard["operator"], HZ["caller"]) > -1.0


def test_a_gain_is_what_it_says() -> None:
    frame = np.full(FRAME, 1000, np.int16)
    assert mix({"a": frame}, (("a", 0.5),))[0] == 500


def test_what_is_too_loud_is_cut_and_not_wrapped_around() -> None:
    loud = np.full(FRAME, 30000, np.int16)
    assert mix({"a": loud, "b": loud}, (("a", 1.0), ("b", 1.0)))[0] == 32767
    assert mix({"a": -loud, "b": -loud}, (("a", 1.0), ("b", 1.0)))[0] == -32768


def test_the_stream_goes_on_with_the_numbers_of_the_one_heard_before() -> None:
    """The phone cannot tell that the mixer has taken over: same source, next number, next timestamp."""
    room = Conference()
    room.seat("caller", PCMA, (("operator", 1.0),), 1)
    room.seat("operator", PCMA, (("caller", 1.0),), 2)
    assert room.tick() == {}
    room.receive("operator", build(RtpPacket(PCMA, 65535, 0xFFFFFFA0, 4711, bytes(FRAME))))
    packets = [room.tick()["caller"] for _ in range(3)]
    heads = [struct.unpack("!BBHII", packet[:12]) for packet in packets]
    assert heads == [(0x80, 8, 65535, 0xFFFFFFA0, 4711), (0x80, 8, 0, 0x40, 4711), (0x80, 8, 1, 0xE0, 4711)]


def test_who_hears_nobody_who_talks_gets_silence_after_a_moment() -> None:
    room = Conference()
    room.seat("caller", PCMA, (("operator", 1.0),), 99)
    packets = [room.tick() for _ in range(4)]
    assert packets[0] == {}
    assert set(packets[3]["caller"][12:]) == {0xD5}


def test_key_presses_and_noise_of_other_kinds_are_no_sound() -> None:
    room = Conference()
    room.seat("caller", PCMA, (), 1)
    for datagram in (
        b"",
        b"x" * 30,
        build(RtpPacket(101, 1, 0, 5, bytes(4))),
        build(RtpPacket(PCMU, 1, 0, 5, bytes(160))),
    ):
        room.receive("caller", datagram)
    assert room.members["caller"].playout.counts.packets == 0


@given(st.binary(max_size=300))
def test_no_datagram_breaks_it(datagram: bytes) -> None:
    room = Conference()
    room.seat("caller", PCMA, (("caller", 1.0),), 1)
    room.receive("caller", datagram)
    room.tick()


def test_a_setting_comes_back_as_it_went() -> None:
    seat = Seat(leg_id="a", codec=8, port=5000, hears=(("b", 0.5),))
    setting = Setting(conference="c1", seats=(seat,))
    assert read(write(setting)) == setting


@pytest.mark.parametrize(
    "found",
    [
        None,
        {"set": "c"},
        {"set": "c", "members": [{"leg": "a", "codec": 9, "port": 5, "hears": []}]},
        {"set": "c", "members": [{"leg": "a", "codec": 8, "port": 0, "hears": []}]},
        {"set": "c", "members": [{"leg": "a", "codec": 8, "port": 5, "hears": [["b"]]}]},
        {"set": "c", "members": [{"leg": str(n), "codec": 8, "port": 5, "hears": []} for n in range(9)]},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(found: object) -> None:
    with pytest.raises(ControlError, match="expected"):
        read(found)
