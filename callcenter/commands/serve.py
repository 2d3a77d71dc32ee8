"""`callcenter serve`: run the whole desk until told to stop."""

import argparse
import asyncio
import os
from pathlib import Path

from callcenter import logs, parts
from callcenter.settings import load
from callcenter.supervisor import Supervisor, lock_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the configuration file."""
    parser.add_argument("--config", type=Path, help="TOML file; without it every setting is at its default")


def run(args: argparse.Namespace) -> int:
    """Start every part and keep it running; answers 0 after SIGINT or SIGTERM, 2 when the configuration cannot work."""
    settings = load(args.config)
    logs.configure(settings.log.level)
    lock = lock_folder(parts.run_dir(settings))
    try:
        config = args.config.resolve() if args.config else None
        return asyncio.run(Supervisor(parts.run_dir(settings), parts.build_parts(settings, config)).run())
    finally:
        os.close(lock)
