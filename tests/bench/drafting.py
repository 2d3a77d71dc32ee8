"""Measure the drafting rules on labelled utterances, clean and noisy: `python -m tests.bench.drafting`."""

import argparse
import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from callcenter.drafting import Draft, Drafter, FieldCandidate, FieldName, Knowledge, Role, Utterance, load_knowledge
from callcenter.drafting.draft import AMBER_FROM
from callcenter.drafting.loading import read_places, read_units
from callcenter.learning.base import with_base
from tests.bench.noise import heard_as
from tests.bench.survival import digits_of, number_survives

ROOT = Path(__file__).parents[2]
DEV = ROOT / "tests/data/drafting/dev.jsonl"
FROZEN = ROOT / "tests/data/drafting/frozen.jsonl"
CITY = ROOT / "config/city"
CER = (0.0, 0.07, 0.14)
SEEDS = (1, 2, 3)
_MS_PER_CHAR = 220  # a citizen's pace, 4 to 5 characters a second


@dataclass(slots=True, kw_only=True)
class Tally:
    """Owns the counts of one run at one rate of errors."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    kinds: list[tuple[str, str]] = field(default_factory=list)  # expected, found
    names: Counter[str] = field(default_factory=Counter)  # place names: tp, fp, fn
    without_span: int = 0
    filled: int = 0
    update_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def score(self, key: str, *, right: bool, note: str = "") -> None:
        self.asked[key] += 1
        self.right[key] += right
        if not right and note:
            self.failures.append(f"{key}: {note}")

    def share(self, key: str) -> float | None:
        return self.right[key] / self.asked[key] if self.asked[key] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """What the noise left of a number: whether it can be read, and whether every digit of the call is itself."""

    number: bool
    every_digit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """The knowledge under test and the names labels may use."""

    knowledge: Knowledge
    places: tuple[str, ...]
    full_names: Mapping[str, str]

    def names_in(self, address: str) -> set[str]:
        """Return the place names in a written address, longest first."""
        found = set()
        for name in self.places:
            if name in address:
                found.add(name)
                address = address.replace(name, "□")
        return found

    def house_in(self, address: str) -> str:
        for name in self.places:
            address = address.replace(name, "□")
        kept = [part for part in address.replace("与", "□").split("□") if any(char.isdigit() for char in part)]
        digits = [i for i, char in enumerate(kept[-1]) if char.isdigit()] if kept else []
        return kept[-1][digits[0] : digits[-1] + 1] if digits else ""


def read_city(folder: Path) -> City:
    """Read a city's folder."""
    names = [name for place in read_places(folder / "places.txt") for name in (place.name, *place.aliases)]
    return City(
        knowledge=with_base(load_knowledge(folder), folder),
        places=tuple(sorted(names, key=len, reverse=True)),
        full_names=dict(read_units(folder / "units.txt")),
    )


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Read one call a line (tests/data/drafting/README.md)."""
    lines = path.read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines if line.strip()]
    for case in cases:
        case.setdefault("utterances", [{"role": "caller", "text": case.get("text", "")}])
    return cases


def utterances_of(case: Mapping[str, Any], rate: float, seed: int) -> list[Utterance]:
    """Return a case's utterances, the caller's made wrong at `rate`, one after the other in time."""
    at_ms, found = 0, []
    for i, said in enumerate(case["utterances"]):
        role = Role(said["role"])
        wrong = rate if role is Role.CALLER else 0.0
        text = "".join(heard_as(said["text"], wrong, hash_of(case["id"], i, seed)))
        end_ms = at_ms + _MS_PER_CHAR * max(1, len(text))
        found.append(Utterance(utterance_id=f"{case['id']}-{i}", role=role, start_ms=at_ms, end_ms=end_ms, text=text))
        at_ms = end_ms + 800
    return found


def hash_of(name: str, turn: int, seed: int) -> int:
    """Return a seed that is the same in every process."""
    return sum(ord(char) * 31**i for i, char in enumerate(name)) * 1009 + turn * 97 + seed


def run(cases: Iterable[Mapping[str, Any]], city: City, rate: float, seeds: Sequence[int]) -> Tally:
    """Draft every case at one rate of errors and count."""
    tally = Tally()
    for case in cases:
        for seed in seeds if rate else (0,):
            heard = utterances_of(case, rate, seed)
            draft = _draft(case, heard, city, tally)
            note = f"{case['id']} {' / '.join(one.text for one in heard)}"
            _score_evidence(heard, draft, tally)
            _score_ranked_fields(case["labels"], draft, city, tally, note)
            _score_fields(case["labels"], draft, city, tally, note)
            if "contact_phone" in case["labels"]:
                _score_phone(_list(case["labels"]["contact_phone"]), draft, tally, note, _survived(case, rate, seed))
    return tally


def _draft(case: Mapping[str, Any], heard: Sequence[Utterance], city: City, tally: Tally) -> Draft:
    began = case.get("call_started_at")
    drafter = Drafter(city.knowledge, datetime.fromisoformat(began) if began else None)
    draft = drafter.draft()
    for utterance in heard:
        before, cpu_before = time.perf_counter(), time.thread_time()
        draft = drafter.update(utterance)
        tally.update_ms.append((time.perf_counter() - before) * 1000)
        tally.cpu_ms.append((time.thread_time() - cpu_before) * 1000)
    return draft


def _survived(case: Mapping[str, Any], rate: float, seed: int) -> Survival:
    """Say which digits the caller said can still be read."""
    turns = [(i, one["text"]) for i, one in enumerate(case["utterances"]) if one["role"] == "caller"]
    said = [text for _, text in turns]
    heard = [heard_as(text, rate, hash_of(case["id"], i, seed)) for i, text in turns]
    every = all(
        one.startswith(char)
        for text, chars in zip(said, heard, strict=True)
        for char, one in zip(text, chars, strict=True)
        if digits_of(char)
    )
    wanted = _list(case["labels"]["contact_phone"])
    return Survival(number=number_survives(wanted, said, heard), every_digit=every)


def _score_evidence(heard: Sequence[Utterance], draft: Draft, tally: Tally) -> None:
    for candidates in draft.fields.values():
        if candidates[0].confidence >= AMBER_FROM:
            tally.filled += 1
            tally.without_span += not _spans_hold(candidates[0], heard)


def _score_ranked_fields(labels: Mapping[str, Any], draft: Draft, city: City, tally: Tally, note: str) -> None:
    for name in (FieldName.UNIT, FieldName.TOPIC):
        if labels.get(name):
            _score_ranked(name, _list(labels[name]), draft, city, tally, note)


def _score_fields(labels: Mapping[str, Any], draft: Draft, city: City, tally: Tally, note: str) -> None:
    if "appeal_kind" in labels:
        _score_kind(_list(labels["appeal_kind"]), draft, tally, note)
    if "place" in labels:
        _score_place(labels["place"] or "", draft, city, tally, note)
    if labels.get("contact_name"):
        _score_name(labels["contact_name"], draft, tally, note)
    for name in (FieldName.CONFIDENTIAL, FieldName.URGENT, FieldName.HAPPENED_AT):
        if name in labels:
            found = _filled(draft, name)
            tally.score(
                name, right=found == (labels[name] or ""), note=f"{note}: expected {labels[name]}, found {found}"
            )


def _score_name(wanted: str, draft: Draft, tally: Tally, note: str) -> None:
    """A label without 先生 or 女士 asks for the surname only."""
    top = draft.top(FieldName.CONTACT_NAME)
    found = top.value if top else ""
    right = found == wanted or (not wanted.endswith(("先生", "女士", "匿名")) and found.startswith(wanted))
    tally.score("name", right=right, note=f"{note}: expected {wanted}, found {found}")


def _spans_hold(candidate: FieldCandidate, heard: Sequence[Utterance]) -> bool:
    texts = {one.utterance_id: one.text for one in heard}
    return bool(candidate.spans) and all(
        0 <= span.start < span.end <= len(texts[span.utterance_id]) and span.start_ms <= span.end_ms
        for span in candidate.spans
    )


def _list(label: Any) -> list[str]:
    return [] if label is None else [label] if isinstance(label, str) else list(label)


def _filled(draft: Draft, name: FieldName) -> str:
    top = draft.top(name)
    return top.value if top and top.confidence >= AMBER_FROM else ""


def _score_kind(wanted: list[str], draft: Draft, tally: Tally, note: str) -> None:
    top = draft.top(FieldName.APPEAL_KIND)
    if not wanted:
        found = _filled(draft, FieldName.APPEAL_KIND)
        tally.score("kind left open", right=not found, note=f"{note} -> {found}")
        return
    found = top.value if top else "-"
    tally.score("kind", right=found in wanted, note=f"{note}: expected {wanted}, found {found}")
    tally.kinds.append((found if found in wanted else wanted[0], found))


def _score_place(wanted: str, draft: Draft, city: City, tally: Tally, note: str) -> None:
    found = _filled(draft, FieldName.PLACE)
    want, have = city.names_in(wanted), city.names_in(found)
    tally.names.update(tp=len(want & have), fp=len(have - want), fn=len(want - have))
    if want != have:
        tally.failures.append(f"place: {note}: expected {wanted or '-'}, found {found or '-'}")
    house = city.house_in(wanted)
    if house:
        tally.score(
            "house number", right=house == city.house_in(found), note=f"{note}: expected {house}, found {found}"
        )
    if wanted:
        tally.score("place, whole string", right=wanted == found)


def _score_phone(wanted: list[str], draft: Draft, tally: Tally, note: str, survived: Survival) -> None:
    found = _filled(draft, FieldName.CONTACT_PHONE)
    told = f"{note}: expected {wanted}, found {found or '-'}"
    tally.score("phone, wrong number filled in", right=bool(found) and found not in wanted)
    if found and found not in wanted:
        tally.failures.append(f"WRONG NUMBER: {told}")
    if wanted and survived.number:
        tally.score("phone exact where it survived", right=found in wanted, note=told)
    if wanted and survived.every_digit:
        tally.score("phone exact where every digit of the call survived", right=found in wanted)


def _score_ranked(name: FieldName, wanted: list[str], draft: Draft, city: City, tally: Tally, note: str) -> None:
    accepted = {city.full_names.get(one, one) for one in wanted}
    found = [candidate.value for candidate in draft.fields.get(name, ())]
    tally.score(
        f"{name} top-1", right=bool(found) and found[0] in accepted, note=f"{note}: expected {wanted}, found {found}"
    )
    tally.score(f"{name} top-3", right=bool(accepted & set(found[:3])))


def macro_f1(pairs: Iterable[tuple[str, str]]) -> float:
    """Return the mean F1 over the expected classes."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for expected, found in pairs:
        counts[expected]["tp" if expected == found else "fn"] += 1
        if expected != found:
            counts[found]["fp"] += 1
    scores = [
        2 * count["tp"] / (2 * count["tp"] + count["fp"] + count["fn"])
        for count in counts.values()
        if count["tp"] + count["fn"]
    ]
    return statistics.fmean(scores) if scores else 0.0


