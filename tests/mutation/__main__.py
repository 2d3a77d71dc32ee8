"""`make mutate`: plants each fault of faults*.toml in a copy of the tree; a fault that no test sees fails the run.

First the tests run without any fault, in the copy: what fails there says nothing of faults.
"""

import argparse
import queue
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from tests.mutation.faults import Fault, FaultListError, check, read
from tests.mutation.trial import ROOT, Outcome, TrialError, copy_tree, run_tests, try_fault

JOBS = 2
SOUND_WITHIN_S = 1200.0  # for all tests together, on a busy machine


@contextmanager
def trees(jobs: int) -> Iterator["queue.Queue[Path]"]:
    """Copies of the tree, one a worker, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="callcenter-mutate-") as folder:
        free: queue.Queue[Path] = queue.Queue()
        for place in range(jobs):
            tree = Path(folder) / str(place)
            tree.mkdir()
            copy_tree(tree)
            free.put(tree)
        yield free


def sound(faults: list[Fault], free: "queue.Queue[Path]") -> bool:
    """Whether all tests pass without any fault."""
    tests = tuple(sorted({test for one in faults for test in one.tests}))
    tree = free.get()
    print(f"without any fault: {len(tests)} groups of tests ...", flush=True)
    outcome = run_tests(tree, tests, SOUND_WITHIN_S)
    free.put(tree)
    print(f"  {'fails: ' + outcome.seen_by if outcome.seen_by else 'all pass'} ({outcome.seconds:.0f} s)", flush=True)
    return not outcome.seen_by


def try_all(faults: list[Fault], free: "queue.Queue[Path]", jobs: int) -> list[Fault]:
    """Try every fault; return those nothing saw."""

    def one(fault: Fault) -> Outcome:
        tree = free.get()
        try:
            return try_fault(fault, tree)
        finally:
            free.put(tree)

    survivors = []
    with ThreadPoolExecutor(jobs) as pool:
        trials = {pool.submit(one, fault): fault for fault in faults}
        for done, trial in enumerate(as_completed(trials), start=1):
            fault, outcome = trials[trial], trial.result()
            if not outcome.seen_by:
                survivors.append(fault)
            told = f"seen by {outcome.seen_by}" if outcome.seen_by else f"SURVIVES: {fault.promise}"
            print(f"[{done:2}/{len(faults)}] {outcome.seconds:5.1f} s  {fault.name}: {told}", flush=True)
    return survivors


def main() -> int:
    """Run; 1 when a fault survives, 2 when the list or the tests cannot be used."""
    parser = argparse.ArgumentParser(prog="tests.mutation", description=__doc__)
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--only", nargs="*", default=[""], metavar="WORD", help="faults whose name or file holds one")
    args = parser.parse_args()
    try:
        faults = [one for one in read() if any(word in one.name or word in one.file for word in args.only)]
        check(faults, ROOT)
        with trees(args.jobs) as free:
            survivors = try_all(faults, free, args.jobs) if sound(faults, free) else None
    except (FaultListError, TrialError) as fault:
        print(fault, file=sys.stderr)
        return 2
    if survivors is None:
        print("the tests fail without any fault: nothing can be said", file=sys.stderr)
        return 2
    for one in survivors:
        print(f"no test sees {one.name} ({one.file}): {one.promise}", file=sys.stderr)
    print(f"{len(faults) - len(survivors)} of {len(faults)} planted faults are seen")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
