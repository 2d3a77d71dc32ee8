"""`callcenter asr eval DIR`: how well a model hears the clips of a folder (docs/evaluation.md)."""

import argparse
import json
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
from callcenter.evaluation.page import page
from callcenter.evaluation.report import About, figures, summary
from callcenter.evaluation.score import Heard
from callcenter.packaged import city_dir
from callcenter.parts import model_dir
from callcenter.settings import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take clips, model, conditions and where the report goes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="clips with manifest.jsonl")
    parser.add_argument("--model", type=Path, help="model folder (default: the configured one)")
    parser.add_argument(
        "--condition",
        choices=[str(one) for one in Condition],
        action="append",
        help="only this way to the recogniser; may be given again (default: all)",
    )
    parser.add_argument("--out", type=Path, help="folder for eval.json and eval.html (default: DIR)")
    parser.add_argument("--limit", type=int, default=0, help="only the first so many clips")
    parser.add_argument("--config", type=Path)


def run(args: argparse.Namespace) -> int:
    """Evaluate and write both reports; 1 when clips, model or word lists cannot be used."""
    settings = load(args.config)
    try:
        clips = read_manifest(args.folder)[: args.limit or None]
        model = check_model(args.model or model_dir(settings))
        knowledge = load_knowledge(city_dir(settings.site.city))
        conditions = [Condition(name) for name in args.condition] if args.condition else list(Condition)
        heard, cost = evaluate(model.path, clips, conditions, knowledge, Bar("clips").show)
        about = About(
            model=model.name,
            demo=model.demo,
            clips_of=args.folder.resolve().name,
            clips=len(clips),
            seconds=_seconds(heard),
            at=datetime.now(ZoneInfo(settings.site.timezone)),
            cost=cost,
        )
        _write(args.out or args.folder, about, heard)
    except (ClipError, ListenerError, ModelError, KnowledgeError, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _seconds(heard: Sequence[Heard]) -> float:
    return sum({one.clip.name: one.line.clip_seconds for one in heard}.values())


def _write(folder: Path, about: About, heard: Sequence[Heard]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    document = json.dumps(figures(about, heard), ensure_ascii=False, indent=1)
    (folder / "eval.json").write_text(document + "\n", "utf-8")
    (folder / "eval.html").write_text(page(about, heard), "utf-8")
    print(summary(about, heard))
    print(f"{folder / 'eval.json'}\n{folder / 'eval.html'}")
