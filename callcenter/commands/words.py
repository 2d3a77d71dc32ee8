"""`callcenter words build`: put the site's places, units, lines and tickets into a model (docs/evaluation.md)."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from asr.models import ModelError, check_model
from callcenter.commands.bar import Bar
from callcenter.drafting import KnowledgeError, load_knowledge
from callcenter.evaluation.clips import ClipError, read_manifest
from callcenter.evaluation.conditions import Condition
from callcenter.evaluation.evaluate import evaluate
from callcenter.evaluation.listener import ListenerError
from callcenter.evaluation.score import score
from callcenter.packaged import city_dir
from callcenter.parts import model_dir
from callcenter.settings import Settings, load
from callcenter.store.database import Database
from callcenter.store.faults import StoreError
from callcenter.words.gather import SiteWords, site_words, ticket_clauses
from callcenter.words.mixing import SHARE, mix_in
from callcenter.words.rebuild import rebuild

_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the action, the model and where the new one goes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="build")
    build = actions.add_parser("build", help="make a model that expects the site's words")
    build.add_argument("--model", type=Path, help="model to start from (default: the configured one)")
    build.add_argument("--out", type=Path, help="new folder (default: under [asr] models_dir, by name and time)")
    build.add_argument("--share", type=float, default=SHARE, help="of the site's sentences, mixing into a real model")
    build.add_argument("--no-tickets", action="store_true", help="lists only, nothing from registered tickets")
    build.add_argument("--eval", type=Path, metavar="DIR", help="clips to measure before and after on, as `asr eval`")
    build.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Build and report; 1 when model, lists, clips or database cannot be used, or the new one hears no better."""
    settings = load(args.config)
    try:
        if not 0 < args.share < 1:
            raise ClipError(f"--share: expected above 0 and below 1, found {args.share}")
        model = check_model(args.model or model_dir(settings)).path
        out = args.out or _new_folder(settings, model)
        site = _gathered(settings, tickets=not args.no_tickets)
        _build(model, site, out, args.share)
        better = _compare(settings, args.eval, model, out) if args.eval else True
    except (ModelError, KnowledgeError, StoreError, ClipError, ListenerError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"{out}\n`callcenter model use {out}` takes it into use")
    return 0 if better else 1


def _new_folder(settings: Settings, model: Path) -> Path:
    now = datetime.now(ZoneInfo(settings.site.timezone))
    name = model.name.partition("+")[0]
    return Path(settings.asr.models_dir).absolute() / f"{name}+{settings.site.city}-{now:%Y%m%d-%H%M%S}"


def _gathered(settings: Settings, *, tickets: bool) -> SiteWords:
    clauses = asyncio.run(_clauses(settings)) if tickets else ()
    return site_words(city_dir(settings.site.city), clauses)


async def _clauses(settings: Settings) -> tuple[str, ...]:
    async with Database(settings.store.url) as database:
        return await ticket_clauses(database)


def _build(model: Path, site: SiteWords, out: Path, share: float) -> None:
    if (model / "lexicon").is_dir():
        made = rebuild(model, site, out)
        print(f"known: {len(made.known)} of {len(site.words)} words of the site")
        print(f"added: {_some(made.added)}")
        for word, why in made.unspelled.items():
            print(f"cannot be heard: {word}: {why}")
        print(f"sentences of tickets: {made.ticket_sentences}")
        return
    mixed = mix_in(model, site, out, share)
    print(f"known: {len(mixed.known)} of {len(site.words)} words of the site")
    pieces = [f"{word} ({' '.join(parts)})" for word, parts in mixed.pieces.items()]
    print(f"heard in pieces: {_some(pieces)}")
    for word in mixed.unspelled:
        print(f"cannot be heard: {word}: the model has no words for its characters")
    print(f"sentences of tickets: {mixed.ticket_sentences}; contexts mixed: {mixed.contexts}")


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return f"{len(words)}: {'、'.join(words[:_SHOWN])}{more}" if words else "0"


def _compare(settings: Settings, clips_of: Path, before: Path, after: Path) -> bool:
    """Measure both models on the same clips, as they come over a telephone line."""
    clips = read_manifest(clips_of)
    knowledge = load_knowledge(city_dir(settings.site.city))
    rates = []
    for name, model in (("before", before), ("after", after)):
        heard, _ = evaluate(model, clips, [Condition.A_LAW], knowledge, Bar(f"clips {name}").show)
        found = score(heard)
        rates.append(found.errors.rate or 0.0)
        print(f"{name}: CER {rates[-1]:.2%} of {found.errors.characters} characters")
    if rates[1] > rates[0]:
        print("the new model hears these clips worse: keep the one in use", file=sys.stderr)
    return rates[1] <= rates[0]
