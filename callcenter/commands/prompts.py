"""`callcenter prompts`: turn WAV files into the sound files telephony plays."""

import argparse
import sys
from pathlib import Path

from callcenter.packaged import prompts_dir
from callcenter.settings import load
from callcenter.telephony.prompts import PromptError, convert


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the WAV files and where the prompts go."""
    parser.add_argument("wav", type=Path, nargs="+", help="16-bit WAV; the prompt is named after the file")
    parser.add_argument("--config", type=Path, help="where [media] prompts_dir stands")
    parser.add_argument("--into", type=Path, help="folder of prompts; default: [media] prompts_dir")


def run(args: argparse.Namespace) -> int:
    """Convert each file; 1 when one cannot be used, after the others were converted."""
    configured = load(args.config).media.prompts_dir
    folder = args.into or (Path(configured) if configured else prompts_dir())
    bad = 0
    for wav in args.wav:
        try:
            made = convert(wav, folder)
        except (PromptError, OSError) as fault:
            bad += 1
            print(fault, file=sys.stderr)
        else:
            print(f"{wav} -> {', '.join(path.name for path in made)} in {folder}")
    return 1 if bad else 0
