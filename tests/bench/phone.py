"""Figures of the simulated phone for docs/decisions/0008-phone.md: python -m tests.bench.phone [calls] [seconds].

Every call has both ends in this process, so a call is two phones. The stock column is pyVoIP 1.6.8 as it comes.
"""

import math
import queue
import sys
import threading
import time

import numpy as np

from asr.g711 import alaw_decode
from callcenter.telephony.phone import Answered, Phone, PhoneAccount, PhoneCall, PhoneEvent, PhoneLoop
from callcenter.telephony.phone.pyvoip import PayloadType, RTPClient, TransmitType
from callcenter.telephony.phone.sound import PCMA, encode

RATE_HZ = 8000


def speech_like(level_dbfs: float, seconds: float = 4.0) -> bytes:
    """Laplacian samples, PCM16LE."""
    sigma = 32768 * 10 ** (level_dbfs / 20)
    noise = np.random.default_rng(8).laplace(0, sigma / math.sqrt(2), int(seconds * RATE_HZ))
    return noise.clip(-32768, 32767).astype(np.int16).tobytes()


def snr_db(sent: bytes, heard: bytes) -> float:
    """Both PCM16LE of equal length."""
    a, b = (np.frombuffer(pcm, np.int16).astype(float) for pcm in (sent, heard))
    return float(10 * np.log10(np.mean(a**2) / np.mean((a - b) ** 2)))


def stock_snr_db(pcm: bytes) -> float:
    """What pyVoIP's own 8-bit path leaves of sound it receives as true A-law."""
    client = RTPClient({8: PayloadType.PCMA}, "127.14.8.1", 0, "127.14.8.2", 9, TransmitType.SENDRECV)
    codes = encode(pcm, PCMA)
    for at in range(0, len(codes), 160):
        head = b"\x80\x08" + (at // 160).to_bytes(2, "big") + at.to_bytes(4, "big") + bytes(4)
        client.parse_packet(head + codes[at : at + 160])
    heard = client.pmin.read(len(codes))
    samples = (np.frombuffer(heard, np.uint8).astype(np.int16) - 128) * 256
    return snr_db(pcm, samples.astype(np.int16).tobytes())


def stock_pace(seconds: float) -> float:
    """Packets a second of pyVoIP's own sender, counted by its sequence numbers."""
    client = RTPClient({8: PayloadType.PCMA}, "127.14.8.1", 0, "127.14.8.2", 9, TransmitType.SENDRECV)
    client.start()
    before = client.outSequence
    time.sleep(seconds)
    count = client.outSequence - before
    client.stop()
    while any(thread.name.startswith("RTP") for thread in threading.enumerate()):
        time.sleep(0.05)
    return count / seconds


def calls_up(loop: PhoneLoop, calls: int) -> tuple[list[Phone], list[PhoneCall]]:
    """Phones in pairs, each pair in a call and talking."""
    events: queue.SimpleQueue[PhoneEvent] = queue.SimpleQueue()
    phones, up = [], []
    for n in range(calls):
        account = PhoneAccount(number="8001", server_ip="127.14.8.1", server_port=5060, ip="127.14.8.1")
        called = Phone(loop, account, events.put)
        called.start()
        ip, port = called.sip_address
        account = PhoneAccount(number=f"139{n:08d}", server_ip=ip, server_port=port, ip="127.14.8.2")
        caller = Phone(loop, account, events.put)
        caller.start()
        caller.dial("8001")
        phones += [called, caller]
        while len(up) < 2 * (n + 1):
            event = events.get(timeout=5)
            if isinstance(event, Answered):
                up.append(event.call)
    return phones, up


def main() -> None:
    """Print the figures."""
    calls, seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 6, float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    for level in (-20, -30, -40):
        pcm = speech_like(level)
        ours = snr_db(pcm, alaw_decode(encode(pcm, PCMA)))
        print(f"SNR at {level} dBFS: ours {ours:.1f} dB, stock receive path {stock_snr_db(pcm):.1f} dB")
    print(f"stock sender: {stock_pace(10.0):.2f} packets/s")
    with PhoneLoop() as loop:
        phones, up = calls_up(loop, calls)
        for call in up:
            call.say(speech_like(-20, seconds + 2))
        sent = [call.sound.sent_packets for call in up]
        cpu_s, at_s = time.process_time(), time.monotonic()
        time.sleep(seconds)
        cpu_s, took_s = time.process_time() - cpu_s, time.monotonic() - at_s
        pace = [(call.sound.sent_packets - before) / took_s for call, before in zip(up, sent, strict=True)]
        heard = [call.figures().heard for call in up]
        print(f"{2 * calls} phones in {calls} calls, {took_s:.1f} s: CPU {100 * cpu_s / took_s:.2f} % of a core,")
        print(f"  {100 * cpu_s / took_s / len(up):.3f} % a phone; pace {min(pace):.2f}..{max(pace):.2f} packets/s")
        worst_ms = max(h.jitter_p95_ms for h in heard)
        print(f"  lost {sum(h.lost for h in heard)}, jitter p95 {worst_ms:.2f} ms (worst phone),")
        gap_ms = sorted(h.largest_gap_ms for h in heard)[len(heard) // 2]
        print(f"  median phone's largest gap {gap_ms:.1f} ms, skipped beats {loop.skipped_beats}")
        for phone in phones:
            phone.stop(patience_s=0.2)
    print(f"threads left: {threading.active_count() - 1}")


if __name__ == "__main__":
    main()
