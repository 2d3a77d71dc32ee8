"""Speaks the drill's scenes and the tests' fixtures in held-out voices: python -m asr.training.recordings."""

import argparse
import json
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from asr.graphs.vocabulary import TrainingError
from asr.training.channel import TELEPHONE_HZ, Line, resample, through
from asr.training.lexicon import FOLDER
from asr.training.synth import MANDARIN, Library, Manner, Synthesiser, bundled_library, data_with_variants

_HOUSE = FOLDER.parents[1]
_TAIL_S = 0.7
_OPERATOR_STARTS_S = (0.3, 7.3, 12.9, 18.9)
_LONGEST_S = 21.0
_EDGE_S = 0.4  # of the line, before and after a fixture's voice
_SETTLED = 1  # espeak-ng remembers: the first utterance of a process differs from the same one later


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One sentence at its place in a recording, milliseconds."""

    text: str
    start_ms: int
    end_ms: int


class Studio:
    """Owns the synthesiser and the noise of one run."""

    def __init__(self, library: Library, folder: Path) -> None:
        data = data_with_variants(Path(library.data), folder, {})
        self._synthesiser = Synthesiser(Library(shared_object=library.shared_object, data=str(data)))
        self._noise = np.random.default_rng(12345)

    def speak(self, text: str, person: dict[str, Any]) -> NDArray[np.float32]:
        """Say a text at 8 kHz without silence at its ends."""
        manner = Manner(
            voice=f"{MANDARIN}+{person['voice']}",
            rate=person.get("rate", 190),
            pitch=person.get("pitch", 50),
            pitch_range=50,
        )
        for _ in range(_SETTLED + 1):
            speech = self._synthesiser.say(text, manner)
        wave = resample(speech.samples, speech.rate_hz, Line())
        heard = np.nonzero(np.abs(wave) > 0.01 * np.abs(wave).max())[0]
        return wave[heard[0] : heard[-1] + 1]

    def on_line(self, wave: NDArray[np.float32], line: Line) -> NDArray[np.int16]:
        """Send a wave through the telephone line."""
        return through(wave, line, self._noise)


def placed(pieces: list[tuple[str, NDArray[np.float32], float]]) -> tuple[NDArray[np.float32], list[Spoken]]:
    """Put sentences at their start times (s) into one recording; refuse an overlap."""
    end = max(int(start * TELEPHONE_HZ) + len(wave) for _, wave, start in pieces)
    whole = np.zeros(end + int(_TAIL_S * TELEPHONE_HZ), np.float32)
    said: list[Spoken] = []
    for text, wave, start_s in pieces:
        at = int(start_s * TELEPHONE_HZ)
        if said and said[-1].end_ms > start_s * 1000 - 300:
            raise TrainingError(
                f"drill sentence {said[-1].text!r}: expected its end before {start_s} s, found {said[-1].end_ms} ms"
            )
        whole[at : at + len(wave)] = wave * (0.4 * 32767 / np.abs(wave).max())
        said.append(
            Spoken(text=text, start_ms=round(start_s * 1000), end_ms=round((at + len(wave)) / TELEPHONE_HZ * 1000))
        )
    return whole, said


def _write_wav(path: Path, samples: NDArray[np.int16]) -> None:
    soundfile.write(path, samples, TELEPHONE_HZ, subtype="ALAW", format="WAV")


def _toml(value: str | float) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(kind: str, fields: dict[str, str], said: list[Spoken]) -> str:
    lines = [f"[[{kind}]]", *(f"{name} = {_toml(value)}" for name, value in fields.items()), "sentences = ["]
    lines += [f"  {{ start_ms = {one.start_ms}, end_ms = {one.end_ms}, text = {_toml(one.text)} }}," for one in said]
    return "\n".join([*lines, "]"]) + "\n"


_HEAD = """# The drill: what simulated citizens and operators say, when, and what the draft ticket should find in it.
# Written by python -m asr.training.recordings from asr/training/drill_script.toml; voices that trained nothing.
# All persons, places and numbers are made up. wav: 8 kHz G.711 A-law WAV, played from the moment the call is
# answered; times are milliseconds from there. dial: "12345", or "show" for the number of the phone-in show.
# phone: '' when none is spoken. operator: the recording that fits between this citizen's sentences.

