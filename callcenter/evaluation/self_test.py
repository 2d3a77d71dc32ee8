"""A spoken self-test: a model is loaded in a process of its own and hears a sentence, before anybody relies on it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from asr.models import ModelInfo
from callcenter.evaluation.alignment import align, errors_of, plain
from callcenter.evaluation.clips import Clip, read_sound
from callcenter.evaluation.conditions import Condition, through
from callcenter.evaluation.listener import Listener, ListenerError
from callcenter.packaged import config_dir

_DEMO_RATE = 0.1  # the demo model knows this voice: more errors mean that it is broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a model heard of a sentence it was told."""

    said: str
    heard: str
    rate: float
    memory_mb: float


def self_test(model: ModelInfo) -> Tried:
    """Have a model hear a scene of the drill, spoken by a synthesiser.

    A real model need not understand that voice well, but it must bring words and survive.

    Raises:
        ListenerError: it does not load, dies, hangs, or hears nothing; the demo model: or hears it wrongly.

    """
    folder = config_dir() / "drill"
    scene = tomllib.loads((folder / "scenes.toml").read_text("utf-8"))["scene"][0]
    said = "".join(sentence["text"] for sentence in scene["sentences"])
    line = through(read_sound(_clip(folder / scene["wav"], said)), Condition.A_LAW, 1)
    if line is None:
        raise ListenerError(f"{scene['wav']}: expected a clip of 8 kHz, found a narrower one")
    with Listener(model.path) as listener:
        take = listener.hear(line)
        memory_mb = listener.cost.most_mb
    errors = errors_of(align(plain(said), plain(take.text)))
    if take.problem or not plain(take.text):
        raise ListenerError(f"model {model.path}: expected words for a spoken sentence, found {take.problem or 'none'}")
    if model.demo and (errors.rate or 0.0) > _DEMO_RATE:
        raise ListenerError(f"model {model.path}: expected {said!r}, found {take.text!r}")
    return Tried(said=said, heard=take.text, rate=errors.rate or 0.0, memory_mb=memory_mb)


def _clip(file: Path, text: str) -> Clip:
    return Clip(
        file=file,
        name=file.name,
        text=text,
        speaker="",
        set_name="",
        slots=None,
        speech_start_ms=None,
        speech_end_ms=None,
        line=0,
    )
