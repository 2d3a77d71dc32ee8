"""The classifier of kinds a city is shipped with; `python -m callcenter.learning.base` makes it."""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from callcenter.drafting import FieldName, Knowledge
from callcenter.learning.classifier import Classifier, read
from callcenter.learning.training import Example, Fitting, fit

FILE = "kinds.npz"  # in the city's folder
JUDGE = "judge.tsv"  # the texts kept apart: never learned from
HOW = Fitting(rounds=20, decay=1e-4, least_texts=3, balance=0.8)  # by five folds of the texts: docs/decisions/0033


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
    """Read labelled texts: a kind, a tab, what a caller says, one a line.

    Raises:
        ValueError: a line without a tab; names file and line.

    """
    return [_example(line, f"{file}:{at}") for at, line in enumerate(file.read_text("utf-8").splitlines(), 1)]


def taught_by(folder: Path) -> list[Example]:
    """All texts of a folder but those kept apart, in the order of the files' names."""
    return [one for file in sorted(folder.glob("*.tsv")) if file.name != JUDGE for one in texts(file)]


def made(examples: Iterable[Example]) -> Classifier:
    """Fit the shipped classifier: the same texts, the same weights."""
    return fit(list(examples), HOW)


def _example(line: str, at: str) -> Example:
    kind, tab, said = line.partition("\t")
    if not (kind and tab and said):
        raise ValueError(f"{at}: expected a kind, a tab and a text, found {line!r}")
    return Example(text=said, label=kind)


def main() -> None:
    """Write the classifier of a folder of texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, help="folder of .tsv files: kind, tab, text")
    parser.add_argument("file", type=Path, help="where to write, e.g. config/city/kinds.npz")
    asked = parser.parse_args()
    made(taught_by(asked.texts)).save(asked.file)


if __name__ == "__main__":
    main()
