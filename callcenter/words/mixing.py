"""Mix a site's words and sentences into a published model's Gr.fst: a mixture; all else of the model stays."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from asr.graphs.build import SEED, language_sentences
from asr.graphs.fst_file import const_file, read_fst
from asr.graphs.fst_header import FstError
from asr.graphs.mixture import Grammar, Mixer, domain_model
from asr.graphs.openfst import ACCEPTOR, I_LABEL_SORTED
from asr.graphs.vocabulary import Vocabulary, load_vocabulary
from asr.model_folder import words_of
from asr.models import ModelError, check_model
from callcenter.words.cutting import Cutter
from callcenter.words.gather import SiteWords

SHARE = 0.3  # of the domain
_SENTENCES = 20_000  # of the hotline's own kind, with the site's words in them
_TICKETS_COUNT = 3  # what tickets say is said by people, templates only by us
_EXPANDED = 1
_GRAMMAR = "graph/Gr.fst"


@dataclass(frozen=True, slots=True, kw_only=True)
class MixedIn:
    """What was made of the words. `pieces`: of each word of the site that is none of the model's, how it is heard."""

    folder: Path
    known: tuple[str, ...]
    pieces: dict[str, tuple[str, ...]]
    unspelled: tuple[str, ...]  # the model has no words for some of their characters: they cannot be heard
    ticket_sentences: int
    contexts: int


def mix_in(model: Path, site: SiteWords, out: Path, share: float = SHARE) -> MixedIn:
    """Write a model folder whose grammar expects the site's words; it appears whole and checked, or not at all.

    Raises:
        ModelError: the model has one graph for all (HCLG.fst), a grammar we cannot read, or `out` is there already.

    """
    if out.exists():
        raise ModelError(out, "a new folder", "one that is there")
    if not (model / _GRAMMAR).is_file():
        raise ModelError(model, "a look-ahead graph (HCLr.fst and Gr.fst) to mix words into", "one graph for all")
    words = {word: number for word, number in words_of(model).items() if word[0] not in "[<!"}
    cutter = Cutter(words)
    pieces = {word: _pieces(cutter, word) for word in site.words}
    told = cutter.cut_all(site.clauses)
    sentences = [*_hotline(cutter, site), *(told * _TICKETS_COUNT)]
    try:
        grammar = Grammar(read_fst(model / _GRAMMAR), words)
        mixed = Mixer(grammar, domain_model(sentences), share).mix()
    except FstError as fault:
        raise ModelError(model / _GRAMMAR, "a back-off grammar", fault) from fault
    _write(model, out, const_file(mixed.fst, ACCEPTOR | I_LABEL_SORTED | _EXPANDED))
    return MixedIn(
        folder=out,
        known=tuple(word for word in site.words if word in words),
        pieces={word: found for word, found in pieces.items() if len(found) > 1},
        unspelled=tuple(word for word, found in pieces.items() if not found),
        ticket_sentences=len(told),
        contexts=mixed.contexts,
    )


def _pieces(cutter: Cutter, word: str) -> tuple[str, ...]:
    """Return the model's words that make up a word; none when they do not cover it."""
    found = cutter.cut(word)
    return tuple(found[0]) if len(found) == 1 and "".join(found[0]) == word else ()


def _hotline(cutter: Cutter, site: SiteWords) -> Iterator[Sequence[str]]:
    """Cut sentences of a hotline's kind, the site's words in their slots, into the model's words."""
    own = load_vocabulary().classes
    classes = {name: tuple(site.classes.get(name) or listed) for name, listed in own.items()}
    for sentence in language_sentences(Vocabulary(classes=classes), _SENTENCES, SEED):
        found = cutter.cut("".join(sentence))
        if len(found) == 1:
            yield found[0]


def _write(model: Path, out: Path, grammar: bytes) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        shutil.copytree(model, beside / out.name, copy_function=_linked)
        target = beside / out.name / _GRAMMAR
        target.unlink()  # it may be a link: the model's own must not change
        target.write_bytes(grammar)
        check_model(beside / out.name)
        (beside / out.name).rename(out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _linked(source: str, target: str) -> None:
    """Put the same file there without another copy of it, where the disk can."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
