"""Recognition models on disk: is a folder complete, and what is in it."""

from dataclasses import dataclass
from pathlib import Path

from asr.graphs.fst_header import FstError, words_inside
from asr.recognizer import MODEL_RATES_HZ, RecognizerError

# Found by deleting files of a model one by one: without these Vosk fails, aborts or hears nothing.
_REQUIRED = ("am/final.mdl", "conf/model.conf", "conf/mfcc.conf")
_WORDS = "graph/words.txt"  # published small models have none: their words are inside Gr.fst
_STATIC_GRAPH = ("graph/HCLG.fst",)
_LOOKAHEAD_GRAPH = ("graph/HCLr.fst", "graph/Gr.fst", "graph/disambig_tid.int")
_RATE_OPTION = "--sample-frequency"
_KALDI_DEFAULT_RATE_HZ = 16000  # feature-window.h: samp_freq when the option is absent


class ModelError(RecognizerError):
    """A model folder that cannot be used."""

    def __init__(self, model_path: Path, expected: str, found: object) -> None:
        super().__init__(f"model {model_path}: expected {expected}, found {found}")
        self.expected = expected
        self.found = str(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelInfo:
    """A folder that holds all a Vosk model needs."""

    path: Path  # absolute
    name: str  # the folder's name
    rate_hz: int  # what the acoustic model was made for
    words: int  # entries of the vocabulary, without Kaldi's own symbols
    demo: bool  # its card says so: synthetic speech, not for real callers


def check_model(model_path: Path) -> ModelInfo:
    """Check that the folder is a complete Vosk model, without loading it.

    Raises ModelError saying what was expected and found.
    """
    folder = model_path.expanduser().absolute()
    if not folder.is_dir():
        found = "a file" if folder.exists() else "nothing there"
        raise ModelError(folder, "a folder with a Vosk model", found)
    _check_files(folder)
    words = len(words_of(folder))
    return ModelInfo(path=folder, name=folder.name, rate_hz=_rate_hz(folder), words=words, demo=_is_demo(folder))


def _check_files(folder: Path) -> None:
    missing = [name for name in _REQUIRED if not _has(folder, name)]
    if not all(_has(folder, name) for name in _STATIC_GRAPH):
        missing += [name for name in _LOOKAHEAD_GRAPH if not _has(folder, name)]
    if missing:
        nested = next((path.parent.parent for path in folder.glob("*/am/final.mdl")), None)
        hint = f" (did you mean {nested}?)" if nested else ""
        raise ModelError(folder, "files that are not empty", f"missing or empty: {', '.join(missing)}{hint}")


def _has(folder: Path, name: str) -> bool:
    file = folder / name
    return file.is_file() and file.stat().st_size > 0


def _rate_hz(folder: Path) -> int:
    rate = str(_KALDI_DEFAULT_RATE_HZ)
    for line in (folder / "conf/mfcc.conf").read_text("utf-8", "replace").splitlines():
        name, _, value = line.partition("#")[0].strip().partition("=")
        rate = value.strip() if name.strip() == _RATE_OPTION else rate
    try:
        rate_hz = int(float(rate))
    except (ValueError, OverflowError):
        rate_hz = 0
    if rate_hz not in MODEL_RATES_HZ:
        expected = f"{_RATE_OPTION} in conf/mfcc.conf to be one of {sorted(MODEL_RATES_HZ)}"
        raise ModelError(folder, expected, rate)
    return rate_hz


def words_of(folder: Path) -> dict[str, int]:
    """Give the numbers of a model's words, Kaldi's own symbols left out."""
    every = _listed(folder) if _has(folder, _WORDS) else _inside(folder)
    found = {word: number for word, number in every.items() if not _is_symbol(word)}
    if not found:
        raise ModelError(folder, f"words in {_WORDS} or inside the graph", "none")
    return found


def _is_symbol(word: str) -> bool:
    return word.startswith("#") or word in {"<eps>", "<s>", "</s>"}


def _inside(folder: Path) -> dict[str, int]:
    name = "HCLG.fst" if _has(folder, "graph/HCLG.fst") else "Gr.fst"
    try:
        return words_inside(folder / "graph" / name)
    except FstError as fault:
        raise ModelError(folder / "graph" / name, "a graph with its words inside, or graph/words.txt", fault) from None


def _listed(folder: Path) -> dict[str, int]:
    words: dict[str, int] = {}
    with (folder / "graph/words.txt").open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            parts = line.split()
            if len(parts) != 2 or not parts[1].isdecimal():
                raise ModelError(folder, "graph/words.txt with lines 'word number'", repr(line[:40]))
            words[parts[0]] = int(parts[1])
    return words


def _is_demo(folder: Path) -> bool:
    if (folder / "DEMO").exists():
        return True
    card = folder / "MODEL_CARD.md"
    if not card.is_file():
        return False
    with card.open(encoding="utf-8", errors="replace") as lines:
        return "demo" in lines.readline().lower()
