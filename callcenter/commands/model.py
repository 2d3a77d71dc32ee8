"""`callcenter model list|get|check|use`: speech models: published ones, on this machine, and the one in use."""

import argparse
import sys
from pathlib import Path

from asr.models import ModelError, ModelInfo, check_model, get_model, published_models
from callcenter.commands.bar import Bar
from callcenter.evaluation.clips import ClipError
from callcenter.evaluation.listener import ListenerError
from callcenter.evaluation.self_test import self_test
from callcenter.model_use import ModelUseError, take_into_use
from callcenter.parts import model_dir
from callcenter.settings import Settings, load

_MEGA = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the action, and what it acts on."""
    parser.add_argument("--config", type=Path)
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|get|check|use")
    actions.add_parser("list", help="models on this machine, and published ones with size, licence and SHA-256")
    get = actions.add_parser("get", help="download a published model, with resume and checksum")
    get.add_argument("name")
    get.add_argument("--base-url", default="", help="another place that publishes the same files")
    check = actions.add_parser("check", help="check a model: files, rate, and a spoken self-test")
    check.add_argument("folder", type=Path, nargs="?", help="default: the one in use")
    check.add_argument("--files-only", action="store_true", help="do not load it")
    use = actions.add_parser("use", help="check a model, then hear new calls by it; calls under way are not disturbed")
    use.add_argument("folder", type=Path, help="a folder, or the name of one under [asr] models_dir")


def run(args: argparse.Namespace) -> int:
    """Do the action; 1 when a model is broken, could not be had, or is not taken into use."""
    settings = load(args.config)
    try:
        match args.action:
            case "list":
                _list(settings)
            case "check":
                _check(args.folder or model_dir(settings), spoken=not args.files_only)
            case "get":
                folder = get_model(args.name, Path(settings.asr.models_dir), args.base_url, _downloaded)
                print(f"{folder}\n`callcenter model use {args.name}` takes it into use")
            case "use":
                _use(settings, args.folder)
    except (ModelError, ListenerError, ClipError, ModelUseError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _list(settings: Settings) -> None:
    used = model_dir(settings)
    folders = sorted(path for path in Path(settings.asr.models_dir).glob("[!.]*") if path.is_dir())
    for folder in dict.fromkeys([used, *(path.absolute() for path in folders)]):
        mark = "in use" if folder == used else "here"
        try:
            print(f"{mark}\t{_described(check_model(folder))}")
        except ModelError as fault:
            print(f"{mark}, BROKEN\t{fault}")
    for one in published_models():
        size = f"{one.size_bytes / _MEGA:.1f} MB" if one.size_bytes else "size unknown"
        print(f"published\t{one.name}\t{size}\t{one.licence}\tsha256 {one.sha256 or 'unknown'}\t{one.note}")


def _described(model: ModelInfo) -> str:
    demo = "\t合成语音演示模型" if model.demo else ""
    return f"{model.name}\t{model.rate_hz} Hz\t{model.words} words\t{model.path}{demo}"


def _check(folder: Path, *, spoken: bool) -> ModelInfo:
    model = check_model(folder)
    print(f"files: {_described(model)}")
    if spoken:
        tried = self_test(model)
        print(f"said:  {tried.said}\nheard: {tried.heard}")
        print(f"{tried.rate:.0%} of characters wrong (a synthesiser's voice), {tried.memory_mb:.0f} MB")
    return model


def _use(settings: Settings, wanted: Path) -> None:
    named = Path(settings.asr.models_dir) / wanted
    model = _check(named if not wanted.exists() and named.exists() else wanted, spoken=True)
    if take_into_use(settings, model.path):
        print("new calls are heard by it from now on; calls under way are not disturbed")
    else:
        print("no recognisers run: the next start takes it")


_bar = Bar("MB")


def _downloaded(done_bytes: int, total_bytes: int) -> None:
    _bar.show(done_bytes // _MEGA, -(-total_bytes // _MEGA))