def spread(values: Sequence[float]) -> str:
    """Return median, 99th percentile and most."""
    ordered = sorted(values)
    return f"{statistics.median(ordered):.2f} / {ordered[int(len(ordered) * 0.99)]:.2f} / {ordered[-1]:.2f}"


def table(tallies: Mapping[float, Tally]) -> str:
    """Return the figures as a Markdown table, a column per rate of errors."""
    rows: dict[str, list[str]] = defaultdict(list)
    keys = sorted({key for tally in tallies.values() for key in tally.asked})
    for tally in tallies.values():
        tp, fp, fn = (tally.names[key] for key in ("tp", "fp", "fn"))
        rows["place names P / R / F1"].append(
            f"{tp / max(1, tp + fp):.3f} / {tp / max(1, tp + fn):.3f} / {2 * tp / max(1, 2 * tp + fp + fn):.3f}"
            f" (n={tp + fn})"
        )
        rows["kind, macro-F1"].append(f"{macro_f1(tally.kinds):.3f}")
        for key in keys:
            share = tally.share(key)
            rows[key].append("-" if share is None else f"{share:.3f} (n={tally.asked[key]})")
        rows["ms per utterance, wall, median / p99 / max"].append(spread(tally.update_ms))
        rows["ms per utterance, CPU, median / p99 / max"].append(spread(tally.cpu_ms))
        rows["filled values without a good span"].append(f"{tally.without_span} of {tally.filled}")
    head = ["figure", *(f"CER {rate:.0%}" for rate in tallies)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join([key, *cells]) + " |" for key, cells in sorted(rows.items())]
    return "\n".join(lines)


def main() -> None:
    """Print the table for the files given, or for the sets in tests/data/drafting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=[path for path in (DEV, FROZEN) if path.exists()])
    parser.add_argument("--city", type=Path, default=CITY, help="folder of the site's word lists")
    parser.add_argument("--failures", action="store_true", help="list what went wrong")
    asked = parser.parse_args()
    city = read_city(asked.city)
    for path in asked.files:
        cases = read_cases(path)
        tallies = {rate: run(cases, city, rate, SEEDS) for rate in CER}
        print(f"\n{path.name}: {len(cases)} calls; noise with {len(SEEDS)} seeds")
        print(table(tallies))
        for rate, tally in tallies.items() if asked.failures else ():
            print(f"\n-- CER {rate:.0%}", *tally.failures, sep="\n")


if __name__ == "__main__":
    main()
