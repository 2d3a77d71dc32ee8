"""How the shipped way of learning 诉求类型 does on files it was not taught with: `python -m tests.bench.kinds`."""

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from callcenter.drafting import Drafter, FieldName, Knowledge, Role, Utterance, load_knowledge
from callcenter.drafting.draft import AMBER_FROM
from callcenter.learning.base import Lesson, base_of, lesson_of, made, taught_files, texts
from callcenter.learning.classifier import Classifier
from callcenter.learning.surroundings import TURN, surrounded
from callcenter.learning.training import Example
from tests.bench.drafting import CITY, ROOT, macro_f1, read_cases

TEXTS = ROOT / "tests/data/drafting/kinds"
BLIND = ROOT / "tests/data/drafting/kinds-blind.jsonl"
SHARES = (0.25, 0.5, 1.0)  # of the texts, for the learning curve
_SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What one call's draft named: the label, the best kind and how sure."""

    wanted: tuple[str, ...]
    found: str
    confidence: float

    @property
    def right(self) -> bool:
        return self.found in self.wanted


def drafted(wanted: Iterable[str], turns: Sequence[str], knowledge: Knowledge) -> Drafted:
    drafter, at_ms = Drafter(knowledge), 0
    for turn, said in enumerate(turns):
        drafter.update(
            Utterance(utterance_id=f"u{turn}", role=Role.CALLER, start_ms=at_ms, end_ms=at_ms + 900, text=said)
        )
        at_ms += 1000
    top = drafter.draft().top(FieldName.APPEAL_KIND)
    return Drafted(wanted=tuple(wanted), found=top.value if top else "-", confidence=top.confidence if top else 0.0)


def with_classifier(knowledge: Knowledge, classifier: Classifier) -> Knowledge:
    return replace(knowledge, learned={**knowledge.learned, FieldName.APPEAL_KIND: classifier})


def heard(examples: Sequence[Example], knowledge: Knowledge) -> list[Drafted]:
    return [drafted((one.label,), one.text.split(TURN), knowledge) for one in examples]


def figures(results: Sequence[Drafted]) -> str:
    pairs = [(one.found if one.right else one.wanted[0], one.found) for one in results]
    return f"{sum(one.right for one in results) / len(results):.3f} / {macro_f1(pairs):.3f} (n={len(results)})"


def reliability(results: Sequence[Drafted]) -> str:
    """The share of right ones by how sure the draft was."""
    lines = ["| confidence | calls | mean | right |", "|---|---|---|---|"]
    for low, high in (
        (0.0, 0.4),
        (0.4, AMBER_FROM),
        (AMBER_FROM, 0.6),
        (0.6, 0.7),
        (0.7, 0.8),
        (0.8, 0.85),
        (0.85, 1.01),
    ):
        some = [one for one in results if low <= one.confidence < high]
        if some:
            mean, right = (
                sum(part) / len(some) for part in zip(*((one.confidence, one.right) for one in some), strict=True)
            )
            lines.append(f"| {low:.2f} to {high:.2f} | {len(some)} | {mean:.2f} | {right:.2f} |")
    return "\n".join(lines)


def confusion(results: Sequence[Drafted]) -> str:
    kinds = sorted({kind for one in results for kind in one.wanted} | {one.found for one in results})
    counts = Counter((one.found if one.right else one.wanted[0], one.found) for one in results)
    rows = [[wanted, *(str(counts[wanted, found]) for found in kinds)] for wanted in kinds]
    head = ["label, found:", *kinds]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


def parts_of(files: Sequence[Path], count: int) -> list[list[Path]]:
    return [list(files[at::count]) for at in range(count)]


def left_out(lesson: Lesson, rules: Knowledge, parts: int) -> tuple[list[Drafted], list[Drafted]]:
    """Judge each file by a classifier that was taught without it: as written, and in whole calls."""
    plain: list[Drafted] = []
    whole: list[Drafted] = []
    files = taught_files(TEXTS)
    for out in parts_of(files, parts):
        others = tuple(one for file in files if file not in out for one in texts(file))
        knowledge = with_classifier(rules, made(replace(lesson, examples=others)))
        for file in out:
            held = texts(file)
            found, calls = heard(held, knowledge), heard(surrounded(held, lesson.said, _SEED), knowledge)
            print(f"| {file.stem} | {figures(found)} | {figures(calls)} |", flush=True)
            plain, whole = plain + found, whole + calls
    return plain, whole


def blind(knowledge: Knowledge) -> list[Drafted]:
    cases = read_cases(BLIND)
    return [
        drafted(one["labels"]["appeal_kind"], [said["text"] for said in one["utterances"]], knowledge) for one in cases
    ]


def curve(lesson: Lesson, rules: Knowledge, share: float) -> str:
    order = random.Random(_SEED).sample(range(len(lesson.examples)), round(share * len(lesson.examples)))  # noqa: S311
    knowledge = with_classifier(
        rules, made(replace(lesson, examples=tuple(lesson.examples[at] for at in sorted(order))))
    )
    return f"| {len(order)} | {figures(heard(texts(TEXTS / 'judge.tsv'), knowledge))} | {figures(blind(knowledge))} |"


def main() -> None:
    """Print the tables of docs/decisions/0042."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=4, help="groups of files left out in turn")
    parser.add_argument("--curve", action="store_true", help="also teach with a quarter and a half of the texts")
    asked = parser.parse_args()
    lesson, rules = lesson_of(TEXTS), load_knowledge(CITY)
    print("| file left out | as written | in whole calls |\n|---|---|---|")
    plain, whole = left_out(lesson, rules, asked.parts)
    print(f"| all | {figures(plain)} | {figures(whole)} |\n\nHow sure and how often right, in whole calls\n")
    print(reliability(whole), "\n\n" + confusion(whole))
    base = base_of(CITY)
    if base is not None:
        found = blind(with_classifier(rules, base))
        print(f"\nkinds-blind.jsonl: {figures(found)}\n\n{confusion(found)}\n\n{reliability(found)}")
    if asked.curve:
        print("\n| texts | judge.tsv | kinds-blind.jsonl |\n|---|---|---|")
        print("\n".join(curve(lesson, rules, share) for share in SHARES))


if __name__ == "__main__":
    main()
