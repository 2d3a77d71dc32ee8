"""Speaks clean, wide clips for `callcenter asr eval` in voices that trained nothing: python -m asr.training.clips."""

import argparse
import json
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from asr.graphs.sentences import SentenceMaker, load_templates
from asr.graphs.vocabulary import load_vocabulary
from asr.training.lexicon import FOLDER
from asr.training.nonspeech import KINDS, make_sound
from asr.training.synth import Library, Synthesiser, bundled_library, data_with_variants
from asr.training.testsets import parse_apart
from asr.training.units import is_mandarin
from asr.training.voices import held_out_manner

_SEED = 20_261_122  # no training shard and no other test set uses it
_RATE_HZ = 16_000
_PEAK = 0.4 * 32767
_PAD_S = 0.3
_SOUND_S = 8.0


@dataclass(slots=True)
class Folder:
    """Owns a folder of clips and the lines of its manifest."""

    path: Path
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, wave: np.ndarray, rate_hz: int, **row: Any) -> None:
        """Write one clip at an even level."""
        peak = float(np.max(np.abs(wave), initial=1.0))
        file = f"{name}.flac"
        samples = np.round(wave * (_PEAK / peak)).astype(np.int16)
        soundfile.write(self.path / file, samples, rate_hz, subtype="PCM_16")
        self.rows.append({"file": file, **row})

    def close(self) -> None:
        """Write the manifest."""
        lines = [json.dumps(row, ensure_ascii=False) for row in self.rows]
        (self.path / "manifest.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


class Speaker:
    """Owns the synthesiser and the source of chance."""

    def __init__(self, data: Path, folder: Folder) -> None:
        library = bundled_library()
        own = data_with_variants(Path(library.data), data, {})
        self._synthesiser = Synthesiser(Library(shared_object=library.shared_object, data=str(own)))
        self._chance = random.Random(_SEED)
        self._folder = folder
        self.sentences = SentenceMaker(load_vocabulary(), load_templates(), self._chance)

    def say(self, name: str, text: str, set_name: str) -> None:
        """Speak a sentence in a held-out voice; one the synthesiser spells in English is left out."""
        manner = held_out_manner(self._chance)
        speech = self._synthesiser.say(text, manner)
        if not len(speech.samples) or not is_mandarin(phoneme.name for phoneme in speech.phonemes):
            return
        wave = soxr.resample(speech.samples.astype(np.float32), speech.rate_hz, _RATE_HZ)
        pad = np.zeros(int(_PAD_S * _RATE_HZ), np.float32)
        voice = manner.voice.partition("+")[2]
        self._folder.add(name, np.concatenate([pad, wave, pad]), _RATE_HZ, text=text, speaker=voice, set=set_name)

    def play(self, name: str, kind: str) -> None:
        """Play a sound that is no speech."""
        wave = make_sound(kind, _SOUND_S, self._chance)
        self._folder.add(name, wave, 8000, text="", speaker=kind, set="没有人说话")


def main() -> None:
    """Speak everything."""
    parser = argparse.ArgumentParser(prog="python -m asr.training.clips", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--templates", type=int, default=100, help="sentences of the language model's own kind")
    parser.add_argument("--apart", type=int, default=2, help="voices for each sentence written by hand")
    parser.add_argument("--sounds", type=int, default=2, help="of each kind that is no speech")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    folder = Folder(arguments.out)
    with tempfile.TemporaryDirectory(prefix="espeak-") as data:
        speaker = Speaker(Path(data), folder)
        for number in range(arguments.templates):
            speaker.say(f"template-{number:03d}", "".join(speaker.sentences.sentence()), "同类句子，未训练的声音")
        apart = parse_apart((FOLDER / "apart.txt").read_text("utf-8"))["final"]
        for number, words in enumerate(apart * arguments.apart):
            speaker.say(f"apart-{number:03d}", "".join(words), "另写的句子，未训练的声音")
        for kind in dict.fromkeys(KINDS):
            for number in range(arguments.sounds):
                speaker.play(f"sound-{kind}-{number}", kind)
    folder.close()


if __name__ == "__main__":
    main()
