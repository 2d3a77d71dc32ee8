"""What commands over a list of the site have alike: `import FILE.csv`, `list`, and one way to print and to refuse."""

import argparse
import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from callcenter.store.csv_rows import CsvFileError
from callcenter.store.faults import StoreError


def add_verbs(parser: argparse.ArgumentParser, importing: str, listing: str) -> None:
    """Take `import FILE.csv` and `list`; the texts say what each does."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    taking = verbs.add_parser("import", help=importing)
    taking.add_argument("--config", type=Path)
    taking.add_argument("file", type=Path, metavar="FILE.csv")
    showing = verbs.add_parser("list", help=listing)
    showing.add_argument("--config", type=Path)


def print_lines(work: Coroutine[Any, Any, list[str]]) -> int:
    """Do it and print what it answers; 1 when the file or the database cannot be used."""
    try:
        for line in asyncio.run(work):
            print(line)
    except (CsvFileError, StoreError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0