"""


def record_drill(script: dict[str, Any], studio: Studio, folder: Path) -> None:
    """Write the WAVs and scenes.toml."""
    tables = [_HEAD]
    for person in script["operator"]:
        pieces = zip(person["sentences"], _OPERATOR_STARTS_S, strict=True)
        whole, said = placed([(text, studio.speak(text, person), start) for text, start in pieces])
        _write_wav(folder / f"{person['id']}.wav", studio.on_line(whole, Line(peak_db=-8)))
        tables.append(_table("operator", {"id": person["id"], "wav": f"{person['id']}.wav"}, said))
    for scene in script["scene"]:
        pieces = zip(scene["sentences"], script["citizen_starts_s"], strict=True)
        whole, said = placed([(text, studio.speak(text, scene), start) for text, start in pieces])
        if len(whole) > _LONGEST_S * TELEPHONE_HZ:
            raise TrainingError(
                f"scene {scene['id']}: expected at most {_LONGEST_S} s, found {len(whole) / TELEPHONE_HZ:.1f} s"
            )
        _write_wav(
            folder / f"{scene['id']}.wav", studio.on_line(whole, Line(peak_db=-8, noise_snr_db=34, noise_colour=1.0))
        )
        fields = {"id": scene["id"], "dial": scene["dial"], "wav": f"{scene['id']}.wav", "operator": scene["operator"]}
        fields |= {"kind": scene["kind"], "place": scene["place"], "phone": scene.get("phone", "")}
        tables.append(_table("scene", fields, said))
    (folder / "scenes.toml").write_text("\n".join(tables), "utf-8")


def record_fixtures(script: dict[str, Any], studio: Studio, folder: Path) -> None:
    """Write raw A-law files and their manifest."""
    rows = []
    for fixture in script["fixture"]:
        wave = studio.speak(fixture["text"], fixture)
        silence = np.zeros(int(_EDGE_S * TELEPHONE_HZ), np.float32)
        line = Line(peak_db=-8, noise_snr_db=fixture.get("snr_db"), loss=fixture.get("loss", 0.0))
        samples = studio.on_line(np.concatenate([silence, wave, silence]), line)
        path = folder / f"{fixture['id']}.al"
        soundfile.write(path, samples, TELEPHONE_HZ, subtype="ALAW", format="RAW")
        rows.append(
            {
                "file": path.name,
                "text": fixture["text"],
                "voice": fixture["voice"],
                "seconds": round(len(samples) / TELEPHONE_HZ, 2),
                "speech_start_ms": round(1000 * _EDGE_S),
                "speech_end_ms": round(1000 * (len(samples) / TELEPHONE_HZ - _EDGE_S)),
            }
        )
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "manifest.jsonl").write_text(lines + "\n", "utf-8")


def main() -> None:
    """Record everything."""
    parser = argparse.ArgumentParser(prog="python -m asr.training.recordings", description=__doc__)
    parser.add_argument("--drill", type=Path, default=_HOUSE / "config" / "drill")
    parser.add_argument("--fixtures", type=Path, default=_HOUSE / "tests" / "data" / "speech")
    arguments = parser.parse_args()
    script = tomllib.loads((FOLDER / "drill_script.toml").read_text("utf-8"))
    for folder in (arguments.drill, arguments.fixtures):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="espeak-") as data:
        studio = Studio(bundled_library(), Path(data))
        record_drill(script, studio, arguments.drill)
        record_fixtures(script, studio, arguments.fixtures)


if __name__ == "__main__":
    main()
