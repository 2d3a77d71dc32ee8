"""`callcenter learn`: learn kinds and units from the site's own settled tickets; keep what is no worse than before."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callcenter.drafting import Drafter, FieldName, Knowledge, KnowledgeError, Role, Utterance, load_knowledge
from callcenter.learning.base import with_base
from callcenter.learning.classifier import ModelError
from callcenter.learning.judging import Score
from callcenter.learning.keeping import FOLDER, Shelf, Target
from callcenter.learning.lesson import Outcome, learn
from callcenter.learning.training import Example
from callcenter.packaged import city_dir
from callcenter.settings import Settings, load
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.store.settled import Settled, settled_tickets


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take what to learn and how far to go."""
    parser.add_argument("--target", choices=[str(one) for one in Target], help="one field only; default: all")
    parser.add_argument("--dry-run", action="store_true", help="judge and say, promote nothing")
    parser.add_argument("--roll-back", action="store_true", help="let the classifier before be in use again")
    parser.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Learn; 1 when the database or a file cannot be used. To keep what is better than the new is no failure."""
    settings = load(args.config)
    shelf = Shelf(settings.data_dir() / FOLDER)
    targets = [Target(args.target)] if args.target else list(Target)
    try:
        if args.roll_back:
            for target in targets:
                shelf.roll_back(target)
                print(f"{target}: the classifier before is in use again")
            return 0
        settled = asyncio.run(_settled(settings))
        city = city_dir(settings.site.city)
        knowledge = with_base(load_knowledge(city), city)
        for target in targets:
            _learn(settings, shelf, knowledge, settled, target, promote=not args.dry_run)
    except (StoreError, ModelError, KnowledgeError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


async def _settled(settings: Settings) -> tuple[Settled, ...]:
    async with Database(settings.store.url) as database:
        return await settled_tickets(database)


def _learn(
    settings: Settings,
    shelf: Shelf,
    knowledge: Knowledge,
    settled: Sequence[Settled],
    target: Target,
    *,
    promote: bool,
) -> None:
    examples = [Example(text=one.text, label=label, at=one.at) for one in settled if (label := _label(one, target))]
    now = datetime.now(ZoneInfo(settings.site.timezone))
    outcome = learn(target, examples, shelf.champion(target), _by_rules(knowledge, target), now, _progress(target))
    _tell(target, outcome)
    if outcome.made is None or outcome.card is None:
        print(f"{target}: nothing changes: {outcome.why_not}")
    elif promote:
        shelf.promote(outcome.made, outcome.card)
        print(f"{target}: in use from the next call on")
    else:
        print(f"{target}: would be taken into use")


def _label(one: Settled, target: Target) -> str:
    return one.kind if target is Target.KIND else one.unit


def _by_rules(knowledge: Knowledge, target: Target) -> Callable[[str], list[str]]:
    """Rules and shipped classifier as a guesser: what a learned one must not fall behind."""

    def guess(text: str) -> list[str]:
        said = Utterance(utterance_id="u", role=Role.CALLER, text=text, start_ms=0, end_ms=len(text) * 220)
        return [one.value for one in Drafter(knowledge).update(said).fields.get(FieldName(target), ())]

    return guess


def _tell(target: Target, outcome: Outcome) -> None:
    rows: list[tuple[str, Score | None]] = [
        ("new", outcome.score),
        ("in use", outcome.champion_score),
        ("rules", outcome.rules_score),
    ]
    for name, score in rows:
        if score:
            print(
                f"{target}: {name:8} first {score.first:.3f}  among three {score.among_three:.3f}  "
                f"macro-F1 {score.macro_f1:.3f}  on {score.examples} newest"
            )


def _progress(target: Target) -> Callable[[int, int], None]:
    def show(done: int, whole: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{target}: round {done} of {whole}" + ("\n" if done == whole else ""))
            sys.stderr.flush()

    return show
