"""What a client of vosk-server's protocol asks for in its text messages; abuse is refused with a sentence (pure)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from asr.phrases import check_phrases
from asr.recognizer import LINE_RATE_HZ, MODEL_RATES_HZ, RecognizerError

_MOST_ALTERNATIVES = 10
_MOST_TEXT = 300_000  # characters


class WishError(RecognizerError):
    """A message that cannot be followed; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a client wants to be heard. The defaults are vosk-server's."""

    sample_rate_hz: int = LINE_RATE_HZ
    words: bool = True
    alternatives: int = 0
    phrases: tuple[str, ...] = ()


class Ask(Enum):
    """What a text message without a configuration asks for."""

    RESET = "reset"
    EOF = "eof"


def read_text(text: str, before: Wish, *, fed: bool) -> Wish | Ask:
    """Read a text message; `fed`: sound came before it. Raises WishError, GrammarError."""
    message = _object(text)
    if "config" in message:
        if fed:
            raise WishError("config: expected before the first sound, found after it")
        return _wish(message["config"], before)
    for ask in Ask:
        if ask.value in message:
            return ask
    raise WishError(f"message: expected config, reset or eof, found {', '.join(sorted(message))[:80] or 'nothing'}")


def _object(text: str) -> dict[str, Any]:
    if len(text) > _MOST_TEXT:
        raise WishError(f"message: expected at most {_MOST_TEXT} characters, found {len(text)}")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise WishError(f"message: expected a JSON object or binary sound, found {text[:40]!r}") from None
    if not isinstance(message, dict):
        raise WishError(f"message: expected a JSON object, found {text[:40]!r}")
    return message


def _wish(config: object, before: Wish) -> Wish:
    """Read a configuration; keys nobody knows are left alone, as upstream does."""
    if not isinstance(config, Mapping):
        raise WishError(f"config: expected a JSON object, found {str(config)[:40]!r}")
    if config.get("model"):
        raise WishError("model: expected none (this server has the model it was started with), found a name")
    wish = before
    if "sample_rate" in config:
        wish = replace(wish, sample_rate_hz=_rate(config["sample_rate"]))
    if "words" in config:
        wish = replace(wish, words=_flag(config["words"]))
    if "max_alternatives" in config:
        wish = replace(wish, alternatives=_alternatives(config["max_alternatives"]))
    if config.get("phrase_list") is not None:
        phrases = config["phrase_list"]
        check_phrases(phrases, lambda _word: True)  # which words the model knows, its engine says
        wish = replace(wish, phrases=tuple(phrases))
    return wish


def _rate(found: object) -> int:
    number = isinstance(found, int | float) and not isinstance(found, bool)
    if not number or found not in MODEL_RATES_HZ:
        rates = ", ".join(str(rate) for rate in sorted(MODEL_RATES_HZ))
        raise WishError(f"sample_rate: expected one of {rates} Hz, found {str(found)[:40]}")
    return int(str(found).partition(".")[0])


def _flag(found: object) -> bool:
    if found not in (0, 1):
        raise WishError(f"words: expected 0 or 1, found {str(found)[:40]}")
    return bool(found)


def _alternatives(found: object) -> int:
    if type(found) is not int or not 0 <= found <= _MOST_ALTERNATIVES:
        raise WishError(f"max_alternatives: expected 0 to {_MOST_ALTERNATIVES}, found {str(found)[:40]}")
    return found
