"""pyVoIP's RTP client without its threads: sends on the loop's beat, keeps true 16-bit sound of what it hears."""

import contextlib
import secrets
import socket
import struct
import time

from callcenter.telephony.phone.loop import PhoneLoop
from callcenter.telephony.phone.pyvoip import PayloadType, RTPClient, TransmitType
from callcenter.telephony.phone.sound import FRAME_SAMPLES, PCMA, PCMU, Ear, Mouth, RtpPacket, pack_rtp, parse_rtp
from callcenter.telephony.phone.transactions import Address

DTMF = 101  # the payload type this phone offers for RFC 4733
OFFERED: dict[int, PayloadType] = {PCMA: PayloadType.PCMA, PCMU: PayloadType.PCMU, DTMF: PayloadType.EVENT}
MAX_PACKETS_A_BEAT = 64  # more in one 20 ms beat is a flood
_TIMESTAMPNS = 35  # SO_TIMESTAMPNS of Linux, absent from Python's socket module
_TIMESPEC = struct.Struct("@qq")
_KEYS = "0123456789*#ABCD"


class Sound(RTPClient):
    """Owns the RTP socket of one call.

    Kept of pyVoIP: the codec table and preference, ports and addresses, the sequence, timestamp and SSRC fields.
    Replaced: `start` and `stop` (two threads a call), `recv` (10 ms polling; a 4-byte packet killed it), `trans` (49.5
    packets a second), `encode_packet` and `parse_packet` (8-bit, mu-law sent as A-law),
    RTPPacketManager (a timestamp jump took 570 MiB).
    """

    sin: socket.socket

    def __init__(self, loop: PhoneLoop, ip: str, keep_s: float) -> None:
        super().__init__(dict(OFFERED), ip, 0, "", 0, TransmitType.SENDRECV)
        self._loop = loop
        self.ear, self.mouth = Ear(keep_s), Mouth()
        self.outSequence = secrets.randbelow(2**16)
        self.outTimestamp = secrets.randbelow(2**32)
        self.outSSRC = secrets.randbits(32)
        self.sending = False
        self.sent_packets = 0
        self.digits = ""
        self._open = False
        self._marker = True
        self._source: Address | None = None
        self._last_event = -1

    def start(self) -> None:
        """Open the socket on a port of the kernel's choice; again is no error."""
        if self._open:
            return
        self.sin = self.sout = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sin.setblocking(False)
        with contextlib.suppress(OSError):  # without the kernel's time stamps arrival is known to 20 ms only
            self.sin.setsockopt(socket.SOL_SOCKET, _TIMESTAMPNS, 1)
        self.sin.bind((self.inIP, 0))
        self.inPort = self.sin.getsockname()[1]
        self._open = True

    def talk(self, ip: str, port: int, codecs: dict[int, PayloadType]) -> None:
        """Begin, or go on with, sound to and from this address in the first law both sides know."""
        if (ip, port) != (self.outIP, self.outPort):
            self._source = None
        self.outIP, self.outPort = ip, port
        self.assoc = codecs
        self.preference = next(c for c in codecs.values() if c in (PayloadType.PCMA, PayloadType.PCMU))
        self.mouth.set_codec(int(self.preference))
        if not self.sending:
            self.sending = self._marker = True
        self._loop.add_beat(self.trans)

    def be_silent(self) -> None:
        """Send nothing until `talk` (on hold); go on hearing."""
        self.sending = False

    def stop(self) -> None:
        self.NSD = False
        self._loop.remove_beat(self.trans)
        if self._open:
            self.recv()
            self._open = False
            self.sin.close()

    def write(self, data: bytes) -> None:
        """Say PCM16LE at 8 kHz instead of what is being said."""
        self.mouth.say(data)

    def read(self, length: int = 160, blocking: bool = False) -> bytes:  # noqa: ARG002 - pyVoIP's signature
        """Return the newest `length` samples heard as PCM16LE; never blocks."""
        return self.ear.pcm(max(0, self.ear.samples() - length))

    def trans(self, beats: int = 1) -> None:
        self.recv()
        skipped = (beats - 1) * FRAME_SAMPLES
        self.outTimestamp = (self.outTimestamp + skipped) % 2**32
        codes = self.encode_packet(b"")
        if self.sending:
            packet = RtpPacket(
                payload_type=int(self.preference),
                marker=self._marker,
                sequence=self.outSequence,
                timestamp=self.outTimestamp,
                ssrc=self.outSSRC,
                payload=codes,
            )
            self._marker = False
            self._send(pack_rtp(packet))
            self.outSequence = (self.outSequence + 1) % 2**16
        self.outTimestamp = (self.outTimestamp + FRAME_SAMPLES) % 2**32

    def encode_packet(self, payload: bytes) -> bytes:  # noqa: ARG002 - pyVoIP's signature
        """Return the next 20 ms as G.711; encoded when it was said, not packet by packet."""
        return self.mouth.frame()

    def _send(self, datagram: bytes) -> None:
        try:
            self.sin.sendto(datagram, (self.outIP, self.outPort))
            self.sent_packets += 1
        except OSError:
            pass  # the far end is gone; SIP will say so

    def recv(self) -> None:
        """Take what arrived since the last beat; the kernel's time stamps tell when."""
        for _ in range(MAX_PACKETS_A_BEAT):
            try:
                data, extra, _flags, source = self.sin.recvmsg(2048, 64)
            except (BlockingIOError, ConnectionRefusedError):
                return
            self._arrived_s = _stamp(extra)
            if not self._is_known(source):
                self.ear.foreign += 1
                continue
            self.parse_packet(data)

    def _is_known(self, source: Address) -> bool:
        """Whether sound from there is taken: the first sender, or the host the SDP named."""
        if source != self._source and (self._source is None or source[0] == self.outIP):
            self._source = source
        return source == self._source

    def parse_packet(self, packet: bytes) -> None:
        rtp = parse_rtp(packet)
        codec = self.assoc.get(rtp.payload_type) if rtp else None
        if rtp is None or codec is None:
            self.ear.foreign += 1
        elif codec == PayloadType.EVENT:
            self._take_key(rtp)
        else:
            self.ear.take(rtp, self._arrived_s)

    def _take_key(self, packet: RtpPacket) -> None:
        """Take a key press once: all packets of one press carry the same timestamp (RFC 4733 2.5.1.2)."""
        if packet.timestamp != self._last_event and packet.payload[0] < len(_KEYS):
            self._last_event = packet.timestamp
            self.digits = (self.digits + _KEYS[packet.payload[0]])[-64:]


def _stamp(extra: list[tuple[int, int, bytes]]) -> float:
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == _TIMESTAMPNS and len(data) >= _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack_from(data)
            return float(seconds + nanoseconds / 1e9)
    return time.time()
