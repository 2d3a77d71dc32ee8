"""Measures a model folder on the test sets, as the service hears: python -m asr.training.measure --model DIR."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from asr.training.evaluate import Listener, Result, score
from asr.training.pipeline import in_fresh_processes
from asr.training.synth import Library, bundled_library
from asr.training.testsets import SOUND_SETS, Order, Spoken, bundled_units, speak_sets


def _spoken(library: Library, size: float) -> list[Spoken]:
    units = in_fresh_processes(bundled_units, [None], 1, lambda _: None)[0]
    return in_fresh_processes(speak_sets, [Order(library=library, units=units, size=size)], 1, lambda _: None)[0]


def _measure(model: Path, spoken: list[Spoken], shown: int) -> dict[str, object]:
    listener = Listener(model)
    results: dict[str, list[Result]] = {}
    for one in spoken:
        heard = listener.hear(one.samples)
        results.setdefault(one.name, []).append(Result(spoken=one.text, heard=heard, voice=one.voice))
    scores = [score(name, listed) for name, listed in results.items() if name not in SOUND_SETS]
    for found in scores:
        rate, wrong = f"CER {found.error_rate:6.2%}", f"wrong utterances {found.wrong_utterances}"
        print(f"{found.name:40} n={found.utterances:4}  {rate}  {wrong}")
    words = {
        name: [f"{result.voice}: {result.heard}" for result in results[name] if result.heard] for name in SOUND_SETS
    }
    for name, listed in words.items():
        print(f"{name}: {len(results[name])} played, text from {len(listed)}: {listed or 'none'}")
    for result in [result for listed in results.values() for result in listed if result.errors][:shown]:
        print(f"  {result.voice.partition('+')[2]:10} {result.spoken} -> {result.heard}")
    return {"scores": [asdict(found) for found in scores], "words_without_speech": words}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m asr.training.measure", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--library", help="another build's libespeak-ng.so; needs --data")
    parser.add_argument("--data", help="that build's espeak-ng-data folder")
    parser.add_argument("--size", type=float, default=1.0, help="scale the number of utterances")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--wrong", type=int, default=0, help="print this many wrong utterances")
    arguments = parser.parse_args()
    library = Library(shared_object=arguments.library, data=arguments.data) if arguments.library else bundled_library()
    figures = _measure(arguments.model, _spoken(library, arguments.size), arguments.wrong)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
