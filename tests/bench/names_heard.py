"""How many names of places and units are found on a bad line: `python -m tests.bench.names_heard [FILE ...]`.

What was said is known: the names written out in callers' words before they are made wrong. Each utterance is looked at
alone, as the finders do. Intervals (95 %) are drawn from the calls: the same sentence with other noise is no other
sentence.
"""

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callcenter.drafting import Knowledge, load_knowledge
from tests.bench.drafting import CITY, DEV, FROZEN, hash_of, read_cases
from tests.bench.noise import MIXES, Mix, heard_as

FROZEN2 = FROZEN.with_name("frozen2.jsonl")
RATES = (0.0, 0.14, 0.38)
SEEDS = range(5)
_DRAWS = 400
_Spoken = tuple[int, int, str]  # characters from, to; the name as it was said


@dataclass(slots=True, kw_only=True)
class Found:
    """Owns the counts of one call (or of all): names that were said and found, found only, said only."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    def add(self, other: "Found") -> None:
        self.right, self.wrong, self.missed = (
            self.right + other.right,
            self.wrong + other.wrong,
            self.missed + other.missed,
        )


@dataclass(slots=True, kw_only=True)
class Heard:
    """Owns what one run found: by call, by what became of the name, and what it cost."""

    by_call: list[Found] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)  # by what became of the name
    missed: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)  # each miss and each wrong name
    ms: list[float] = field(default_factory=list)

    def total(self) -> Found:
        return summed(self.by_call)


def summed(every: Iterable[Found]) -> Found:
    """Add up."""
    total = Found()
    for one in every:
        total.add(one)
    return total


def spoken(knowledge: Knowledge, text: str) -> list[_Spoken]:
    """Return the names written out in a text, where they stand."""
    places = [(hit.start, hit.end, hit.place.name) for hit in knowledge.gazetteer.hits(text) if hit.exact]
    units = [(hit.start, hit.end, hit.unit) for hit in knowledge.unit_names.hits(text) if hit.exact]
    return [*places, *units]


def names_in(knowledge: Knowledge, text: str) -> set[str]:
    """Return the names found in a text, exact ones and others."""
    places = {hit.place.name for hit in knowledge.gazetteer.hits(text)}
    return places | {hit.unit for hit in knowledge.unit_names.hits(text)}


def what_became(said: str, heard: Sequence[str]) -> str:
    """Say in a word what the noise made of a name."""
    if len(said) == 2:
        return "of two characters" if "".join(heard) != said else "as it was said"
    lost = [i for i, chars in enumerate(heard) if not chars]
    if len(lost) > 1:
        return "several lost"
    added = any(len(chars) > 1 for chars in heard[:-1])
    if lost:
        where = "first" if lost[0] == 0 else "last" if lost[0] == len(said) - 1 else "inner"
        return f"{where} lost" + (", one added" if added else "")
    if added:
        return "added"
    other = sum(chars[0] != char for char, chars in zip(said, heard, strict=True))
    return "as it was said" if not other else "all homophones" if other == len(said) else "homophones"


def run(cases: Iterable[Mapping[str, Any]], knowledge: Knowledge, rate: float, seeds: Iterable[int], mix: Mix) -> Heard:
    """Make every caller's words wrong and look what is found."""
    heard = Heard()
    for case in cases:
        call = Found()
        for i, said in enumerate(case["utterances"]):
            if said["role"] == "caller":
                for seed in seeds if rate else (0,):
                    call.add(_one(said["text"], knowledge, rate, hash_of(case["id"], i, seed), mix, heard))
        heard.by_call.append(call)
    return heard


def _one(text: str, knowledge: Knowledge, rate: float, seed: int, mix: Mix, heard: Heard) -> Found:
    said = spoken(knowledge, text)
    chars = heard_as(text, rate, seed, mix)
    wrong_text = "".join(chars)
    began = time.thread_time()
    found = names_in(knowledge, wrong_text)
    heard.ms.append((time.thread_time() - began) * 1000)
    wanted = {name for _, _, name in said}
    for start, end, name in said:
        became = what_became(text[start:end], chars[start:end])
        heard.said[became] += 1
        if name not in found:
            heard.missed[became] += 1
            heard.told.append(f"missed, {became}: {text[start:end]} as {''.join(chars[start:end])!r} in {wrong_text}")
    heard.told += [f"wrong: {name} in {wrong_text} ({text})" for name in found - wanted]
    return Found(right=len(wanted & found), wrong=len(found - wanted), missed=len(wanted - found))


def interval(by_call: Sequence[Found], key: str) -> tuple[float, float]:
    """Return the 95 % interval of a figure over calls drawn again and again."""
    chance = random.Random(1)  # noqa: S311 (repeatable, no secret)
    named = [one for one in by_call if one.right or one.wrong or one.missed]
    drawn = sorted(getattr(summed(chance.choices(named, k=len(named))), key) for _ in range(_DRAWS))
    return drawn[int(_DRAWS * 0.025)], drawn[int(_DRAWS * 0.975)]


def row(rate: float, heard: Heard) -> str:
    """Return one line of the table."""
    total = heard.total()
    cells = [f"{rate:.0%}"]
    for key in ("precision", "recall"):
        low, high = interval(heard.by_call, key)
        cells.append(f"{getattr(total, key):.3f} ({low:.3f} to {high:.3f})")
    ordered = sorted(heard.ms)
    cells.append(f"{total.right + total.missed}")
    cells.append(f"{statistics.median(ordered):.2f} / {ordered[int(len(ordered) * 0.99)]:.2f} / {ordered[-1]:.2f}")
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Print a table for each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[DEV, FROZEN, FROZEN2])
    parser.add_argument("--mix", choices=MIXES, default="homophones", help="what kinds of errors")
    parser.add_argument("--rate", type=float, action="append", help="share of wrong characters; may be given again")
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    parser.add_argument("--causes", action="store_true", help="what the missed ones had become")
    parser.add_argument("--told", action="store_true", help="each miss and each wrong name; not for sets that judge")
    asked = parser.parse_args()
    knowledge = load_knowledge(CITY)
    for path in asked.files:
        print(f"\n{path.name}, {asked.mix}, {asked.seeds} seeds")
        print("| wrong characters | precision | recall | names | CPU ms, p50 / p99 / most |\n|---|---|---|---|---|")
        for rate in asked.rate or RATES:
            heard = run(read_cases(path), knowledge, rate, range(asked.seeds), MIXES[asked.mix])
            print(row(rate, heard), flush=True)
            for became, count in heard.said.most_common() if asked.causes else ():
                print(f"    {became}: {heard.missed[became]} of {count} missed")
            for told in heard.told if asked.told else ():
                print(f"    {told}")


if __name__ == "__main__":
    main()
