"""Rebuild the graphs of the demo model with a site's words: no training, no internet, no synthesiser; seconds."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from asr.graphs.build import SEED, SENTENCES, language_sentences, make_graphs, write_graph_files
from asr.graphs.language_model import Floors
from asr.graphs.lexicon import Sounds, read_sounds, write_sounds
from asr.graphs.vocabulary import Vocabulary, load_vocabulary
from asr.models import ModelError, check_model
from callcenter.words.cutting import Cutter
from callcenter.words.gather import SiteWords
from callcenter.words.spelling import Spelled, Speller

_MOST_TICKET_SENTENCES = 60_000  # as many as templates make: what tickets say counts at most half
_NOT_COPIED = ("graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt", "graph/disambig_tid.int", "lexicon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What was made of the words."""

    folder: Path
    known: tuple[str, ...]  # words of the site the model had
    added: tuple[str, ...]
    unspelled: Mapping[str, str]  # word -> why
    ticket_sentences: int


def rebuild(model: Path, site: SiteWords, out: Path) -> Rebuilt:
    """Write a model folder that also knows the site's words; it appears whole and checked, or not at all.

    Raises:
        ModelError: the model does not say how words sound, or `out` is there already.

    """
    if out.exists():
        raise ModelError(out, "a new folder", "one that is there")
    sounds = read_sounds(model)
    spelled = Speller(sounds.characters).spell(site.words, sounds.words)
    whole = Sounds(units=sounds.units, words={**sounds.words, **spelled.words}, characters=sounds.characters)
    told = Cutter(whole.words).cut_all(site.clauses)[:_MOST_TICKET_SENTENCES]
    sentences = [*language_sentences(_vocabulary(site, spelled), SENTENCES, SEED), *told]
    graphs = make_graphs(whole.words, whole.units, sentences, Floors())
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        _copy(model, beside / out.name)
        write_graph_files(beside / out.name / "graph", graphs)
        write_sounds(beside / out.name, whole)
        check_model(beside / out.name)
        (beside / out.name).rename(out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    known = tuple(word for word in site.words if word in sounds.words)
    return Rebuilt(
        folder=out,
        known=known,
        added=tuple(spelled.words),
        unspelled=spelled.unspelled,
        ticket_sentences=len(told),
    )


def _vocabulary(site: SiteWords, spelled: Spelled) -> Vocabulary:
    """Let the site's words stand in the sentences of their class, beside those that are there."""
    own = load_vocabulary().classes
    fit: Mapping[str, Sequence[str]] = {
        name: [word for word in listed if word not in spelled.unspelled] for name, listed in site.classes.items()
    }
    return Vocabulary(classes={name: tuple(dict.fromkeys((*own.get(name, ()), *fit.get(name, ())))) for name in own})


def _copy(model: Path, target: Path) -> None:
    left_out = {model / name for name in _NOT_COPIED}

    def skipped(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if Path(folder) / name in left_out]

    shutil.copytree(model, target, ignore=skipped)
