"""`callcenter model list|check|get`: published speech models, and whether a folder holds one that works."""

import argparse
import sys
from pathlib import Path

from asr.models import ModelError, check_model, get_model, published_models
from callcenter.parts import model_dir
from callcenter.settings import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the action, and what it acts on."""
    parser.add_argument("--config", type=Path)
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|check|get")
    actions.add_parser("list", help="published models and their size")
    check = actions.add_parser("check", help="check a model folder (default: the configured one)")
    check.add_argument("folder", type=Path, nargs="?")
    get = actions.add_parser("get", help="download a published model, with resume and checksum")
    get.add_argument("name")
    get.add_argument("--base-url", default="", help="another place that publishes the same files")


def run(args: argparse.Namespace) -> int:
    """Do the action; 1 when a model is broken or could not be had."""
    settings = load(args.config)
    try:
        match args.action:
            case "list":
                for one in published_models():
                    print(f"{one.name}\t{one.size_bytes / 1e6:.0f} MB\t{one.licence}\t{one.note}")
            case "check":
                print(check_model(args.folder or model_dir(settings)))
            case "get":
                folder = get_model(args.name, Path(settings.asr.models_dir), args.base_url, _show)
                print(f"\n{folder}\nset [asr] model_path to this folder to use it")
    except ModelError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _show(done_bytes: int, total_bytes: int) -> None:
    print(f"\r{done_bytes / 1e6:8.1f} of {total_bytes / 1e6:.1f} MB", end="", flush=True, file=sys.stderr)
