"""The classifier of kinds a city is shipped with; `python -m callcenter.learning.base` makes it."""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from callcenter.drafting import FieldName, Knowledge
from callcenter.learning.classifier import Classifier, read
from callcenter.learning.surroundings import TURN, Asides, asides, misheard, surrounded
from callcenter.learning.training import Example, Fitting, fit

FILE = "kinds.npz"  # in the city's folder
JUDGE = "judge.tsv"  # the texts kept apart: never learned from
ASIDES = "asides.txt"  # beside the texts: what callers say whatever they want
BETWEEN = " / "  # two turns of a text
OTHER = ","  # before a second kind a clerk could also have given; the first one is taught
HOW = Fitting(rounds=12, decay=1e-5, least_texts=3, balance=0.5)  # by files left out: docs/decisions/0042
_SEED = 12345


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


def taught_by(folder: Path) -> list[Example]:
    """All texts of a folder but those kept apart, in the order of the files' names."""
    return [one for file in sorted(folder.glob("*.tsv")) if file.name != JUDGE for one in texts(file)]


def asides_of(folder: Path) -> Asides:
    """What callers also say, from a folder of texts."""
    return asides(folder / ASIDES)


def made(examples: Iterable[Example], said: Asides) -> Classifier:
    """Fit the shipped classifier, each text as it is, in a call, and in a call misheard: the same texts, the same weights."""
    plain = list(examples)
    return fit([*plain, *surrounded(plain, said, _SEED), *misheard(surrounded(plain, said, _SEED + 1), _SEED)], HOW)


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
    made(taught_by(asked.texts), asides_of(asked.texts)).save(asked.file)


if __name__ == "__main__":
    main()
