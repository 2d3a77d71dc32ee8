"""One client of our server: its sound into the farm, vosk-server's replies out of it."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from asr.farm import Farm, Hearing
from asr.feed import BLOCK_SAMPLES
from asr.frames import Kind
from asr.recognizer import LINE_RATE_HZ, SAMPLE_BYTES, GrammarError, PcmChunk, RecognizerError
from asr.resample import LineResampler
from asr.sound_check import check_sound
from asr.wish import Ask, Wish, WishError, read_text

_BLOCK_BYTES = BLOCK_SAMPLES * SAMPLE_BYTES
_PIECE_BYTES = 40 * _BLOCK_BYTES  # 4 s at once: less than a feed keeps, so that nothing is given up for size
_ANSWER_S = 30.0  # a dead recogniser is replaced and fed again in much less
_PRIORITY = 1


class FarmDownError(RecognizerError):
    """No recogniser has answered in time."""


class Conversation:
    """Owns one connection's leg, its clock and what was heard since the last reply."""

    def __init__(self, farm: Farm) -> None:
        self._farm = farm
        self._wish = Wish()
        self._leg: Hearing | None = None
        self._resampler = LineResampler(LINE_RATE_HZ)
        self._rest = b""  # less than a block
        self._fed_samples = 0
        self._partial = ""
        self._finals: list[Mapping[str, Any]] = []
        self._refused = ""

    async def text(self, text: str) -> tuple[str, bool]:
        """Take a text message; give the reply ('' for none) and whether the conversation ends with it."""
        found = read_text(text, self._wish, fed=self._leg is not None)
        if isinstance(found, Wish):
            self._wish = found
            return "", False
        await self._flush(last=found is Ask.EOF)
        return self._final_reply(), found is Ask.EOF

    async def sound(self, pcm: bytes) -> str:
        """Take a binary message of sound; give the reply. Raises WishError for sound that cannot be."""
        _check_sound(pcm)
        await self._hear(self._resampler_of().push(pcm))
        return self._final_reply() if self._finals else self._reply({"partial": self._partial})

    def close(self) -> None:
        """Forget the leg."""
        if self._leg is not None:
            self._farm.close_leg(self._leg)

    def _resampler_of(self) -> LineResampler:
        if self._leg is None:
            self._resampler = LineResampler(self._wish.sample_rate_hz)
            self._leg = self._farm.open(_PRIORITY, self._on_heard, phrases=self._wish.phrases)
        return self._resampler

    async def _hear(self, pcm: bytes) -> None:
        """Feed whole blocks, in pieces a feed can keep, each answered before the next."""
        sound = self._rest + pcm
        whole = len(sound) - len(sound) % _BLOCK_BYTES
        self._rest = sound[whole:]
        for offset in range(0, whole, _PIECE_BYTES):
            await self._feed(sound[offset : min(offset + _PIECE_BYTES, whole)])

    async def _flush(self, *, last: bool) -> None:
        leg, tail = self._leg, b""
        if leg is None:
            return
        if last:
            tail = self._resampler.push(b"", last=True)
        await self._hear(tail)
        if self._rest:
            rest, self._rest = self._rest, b""
            leg.push(PcmChunk(start_sample=self._fed_samples, pcm=rest))
            self._fed_samples += len(rest) // SAMPLE_BYTES
        leg.end_speech()
        await self._answered(leg)

    async def _feed(self, pcm: bytes) -> None:
        leg = self._leg
        if leg is None or not pcm:
            return
        leg.push(PcmChunk(start_sample=self._fed_samples, pcm=pcm))
        self._fed_samples += len(pcm) // SAMPLE_BYTES
        await self._answered(leg)

    async def _answered(self, leg: Hearing) -> None:
        try:
            await asyncio.wait_for(leg.idle.wait(), _ANSWER_S)
        except TimeoutError:
            problem = self._farm.state.problem or f"expected an answer within {_ANSWER_S:.0f} s, found none"
            raise FarmDownError(f"recogniser: {problem}") from None
        if self._refused:
            raise GrammarError(self._refused)

    def _on_heard(self, kind: Kind, fields: Mapping[str, Any]) -> None:
        if kind is Kind.PARTIAL:
            self._partial = str(fields["text"])
        elif kind is Kind.FINAL:
            self._partial = ""
            self._finals.append(fields)
        elif kind is Kind.REFUSED and self._leg is not None:
            self._refused = str(fields["problem"])
            self._leg.feed.give_up(self._refused)
            self._leg.pump()

    def _final_reply(self) -> str:
        """Write what was heard since the last reply, as one utterance."""
        words = [word for final in self._finals for word in final["words"]]
        text = " ".join(str(final["text"]) for final in self._finals)
        self._finals = []
        result = [_word(word) for word in words]
        if self._wish.alternatives:
            confidence = sum(word["confidence"] for word in words) / len(words) if words else 1.0
            one = {"confidence": round(confidence, 3), **({"result": result} if self._wish.words else {}), "text": text}
            return self._reply({"alternatives": [one]})
        return self._reply({**({"result": result} if self._wish.words and result else {}), "text": text})

    def _reply(self, fields: dict[str, Any]) -> str:
        """Write a reply; it also says what had to be given up, in seconds of the sound that was sent."""
        unheard: list[list[float]] = []
        if self._leg is not None:
            lost, self._leg.feed.lost = self._leg.feed.lost, []
            unheard = [[one.start_sample / LINE_RATE_HZ, one.end_sample / LINE_RATE_HZ] for one in lost]
        return json.dumps({**fields, **({"unheard": unheard} if unheard else {})}, ensure_ascii=False)


def _check_sound(pcm: bytes) -> None:
    if not pcm:
        raise WishError("sound: expected one sample or more, found an empty message")
    check_sound(pcm)


def _word(word: Mapping[str, Any]) -> dict[str, object]:
    start_s, end_s = word["start_ms"] / 1000, word["end_ms"] / 1000
    return {"conf": word["confidence"], "end": end_s, "start": start_s, "word": word["text"]}
