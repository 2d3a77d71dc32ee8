"""Which model a site has chosen, as a file, and what the running recognisers answered to it."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

_ANSWER = ".answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A chosen model folder; `asked` tells one asking from the next."""

    path: Path
    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswer:
    """What became of it; `problem` '' when new legs are heard by it."""

    asked: str
    problem: str


def read_choice(file: Path) -> ModelChoice | None:
    """Give the chosen model; None when none was chosen, or the file says nothing that can be used."""
    found = _read(file)
    path, asked = found.get("path"), found.get("asked")
    return ModelChoice(path=Path(path), asked=asked) if isinstance(path, str) and isinstance(asked, str) else None


def write_choice(file: Path, model: Path) -> ModelChoice:
    """Choose a model; the file is whole at any moment."""
    choice = ModelChoice(path=model.absolute(), asked=secrets.token_hex(8))
    _write(file, {"path": str(choice.path), "asked": choice.asked})
    return choice


def read_answer(file: Path) -> ModelAnswer | None:
    """Give the last answer to a choice."""
    found = _read(file.with_suffix(_ANSWER))
    if not found:
        return None
    return ModelAnswer(asked=str(found.get("asked")), problem=str(found.get("problem")))


def write_answer(file: Path, answer: ModelAnswer) -> None:
    """Say what became of a choice."""
    _write(file.with_suffix(_ANSWER), {"asked": answer.asked, "problem": answer.problem})


def _read(file: Path) -> dict[str, object]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(file: Path, body: dict[str, str]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(json.dumps(body, ensure_ascii=False), "utf-8")
    beside.replace(file)
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
