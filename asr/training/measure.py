"""Sets to measure a model on, spoken by one build of espeak-ng: python -m asr.training.measure --model DIR."""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from asr.training.channel import Line, through
from asr.training.corpus import Shard, Utterance, UtteranceMaker
from asr.training.evaluate import Listener, Result, Score, score
from asr.training.nonspeech import KINDS, make_sound
from asr.training.pipeline import in_fresh_processes, words_and_units
from asr.training.sentences import SentenceMaker, load_templates
from asr.training.synth import Library, bundled_library
from asr.training.vocabulary import FOLDER, Vocabulary, load_vocabulary
from asr.training.voices import held_out_manner

_SEED = 20_261_121  # of the test sets; no training shard uses it
_SOUND_SECONDS = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Scores per set, every wrong utterance, and what was heard where nobody spoke."""

    scores: list[Score]
    wrong: list[Result]
    words_in_sounds: list[str]


def parse_apart(text: str) -> dict[str, list[list[str]]]:
    """Read the hand-written sentences: [part] headings, one sentence of words a line."""
    parts: dict[str, list[list[str]]] = {}
    part: list[list[str]] = []
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("["):
            part = parts.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            part.append(line.split())
    return parts


class Bench:
    """Speaks the sets and lets the model listen. Owns the synthesiser and the listener of this process."""

    def __init__(self, model: Path, library: Library, units: tuple[str, ...], folder: Path) -> None:
        self._listener = Listener(model)
        shard = Shard(library=library, units=units, utterances=0, seed=_SEED, number=0, held_out=True)
        self._maker = UtteranceMaker(shard, folder)
        self._chance = random.Random(_SEED)
        self._sentences = SentenceMaker(load_vocabulary(), load_templates(), self._chance)
        self._wrong: list[Result] = []

    def speak(self, words: list[str], line: Line) -> Utterance | None:
        """Say words in a held-out voice."""
        return self._maker.say(tuple(words), "".join(words), held_out_manner(self._chance), line)

    def set_of(self, name: str, count: int, words: Callable[[int], list[str]], line: Callable[[], Line]) -> Score:
        """Measure `count` utterances; one that leaves Mandarin is drawn again."""
        results: list[Result] = []
        attempts = 0
        while len(results) < count and attempts < 4 * count:
            made = self.speak(words(attempts), line())
            attempts += 1
            if made is not None:
                results.append(
                    Result(spoken="".join(made.words), heard=self._listener.hear(made.samples), voice=made.voice)
                )
        self._wrong += [result for result in results if result.errors]
        return score(name, results)

    def sounds(self, each: int) -> list[str]:
        """Play sounds that are no speech; give "kind: text" for every one that brought words."""
        heard = []
        for kind in dict.fromkeys(KINDS):
            for number in range(each):
                chance = random.Random(f"{_SEED} {kind} {number}")
                line = Line(peak_db=chance.uniform(-24, -4))
                samples = through(make_sound(kind, _SOUND_SECONDS, chance), line, self._maker.noise)
                text = self._listener.hear(samples)
                if text:
                    heard.append(f"{kind}: {text}")
        return heard

    def run(self, size: float) -> Measured:
        """Measure every set; `size` scales the number of utterances."""
        chance, sentences = self._chance, self._sentences
        apart = parse_apart((FOLDER / "apart.txt").read_text("utf-8"))
        demo = load_demo_words()
        clean, noisy = (lambda: Line(peak_db=chance.uniform(-20, -6))), self._maker.line

        def loose(_: int) -> list[str]:
            return chance.choices(demo, k=chance.randint(3, 7))

        scores = [
            self.set_of("templates, telephone noise", int(300 * size), lambda _: sentences.sentence(), noisy),
            self.set_of("templates, clean", int(150 * size), lambda _: sentences.sentence(), clean),
            self.set_of("phone numbers, telephone noise", int(60 * size), lambda _: sentences.expand("{phone}"), noisy),
            self.set_of("random words, telephone noise", int(100 * size), loose, noisy),
        ]
        for part, listed in apart.items():
            for name, line in (("clean", clean), ("telephone noise", noisy)):
                spoken = self.set_of(
                    f"apart/{part}, {name}", int(len(listed) * 3 * size), lambda at, s=listed: s[at % len(s)], line
                )
                scores.append(spoken)
        return Measured(scores=scores, wrong=self._wrong, words_in_sounds=self.sounds(max(int(5 * size), 1)))


def load_demo_words() -> list[str]:
    """Give the words of the vocabulary that are no whole phrases (the any-order set)."""
    vocabulary: Vocabulary = load_vocabulary()
    return [word for word in vocabulary.words if len(word) <= 4]


def main() -> None:
    """Measure and print a table, and one JSON line if asked."""
    parser = argparse.ArgumentParser(prog="python -m asr.training.measure", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--library", help="another build's libespeak-ng.so; needs --data")
    parser.add_argument("--data", help="that build's espeak-ng-data folder")
    parser.add_argument("--size", type=float, default=1.0, help="scale the number of utterances")
    parser.add_argument("--json", type=Path, help="also write the scores here")
    parser.add_argument("--wrong", type=int, default=0, help="print this many wrong utterances")
    arguments = parser.parse_args()
    library = Library(shared_object=arguments.library, data=arguments.data) if arguments.library else bundled_library()
    units = _units_in_own_process()
    with tempfile.TemporaryDirectory(prefix="espeak-") as folder:
        measured = Bench(arguments.model, library, units, Path(folder)).run(arguments.size)
    for found in measured.scores:
        rate, wrong = f"CER {found.error_rate:6.2%}", f"wrong utterances {found.wrong_utterances}"
        print(f"{found.name:40} n={found.utterances:4}  {rate}  {wrong}")
    print(f"words heard in sounds: {measured.words_in_sounds or 'none'}")
    for wrong in measured.wrong[: arguments.wrong]:
        print(f"  {wrong.voice.partition('+')[2]:10} {wrong.spoken} -> {wrong.heard}")
    if arguments.json:
        arguments.json.write_text(json.dumps(asdict(measured), ensure_ascii=False, indent=1), "utf-8")
    sys.exit(1 if measured.words_in_sounds else 0)


def _units_in_own_process() -> tuple[str, ...]:
    """Ask the bundled build, in a process of its own: two builds do not live in one."""
    return in_fresh_processes(words_and_units, [load_vocabulary()], 1, lambda _: None)[0][1]


if __name__ == "__main__":
    main()
