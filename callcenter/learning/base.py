"""The classifier of kinds a city is shipped with; `python -m callcenter.learning.base` makes it."""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from callcenter.drafting import FieldName, Knowledge
from callcenter.learning.classifier import Classifier, read
from callcenter.learning.surroundings import TURN, Asides, asides, misheard, surrounded
from callcenter.learning.training import Example, Fitting, Loss, fit
from callcenter.learning.wording import Wording, read_wording

FILE = "kinds.npz"  # in the city's folder
JUDGE = "judge.tsv"  # the texts kept apart: never learned from
ASIDES = "asides.txt"  # beside the texts: what callers say whatever they want
WORDS = "words.txt"  # beside the texts: words by class
BETWEEN = " / "  # two turns of a text
OTHER = ","  # before a second kind a clerk could also have given; the first one is taught
HOW = Fitting(  # by files left out: docs/decisions/0042
    rounds=10, decay=1e-5, least_texts=3, balance=1.0, loss=Loss.MARGIN, sharpness=2.5
)
_SEED = 12345
_TO_EMPTY = 5  # texts to one call without matter


def base_of(folder: Path) -> Classifier | None:
    """The classifier in a city's folder, or None where a city ships none.

    Raises:
        ModelError: there is a file, and it is no classifier.

    """
    return read(folder / FILE) if (folder / FILE).exists() else None


def with_base(knowledge: Knowledge, folder: Path) -> Knowledge:
    """The knowledge of a city with its shipped classifier.

    Raises:
        ModelError: there is a file, and it is no classifier.

    """
    base = base_of(folder)
    return replace(knowledge, learned={**knowledge.learned, FieldName.APPEAL_KIND: base}) if base else knowledge


def texts(file: Path) -> list[Example]:
    """Read labelled texts: a kind, a tab, what a caller says, one a line; ` / ` between two turns.

    Raises:
        ValueError: a line without a tab; names file and line.

    """
    return [_example(line, f"{file}:{at}") for at, line in enumerate(file.read_text("utf-8").splitlines(), 1)]


def taught_files(folder: Path) -> list[Path]:
    """The files of a folder that teach: all texts but those kept apart, in the order of their names."""
    return [file for file in sorted(folder.glob("*.tsv")) if file.name != JUDGE]


def taught_by(folder: Path) -> list[Example]:
    """All texts that teach."""
    return [one for file in taught_files(folder) for one in texts(file)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What the shipped classifier is taught with."""

    examples: tuple[Example, ...]
    said: Asides
    wording: Wording


def lesson_of(folder: Path) -> Lesson:
    """All a folder teaches.

    Raises:
        ValueError: a line of a file has another form; names file and line.

    """
    return Lesson(examples=tuple(taught_by(folder)), said=asides(folder / ASIDES), wording=read_wording(folder / WORDS))


def made(lesson: Lesson) -> Classifier:
    """Fit the classifier, each text as it is, in two calls, and in one misheard: the same lesson, the same weights.

    Calls without any matter (a wrong number, a greeting, a name) teach that they are of no kind.
    """
    plain = lesson.examples
    calls, more, others = (surrounded(plain, lesson.said, _SEED + at) for at in range(3))
    empty = surrounded([Example(text="", label="")] * (len(plain) // _TO_EMPTY), lesson.said, _SEED)
    return fit([*plain, *calls, *more, *misheard(others, _SEED), *empty], HOW, wording=lesson.wording)


def _example(line: str, at: str) -> Example:
    kind, tab, said = line.partition("\t")
    if not (kind and tab and said):
        raise ValueError(f"{at}: expected a kind, a tab and a text, found {line!r}")
    return Example(text=TURN.join(said.split(BETWEEN)), label=kind.partition(OTHER)[0])


def main() -> None:
    """Write the classifier of a folder of texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="folder of .tsv files: kind, tab, text")
    parser.add_argument("file", type=Path, help="where to write, e.g. config/city/kinds.npz")
    asked = parser.parse_args()
    made(lesson_of(asked.texts)).save(asked.file)


if __name__ == "__main__":
    main()
