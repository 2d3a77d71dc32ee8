"""One trial: a copy of the tree, a fault in it, the tests that must see it."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.faults import Fault, plant

ROOT = Path(__file__).parents[2]
COPIED = ("callcenter", "asr", "queueing", "dashboards", "config", "docs", "tests", "pyproject.toml", "CHANGELOG.md")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis", "*.flac", "*.wav")
LONGEST_S = 180.0  # a fault may make a test wait for ever: that is seen too
PASSED, FAILED = 0, 1  # exit codes of pytest; any other says that the tests could not be run


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the tests said of one fault. `seen_by`: the first that failed, '' when all passed."""

    seen_by: str
    seconds: float


class TrialError(Exception):
    """The tests could not be run, so that they say nothing."""


def copy_tree(to: Path) -> None:
    """Copy what the tests read; what is installed stays where it is."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=LEFT_OUT)
        else:
            shutil.copy2(source, to / name)


def run_tests(tree: Path, tests: tuple[str, ...], longest_s: float = LONGEST_S) -> Outcome:
    """Run tests within a copy until the first fails.

    Raises:
        TrialError: pytest itself could not run them; its last lines are told.

    """
    begun = time.monotonic()
    # No .pyc: a changed file of the same size within a second must not be taken for the old one.
    words = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(words, cwd=tree, env=env, capture_output=True, text=True, timeout=longest_s, check=False)
    except subprocess.TimeoutExpired:
        return Outcome(seen_by=f"nothing ended within {longest_s:.0f} s", seconds=time.monotonic() - begun)
    if done.returncode not in (PASSED, FAILED) and not re.search(r"^ERROR ", done.stdout, re.MULTILINE):
        raise TrialError(f"pytest {' '.join(tests)}: expected it to run, found:\n{(done.stdout + done.stderr)[-2000:]}")
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    seen_by = "" if done.returncode == PASSED else failed[1] if failed else "a test"
    return Outcome(seen_by=seen_by, seconds=time.monotonic() - begun)


def try_fault(fault: Fault, tree: Path) -> Outcome:
    """Plant a fault in a copy, run its tests, and put the copy right again."""
    before = plant(fault, tree)
    try:
        return run_tests(tree, fault.tests)
    finally:
        (tree / fault.file).write_text(before, "utf-8")
