"""Voice gate: only speech goes to the recogniser, with a little before it and after it; keys and tones are silent."""

from collections import deque
from enum import Enum, auto

import webrtcvad

from asr.recognizer import LINE_RATE_HZ, SAMPLE_BYTES, PcmChunk
from asr.tones import is_tone

_MODE = 2  # measured on telephone speech: no error added; 3 cuts soft beginnings
_FRAME_SAMPLES = LINE_RATE_HZ // 50  # 20 ms
_FRAME_BYTES = _FRAME_SAMPLES * SAMPLE_BYTES
_PRE_ROLL_FRAMES = 15  # 0.3 s: without it 2.3 % of characters were lost
PRE_ROLL_SAMPLES = _PRE_ROLL_FRAMES * _FRAME_SAMPLES
_HANG_OVER_FRAMES = 14  # 0.28 s: last words soon; with 0.24 s a 的 before a pause was lost (decisions/0039)
_OPEN_WINDOW_FRAMES = 5  # opens when 3 of the last 5 frames (100 ms) hold voice: a click does not
_OPEN_VOICED = 3
_TONE_FRAMES = 3  # a tone's own, its end, and one for which the voice detector lingers
_SILENCE = bytes(_FRAME_BYTES)


class Edge(Enum):
    """What the gate says beside sound."""

    SPEECH_ENDED = auto()


class VoiceGate:
    """Owns one leg's voice activity. Sound must come without holes."""

    def __init__(self) -> None:
        self._vad = webrtcvad.Vad(_MODE)
        self._rest = b""  # less than a frame
        self._before: deque[bytes] = deque(maxlen=_PRE_ROLL_FRAMES)
        self._voiced: deque[bool] = deque(maxlen=_OPEN_WINDOW_FRAMES)
        self._silent_frames = 0
        self._after_tone = 0  # frames that are still silenced
        self.open = False

    def push(self, start_sample: int, pcm: bytes) -> list[PcmChunk | Edge]:
        """Take the next sound; give what is to be recognised, and where speech ended."""
        start_sample -= len(self._rest) // SAMPLE_BYTES
        sound = self._rest + pcm
        whole = len(sound) - len(sound) % _FRAME_BYTES
        self._rest = sound[whole:]
        passed: list[PcmChunk | Edge] = []
        for offset in range(0, whole, _FRAME_BYTES):
            self._frame(start_sample + offset // SAMPLE_BYTES, sound[offset : offset + _FRAME_BYTES], passed)
        return passed

    def close(self) -> list[PcmChunk | Edge]:
        """End what is being said: the leg is over or on hold. What follows begins anew."""
        was_open = self.open
        self._shut()
        self._rest = b""
        return [Edge.SPEECH_ENDED] if was_open else []

    def _frame(self, start_sample: int, frame: bytes, passed: list[PcmChunk | Edge]) -> None:
        voiced = self._vad.is_speech(frame, LINE_RATE_HZ)
        if voiced and is_tone(frame):
            self._hear_tone()
        if self._after_tone:
            frame, voiced = _SILENCE, False
            self._after_tone -= 1
        if self.open:
            _append(passed, start_sample, frame)
            self._silent_frames = 0 if voiced else self._silent_frames + 1
            if self._silent_frames >= _HANG_OVER_FRAMES:
                self._shut()
                passed.append(Edge.SPEECH_ENDED)
            return
        self._before.append(frame)
        self._voiced.append(voiced)
        if sum(self._voiced) >= _OPEN_VOICED:
            self.open = True
            self._silent_frames = 0
            before = b"".join(self._before)
            _append(passed, start_sample + _FRAME_SAMPLES - len(before) // SAMPLE_BYTES, before)

    def _hear_tone(self) -> None:
        """Silence this frame, the next that hold its end, and the one before that holds its beginning."""
        self._after_tone = _TONE_FRAMES
        if self._before:
            self._before[-1], self._voiced[-1] = _SILENCE, False

    def _shut(self) -> None:
        self.open = False
        self._before.clear()
        self._voiced.clear()


def speech_in(start_sample: int, pcm: bytes) -> list[PcmChunk]:
    """Give the stretches of a finished sound that are speech."""
    return [item for item in VoiceGate().push(start_sample, pcm) if isinstance(item, PcmChunk)]


def _append(passed: list[PcmChunk | Edge], start_sample: int, pcm: bytes) -> None:
    last = passed[-1] if passed else None
    if isinstance(last, PcmChunk):
        passed[-1] = PcmChunk(start_sample=last.start_sample, pcm=last.pcm + pcm)
    else:
        passed.append(PcmChunk(start_sample=start_sample, pcm=pcm))
