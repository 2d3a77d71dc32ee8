"""The stages, from words to a finished folder."""

import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from asr.graphs.build import SENTENCES, language_sentences, make_graphs
from asr.graphs.language_model import Floors
from asr.graphs.lexicon import Lexicon, Sounds, write_sounds
from asr.graphs.sentences import load_templates, words_outside
from asr.graphs.vocabulary import TrainingError, Vocabulary, load_vocabulary
from asr.training.corpus import Shard, joined, make_stream
from asr.training.folder import priors_of, write_acoustic_model, write_graphs
from asr.training.kaldi_format import pdf_count
from asr.training.lexicon import load_extra_pronunciations, make_lexicon, pronounce
from asr.training.synth import Synthesiser, bundled_library
from asr.training.train import Schedule, Stream, accuracy, train
from asr.training.units import SILENCE, SPOKEN_NOISE

Order = TypeVar("Order")
Made = TypeVar("Made")
_LEVEL_2 = 0xD8  # first row of GB 2312 level 2, rare characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How big a run is."""

    seed: int
    shards: int = 26
    utterances: int = 800  # per shard
    sentences: int = SENTENCES
    schedule: Schedule = field(default_factory=Schedule)
    floors: Floors = field(default_factory=Floors)
    processes: int = 2


def smoke_plan(seed: int) -> Plan:
    """Give a plan that only shows that every stage works: about half a minute, a poor model."""
    return Plan(
        seed=seed, shards=2, utterances=100, sentences=3000, schedule=Schedule(epochs=2, batch_chunks=8, width=64)
    )


class Progress:
    """Prints one line per stage and a bar inside it; owns the clock of the run."""

    def __init__(self) -> None:
        self._began_s = time.monotonic()

    def line(self, text: str) -> None:
        """Print a finished stage."""
        print(f"[{time.monotonic() - self._began_s:6.1f} s] {text}", flush=True)

    def bar(self, text: str, share: float) -> None:
        """Show a stage under way; without a terminal one line each call."""
        drawn = "#" * int(share * 30)
        if sys.stdout.isatty():
            print(f"\r[{drawn:<30}] {text:<70}", end="\n" if share >= 1 else "", flush=True)
        else:
            self.line(f"{share:4.0%} {text}")


def single_characters(synthesiser: Synthesiser) -> Lexicon:
    """Ask how every GB 2312 character sounds by itself; level 1 comes first."""
    found: Lexicon = {}
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            character = bytes([row, cell]).decode("gb2312", "ignore")
            units = pronounce(synthesiser, character) if character else None
            if units:
                found[character] = [units]
    return found


def unit_inventory(lexicon: Lexicon, characters: Lexicon) -> tuple[str, ...]:
    """List silence, foreign speech, and every unit of the lexicon and of GB 2312 level 1."""
    found = {unit for readings in lexicon.values() for reading in readings for unit in reading}
    for character, readings in characters.items():
        if character.encode("gb2312")[0] < _LEVEL_2:
            found.update(unit for reading in readings for unit in reading)
    return (SILENCE, SPOKEN_NOISE, *sorted(found))


def words_and_units(vocabulary: Vocabulary) -> Sounds:
    """Ask the synthesiser how words and characters sound. Runs in a process of its own."""
    synthesiser = Synthesiser(bundled_library())
    lexicon = make_lexicon(synthesiser, vocabulary.words, load_extra_pronunciations())
    characters = single_characters(synthesiser)
    units = unit_inventory(lexicon, characters)
    known = {char: ways for char, ways in characters.items() if set(units).issuperset(*ways)}
    return Sounds(units=units, words=lexicon, characters=known)


def in_fresh_processes(
    function: Callable[[Order], Made], orders: Sequence[Order], processes: int, report: Callable[[int], None]
) -> list[Made]:
    """Run each order in a process of its own, since espeak-ng remembers what it said before.

    `report` gets the number done so far.
    """
    spawn = multiprocessing.get_context("spawn")

    def alone(order: Order) -> Made:
        with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
            return pool.submit(function, order).result()

    made: list[Made] = []
    with ThreadPoolExecutor(max_workers=processes) as threads:
        for result in threads.map(alone, orders):
            made.append(result)
            report(len(made))
    return made


def _checked_vocabulary() -> Vocabulary:
    vocabulary = load_vocabulary()
    unknown = words_outside(load_templates(), vocabulary)
    if unknown:
        raise TrainingError(f"templates.txt: expected only words of vocabulary.txt, found {' '.join(unknown)}")
    return vocabulary


def _streams(plan: Plan, units: tuple[str, ...], progress: Progress, *, held_out: bool) -> Stream:
    count = 1 if held_out else plan.shards
    first = 1_000_000 if held_out else 0
    shards = [
        Shard(
            library=bundled_library(),
            units=units,
            utterances=plan.utterances,
            seed=plan.seed,
            number=first + number,
            held_out=held_out,
        )
        for number in range(count)
    ]

    def report(done: int) -> None:
        progress.bar(f"synthesis: shard {done} of {count}", done / count)

    return joined(in_fresh_processes(make_stream, shards, plan.processes, report))


def write_graphs_only(folder: Path, plan: Plan, progress: Progress) -> tuple[str, ...]:
    """Write all of the folder but am/final.mdl; give the units. Enough after a change of words or templates."""
    vocabulary = _checked_vocabulary()
    sounds = in_fresh_processes(words_and_units, [vocabulary], 1, lambda _: None)[0]
    units = sounds.units
    progress.line(f"lexicon: {len(sounds.words)} words, {len(sounds.characters)} characters, {len(units)} units")
    graphs = make_graphs(sounds.words, units, language_sentences(vocabulary, plan.sentences, plan.seed), plan.floors)
    write_graphs(folder, graphs, len(units))
    write_sounds(folder, sounds)
    progress.line(f"graphs: HCLr.fst {len(graphs.hclr):,} bytes, Gr.fst {len(graphs.gr):,} bytes")
    return units


def run(folder: Path, plan: Plan) -> None:
    """Make a whole model folder."""
    progress = Progress()
    units = write_graphs_only(folder, plan, progress)
    stream = _streams(plan, units, progress, held_out=False)
    heard_h = len(stream.frames) / 360_000
    progress.line(f"corpus: {plan.shards * plan.utterances} utterances, {heard_h:.1f} h with padding")
    network = train(stream, pdf_count(len(units)), plan.schedule, plan.seed, progress.bar)
    write_acoustic_model(folder, network, priors_of(stream.labels, len(units)))
    held_out = _streams(plan, units, progress, held_out=True)
    right = accuracy(network, held_out, plan.schedule)
    parameters = sum(array.size for array in network.parameters())
    progress.line(f"acoustic model: {parameters:,} parameters, {right:.1%} of held-out frames right")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    progress.line(f"wrote {folder}: {size:,} bytes")
