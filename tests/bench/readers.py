"""`python -m tests.bench.readers`: the first frozen set's kinds against three readers who saw no labels.

A label is one person's judgement; how far three others part from it says what a score against it can reach.
"""

import copy
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench import drafting

DATA = Path(__file__).parents[1] / "data" / "drafting"
Readings = Mapping[str, Sequence[Sequence[str]]]  # call -> of each reader the kinds, first choice first


def read_readings() -> Readings:
    """Read what each reader said of each call."""
    lines = (DATA / "frozen.readers.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {ident: [one.split("/") for one in told] for ident, *told in rows}


def first_of_most(told: Sequence[Sequence[str]]) -> list[str]:
    """The first choice of most readers."""
    return [Counter(one[0] for one in told).most_common(1)[0][0]]


def accepted_by_two(told: Sequence[Sequence[str]]) -> list[str]:
    """That, and what at least two readers would not correct."""
    counted = Counter(kind for one in told for kind in one)
    return list(dict.fromkeys((*first_of_most(told), *sorted(kind for kind, by in counted.items() if by > 1))))


def main() -> int:
    """Print agreement and scores."""
    readings, cases = read_readings(), drafting.read_cases(DATA / "frozen.jsonl")
    own = {one["id"]: one["labels"]["appeal_kind"] for one in cases}
    agreed = sum(own[ident][0] == first_of_most(told)[0] for ident, told in readings.items())
    print(f"author's first label is most readers' first choice: {agreed / len(readings):.3f} of {len(readings)}")
    city = drafting.read_city(drafting.CITY)
    ways = {
        "author's labels": own,
        "first choice of most readers": {ident: first_of_most(told) for ident, told in readings.items()},
        "or accepted by two readers": {ident: accepted_by_two(told) for ident, told in readings.items()},
    }
    for name, labels in ways.items():
        print(f"{name:30}", *(_score(cases, labels, city, rate) for rate in drafting.CER))
    return 0


def _score(cases: Sequence[dict[str, Any]], labels: Mapping[str, list[str]], city: Any, rate: float) -> str:
    told = [{**copy.deepcopy(one), "labels": {"appeal_kind": labels[one["id"]]}} for one in cases]
    tally = drafting.run(told, city, rate, drafting.SEEDS)
    return f"{tally.share('kind') or 0:.3f}/{drafting.macro_f1(tally.kinds):.3f}"


if __name__ == "__main__":
    sys.exit(main())
