"""Command line of the trainer: python -m asr.training --out DIR --seed N [--smoke] [--graphs-only]."""

import argparse
import os
from pathlib import Path

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"  # before numpy loads: one thread gives the same weights each run, and no slower here


def main() -> None:
    """Parse the arguments and run."""
    from asr.training.pipeline import Plan, Progress, run, smoke_plan, write_graphs_only  # noqa: PLC0415 - after the thread limit

    parser = argparse.ArgumentParser(
        prog="python -m asr.training", description="Train the synthetic-speech demo model."
    )
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smoke", action="store_true", help="a tiny run that only shows that every stage works")
    parser.add_argument(
        "--graphs-only", action="store_true", help="new words or sentences only: keep am/final.mdl of --out"
    )
    arguments = parser.parse_args()
    plan = smoke_plan(arguments.seed) if arguments.smoke else Plan(seed=arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.graphs_only:
        write_graphs_only(arguments.out, plan, Progress())
    else:
        run(arguments.out, plan)


if __name__ == "__main__":
    main()
