"""Both graphs of the model the project makes, from its sounds, its words and its sentences."""

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from asr.graphs.graph import Graphs, build_graphs
from asr.graphs.language_model import Floors, count_ngrams, estimate
from asr.graphs.lexicon import Lexicon, Pronunciation
from asr.graphs.sentences import SentenceMaker, load_templates
from asr.graphs.vocabulary import UNKNOWN_WORD, Vocabulary

SENTENCES, SEED = 60_000, 1  # as the shipped model was made
GRAPH_FILES = ("HCLr.fst", "Gr.fst", "words.txt", "disambig_tid.int")


def language_sentences(vocabulary: Vocabulary, count: int, seed: int) -> list[list[str]]:
    """Draw the text of the language model; one in twelve is a digit string."""
    chance = random.Random(seed)
    maker = SentenceMaker(vocabulary, load_templates(), chance)
    return [maker.digit_string() if chance.random() < 1 / 12 else maker.sentence() for _ in range(count)]


def make_graphs(
    words: Mapping[str, Sequence[Pronunciation]],
    units: tuple[str, ...],
    sentences: Iterable[Sequence[str]],
    floors: Floors,
) -> Graphs:
    """Build the language model from sentences and both graphs."""
    lexicon: Lexicon = {word: list(ways) for word, ways in words.items()}
    model = estimate(count_ngrams(sentences), list(lexicon), UNKNOWN_WORD, floors)
    return build_graphs(lexicon, units, model)


def write_graph_files(folder: Path, graphs: Graphs) -> None:
    """Write the four files of a model's graph folder that depend on its words."""
    folder.joinpath("HCLr.fst").write_bytes(graphs.hclr)
    folder.joinpath("Gr.fst").write_bytes(graphs.gr)
    numbered = [f"{word} {number}" for number, word in enumerate(["<eps>", *graphs.words])]
    folder.joinpath("words.txt").write_text("\n".join(numbered) + "\n", "utf-8")
    folder.joinpath("disambig_tid.int").write_text("".join(f"{symbol}\n" for symbol in graphs.disambiguation))
