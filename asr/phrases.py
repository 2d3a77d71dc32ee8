"""Lists of phrases a session may be bound to: refused here before any library can crash on them (pure)."""

from collections.abc import Callable, Sequence

from asr.recognizer import GrammarError

MOST_PHRASES = 2000
LONGEST_PHRASE = 200  # characters


def check_phrases(phrases: Sequence[str], knows: Callable[[str], bool]) -> None:
    """Raise GrammarError naming the phrase or words at fault."""
    if not isinstance(phrases, list | tuple) or not phrases:
        raise GrammarError(f"grammar: expected a list of one or more phrases, found {_shown(phrases)}")
    if len(phrases) > MOST_PHRASES:
        raise GrammarError(f"grammar: expected at most {MOST_PHRASES} phrases, found {len(phrases)}")
    for phrase in phrases:
        if not isinstance(phrase, str) or not phrase.strip():
            raise GrammarError(f"grammar: expected phrases of words separated by spaces, found {_shown(phrase)}")
        if len(phrase) > LONGEST_PHRASE:
            raise GrammarError(f"grammar: expected phrases of at most {LONGEST_PHRASE} characters, found {len(phrase)}")
    unknown = sorted({word for phrase in phrases for word in phrase.split() if not knows(word)})
    if unknown:
        raise GrammarError(f"grammar: expected words of the model, found {' '.join(unknown[:10])}")


def _shown(found: object) -> str:
    return repr(found)[:60]
